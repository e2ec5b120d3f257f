"""The frames of one accepted websocket -> answers, from the hello to the bye."""

import asyncio
import logging
import math
import random
from typing import Final

from assist.errors import FrameError
from assist.server.auth import Grant, UnauthorizedError
from assist.server.line import WebSocketLine
from assist.server.outbox import Outbox
from assist.server.pace import Pace
from assist.server.processor import place
from assist.server.requests import Requests
from assist.server.service import Service
from assist.wire import codes
from assist.wire.codes import Close, Refusal
from assist.wire.decode import client_frame, read_frame, request_id
from assist.wire.encode import Payload, encode
from assist.wire.frames import (
    MINOR,
    Bye,
    ClientFrame,
    Failed,
    Hello,
    Ping,
    ServerFrame,
    Welcome,
)
from assist.wire.subprotocols import Form

_PATIENCE: Final = 600
"""Frames beyond the allowed pace before the connection ends: ten seconds of a hundred each."""

log = logging.getLogger("warmline.socket")


class Connection:
    """One peer. `run` serves it until it is gone."""

    def __init__(self, line: WebSocketLine, form: Form, service: Service, *, browser: bool) -> None:
        self.form: Form = form
        self._line = line
        self._service = service
        self._limits = service.settings.limits
        self._browser = browser
        self._outbox = Outbox(line, self._limits)
        self._requests: Requests | None = None
        self._pace: Pace | None = None
        self._patience = Pace(self._limits.agent_rate, _PATIENCE)
        self._bad_frames = 0

    async def run(self) -> None:
        """Serve the peer: hello, then requests, until either side ends it."""
        tasks = [asyncio.create_task(self._outbox.run())]
        expiry: asyncio.TimerHandle | None = None
        try:
            grant = await self._greet()
            if grant is not None:
                tasks.append(asyncio.create_task(self._watch(grant)))
                expiry = self._expire(grant)
            async for data in self._line.messages():
                if not self._outbox.finished:
                    await self._receive(data)
        finally:
            self._outbox.release()
            self._service.connections.release(self)
            if self._requests is not None:
                self._requests.stop()
            if expiry is not None:
                expiry.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def say(self, frame: ServerFrame) -> None:
        """Queue a frame now; a connection without room for it ends."""
        self.push(encode(frame, self.form))

    def push(self, payload: Payload) -> None:
        """Queue an encoded frame now; a connection without room for it ends."""
        if not self._outbox.offer(payload):
            log.warning("a peer reads too slowly: it is sent away")
            self.end(codes.SLOW_CONSUMER, drop=True)

    async def push_later(self, payload: Payload) -> None:
        """Queue an encoded frame once there is room to spare."""
        await self._outbox.put(payload)

    def fail(
        self,
        refusal: Refusal,
        *,
        id: int | None = None,
        c: str | None = None,
        path: str | None = None,
        retry_ms: int | None = None,
    ) -> None:
        """Refuse one request; the connection stays."""
        self.say(
            Failed(
                code=refusal.code,
                key=refusal.key,
                temporary=refusal.temporary,
                id=id,
                c=c,
                path=path,
                retry_ms=retry_ms,
            )
        )

    def end(self, close: Close, *, retry_ms: int | None = None, drop: bool = False) -> None:
        """Say bye and close; `drop` what still waits to be sent."""
        bye = encode(Bye(code=close.code, key=close.key, retry_ms=retry_ms), self.form)
        self._outbox.finish(close, bye, drop=drop)

    def lost(self, conversation: str, request_id: int | None) -> None:
        """Hear that a conversation cannot be followed now: the peer comes back and resumes."""
        self.end(codes.INSUFFICIENT_STATE, retry_ms=1000)

    async def _greet(self) -> Grant | None:
        """Return what the peer may do; None when it is sent away."""
        try:
            async with asyncio.timeout(self._limits.hello):
                data = await self._line.receive()
        except TimeoutError:
            self.end(codes.HELLO_TIMEOUT)
            return None
        if data is None:
            return None
        hello = self._hello(data)
        if hello is None:
            return None
        try:
            grant = self._service.tokens.verify(hello.token)
        except UnauthorizedError:
            self.end(codes.UNAUTHORIZED_CLOSE)
            return None
        return grant if self._admit(grant, hello) else None

    def _hello(self, data: Payload) -> Hello | None:
        if self._wrong_type(data):
            return None
        try:
            plain = read_frame(data, self.form)
            if plain.get("t") != "hello":
                self.end(codes.UNAUTHORIZED_CLOSE)
                return None
            frame = client_frame(plain)
        except FrameError as error:
            self.fail(codes.BAD_REQUEST, path=error.path)
            self.end(codes.BAD_FRAME)
            return None
        assert isinstance(frame, Hello)
        return frame

    def _admit(self, grant: Grant, hello: Hello) -> bool:
        if grant.role == "agent" and not self._browser:
            self.end(codes.FORBIDDEN_CLOSE)
            return False
        if self._service.draining:
            self.end(codes.RESTARTING, retry_ms=1000)
            return False
        if not self._service.connections.admit(self, grant):
            self.end(codes.CONNECTION_LIMIT)
            return False
        log.info("%s of tenant %r is here with %r", grant.role, grant.tenant, hello.client)
        if grant.role == "agent":
            self._pace = Pace(self._limits.agent_rate, self._limits.agent_burst)
        self._requests = Requests(self, grant, self._service)
        ping_ms = round(self._limits.ping_most * 1000)
        self.say(Welcome(minor=min(hello.minor, MINOR), role=grant.role, ping_ms=ping_ms))
        for index, (conversation, epoch, offset) in enumerate(hello.resume):
            self._requests.resume(index, conversation, epoch, offset)
        return True

    async def _receive(self, data: Payload) -> None:
        if self._wrong_type(data):
            return
        try:
            plain = read_frame(data, self.form)
        except FrameError as error:
            self._bad_frames += 1
            self.fail(codes.BAD_REQUEST, path=error.path)
            if self._bad_frames >= self._limits.bad_frames:
                self.end(codes.BAD_FRAME)
            return
        known = request_id(plain)
        if self._comes_too_soon(known):
            return
        try:
            frame = client_frame(plain)
        except FrameError as error:
            self.fail(codes.BAD_REQUEST, id=known, path=error.path)
            return
        await self._answer(frame)

    async def _answer(self, frame: ClientFrame) -> None:
        assert self._requests is not None
        try:
            await self._requests.answer(frame)
        except Exception as error:
            log.error("a frame could not be answered: %s", place(error))
            self.end(codes.INTERNAL_CLOSE)

    def _wrong_type(self, data: Payload) -> bool:
        wrong = isinstance(data, str) != (self.form == "json")
        if wrong:
            self.end(codes.WRONG_TYPE)
        return wrong

    def _comes_too_soon(self, known: int | None) -> bool:
        now = asyncio.get_running_loop().time()
        wait = self._pace.wait(now) if self._pace else 0.0
        if not wait:
            return False
        retry_ms = math.ceil(wait * 1000)
        self.fail(codes.RATE_LIMITED, id=known, retry_ms=retry_ms)
        if self._patience.wait(now):
            self.end(codes.RATE_LIMITED_CLOSE, retry_ms=retry_ms)
        return True

    async def _watch(self, grant: Grant) -> None:
        """Ask now and then whether the peer is there; end the connection when it is not."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(random.uniform(self._limits.ping_least, self._limits.ping_most))
            asked_at = loop.time()
            if grant.role == "platform":
                self._line.ping()
            else:
                self.say(Ping())
            # In two parts: after this process was stopped for a while, the answers that
            # wait in the kernel are read before the second part ends.
            await asyncio.sleep(self._limits.pong * 0.9)
            await asyncio.sleep(self._limits.pong * 0.1)
            held = self._requests is not None and self._requests.held
            if self._line.heard_at < asked_at and not held:
                self.end(codes.NO_PONG, drop=True)
                return

    def _expire(self, grant: Grant) -> asyncio.TimerHandle:
        left = grant.expires_at + self._limits.token_grace - self._service.clock()
        loop = asyncio.get_running_loop()
        return loop.call_later(left, self.end, codes.TOKEN_EXPIRED_CLOSE)

"""The frames of one accepted websocket -> answers, from the hello to the bye."""

import asyncio
import logging
import math
from typing import Any, Final

from assist.errors import FrameError
from assist.server.admission import admission
from assist.server.auth import Grant
from assist.server.heartbeat import until_gone
from assist.server.lifetime import Lifetime
from assist.server.line import WebSocketLine
from assist.server.logs import place
from assist.server.outbox import Outbox
from assist.server.pace import Pace
from assist.server.requests import Requests
from assist.server.service import Service
from assist.wire import codes
from assist.wire.codes import Close, Refusal
from assist.wire.decode import client_frame, read_frame, request_id
from assist.wire.encode import Payload, encode
from assist.wire.frames import (
    MINOR,
    Bye,
    Failed,
    Hello,
    Ping,
    Refresh,
    RefreshDue,
    Refreshed,
    ServerFrame,
    Welcome,
)
from assist.wire.subprotocols import Form

_PATIENCE: Final = 600
"""Frames beyond the allowed pace before the connection ends: ten seconds of a hundred each."""

FLOOD_RETRY_MS: Final = 10_000

log = logging.getLogger("warmline.socket")


class Connection:
    """One peer. `run` serves it until it is gone.

    Args:
        origin: of the page that opened the socket; None: a program did.
        offered: the token that came as a subprotocol; "" where it could not be read.

    Attributes:
        grant: what the peer may do now; there is none before its hello.
    """

    grant: Grant

    def __init__(
        self,
        line: WebSocketLine,
        form: Form,
        service: Service,
        *,
        origin: str | None,
        offered: str | None = None,
    ) -> None:
        self.form: Form = form
        self.turn = asyncio.Lock()
        self._line = line
        self._service = service
        self._limits = service.settings.limits
        self._origin = origin
        self._offered = offered
        self._outbox = Outbox(line, self._limits)
        self._requests: Requests | None = None
        self._lifetime = Lifetime(
            service.clock,
            self._limits.token_grace,
            due=lambda left_ms: self.say(RefreshDue(left_ms=left_ms)),
            over=lambda: self.end(codes.TOKEN_EXPIRED_CLOSE),
        )
        self._pace: Pace | None = None
        self._patience = Pace(self._limits.agent_rate, _PATIENCE)
        self._bad_frames = 0
        self._slow = False
        line.on_flood(lambda: self.end(codes.RATE_LIMITED_CLOSE, retry_ms=FLOOD_RETRY_MS))

    async def run(self) -> None:
        """Serve the peer: hello, then requests, until either side ends it."""
        tasks = [asyncio.create_task(self._outbox.run())]
        try:
            if await self._greet():
                tasks.append(asyncio.create_task(self._watch()))
            while (data := await self._line.receive()) is not None:
                await self._receive(data)
        finally:
            self._outbox.release()
            self._lifetime.stop()
            self._service.connections.release(self)
            self._service.revocations.remove(self)
            if self._requests is not None:
                self._requests.stop()
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

    def offer(self, payload: Payload) -> bool:
        """Queue an encoded event now; False when there is no room, and nothing was queued."""
        taken = self._outbox.offer(payload)
        if not taken and not self._slow:
            self._slow = True
            log.info("a peer reads too slowly: its events wait in the journal")
        return taken

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
        self._service.telemetry.metrics.refusals.labels(refusal.key).inc()
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
        self._service.telemetry.ended(close, already=self._outbox.finished)
        bye = encode(Bye(code=close.code, key=close.key, retry_ms=retry_ms), self.form)
        self._outbox.finish(close, bye, drop=drop)

    def lost(self, conversation: str, request_id: int | None) -> None:
        """Hear that a conversation cannot be followed now: the peer comes back and resumes."""
        self.end(codes.INSUFFICIENT_STATE, retry_ms=1000)

    async def _greet(self) -> bool:
        """Hear the hello; return whether the peer may stay."""
        now = asyncio.get_running_loop().time()
        if retry_ms := self._service.connections.arrive(self, now):
            self.end(codes.OVERLOADED, retry_ms=retry_ms)
            return False
        try:
            async with asyncio.timeout(self._limits.hello):
                data = await self._line.receive()
        except TimeoutError:
            self.end(codes.HELLO_TIMEOUT)
            return False
        hello = None if data is None else self._hello(data)
        if hello is None:
            return False
        token = None if self._offered == "" else hello.token or self._offered
        grant = admission(self._service, token, self._origin)
        if isinstance(grant, Close):
            self.end(grant)
            return False
        return self._admit(grant, hello)

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
        if (close := self._service.closed) is not None:
            self.end(close, retry_ms=1000)
            return False
        if not self._service.connections.admit(self, grant):
            self.end(codes.CONNECTION_LIMIT)
            return False
        log.info("%s of tenant %r is here with %r", grant.role, grant.tenant, hello.client)
        if grant.role != "platform":
            self._pace = Pace(self._limits.agent_rate, self._limits.agent_burst)
        self.grant = grant
        self._service.revocations.add(self)
        self._requests = Requests(self, grant, self._service)
        self._lifetime.begin(grant)
        ping_ms = round(self._limits.ping_most * 1000)
        self.say(Welcome(minor=min(hello.minor, MINOR), role=grant.role, ping_ms=ping_ms))
        for index, (conversation, epoch, offset) in enumerate(hello.resume):
            self._requests.resume(index, conversation, epoch, offset)
        return True

    async def _receive(self, data: Payload) -> None:
        if self._outbox.finished or self._wrong_type(data):
            return
        assert self._requests is not None
        if self._lifetime.ended:
            self.end(codes.TOKEN_EXPIRED_CLOSE)
            return
        try:
            plain = read_frame(data, self.form)
        except FrameError as error:
            self._bad_frames += 1
            self.fail(codes.BAD_REQUEST, path=error.path)
            if self._bad_frames >= self._limits.bad_frames:
                self.end(codes.BAD_FRAME)
            return
        if self._pace is not None and self._comes_too_soon(self._pace, plain):
            return
        try:
            frame = client_frame(plain)
        except FrameError as error:
            self.fail(codes.BAD_REQUEST, id=request_id(plain), path=error.path)
            return
        if isinstance(frame, Refresh):
            self._refresh(frame)
            return
        try:
            await self._requests.answer(frame)
        except Exception as error:
            log.error("a frame could not be answered: %s", place(error))
            self.end(codes.INTERNAL_CLOSE)

    def _refresh(self, frame: Refresh) -> None:
        """Let another token of the same bearer take the place of the one that expires."""
        assert self._requests is not None
        grant = admission(self._service, frame.token, self._origin)
        if grant is codes.UNAUTHORIZED_CLOSE:
            self.fail(codes.UNAUTHORIZED, id=frame.id)
        elif isinstance(grant, Close):
            self.end(grant)
        elif not grant.continues(self.grant):
            self.end(codes.FORBIDDEN_CLOSE)
        else:
            self.grant = grant
            self._requests.use(grant)
            self._lifetime.begin(grant)
            self.say(Refreshed(id=frame.id, left_ms=self._lifetime.left_ms))

    def _wrong_type(self, data: Payload) -> bool:
        wrong = isinstance(data, str) != (self.form == "json")
        if wrong:
            self.end(codes.WRONG_TYPE)
        return wrong

    def _comes_too_soon(self, pace: Pace, plain: dict[str, Any]) -> bool:
        now = asyncio.get_running_loop().time()
        wait = pace.wait(now)
        if not wait:
            return False
        retry_ms = math.ceil(wait * 1000)
        self.fail(codes.RATE_LIMITED, id=request_id(plain), retry_ms=retry_ms)
        if self._patience.wait(now):
            self.end(codes.RATE_LIMITED_CLOSE, retry_ms=retry_ms)
        return True

    async def _watch(self) -> None:
        await until_gone(self._line, self._limits, self._ask, self._is_held)
        self.end(codes.NO_PONG, drop=True)

    def _ask(self) -> None:
        if self.grant.role == "platform":
            self._line.ping()
        else:
            self.say(Ping())

    def _is_held(self) -> bool:
        return self._requests is not None and self._requests.held

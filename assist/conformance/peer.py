"""One websocket to the server -> typed frames; each that comes must have its documented shape."""

import asyncio
import json
from typing import Any, TypeVar

import msgpack
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from assist import codec
from assist.errors import FrameError
from assist.wire.frames import (
    SERVER_FRAMES,
    Acknowledged,
    Bye,
    Failed,
    Ping,
    Pushed,
    ServerFrame,
    Subscribed,
)
from assist.wire.subprotocols import Form

Frame = TypeVar("Frame", bound=ServerFrame)


class Refused(Exception):
    """The server opened no websocket; `status` 0: it did not speak HTTP as it must."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"the socket was refused with {status} {body[:80]!r}")
        self.status = status
        self.body = body


class Closed(Exception):
    """The server closed; `bye` is its last frame, where it said one."""

    def __init__(self, code: int, bye: Bye | None) -> None:
        said = f"after a bye of {bye.code}" if bye else "without a bye"
        super().__init__(f"the server closed with {code}, {said}")
        self.code = code
        self.bye = bye


class Malformed(Exception):
    """The server sent what is no frame."""


class Peer:
    """A client's side of a socket. Pings are answered; frames of unknown names are ignored."""

    def __init__(self, connection: ClientConnection, form: Form, patience: float) -> None:
        self.form: Form = form
        self._connection = connection
        self._patience = patience
        self._ids = 0
        self._bye: Bye | None = None

    @property
    def subprotocol(self) -> str | None:
        """What the server has chosen."""
        return self._connection.subprotocol

    @property
    def answered(self) -> dict[str, str]:
        """The headers of the server's answer, their names in lower case."""
        response = self._connection.response
        found = response.headers.raw_items() if response else ()
        return {name.lower(): value for name, value in found}

    async def send(self, name: str, /, **fields: object) -> int:
        """Send a frame, with an id unless its kind has none; return the id."""
        plain: dict[str, Any] = {"t": name, **fields}
        if name not in ("hello", "ping", "pong"):
            self._ids += 1
            plain.setdefault("id", self._ids)
        await self.write(plain)
        found = plain.get("id")
        return found if isinstance(found, int) else 0

    async def write(self, plain: object) -> None:
        """Send plain data as a frame of this socket's form."""
        await self.raw(json.dumps(plain) if self.form == "json" else msgpack.packb(plain))

    async def raw(self, payload: str | bytes) -> None:
        """Send a websocket message as it is."""
        try:
            await self._connection.send(payload)
        except ConnectionClosed as closed:
            raise self._end(closed) from None

    async def next(self) -> ServerFrame:
        """Return the next frame.

        Raises:
            Closed: there is none any more.
            Malformed: it is not of a documented shape.
            TimeoutError: none came in time.
        """
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    data = await self._connection.recv()
            except ConnectionClosed as closed:
                raise self._end(closed) from None
            frame = self._frame(data)
            if isinstance(frame, Ping):
                await self.send("pong")
            elif frame is not None:
                self._bye = frame if isinstance(frame, Bye) else None
                return frame

    async def receive(self, kind: type[Frame]) -> Frame:
        """Return the next frame of a kind, after letting events pass.

        Raises:
            Malformed: the server refuses something first.
        """
        while True:
            frame = await self.next()
            if isinstance(frame, kind):
                return frame
            if isinstance(frame, Failed):
                raise Malformed(f"an err {frame.code} ({frame.key}) came, path {frame.path}")

    async def ask(self, name: str, /, **fields: object) -> ServerFrame:
        """Send a request; return its answer."""
        wanted = await self.send(name, **fields)
        while True:
            frame = await self.next()
            if getattr(frame, "id", None) == wanted:
                return frame

    async def refused(self, name: str, /, **fields: object) -> Failed:
        """Send a request that must be refused; return the refusal."""
        answer = await self.ask(name, **fields)
        if not isinstance(answer, Failed):
            raise Malformed(f"it was answered with {type(answer).__name__}, not refused")
        return answer

    async def post(self, chat: str, message_id: str, text: str, **fields: object) -> Acknowledged:
        """Post a customer's message; return where it rests."""
        said = {"speaker": "customer"} | fields
        answer = await self.ask("message.post", c=chat, message_id=message_id, text=text, **said)
        return self._good(answer, Acknowledged)

    async def follow(self, chat: str, **position: object) -> Subscribed:
        """Subscribe; return the answer."""
        return self._good(await self.ask("subscribe", c=chat, **position), Subscribed)

    async def events(self, chat: str, count: int) -> list[Pushed]:
        """Return the next events of a conversation."""
        found: list[Pushed] = []
        while len(found) < count:
            event = await self.receive(Pushed)
            if event.c == chat:
                found.append(event)
        return found

    async def closed(self) -> Closed:
        """Read to the end; return how it ended."""
        try:
            while True:
                await self.next()
        except Closed as closed:
            return closed

    async def quiet(self, seconds: float) -> ServerFrame | None:
        """Return the next frame if one comes within some seconds."""
        try:
            async with asyncio.timeout(seconds):
                return await self.next()
        except TimeoutError:
            return None

    def _good(self, answer: ServerFrame, kind: type[Frame]) -> Frame:
        if isinstance(answer, kind):
            return answer
        if isinstance(answer, Failed):
            raise Malformed(f"it was refused with {answer.code} ({answer.key})")
        raise Malformed(f"it was answered with {type(answer).__name__}, not {kind.__name__}")

    def _end(self, closed: ConnectionClosed) -> Closed:
        return Closed(closed.rcvd.code if closed.rcvd else 1006, self._bye)

    def _frame(self, data: str | bytes) -> ServerFrame | None:
        if isinstance(data, str) != (self.form == "json"):
            raise Malformed(f"a {type(data).__name__} came on a {self.form} socket")
        try:
            plain = json.loads(data) if isinstance(data, str) else msgpack.unpackb(data)
        except (ValueError, msgpack.UnpackException):
            raise Malformed(f"what came is no {self.form}") from None
        if not isinstance(plain, dict) or not isinstance(plain.get("t"), str):
            raise Malformed("what came is no map with its name under `t`")
        kind = SERVER_FRAMES.get(plain["t"])
        if kind is None:
            return None
        try:
            frame: ServerFrame = codec.from_plain(kind, plain)
        except FrameError as error:
            raise Malformed(f"in a frame `{plain['t']}` {error.path}: {error}") from None
        return frame

"""The bytes of a websocket, cut anywhere -> what a link hears in them, and what the library does.

Most messages never reach the library: whatever comes, that must make no difference.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Final

import uvicorn
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from assist.server.lengths import Lengths
from assist.server.protocol import Link
from assist.wire.encode import Payload
from tests.server.harness import limits

_HEAD: Final = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_LONGEST: Final = 64 * 1024


@dataclass
class Met:
    """What was heard, what was answered, and whether all of it was in order."""

    messages: list[Payload] = field(default_factory=list)
    answer: bytes = b""
    broken: bool = False


def alone(data: bytes) -> Met:
    """Return what the library hears, which gets one byte at a time."""
    conn, met = ServerProtocol(max_size=_LONGEST), Met()
    conn.reader.read_exact = Lengths(conn.reader.read_exact).read  # type: ignore[method-assign, assignment]
    conn.receive_data(_HEAD)
    (request,) = conn.events_received()
    assert isinstance(request, Request)
    conn.send_response(conn.accept(request))
    conn.data_to_send()
    parts: list[Frame] = []
    for byte in data:
        conn.receive_data(bytes([byte]))
        for event in conn.events_received():
            assert isinstance(event, Frame)
            if event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                parts.append(event)
                if event.fin:
                    met.broken = not _hear(met, parts)
                    parts = []
        met.answer += b"".join(conn.data_to_send())
        met.broken |= conn.parser_exc is not None
        if met.broken or conn.close_rcvd is not None:
            break
    return met


def _hear(met: Met, parts: list[Frame]) -> bool:
    whole = b"".join(part.data for part in parts)
    try:
        met.messages.append(whole.decode() if parts[0].opcode is Opcode.TEXT else whole)
    except UnicodeDecodeError:
        return False
    return True


class _Loop:
    """As much of a loop as a link needs to hear; nothing happens by itself."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []

    def time(self) -> float:
        return 0.0

    def call_soon(self, call: Callable[[], None]) -> None:
        self.soon.append(call)

    def create_task(self, work: Any) -> "asyncio.Future[None]":  # noqa: ANN401
        work.close()
        return _Done()  # type: ignore[return-value]


class _Done:
    def add_done_callback(self, call: object) -> None:
        pass


class _Wire:
    """A transport that keeps what it is told to send."""

    def __init__(self) -> None:
        self.sent = b""
        self.open = self.read = True

    def get_extra_info(self, name: str, default: object = None) -> object:
        return default

    def set_write_buffer_limits(self, high: int, low: int) -> None:
        pass

    def write(self, data: bytes) -> None:
        self.sent += data

    def close(self) -> None:
        self.open = False

    def is_closing(self) -> bool:
        return not self.open

    def pause_reading(self) -> None:
        self.read = False

    def resume_reading(self) -> None:
        self.read = True


class Patient(Link):
    """A link that minds no number of pings and fragments."""

    limits: ClassVar = limits(control_rate=1e9, fragments=10**6)


@cache
def _config() -> uvicorn.Config:
    config = uvicorn.Config(lambda scope: None, log_config=None, ws_max_size=_LONGEST)
    config.load()
    return config


class Linked:
    """A link past its handshake, with nobody at either end."""

    def __init__(self) -> None:
        self.loop, self.wire, self.met = _Loop(), _Wire(), Met()
        self.link: Any = Patient(_config(), ServerState(), {}, self.loop)  # type: ignore[arg-type]
        self.link.connection_made(self.wire)  # type: ignore[arg-type]
        self.link.data_received(_HEAD)
        self.link.handshake_complete = True
        self.link.conn.send_response(self.link.response)
        self.link.conn.data_to_send()
        self.wire.sent = b""
        self._take()

    def hear(self, pieces: Iterable[tuple[bytes, bool]]) -> Met:
        """Hear pieces; where one is `taken`, the application takes what it heard so far."""
        for piece, taken in pieces:
            if not self.wire.read:
                self._settle()
            if not self.wire.open:
                break
            self.link.data_received(piece)
            if taken:
                self._take()
        self._settle()
        self.met.answer = self.wire.sent
        return self.met

    def _settle(self) -> None:
        """Let everything be taken, and read on, until nothing is left."""
        self._take()
        while self.loop.soon:
            self.loop.soon.pop(0)()
            self._take()

    def _take(self) -> None:
        while not self.link.queue.empty():
            try:
                self.link.take().send(None)
                raise AssertionError("something was there to take")
            except StopIteration as taken:
                if not isinstance(taken.value, dict):
                    self.met.messages.append(taken.value)


def agree(data: bytes, pieces: Iterable[tuple[bytes, bool]]) -> Met:
    """Return what both hear in `data`, which the link gets in `pieces`.

    Where it is broken, uvicorn drops what else came in the same piece.
    """
    wanted, linked = alone(data), Linked()
    met = linked.hear(pieces)
    if wanted.broken:
        assert met.messages == wanted.messages[: len(met.messages)]
        assert not linked.wire.open
    else:
        assert (met.messages, met.answer) == (wanted.messages, wanted.answer)
    return met

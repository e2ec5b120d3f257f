"""uvicorn's two protocols with the deadlines and bounds that they lack.

uvicorn never drops a peer that stops reading, has no time limit on half a request, and no
bound on a header or on the number of a message's fragments (measured; see docs/operations.md).
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN

from assist.config import Limits
from assist.errors import FrameError
from assist.server.framing import framed
from assist.server.lengths import shortest
from assist.server.pace import Pace
from assist.wire.encode import Payload

LINK: Final = "warmline.link"
"""Under this name the state of a socket's ASGI scope holds its `Link`."""
SLICE: Final = 4 * 1024
"""Bytes that are parsed before others have their turn: the smallest frames come by the hundred."""
GOODBYE: Final = 2.0
"""Seconds for which a peer may take leave after our close frame."""
UNSENT: Final = 16 * 1024
"""Bytes beyond the kernel's that wait for a peer before its next frame waits in the outbox."""
FLOOD: Final = 100
"""Control frames beyond the allowed pace that end a connection."""

HEADERS: Final = 100
"""The most headers of one request, trailers included."""
SPREAD: Final = 8
"""How many times its largest size a body may take on the line, for the frames of its chunks."""


class Link(WebSocketsSansIOProtocol):
    """One websocket below ASGI: what a server must be able to do and ASGI has no word for."""

    limits: ClassVar = Limits()
    heard_at = 0.0
    """When the peer last sent anything, by the loop's clock."""
    on_flood: Callable[[], None] | None = None
    """Is called once when the peer floods us with control frames; it is not heard any more."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep little of what the peer does not take, and have the lengths of frames checked."""
        super().connection_made(transport)
        self.conn.reader.read_exact = shortest(self.conn.reader.read_exact)  # type: ignore[method-assign, assignment]
        self.transport.set_write_buffer_limits(high=UNSENT, low=UNSENT // 2)
        self._unread = bytearray()
        self._reads = self._held = False
        self._deaf = False
        rate = self.limits.control_rate
        self._controls, self._patience = Pace(rate, 2 * rate), Pace(rate, FLOOD)

    def abort(self) -> None:
        """Drop the connection now; unsent bytes are lost, the descriptor is free at once."""
        if self.transport is not None:
            self.transport.abort()

    def write(self, payloads: Iterable[Payload]) -> None:
        """Send each of these as a message.

        Raises:
            ConnectionResetError: the peer is gone, or one of us has taken leave.
        """
        if self.disconnected or self.conn.state is not OPEN or self.transport.is_closing():
            raise ConnectionResetError("the peer is gone")
        self.transport.write(b"".join(map(framed, payloads)))

    def ping(self) -> None:
        """Send a ping of the websocket protocol, which every client library answers."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.conn.send_ping(b"")
            self.transport.write(b"".join(self.conn.data_to_send()))

    def data_received(self, data: bytes) -> None:
        """Note that the peer is there, and parse some of what it sent; the rest has its turn."""
        self.heard_at = self.loop.time()
        self._unread += data
        if not self._reads:
            self._read()

    def _read(self) -> None:
        self._reads = False
        piece = bytes(self._unread[:SLICE])
        del self._unread[:SLICE]
        if self._deaf or self.disconnected:
            self._unread.clear()
        else:
            super().data_received(piece)
        self._read_on()

    def _read_on(self) -> None:
        """Go on with what is not parsed yet, once the application has taken the rest."""
        if self._unread:
            self._held = True
            self.transport.pause_reading()
            if not self._reads and not self.read_paused:
                self._reads = True
                self.loop.call_soon(self._read)
        elif self._held and not self.read_paused and not self.transport.is_closing():
            self._held = False
            self.transport.resume_reading()

    async def receive(self) -> ASGIReceiveEvent:
        """Return the next message; those behind it are parsed while it is dealt with."""
        message = await super().receive()
        if self._unread:
            self._read_on()
        return message

    async def send(self, message: ASGISendEvent) -> None:
        """Send; after our close frame the peer has a moment to take leave."""
        await super().send(message)
        if message["type"] == "websocket.close" and self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(GOODBYE, self.abort)

    def handle_ping(self) -> None:
        """Answer, unless the peer does nothing but ask."""
        if self._is_flooded():
            self.conn.data_to_send()
        else:
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Count it: that the peer is there is known already."""
        self._is_flooded()

    def _is_flooded(self) -> bool:
        """Count a control frame; return whether it came too soon."""
        now = self.loop.time()
        if not self._controls.wait(now):
            return False
        if self._patience.wait(now) and not self._deaf:
            self._deaf = True
            if self.on_flood is not None:
                self.on_flood()
        return True

    def handle_events(self) -> None:
        """Refuse a head that cannot be read as a handshake: uvicorn lets it wait for ever."""
        if self.conn.handshake_exc is None or self.handshake_initiated:
            super().handle_events()
            return
        answer = b"".join(self.conn.data_to_send())
        self.transport.write(answer or STATUS_LINE[400] + b"connection: close\r\n\r\n")
        self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Put this link into the scope, before the application runs."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["state"][LINK] = self

    def handle_cont(self, event: Frame) -> None:
        """Bound the number of fragments: each costs far more memory than its bytes."""
        if len(self.frames) >= self.limits.fragments:
            self.conn.fail(1009, "too many fragments")
            self.handle_parser_exception()
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Refuse text that is no UTF-8 here: uvicorn writes a traceback into the log."""
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            self.frames = []
            self.conn.fail(1007, "no UTF-8")
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()


class Requests(HttpToolsProtocol):
    """HTTP with a deadline and a size for everything before the body."""

    limits: ClassVar = Limits()
    _bytes = 0
    _head_bytes = 0
    _head_lines = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock: whoever connects and stays silent is dropped."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Start the clock again for bytes that begin no request; drop one that never ends."""
        self._bytes += len(data)
        if self._bytes > self.limits.head + SPREAD * self.limits.body:
            self.transport.abort()
            return
        super().data_received(data)
        idle = self.cycle is None or self.cycle.response_complete
        watched = self._head_timer is not None or self.timeout_keep_alive_task is not None
        if idle and not watched and self.transport.get_protocol() is self:
            self._await_head()

    def on_message_begin(self) -> None:
        """Start the clock for the head of one more request."""
        self._bytes = 0
        super().on_message_begin()
        self._await_head()

    def on_url(self, url: bytes) -> None:
        """Count its bytes."""
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count it, and its bytes."""
        self._head_lines += 1
        self._count(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the clock: the application has its own for the body."""
        self._stop_clock()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, or one whose head is too long."""
        if not self._head_is_long:
            super().send_400_response(msg)
            return
        self.transport.write(STATUS_LINE[431] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()

    def _await_head(self) -> None:
        self._stop_clock()
        self._head_bytes = self._head_lines = 0
        self._head_timer = self.loop.call_later(self.limits.header, self.transport.abort)

    def _stop_clock(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _count(self, *parts: bytes) -> None:
        self._head_bytes += sum(map(len, parts))
        if self._head_is_long:
            # The parser stops at an exception, and uvicorn answers with the method above.
            raise FrameError(f"a head of at most {self.limits.head} bytes and {HEADERS} headers")

    @property
    def _head_is_long(self) -> bool:
        return self._head_bytes > self.limits.head or self._head_lines > HEADERS

"""uvicorn's websocket with the deadlines and bounds that it lacks, and a shorter way to a message.

uvicorn never drops a peer that stops reading, and has no bound on the number of a message's
fragments (measured; see docs/operations.md).
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN

from assist.config import Limits
from assist.server.framing import framed, unframed
from assist.server.heads import Requests as Requests
from assist.server.inbox import Inbox
from assist.server.lengths import Lengths
from assist.server.pace import Pace
from assist.wire.encode import Payload

Heard = Payload | ASGIReceiveEvent
"""A message, or what else ASGI tells an application."""

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
        self._lengths = Lengths(self.conn.reader.read_exact)
        self.conn.reader.read_exact = self._lengths.read  # type: ignore[method-assign, assignment]
        self.queue = Inbox[Heard]()  # type: ignore[assignment]
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
        if not (self._unread or self.read_paused or len(data) > SLICE):
            self._parse(data)
            return
        self._unread += data
        if self.read_paused:
            self._read_on()
        elif not self._reads:
            self._read()

    def _read(self) -> None:
        self._reads = False
        piece = bytes(self._unread[:SLICE])
        del self._unread[:SLICE]
        self._parse(piece)
        self._read_on()

    def _parse(self, piece: bytes) -> None:
        """Hand on the messages that lie whole in a piece, and the rest to the library."""
        if self._deaf or self.disconnected:
            self._unread.clear()
            return
        at = 0
        if self._is_between:
            while (found := unframed(piece, at)) is not None:
                payload, at = found
                self._deliver(payload)
        if at < len(piece):
            super().data_received(piece[at:])

    @property
    def _is_between(self) -> bool:
        """Whether the library has read whole messages and nothing beyond them."""
        conn = self.conn
        return (
            self._lengths.between
            and not conn.reader.buffer
            and conn.current_size is None
            and conn.state is OPEN
        )

    def _deliver(self, payload: Payload) -> None:
        if not self.close_sent:
            self.queue.put_nowait(payload)  # type: ignore[arg-type]
            self.read_paused = True

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

    async def take(self) -> Heard:
        """Return the next message; those behind it are parsed while it is dealt with."""
        heard: Heard = await self.queue.get()
        # uvicorn has the transport read again after each message: two calls of the kernel.
        if self.queue.empty():
            self.read_paused = False
        if self._held or self._unread:
            self._read_on()
        return heard

    async def receive(self) -> ASGIReceiveEvent:
        """Return what was heard next as ASGI says it."""
        heard = await self.take()
        if isinstance(heard, str):
            return {"type": "websocket.receive", "text": heard}
        if isinstance(heard, bytes):
            return {"type": "websocket.receive", "bytes": heard}
        return heard

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
        """Hand on a message; text that is no UTF-8 is refused without a traceback in the log."""
        data, self.frames = b"".join(self.frames), []
        try:
            self._deliver(data.decode() if self.curr_msg_data_type == "text" else data)
        except UnicodeDecodeError:
            self.conn.fail(1007, "no UTF-8")
            self.handle_parser_exception()

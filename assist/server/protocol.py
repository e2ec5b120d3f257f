"""uvicorn's two protocols with the deadlines and bounds that they lack.

uvicorn never drops a peer that stops reading, has no time limit on half a request, and no
bound on a header or on the number of a message's fragments (measured; see docs/operations.md).
"""

import asyncio
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from assist.config import Limits
from assist.errors import FrameError

LINK: Final = "warmline.link"
"""Under this name the state of a socket's ASGI scope holds its `Link`."""


class Link(WebSocketsSansIOProtocol):
    """One websocket below ASGI: what a server must be able to do and ASGI has no word for."""

    limits: ClassVar = Limits()
    heard_at = 0.0
    """When the peer last sent anything, by the loop's clock."""

    def abort(self) -> None:
        """Drop the connection now; unsent bytes are lost, the descriptor is free at once."""
        if self.transport is not None:
            self.transport.abort()

    def ping(self) -> None:
        """Send a ping of the websocket protocol, which every client library answers."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.conn.send_ping(b"")
            self.transport.write(b"".join(self.conn.data_to_send()))

    def data_received(self, data: bytes) -> None:
        """Note that the peer is there."""
        self.heard_at = self.loop.time()
        super().data_received(data)

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


class Requests(HttpToolsProtocol):
    """HTTP with a deadline and a size for everything before the body."""

    limits: ClassVar = Limits()
    _head_bytes = 0
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
        """Start the clock again for bytes that begin no request."""
        super().data_received(data)
        idle = self.cycle is None or self.cycle.response_complete
        watched = self._head_timer is not None or self.timeout_keep_alive_task is not None
        if idle and not watched and self.transport.get_protocol() is self:
            self._await_head()

    def on_message_begin(self) -> None:
        """Start the clock for the head of one more request."""
        super().on_message_begin()
        self._await_head()

    def on_url(self, url: bytes) -> None:
        """Count its bytes."""
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count its bytes."""
        self._count(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the clock: the application has its own for the body."""
        self._stop_clock()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, or one whose head is too long."""
        if self._head_bytes <= self.limits.head:
            super().send_400_response(msg)
            return
        self.transport.write(STATUS_LINE[431] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()

    def _await_head(self) -> None:
        self._stop_clock()
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(self.limits.header, self.transport.abort)

    def _stop_clock(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _count(self, *parts: bytes) -> None:
        self._head_bytes += sum(map(len, parts))
        if self._head_bytes > self.limits.head:
            # The parser stops at an exception, and uvicorn answers with the method above.
            raise FrameError(f"a head of at most {self.limits.head} bytes")

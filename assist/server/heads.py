"""uvicorn's HTTP with the deadlines and bounds that it lacks.

uvicorn has no time limit on half a request, and no bound on a header (measured; see
docs/operations.md).
"""

import asyncio
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from assist.config import Limits
from assist.errors import FrameError

HEADERS: Final = 100
"""The most headers of one request, trailers included."""
SPREAD: Final = 8
"""How many times its largest size a body may take on the line, for the frames of its chunks."""


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

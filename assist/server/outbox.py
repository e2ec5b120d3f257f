"""Frames for one socket -> its wire: one writer, a bounded queue, and an end that always comes.

A peer that stops reading fills the queue or meets the deadline; either way it is gone within
seconds, and nobody else waits for it.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from assist.config import Limits
from assist.wire.codes import NORMAL, Close
from assist.wire.encode import Payload

GOODBYE: Final = 1.0
"""Seconds for which a peer whose frames were dropped may take the bye."""
TOGETHER: Final = 16 * 1024
"""Bytes from which on frames are not handed over with those before them."""


class Line(Protocol):
    """The socket as the outbox uses it."""

    @property
    def ready(self) -> bool:
        """Whether the peer has taken most of what it was sent."""

    async def until_ready(self) -> None:
        """Wait for it; the peer may go meanwhile."""

    def send(self, payloads: Sequence[Payload]) -> None:
        """Hand frames to the transport.

        Raises:
            ConnectionError: the peer is gone.
        """

    async def close(self, close: Close) -> None:
        """Send the close frame.

        Raises:
            ConnectionError: the peer is gone.
        """

    def abort(self) -> None:
        """Drop the connection now, unsent bytes included."""


class Outbox:
    """The frames that wait for one peer.

    They leave together at the end of the loop's turn in which they came; where the peer is slow or
    the end has come, `run` sends them, and returns once `finish` has taken effect.
    """

    def __init__(self, line: Line, limits: Limits) -> None:
        self._line = line
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Payload] = deque()
        self._bytes = 0
        self._due = self._lost = False
        self._left = asyncio.Event()
        self._emptied = asyncio.Event()
        self._end: Close | None = None
        self._last_call: asyncio.TimerHandle | None = None

    @property
    def finished(self) -> bool:
        """Whether the end has been decided; nothing more is taken."""
        return self._end is not None

    def offer(self, payload: Payload) -> bool:
        """Queue a frame; False when there is no room for it, and nothing was queued."""
        if self._end is None:
            if self._queue and not self._fits(payload, self._limits.queue_frames):
                return False
            self._put(payload)
        return True

    async def put(self, payload: Payload) -> None:
        """Queue a frame that is not urgent: it waits, and leaves half of the room free."""
        room = self._limits.queue_frames // 2
        while self._end is None and self._queue and not self._fits(payload, room):
            self._emptied.clear()
            await self._emptied.wait()
        if self._end is None:
            self._put(payload)

    def finish(self, close: Close, bye: Payload, *, drop: bool = False) -> None:
        """Send what is queued (or `drop` it), then `bye`, then the close frame.

        If the peer has not taken all of it by the write deadline (`drop`: within a second), the
        connection is dropped.
        """
        if self._end is not None:
            return
        if drop:
            self._queue.clear()
            self._bytes = 0
        self._put(bye)
        self._end = close
        self._emptied.set()
        patience = min(self._limits.write, GOODBYE) if drop else self._limits.write
        self._last_call = self._loop.call_later(patience, self._line.abort)

    async def run(self) -> None:
        """Send what a slow peer left, until the end; one that takes too long is dropped."""
        try:
            while (end := self._end) is None or self._queue:
                await self._left.wait()
                await self._send_left()
            async with asyncio.timeout(self._limits.write):
                await self._line.close(end)
        except (TimeoutError, ConnectionError):
            self._line.abort()

    def release(self) -> None:
        """Say that the connection is gone: nothing is taken, and nothing is left to drop."""
        self._end = self._end or NORMAL
        self._queue.clear()
        self._emptied.set()
        if self._last_call is not None:
            self._last_call.cancel()

    def _send(self) -> None:
        """Send without a task, unless there is something to wait for."""
        self._due = False
        try:
            self._send_ready()
        except ConnectionError:
            self._lost = True
        if self._queue or self._lost or self._end is not None:
            self._left.set()

    async def _send_left(self) -> None:
        if self._lost:
            raise ConnectionResetError("the peer is gone")
        while self._queue:
            # Rare: a timer for each frame costs as much as the frame.
            async with asyncio.timeout(self._limits.write):
                await self._line.until_ready()
            self._send_ready()
        self._left.clear()

    def _send_ready(self) -> None:
        while self._queue and self._line.ready:
            self._line.send(self._taken())
            self._emptied.set()

    def _taken(self) -> list[Payload]:
        """Return what is handed over together."""
        if self._bytes <= TOGETHER:
            taken = list(self._queue)
            self._queue.clear()
            self._bytes = 0
            return taken
        taken, size = [], 0
        while self._queue and size < TOGETHER:
            taken.append(self._queue.popleft())
            size += len(taken[-1])
        self._bytes -= size
        return taken

    def _put(self, payload: Payload) -> None:
        self._queue.append(payload)
        self._bytes += len(payload)
        if not self._due:
            self._due = True
            self._loop.call_soon(self._send)

    def _fits(self, payload: Payload, frames: int) -> bool:
        """Return whether a frame has room behind others; a larger one gets through alone."""
        return len(self._queue) < frames and self._bytes + len(payload) <= self._limits.queue_bytes

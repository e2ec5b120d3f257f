"""Messages as they come in -> one after the other; while many wait nothing more is read."""

import asyncio
from typing import Final
from xml.etree.ElementTree import Element

FULL: Final = 500
"""Messages that wait before the connection is held."""


class Inbox:
    """The messages of one connection that were not taken yet.

    `let_go`: how often its wire was held and let go of.
    """

    let_go = 0

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Element | Exception] = asyncio.Queue()
        self._held: asyncio.Transport | None = None

    def __len__(self) -> int:
        return self._waiting.qsize()

    @property
    def holds(self) -> bool:
        """Whether nothing is read for now."""
        return self._held is not None

    def put(self, message: Element, wire: asyncio.Transport) -> None:
        """Add a message that came by a wire, and hold the wire if too many wait."""
        self._waiting.put_nowait(message)
        if len(self) > FULL and self._held is None and not wire.is_closing():
            self._held = wire
            wire.pause_reading()

    async def get(self) -> Element:
        """Return the next message; after the last raise what `end` was told."""
        message = await self._waiting.get()
        if isinstance(message, Exception):
            raise message
        if len(self) <= FULL // 2:
            self.release()
        return message

    def release(self) -> None:
        """Let the wire be read again."""
        wire, self._held = self._held, None
        self.let_go += wire is not None
        if wire is not None and not wire.is_closing():
            wire.resume_reading()

    def end(self, error: Exception) -> None:
        """Let nothing come after what is here."""
        self._waiting.put_nowait(error)

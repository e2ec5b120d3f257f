"""Where a stream goes on -> a mark in the journal, so that a new start goes on there."""

import asyncio
import hashlib
import logging
from collections.abc import Callable

from assist.config import Stream
from assist.journal.contract import Journal
from assist.journal.records import Mark, Unavailable

log = logging.getLogger("warmline.streams")


class Followed:
    """One stream's mark.

    Args:
        journal: keeps it.
        tenant, name: whose stream it is, and its name in the settings.
        stream: at another address, or as another user, a mark means nothing.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        journal: Journal,
        tenant: str,
        name: str,
        stream: Stream,
        clock: Callable[[], float],
    ) -> None:
        self.mark: str | None = None
        self._journal = journal
        self._tenant = tenant
        self._name = name
        self._clock = clock
        place = f"{stream.console} {stream.url} {stream.user}"
        self._place = hashlib.blake2b(place.encode(), digest_size=8).hexdigest()
        self._stored: str | None = None
        self._moved = asyncio.Event()

    async def load(self) -> None:
        """Take up the mark of an earlier start.

        Raises:
            Unavailable: it cannot be read now.
        """
        for mark in await self._journal.marks("followed", self._clock()):
            place, _, data = mark.data.partition(" ")
            if (mark.tenant, mark.id, place) == (self._tenant, self._name, self._place):
                self.mark = self._stored = data

    def move(self, mark: str) -> None:
        """Go on from another place: all before it is durable."""
        self.mark = mark
        self._moved.set()

    async def keep(self, every: float) -> None:
        """Store the mark whenever it has moved, at most once in so many seconds."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            await self.store()
            await asyncio.sleep(every)

    async def store(self) -> None:
        """Make the mark durable; where that cannot be done now, a start goes on from before it."""
        if (data := self.mark) is None or data == self._stored:
            return
        mark = Mark(
            tenant=self._tenant,
            sort="followed",
            id=self._name,
            at=self._clock(),
            data=f"{self._place} {data}",
        )
        try:
            await self._journal.mark(mark)
        except Unavailable as reason:
            log.warning("where the stream %s goes on is not stored: %s", self._name, reason)
            return
        self._stored = data

"""Conversations in which nothing happens any more -> erased, after as long as their tenant says."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from assist.config.tenants import Tenant
from assist.journal.contract import Journal
from assist.journal.records import Key, Unavailable

EVERY: Final = 3600.0
"""Seconds between two looks."""
AGAIN: Final = 60.0
"""Seconds until the next look after one that failed."""
BATCH: Final = 50
"""Conversations that are erased at once: others do not wait for more than these."""
_DAY: Final = 24 * 3600.0

log = logging.getLogger("warmline.retention")


class Retention:
    """Looks every hour; those that are held stay.

    Args:
        journal: where the conversations are.
        tenant: answers for a tenant's name.
        erased: is told of each conversation that is gone.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        journal: Journal,
        tenant: Callable[[str], Tenant],
        erased: Callable[[Key], None],
        clock: Callable[[], float],
    ) -> None:
        self._journal = journal
        self._tenant = tenant
        self._erased = erased
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look now, and then every hour."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> int:
        """Erase what has had its time; return how many conversations that were.

        Raises:
            Unavailable: not all could be erased.
        """
        count = 0
        now = self._clock()
        for name in await self._journal.tenants():
            before = now - self._tenant(name).retention_days * _DAY
            while keys := await self._journal.idle(name, before, BATCH):
                await asyncio.gather(*(self._journal.erase(key, now) for key in keys))
                for key in keys:
                    self._erased(key)
                count += len(keys)
        await self._journal.forget(now)
        return count

    async def _run(self) -> None:
        while True:
            try:
                # Of many nodes one looks.
                if await self._journal.claim("retention", EVERY) and (count := await self.look()):
                    log.info("%d conversations have had their time and are erased", count)
                await asyncio.sleep(EVERY)
            except Unavailable as reason:
                log.warning("conversations wait to be erased: %s", reason)
                await asyncio.sleep(AGAIN)

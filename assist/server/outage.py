"""A node that cannot reach its journal -> its sockets go to another one, and no new ones come.

Where the journal itself is gone, every node does so: its peers come back with growing pauses.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from assist.journal.contract import Journal
from assist.server.connections import Connections
from assist.wire.codes import ENGINE_UNAVAILABLE

PATIENCE: Final = 1.5
"""Seconds of trouble before sockets are sent away: a restart of the engine may be shorter."""
EVERY: Final = 0.25
RETRY_MS: Final = 500

log = logging.getLogger("warmline.journal")


class Outage:
    """Looks whether what is said can be made durable.

    Args:
        journal: is asked; one in a file is not, for no other node could do better.
        connections: the sockets.
        clock: seconds that only go forward.
    """

    cut_off = False
    """Whether peers should turn to another node."""

    def __init__(
        self, journal: Journal, connections: Connections, clock: Callable[[], float]
    ) -> None:
        self._journal = journal
        self._connections = connections
        self._clock = clock
        self._since: float | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def troubled(self) -> bool:
        """Whether nothing could be made durable when it was last looked at."""
        return self._since is not None

    def start(self) -> None:
        """Begin to look."""
        if self._journal.shared:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._judge(await self._journal.trouble())
            await asyncio.sleep(EVERY)

    def _judge(self, why: str | None) -> None:
        now = self._clock()
        if why is None:
            if self.cut_off:
                log.warning("the journal can be written again")
            self._since, self.cut_off = None, False
            return
        self._since = now if self._since is None else self._since
        if now - self._since < PATIENCE:
            return
        if not self.cut_off:
            log.error("nothing can be made durable (%s): sockets are sent elsewhere", why)
        self.cut_off = True
        self._connections.send_away(ENGINE_UNAVAILABLE, RETRY_MS)

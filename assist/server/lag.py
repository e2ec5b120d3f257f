"""The event loop -> by how much it is late: whatever holds it up holds up everybody."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

EVERY: Final = 0.25
"""Seconds between two looks."""
LONG: Final = 1.0
"""Seconds late that are worth a line in the log."""

log = logging.getLogger("warmline.loop")


class Lag:
    """Measures from `start` to `stop`, and tells `seen` each time, in seconds."""

    def __init__(self, seen: Callable[[float], None], *, every: float = EVERY) -> None:
        self._seen = seen
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to measure."""
        self._task = asyncio.create_task(self._watch())

    def stop(self) -> None:
        """Measure no more."""
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._every
            await asyncio.sleep(self._every)
            late = max(0.0, loop.time() - due)
            self._seen(late)
            if late >= LONG:
                log.warning("the event loop was held up for %.1f s", late)

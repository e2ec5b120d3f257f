"""A call that reads -> its answer: here and now where it is short, else aside, in a thread.

A thread keeps the event loop free and saves no time: Python runs one of the two. To hand over a
call costs as much as to read some words, so only what would hold up the loop for long is put
aside. Never are two calls under way: the readers share their tables.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Final, TypeVar

from assist.journal.threads import OneThread

Answer = TypeVar("Answer")

SHORT: Final = 1000
"""Characters that are read here: half a millisecond as a rule, two at the worst."""
SLOW: Final = 0.02
REST: Final = 1.0
"""After a call that held up the loop for `SLOW` seconds all go to the thread for so many."""


class Aside:
    """One call at a time, here or in the thread."""

    def __init__(self) -> None:
        self._thread = OneThread("reading")
        self._one = asyncio.Lock()
        self._rests_till = 0.0

    @property
    def free(self) -> bool:
        """Whether `here` may be called now."""
        return not self._one.locked() and self._may_here()

    def here(self, what: Callable[[], Answer]) -> Answer:
        """Return what the call returns, at once."""
        begun = perf_counter()
        try:
            return what()
        finally:
            if (ended := perf_counter()) - begun > SLOW:
                self._rests_till = ended + REST

    async def run(self, what: Callable[[], Answer], *, short: bool = False) -> Answer:
        """Return what the call returns, in its turn; here if it is short and the loop is spared.

        Raises:
            CancelledError: the thread was stopped before its turn.
        """
        async with self._one:
            if short and self._may_here():
                return self.here(what)
            return await self._thread.run(what)

    async def stop(self, patience: float) -> None:
        """Begin nothing more; wait for what is run aside, for so many seconds at most."""
        await self._thread.stop(patience)

    def _may_here(self) -> bool:
        # The thread may still be at a call that nobody waits for any more.
        return not self._thread.busy and perf_counter() >= self._rests_till

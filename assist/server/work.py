"""Wake-ups, timers and what other nodes leave -> the conversations whose turn it is here.

A wake-up is a hint and never the truth: what there is to do is in the journal. So a lost or
repeated one loses and repeats nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from assist.journal.contract import Journal
from assist.journal.records import Key, Unavailable
from assist.server.turns import Turns

OWN: Final = 64
"""Conversations of one tenant that wait here before other nodes are asked to take some."""
MOST: Final = 10_000
"""Conversations that are looked for at once where there is no other node."""
RETRY: Final = 1.0
"""Seconds until the next look at what should have been done by now."""

log = logging.getLogger("warmline.processor")


class Work:
    """What waits, what is being done, and what comes with time.

    Args:
        journal: tells of work, and takes what is too much.
        clock: seconds since the epoch.
    """

    def __init__(self, journal: Journal, clock: Callable[[], float]) -> None:
        self._journal = journal
        self._clock = clock
        self._turns = Turns()
        self._running: set[Key] = set()
        self._again: set[Key] = set()
        self._surplus: list[Key] = []
        self._sharing: set[asyncio.Task[None]] = set()
        self._others_hold = False
        self._looks_at = 0.0
        self._sooner = asyncio.Event()
        journal.employ(self.wake, self._sooner.set)

    def __len__(self) -> int:
        return len(self._turns)

    def wake(self, key: Key) -> None:
        """Say that a conversation has news."""
        if key in self._running:
            self._again.add(key)
        elif self._journal.shared and self._turns.of(key.tenant) >= OWN:
            if not self._surplus:
                asyncio.get_running_loop().call_soon(self._share)
            self._surplus.append(key)
        else:
            self._turns.put(key)

    def wake_later(self, key: Key, seconds: float) -> None:
        """Say so after a while."""
        asyncio.get_running_loop().call_later(seconds, self.wake, key)

    def look_later(self, seconds: float) -> None:
        """Look into the journal after a while: something may have been written."""
        asyncio.get_running_loop().call_later(seconds, self._sooner.set)

    def wake_at(self, at: float | None) -> None:
        """Note that a conversation in the journal wants to be woken at a time."""
        if at is not None and at < self._looks_at:
            self._sooner.set()

    async def take(self, most: int) -> list[Key]:
        """Return conversations whose turn it is, up to `most`, once there is one.

        Each is nobody else's turn until `done`.
        """
        if self._others_hold and len(self._turns) < OWN // 2:
            self._sooner.set()
        keys = await self._turns.take(most)
        self._running.update(keys)
        return keys

    def begin(self, key: Key) -> bool:
        """Make it nobody else's turn until `done`; False where it waits, or is being done."""
        if key in self._running or key in self._turns:
            return False
        self._running.add(key)
        return True

    def done(self, key: Key, *, more: bool, rest: float = 0.0) -> None:
        """Say that a step is over; `more`: another one is due, after a `rest` in seconds."""
        if rest:
            asyncio.get_running_loop().call_later(rest, lambda: self.done(key, more=more))
            return
        self._running.discard(key)
        if more or key in self._again:
            self._again.discard(key)
            self._turns.put(key)

    async def watch(self) -> None:
        """Look for work whenever some may be due, for ever."""
        while True:
            now = self._clock()
            self._sooner.clear()
            self._looks_at = now + self._journal.sweep
            room = max(1, OWN - len(self._turns)) if self._journal.shared else MOST
            try:
                keys = await self._journal.work(now, room)
                timer = await self._journal.next_timer()
            except Unavailable:
                keys, timer = (), None
            news = [key for key in keys if key not in self._running and key not in self._turns]
            self._others_hold = len(news) >= room
            for key in news:
                self.wake(key)
            if timer is not None:
                self._looks_at = min(self._looks_at, timer if timer > now else now + RETRY)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._looks_at - self._clock())):
                    await self._sooner.wait()

    async def hand_over(self) -> None:
        """Let other nodes do what is not done: this one stops."""
        keys = (*self._running, *self._turns.empty(), *self._surplus)
        with suppress(Unavailable):
            await self._journal.release(keys)

    def _share(self) -> None:
        """Let other nodes take what is too much for this one."""
        keys, self._surplus = self._surplus, []
        self._others_hold = True
        task = asyncio.create_task(self._release(keys))
        self._sharing.add(task)
        task.add_done_callback(self._sharing.discard)

    async def _release(self, keys: list[Key]) -> None:
        try:
            await self._journal.release(keys)
        except Unavailable:
            # The journal tells of them again once this node's time for them is over.
            log.warning("%d conversations wait: they cannot be shared now", len(keys))

"""One node of many -> what it does and hears; alone, it does all and hears nothing.

Nobody owns a conversation: that one node looks after it saves work, and no more. What is written
is safe by the order of the log and by compare-and-set (assist/journal/contract.py).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from assist.journal.records import Assignment, Key, Mark

SWEEP: Final = 30.0
"""Seconds: alone, nobody leaves work behind, so this is for what went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A conversation that was erased."""

    key: Key


News = Mark | Assignment | Gone
"""What every node must know, whichever wrote it."""


class Nodes(Protocol):
    """What the nodes of one journal are to each other."""

    @property
    def sweep(self) -> float:
        """Seconds after which to ask for `work` again, though nothing told of any."""

    @property
    def shared(self) -> bool:
        """Whether other nodes may look after what this one releases."""

    @property
    def lost(self) -> int:
        """How often the engine was found to have lost what it had acknowledged."""

    def clock(self) -> float:
        """Return the time that all nodes agree upon, in seconds since the epoch."""

    async def trouble(self) -> str | None:
        """Return why nothing can be made durable now; None while all is well."""

    def employ(self, wake: Callable[[Key], None], look: Callable[[], None]) -> None:
        """Call `wake` with each conversation that this node should look after now.

        `look`: other nodes have released some; `work` gives them to who asks first.
        """

    def hear(self, news: Callable[[News], None], missed: Callable[[], None]) -> None:
        """Call `news` with what other nodes write that every node must know.

        `missed`: some of it, or of what is watched, may have been lost; read it anew.
        """

    async def watch(self, key: Key) -> None:
        """Follow what other nodes write in a conversation, from when this returns.

        Where it fails or is cancelled, the conversation is not watched.

        Raises:
            Unavailable: it cannot be followed now.
        """

    def unwatch(self, key: Key) -> None:
        """Follow it no more, once this was called as often as `watch`."""

    async def claim(self, task: str, seconds: float) -> bool:
        """Return whether a task is this node's alone for the next seconds; ask again in time.

        Raises:
            Unavailable: nobody can tell.
        """

    async def release(self, keys: Sequence[Key]) -> None:
        """Let other nodes look after these conversations: this one does not begin."""


class Alone:
    """The only node of a journal."""

    def __init__(self) -> None:
        self._wakes: list[Callable[[Key], None]] = []

    @property
    def sweep(self) -> float:
        """Seconds after which to ask for `work` again, though nothing told of any."""
        return SWEEP

    @property
    def shared(self) -> bool:
        """Whether other nodes may look after what this one releases."""
        return False

    @property
    def lost(self) -> int:
        """How often the engine lost what it had acknowledged: what a file lost stops the start."""
        return 0

    def clock(self) -> float:
        """Return the seconds since the epoch."""
        return time.time()

    def employ(self, wake: Callable[[Key], None], look: Callable[[], None]) -> None:
        """Call `wake` with each conversation that has new inbound events."""
        self._wakes.append(wake)

    def hear(self, news: Callable[[News], None], missed: Callable[[], None]) -> None:
        """Do nothing: there is nobody else."""

    async def watch(self, key: Key) -> None:
        """Do nothing."""

    def unwatch(self, key: Key) -> None:
        """Do nothing."""

    async def claim(self, task: str, seconds: float) -> bool:
        """Return True: every task is ours."""
        return True

    async def release(self, keys: Sequence[Key]) -> None:
        """Do nothing: nobody else could."""

    def wake(self, key: Key) -> None:
        """Have a conversation looked after."""
        for wake in self._wakes:
            wake(key)

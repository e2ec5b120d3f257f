"""What this node looks after -> held until it is done, so that nobody else begins it as well.

There is no queue beside the zset `open`, and no consumer group: the node that took a message has
its words, and often the conversation's state, at hand; nothing has to be acknowledged, claimed or
trimmed, no group can be lost, and no read that blocks can poison a connection. A lease saves work
and decides nothing: two nodes on one conversation are told apart by compare-and-set alone.
"""

from collections.abc import Callable, Iterable
from typing import Final

from assist.journal.records import Key
from assist.journal.redis import layout
from assist.journal.redis.layout import Reply

BEAT: Final = 0.5
"""Seconds after which leases are renewed; what a dead node held comes up after lease and beat."""
TAKE: Final = 256
"""The most that is taken at once: other nodes have hands as well."""


class Leases:
    """The conversations that this node holds."""

    def __init__(self) -> None:
        self._held: dict[str, Key] = {}
        self._wakes: list[Callable[[Key], None]] = []

    def employ(self, wake: Callable[[Key], None]) -> None:
        """Call `wake` with each conversation that this node should look after now."""
        self._wakes.append(wake)

    def take(self, name: str, key: Key) -> None:
        """Note that a conversation is this node's, and have it looked after."""
        self._held[name] = key
        for wake in self._wakes:
            wake(key)

    def keep(self, name: str, key: Key) -> None:
        """Note that a conversation is still this node's."""
        self._held[name] = key

    def let_go(self, names: Iterable[str]) -> None:
        """Note that conversations are no longer this node's."""
        for name in names:
            self._held.pop(name, None)

    @property
    def names(self) -> tuple[str, ...]:
        """The conversations that it holds."""
        return tuple(self._held)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The same by their ids."""
        return tuple(self._held.values())

    def settle(self, reply: list[Reply]) -> tuple[Key, ...]:
        """Take what `look.lua` answers; return what is this node's from now on."""
        _, gone, names, _ = reply
        self.let_go(name.decode() for name in gone)
        taken = {name.decode(): layout.key_of(name) for name in names}
        self._held |= taken
        return tuple(taken.values())

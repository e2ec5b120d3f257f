"""What one process appends and answers -> how much of each tenant waits to be answered."""

from collections import Counter
from collections.abc import Mapping

from assist.journal.records import Key


class Backlog:
    """The inbound events that wait, since the start."""

    def __init__(self) -> None:
        self._waiting: dict[Key, int] = {}
        self._tenants: Counter[str] = Counter()

    @property
    def tenants(self) -> Mapping[str, int]:
        """How many of each tenant wait; those without any are left out."""
        return self._tenants

    def took(self, key: Key) -> None:
        """Note that an inbound event of a conversation became durable."""
        self._waiting[key] = self._waiting.get(key, 0) + 1
        self._tenants[key.tenant] += 1

    def answered(self, key: Key, count: int) -> None:
        """Note that so many of them have been answered; those of an earlier run do not count."""
        known = self._waiting.pop(key, 0)
        left = max(0, known - count)
        if left:
            self._waiting[key] = left
        self._tenants[key.tenant] -= known - left
        if not self._tenants[key.tenant]:
            del self._tenants[key.tenant]

    def forget(self, key: Key) -> None:
        """Note that nothing of a conversation is left to answer."""
        self.answered(key, self._waiting.get(key, 0))

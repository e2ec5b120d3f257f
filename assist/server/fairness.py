"""What each tenant sends, and what of it is not answered yet -> how long it must wait.

A tenant that floods is slowed down before anything of its flood is written, and no other
tenant waits for it.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from assist.config import Limits
from assist.journal.contract import Key
from assist.server.pace import Pace

FULL: Final = 1.0
"""Seconds after which a tenant with too much unanswered may ask again."""
_KEPT: Final = 10_000


class Fairness:
    """The pace and the backlog of every tenant."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._paces: dict[str, Pace] = {}
        self._unanswered: dict[Key, int] = {}
        self._backlogs: Counter[str] = Counter()

    def admit(self, tenant: str, now: float) -> float:
        """Count one message of a tenant; return 0, or the seconds after which to send it again.

        Args:
            tenant: whose message it is.
            now: a clock that only goes forward, in seconds.
        """
        if self._backlogs[tenant] >= self._limits.tenant_backlog:
            return FULL
        pace = self._paces.get(tenant)
        if pace is None:
            if len(self._paces) >= _KEPT:
                del self._paces[next(iter(self._paces))]
            pace = self._paces[tenant] = Pace(self._limits.tenant_rate, self._limits.tenant_burst)
        return pace.wait(now)

    def backlog(self, tenant: str) -> int:
        """Return how many messages of a tenant are durable and not answered yet."""
        return self._backlogs[tenant]

    def counted(self, named: Callable[[str], str]) -> Counter[str]:
        """Return the backlogs of all tenants, each as `named` calls it."""
        counts: Counter[str] = Counter()
        for tenant, count in self._backlogs.items():
            counts[named(tenant)] += count
        return counts

    def took(self, key: Key, count: int) -> None:
        """Note that so many inbound events of a conversation became durable."""
        self._unanswered[key] = self._unanswered.get(key, 0) + count
        self._backlogs[key.tenant] += count

    def answered(self, key: Key, count: int) -> None:
        """Note that so many of them have been answered; those of an earlier run do not count."""
        known = self._unanswered.pop(key, 0)
        left = max(0, known - count)
        if left:
            self._unanswered[key] = left
        self._backlogs[key.tenant] -= known - left
        if not self._backlogs[key.tenant]:
            del self._backlogs[key.tenant]

    def forget(self, key: Key) -> None:
        """Note that nothing of a conversation is left to answer."""
        self.answered(key, self._unanswered.get(key, 0))

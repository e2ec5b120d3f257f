"""What each tenant sends, and what of it is not answered yet -> how long it must wait.

A tenant that floods is slowed down before anything of its flood is written, and no other
tenant waits for it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from assist.config import Limits
from assist.server.pace import Pace

FULL: Final = 1.0
"""Seconds after which a tenant with too much unanswered may ask again."""
_KEPT: Final = 10_000


class Fairness:
    """The pace and the backlog of every tenant.

    Args:
        limits: how much of either a tenant may have.
        backlogs: how much of each tenant waits to be answered now.
    """

    def __init__(self, limits: Limits, backlogs: Callable[[], Mapping[str, int]]) -> None:
        self._limits = limits
        self._backlogs = backlogs
        self._paces: dict[str, Pace] = {}

    def admit(self, tenant: str, now: float) -> float:
        """Count one message of a tenant; return 0, or the seconds after which to send it again.

        Args:
            tenant: whose message it is.
            now: a clock that only goes forward, in seconds.
        """
        if self.full(tenant):
            return FULL
        pace = self._paces.get(tenant)
        if pace is None:
            if len(self._paces) >= _KEPT:
                del self._paces[next(iter(self._paces))]
            pace = self._paces[tenant] = Pace(self._limits.tenant_rate, self._limits.tenant_burst)
        return pace.wait(now)

    def full(self, tenant: str) -> bool:
        """Whether too much of a tenant is durable and not answered yet."""
        return self._backlogs().get(tenant, 0) >= self._limits.tenant_backlog

    def counted(self, named: Callable[[str], str]) -> Counter[str]:
        """Return the backlogs of all tenants, each as `named` calls it."""
        counts: Counter[str] = Counter()
        for tenant, count in self._backlogs().items():
            counts[named(tenant)] += count
        return counts

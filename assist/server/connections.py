"""The open sockets: how many there may be, how fast they come, their end when the server stops."""

import asyncio
import logging
import math
import resource
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Final, Protocol, TypeVar

from assist.config import Limits
from assist.server.auth import Grant
from assist.server.pace import Pace
from assist.wire.codes import RESTARTING, Close
from assist.wire.frames import Drain, ServerFrame

Counted = TypeVar("Counted", bound=Hashable)

log = logging.getLogger("warmline.socket")


SETTLE: Final = 0.3
"""Seconds between `drain` and the first `bye`: what is in flight is acknowledged meanwhile."""
WITHIN: Final = 22.0
"""Seconds after which sockets that do not end are left to the end of the process."""
BACK: Final = 1000
"""Milliseconds within which each comes back: to be sent away in turn spreads them already."""
_SOONEST: Final = 1.0
_LATEST: Final = 15.0


class Connection(Protocol):
    """A socket."""

    def say(self, frame: ServerFrame) -> None:
        """Queue a frame."""

    def end(self, close: Close, *, retry_ms: int | None = None) -> None:
        """Say bye and close."""


class Connections:
    """All sockets: those that have just opened, and those with a grant.

    Args:
        limits: how many there may be of an agent and of a tenant, and how many come a second.
        room: how many the node has descriptors for; None: what the process is allowed.
    """

    def __init__(self, limits: Limits, room: int | None = None) -> None:
        self._limits = limits
        self.room = room_for_sockets() if room is None else room
        self._arriving: set[Connection] = set()
        self._open: dict[Connection, Grant] = {}
        self._tenants: Counter[str] = Counter()
        self._agents: Counter[tuple[str, str]] = Counter()
        self._arrivals = Pace(limits.accept_rate, limits.accept_rate)
        self._away = 0.0
        self._away_at = 0.0
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._open)

    def counted(self, named: Callable[[str], str]) -> Counter[tuple[str, str]]:
        """Return how many sockets are open by tenant, as `named` calls it, and role."""
        return Counter((named(grant.tenant), grant.role) for grant in self._open.values())

    def arrive(self, connection: Connection, now: float) -> int:
        """Count a socket that has just opened.

        Return 0, or how many milliseconds it should stay away: it takes a random part of them,
        so that those who were sent away come back one after the other.
        """
        full = len(self._open) + len(self._arriving) >= self.room
        if not full and not self._arrivals.wait(now):
            self._arriving.add(connection)
            self._empty.clear()
            return 0
        rate = self._limits.accept_rate
        self._away = max(0.0, self._away - (now - self._away_at) * rate) + 1
        self._away_at = now
        return math.ceil(1000 * min(_LATEST, max(_SOONEST, 2 * self._away / rate)))

    def admit(self, connection: Connection, grant: Grant) -> bool:
        """Take a socket in; False when its agent or tenant has enough of them."""
        agent = (grant.tenant, grant.subject)
        many = grant.personal and self._agents[agent] >= self._limits.agent_connections
        if many or self._tenants[grant.tenant] >= self._limits.tenant_connections:
            return False
        self._arriving.discard(connection)
        self._open[connection] = grant
        self._empty.clear()
        self._tenants[grant.tenant] += 1
        if grant.personal:
            self._agents[agent] += 1
        return True

    def release(self, connection: Connection) -> None:
        """Forget a socket."""
        self._arriving.discard(connection)
        grant = self._open.pop(connection, None)
        if not self._open and not self._arriving:
            self._empty.set()
        if grant is None:
            return
        _drop_one(self._tenants, grant.tenant)
        if grant.personal:
            _drop_one(self._agents, (grant.tenant, grant.subject))

    def send_away(self, close: Close, retry_ms: int) -> None:
        """End every socket at once."""
        for connection in (*self._open, *self._arriving):
            connection.end(close, retry_ms=retry_ms)

    async def drain(self) -> None:
        """Send everybody away, spread out so that they do not come back all at once."""
        waiting = [*self._open, *self._arriving]
        spread = max(1.0, len(waiting) / self._limits.drain_rate)
        spread = min(spread, self._limits.drain_longest)
        retry_ms = round(spread * 1000)
        for connection in tuple(self._open):
            connection.say(Drain(retry_ms=retry_ms))
        try:
            async with asyncio.timeout(WITHIN):
                await asyncio.sleep(SETTLE if waiting else 0.0)
                batch = max(1, round(self._limits.drain_rate / 10))
                for start in range(0, len(waiting), batch):
                    for connection in waiting[start : start + batch]:
                        connection.end(RESTARTING, retry_ms=BACK)
                    if start + batch < len(waiting):
                        await asyncio.sleep(spread * batch / len(waiting))
                # Each ends by its own deadline at the latest.
                await self._empty.wait()
        except TimeoutError:
            log.warning("%d sockets would not end", len(self._open) + len(self._arriving))


def room_for_sockets() -> int:
    """Return for how many sockets this process has descriptors, some kept for its own files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, soft - max(32, min(128, soft // 4)))


def _drop_one(counts: Counter[Counted], what: Counted) -> None:
    counts[what] -= 1
    if not counts[what]:
        del counts[what]

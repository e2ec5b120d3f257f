"""The open sockets: how many there may be, and their end when the server stops."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from typing import Protocol, TypeVar

from assist.config import Limits
from assist.server.auth import Grant
from assist.wire.codes import RESTARTING, Close
from assist.wire.frames import Drain, ServerFrame

Counted = TypeVar("Counted", bound=Hashable)


class Connection(Protocol):
    """A socket after its handshake."""

    def say(self, frame: ServerFrame) -> None:
        """Queue a frame."""

    def end(self, close: Close, *, retry_ms: int | None = None) -> None:
        """Say bye and close."""


class Connections:
    """All sockets with a grant."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: dict[Connection, Grant] = {}
        self._tenants: Counter[str] = Counter()
        self._agents: Counter[tuple[str, str]] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Connection, grant: Grant) -> bool:
        """Take a socket in; False when its agent or tenant has enough of them."""
        agent = (grant.tenant, grant.subject)
        many = grant.role == "agent" and self._agents[agent] >= self._limits.agent_connections
        if many or self._tenants[grant.tenant] >= self._limits.tenant_connections:
            return False
        self._open[connection] = grant
        self._empty.clear()
        self._tenants[grant.tenant] += 1
        if grant.role == "agent":
            self._agents[agent] += 1
        return True

    def release(self, connection: Connection) -> None:
        """Forget a socket."""
        grant = self._open.pop(connection, None)
        if grant is None:
            return
        if not self._open:
            self._empty.set()
        _drop_one(self._tenants, grant.tenant)
        if grant.role == "agent":
            _drop_one(self._agents, (grant.tenant, grant.subject))

    async def drain(self) -> None:
        """Send everybody away, spread out so that they do not come back all at once."""
        waiting = list(self._open)
        spread = max(1.0, len(waiting) / self._limits.drain_rate)
        spread = min(spread, self._limits.drain_longest)
        for connection in waiting:
            connection.say(Drain(retry_ms=round(spread * 1000)))
        batch = max(1, round(self._limits.drain_rate / 10))
        for start in range(0, len(waiting), batch):
            for connection in waiting[start : start + batch]:
                connection.end(RESTARTING, retry_ms=round(spread * 1000))
            if start + batch < len(waiting):
                await asyncio.sleep(spread * batch / len(waiting))
        # Each ends by its own deadline at the latest.
        await self._empty.wait()


def _drop_one(counts: Counter[Counted], what: Counted) -> None:
    counts[what] -= 1
    if not counts[what]:
        del counts[what]

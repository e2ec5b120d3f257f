"""Conversations with news -> whose turn it is: tenants take turns, and so do a tenant's chats."""

import asyncio
from collections import OrderedDict, deque

from assist.journal.records import Key


class Turns:
    """A queue in which a tenant with much to do delays itself alone."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, deque[Key]] = OrderedDict()
        self._known: set[Key] = set()
        self._some = asyncio.Semaphore(0)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, key: Key) -> bool:
        return key in self._known

    def put(self, key: Key) -> None:
        """Let a conversation wait for its turn; one that waits already goes on waiting."""
        if key not in self._known:
            self._known.add(key)
            self._waiting.setdefault(key.tenant, deque()).append(key)
            self._some.release()

    def of(self, tenant: str) -> int:
        """Return how many conversations of a tenant wait."""
        return len(self._waiting.get(tenant, ()))

    async def take(self, most: int) -> list[Key]:
        """Return the conversations whose turn it is, up to `most`, once there is one."""
        await self._some.acquire()
        keys = [self._next()]
        while len(keys) < most and not self._some.locked():
            await self._some.acquire()
            keys.append(self._next())
        return keys

    def empty(self) -> list[Key]:
        """Return all that wait; none does any more."""
        keys = [key for waiting in self._waiting.values() for key in waiting]
        self._waiting.clear()
        self._known.clear()
        self._some = asyncio.Semaphore(0)
        return keys

    def _next(self) -> Key:
        tenant, keys = self._waiting.popitem(last=False)
        key = keys.popleft()
        self._known.discard(key)
        if keys:
            self._waiting[tenant] = keys
        return key

"""Conversations with news -> whose turn it is: tenants take turns, and so do a tenant's chats."""

import asyncio
from collections import OrderedDict, deque

from assist.journal.contract import Key


class Turns:
    """A queue in which a tenant with much to do delays itself alone."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, deque[Key]] = OrderedDict()
        self._known: set[Key] = set()
        self._some = asyncio.Semaphore(0)

    def __len__(self) -> int:
        return len(self._known)

    def put(self, key: Key) -> None:
        """Let a conversation wait for its turn; one that waits already goes on waiting."""
        if key not in self._known:
            self._known.add(key)
            self._waiting.setdefault(key.tenant, deque()).append(key)
            self._some.release()

    async def take(self) -> Key:
        """Return the conversation whose turn it is, once there is one."""
        await self._some.acquire()
        tenant, keys = self._waiting.popitem(last=False)
        key = keys.popleft()
        self._known.discard(key)
        if keys:
            self._waiting[tenant] = keys
        return key

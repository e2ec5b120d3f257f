"""What a websocket hears -> the one task that takes it, in order: a queue without a bound.

The bound is the link's, which reads no further while something waits here.
"""

import asyncio
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inbox(Generic[Item]):
    """As much of an `asyncio.Queue` as a link needs, in a third of its time."""

    __slots__ = ("_items", "_waiter")

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def empty(self) -> bool:
        """Return whether nothing waits."""
        return not self._items

    def put_nowait(self, item: Item) -> None:
        """Put an item behind the others."""
        self._items.append(item)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def get(self) -> Item:
        """Wait for the next item; one task may do so at a time."""
        while not self._items:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._items.popleft()

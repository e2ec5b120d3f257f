"""Nodes of one journal, all in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from assist.journal.redis.engine import RedisJournal


@asynccontextmanager
async def nodes(
    url: str,
    folder: Path,
    count: int,
    **options: Any,  # noqa: ANN401
) -> AsyncIterator[list[RedisJournal]]:
    """Open the journal of `count` nodes."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(count):
            journal = await RedisJournal.open(url, key=folder / "journal.key", **options)
            stack.push_async_callback(journal.close)
            opened.append(journal)
        yield opened


async def die(journal: RedisJournal) -> None:
    """End a node as a crash does: it says nothing, and lets nothing go."""
    tasks = [*journal._tasks, journal._feed._task]
    tasks += [journal._server.writes._task, journal._server.reads._task]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for line in (journal._server.writes, journal._server.reads):
        await line._drop()
    journal._open = False


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Return once something is true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

"""A task of all nodes -> run by one of them at a time; when that one is gone, by another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from assist.journal.contract import Journal
from assist.journal.records import Unavailable

TERM: Final = 6.0
"""Seconds for which a node has a task before it must ask again."""
RENEW: Final = 2.0

log = logging.getLogger("warmline.server")


async def singly(journal: Journal, task: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a task whenever it is this node's, until it is cancelled.

    It is stopped well before another node may begin; what it does must bear being done twice all
    the same, for a node that was stopped may go on for a moment.

    Args:
        journal: says whose it is.
        task: its name.
        run: begins it, anew each time.
    """
    while True:
        if not await _mine(journal, task):
            await asyncio.sleep(RENEW)
            continue
        running = asyncio.ensure_future(run())
        try:
            while not running.done():
                await asyncio.wait((running,), timeout=RENEW)
                if not running.done() and not await _mine(journal, task):
                    log.info("%s goes to another node", task)
                    break
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _mine(journal: Journal, task: str) -> bool:
    try:
        async with asyncio.timeout(RENEW):
            return await journal.claim(task, TERM)
    except (Unavailable, TimeoutError):
        return False

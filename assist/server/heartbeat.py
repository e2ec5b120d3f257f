"""A peer that may be silent -> the moment when it is known to be gone."""

import asyncio
import random
from collections.abc import Callable
from typing import Protocol

from assist.config import Limits


class Heard(Protocol):
    """A socket that knows when its peer was heard."""

    @property
    def heard_at(self) -> float:
        """When the peer last sent anything, by the loop's clock."""


async def until_gone(
    line: Heard, limits: Limits, ask: Callable[[], None], held: Callable[[], bool]
) -> None:
    """Ask now and then whether the peer is there; return once it is not.

    Args:
        line: tells when the peer was heard last.
        limits: how often it is asked, and how long it may take to answer.
        ask: sends the question.
        held: whether nothing is read from the peer at present, so that it cannot be heard.
    """
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(random.uniform(limits.ping_least, limits.ping_most))
        asked_at = loop.time()
        ask()
        # In two parts: after this process was stopped for a while, the answers that
        # wait in the kernel are read before the second part ends. The last quarter is
        # for the goodbye.
        await asyncio.sleep(limits.pong * 0.65)
        await asyncio.sleep(limits.pong * 0.1)
        if line.heard_at < asked_at and not held():
            return

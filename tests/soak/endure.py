"""Minutes of load, widgets that drop out, a restart half way -> memory, descriptors, verdict."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.soak import verdict
from tests.soak.kills import load
from tests.soak.producers import Ledger
from tests.soak.server import Node, node

DROPS = 5.0
PAUSE = 1.0
EVERY = 1.0
WARM_UP = 0.25
"""The part of each half in which memory may still grow into its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What a run came to; `wrong` is empty when every promise was kept."""

    figures: dict[str, int | float]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    at: float
    memory: float
    """MB."""
    descriptors: int


async def endure(
    folder: Path,
    seconds: float,
    seed: int,
    *,
    widgets: int,
    told: Callable[[float], None] = lambda seconds: None,
) -> Endured:
    """Load a server for a time."""
    chance, ledger = random.Random(seed), Ledger()
    began = time.monotonic()
    halves: list[list[Sample]] = []
    async with node(folder) as one:
        await one.start()
        async with load(
            one, ledger, chance, pause=PAUSE, drops=DROPS, widgets=widgets
        ) as followers:
            for half in (0.5, 1.0):
                if halves:
                    await one.end(signal.SIGTERM)
                    await one.start()
                halves.append(await _watch(one, began, began + half * seconds, told))
        await one.end(signal.SIGTERM)
        wrong = verdict.wrong(one.data / "journal.db", ledger, followers)
        errors = one.log.read_text().count(" ERROR ")
    figures: dict[str, int | float] = {
        "minutes": round((time.monotonic() - began) / 60, 1),
        "messages acknowledged": len(ledger.acked),
        "widgets": widgets,
        "widgets' connections": sum(one.connected for one in followers),
        "events applied by widgets": sum(
            len(chat.kinds) for one in followers for chat in one.applied.values()
        ),
        "lost, doubled or out of order": len(wrong),
        "errors in the log": errors,
        "memory at the end, MB": round(halves[-1][-1].memory, 1),
        "growth of memory, MB an hour": round(slope(halves[-1]), 2),
        "most descriptors, first half": max(one.descriptors for one in halves[0]),
        "most descriptors, second half": max(one.descriptors for one in halves[1]),
    }
    return Endured(figures=figures, wrong=tuple(wrong))


async def _watch(
    one: Node, began: float, until: float, told: Callable[[float], None]
) -> list[Sample]:
    samples: list[Sample] = []
    while (now := time.monotonic()) < until or not samples:
        samples.append(sample(one.pid, now))
        told(now - began)
        await asyncio.sleep(EVERY)
    return samples


def sample(pid: int, now: float) -> Sample:
    """Look at a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Sample(
        at=now,
        memory=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
    )


def slope(samples: list[Sample]) -> float:
    """Return by how many MB an hour memory grows, after the first part of the time."""
    first = samples[0].at + WARM_UP * (samples[-1].at - samples[0].at)
    late = [one for one in samples if one.at >= first]
    middle = sum(one.at for one in late) / len(late)
    mean = sum(one.memory for one in late) / len(late)
    spread = sum((one.at - middle) ** 2 for one in late)
    if not spread:
        return 0.0
    return 3600 * sum((one.at - middle) * (one.memory - mean) for one in late) / spread

"""Many kill -9 at random points under load, then a verdict."""

import asyncio
import random
import shutil
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assist.journal.sqlite import SqliteJournal
from tests.soak import verdict
from tests.soak.producers import Ledger, Producer, over_http, over_socket
from tests.soak.server import Node, node, until
from tests.soak.widgets import Widget

PRODUCERS = 16
WIDGETS = 3
CHATS = tuple(f"chat-{number}" for number in range(24))
IN_START = 0.1
"""The part of the kills that fall into a start."""
RECOVER_EVERY = 5
LONGEST_LIFE = 0.9
"""Seconds under load before a kill, at most."""
SETTLING = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to; `wrong` is empty when every promise was kept."""

    kills: int
    seed: int
    seconds: float
    acknowledged: int
    resent: int
    applied: int
    connections: int
    warm: tuple[float, ...]
    cold: tuple[float, ...]
    recoveries: tuple[float, ...]
    """Seconds that opening a copy of the journal took, as kills left it."""
    wrong: tuple[str, ...]


@asynccontextmanager
async def load(
    one: Node,
    ledger: Ledger,
    chance: random.Random,
    *,
    pause: float = 0.01,
    drops: float | None = None,
    widgets: int = WIDGETS,
) -> AsyncIterator[list[Widget]]:
    """Keep producers and widgets at work; at the end all is answered and has arrived."""
    enough, stop = asyncio.Event(), asyncio.Event()
    producers = [
        Producer(f"p{number}", one, ledger, enough, CHATS, random.Random(chance.random()), pause)
        for number in range(PRODUCERS)
    ]
    followers = [
        Widget(f"w{number}", one, CHATS, stop, drops, random.Random(chance.random()))
        for number in range(widgets)
    ]
    following = [asyncio.create_task(widget.run()) for widget in followers]
    posting = [
        asyncio.create_task(producer.run(over_http if number % 2 else over_socket))
        for number, producer in enumerate(producers)
    ]
    try:
        yield followers
        enough.set()
        async with asyncio.timeout(SETTLING):
            await asyncio.gather(*posting)
            await _settled(one, followers)
    finally:
        stop.set()
        for task in (*posting, *following):
            task.cancel()
        await asyncio.gather(*posting, *following, return_exceptions=True)


async def _settled(one: Node, widgets: list[Widget]) -> None:
    journal = one.data / "journal.db"
    await until(lambda: not verdict.unanswered(journal), 0.05)
    tops = verdict.tops(journal)
    await until(lambda: all(widget.is_at(tops) for widget in widgets), 0.05)


async def kills(
    folder: Path,
    count: int,
    seed: int,
    *,
    cold_every: int = 0,
    seconds: float | None = None,
    told: Callable[[int, Ledger], None] = lambda done, ledger: None,
) -> Outcome:
    """Kill a server `count` times under load, or until `seconds` have passed."""
    chance, ledger = random.Random(seed), Ledger()
    began, killed = time.monotonic(), 0
    recoveries: list[float] = []
    async with node(folder) as one:
        await one.start()
        async with load(one, ledger, chance) as widgets:
            while killed < count and (seconds is None or time.monotonic() - began < seconds):
                await _kill(one, ledger, chance)
                killed += 1
                if killed % RECOVER_EVERY == 0:
                    recoveries.append(await _recovery(one, folder / f"copy-{killed}"))
                told(killed, ledger)
                if chance.random() < IN_START and killed < count:
                    await one.begin()
                    await asyncio.sleep(chance.uniform(0.0, 0.4))
                    await one.end()
                    killed += 1
                await one.start(cold=bool(cold_every) and killed % cold_every == 0)
        await one.end(signal.SIGTERM)
        wrong = verdict.wrong(one.data / "journal.db", ledger, widgets)
    return Outcome(
        kills=killed,
        seed=seed,
        seconds=time.monotonic() - began,
        acknowledged=len(ledger.acked),
        resent=ledger.resent,
        applied=sum(len(chat.kinds) for widget in widgets for chat in widget.applied.values()),
        connections=sum(widget.connected for widget in widgets),
        warm=tuple(one.starts["warm"]),
        cold=tuple(one.starts["cold"]),
        recoveries=tuple(recoveries),
        wrong=tuple(wrong),
    )


async def _kill(one: Node, ledger: Ledger, chance: random.Random) -> None:
    """Kill it at a random moment after it has begun to acknowledge."""
    ledger.heard.clear()
    async with asyncio.timeout(SETTLING):
        await ledger.heard.wait()
    await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
    await one.end()


async def _recovery(one: Node, copy: Path) -> float:
    """Open a copy of what the kill left, log and all."""
    shutil.copytree(one.data, copy, ignore=shutil.ignore_patterns("rules"))
    began = time.monotonic()
    journal = await SqliteJournal.open(copy / "journal.db")
    took = time.monotonic() - began
    await journal.close()
    shutil.rmtree(copy)
    return took

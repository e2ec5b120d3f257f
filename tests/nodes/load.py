"""Producers and widgets at a cluster, for as long as a test lasts -> what came of it."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Final

from tests.nodes import history
from tests.nodes.cluster import Cluster
from tests.nodes.widgets import Widget
from tests.soak.producers import Front, Ledger, Producer, over_http, over_socket, socket

WAYS: tuple[Callable[[Producer], Any], ...] = (
    over_socket,
    partial(over_http, keep=False),
    over_http,
)
"""Over a socket, with each request to another node, over one connection to one node."""
ARRIVING = 150.0
"""Widgets that begin in a second."""
ENDING = 30.0
"""Seconds for producers to get what they sent acknowledged."""
BURST = "still no parcel, and nobody answers; where is it? " * 24
SOON = 5.0
"""Seconds after a fault in which what is acknowledged may still wait for it."""


@dataclass
class Load:
    """What is going on at a cluster; `wrong` ends it and judges it."""

    cluster: Cluster
    chats: tuple[str, ...]
    ledger: Ledger
    widgets: list[Widget]
    stop: asyncio.Event
    posting: list["asyncio.Task[None]"]
    following: list["asyncio.Task[None]"] = field(default_factory=list)

    def observe(self, front: Front) -> Widget:
        """Have all conversations followed at one node, whatever the balancer thinks of it."""
        widget = Widget(f"observer-{len(self.following)}", front, self.chats, self.ledger)
        self.widgets.append(widget)
        self.following.append(asyncio.create_task(widget.run()))
        return widget

    async def heard(self, count: int) -> None:
        """Wait until so many more messages were acknowledged."""
        wanted = len(self.ledger.acked) + count
        async with asyncio.timeout(ENDING):
            while len(self.ledger.acked) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def burst(self, front: Front, count: int = 200) -> None:
        """Give one node more than it can read at once; return while it is busy with it."""
        async with socket(front, "platform", "burst") as connection:
            for number in range(count):
                chat, id = self.chats[number % len(self.chats)], f"{self.chats[0]}burst-{number}"
                self.ledger.send(chat, id)
                said = {"c": chat, "message_id": id, "speaker": "customer", "text": BURST}
                await connection.send(json.dumps({"t": "message.post", "id": number, **said}))
            for _ in range(count // 3):
                async with asyncio.timeout(ENDING):
                    frame = json.loads(await connection.recv())
                if "id" in frame:
                    assert frame["t"] == "ack", frame
                    chat = self.chats[frame["id"] % len(self.chats)]
                    id = f"{self.chats[0]}burst-{frame['id']}"
                    self.ledger.take(chat, id, frame["e"], frame["o"])

    async def end(self) -> None:
        """Let producers finish what they began."""
        self.stop.set()
        async with asyncio.timeout(ENDING):
            await asyncio.gather(*self.posting)

    async def wrong(self, fronts: Sequence[Front] = ()) -> list[str]:
        """Return everything that is not as promised; `fronts`: who is asked, not all who live."""
        await self.end()
        asked = fronts or self.cluster.alive
        return await history.wrong(asked, self.ledger, self.widgets, self.chats)

    def reading(self, key: tuple[str, str]) -> float:
        """Return when the first widget had a message's reading."""
        return min((w.read[key] for w in self.widgets if key in w.read), default=time.monotonic())

    def waits(self, since: float = 0.0) -> list[float]:
        """Return each message's seconds to its reading, of those sent after a moment."""
        told = self.ledger.told
        return [self.reading(key) - at for key, at in told.items() if self.ledger.sent[key] > since]

    def takeover(self, fault: float) -> float:
        """Return how long after a fault the last conversation went on that it may have held up.

        Counted from the fault, or from the message's acknowledgement where that came later, to
        the first reading of a message that had none at the fault.
        """
        first: dict[str, tuple[float, float]] = {}
        for (chat, id), told in self.ledger.told.items():
            if told < fault + SOON and (read := self.reading((chat, id))) > fault:
                found = read, read - max(told, fault)
                first[chat] = min(first.get(chat, found), found)
        return max((late for _, late in first.values()), default=0.0)

    def darkest(self, since: float = 0.0) -> float:
        """Return the longest time in which a widget had no connection."""
        return max((one.darkest(since) for one in self.widgets), default=0.0)

    @property
    def anew(self) -> list[str]:
        """Why widgets had to begin conversations anew."""
        return [why for one in self.widgets for s in one.streams.values() for why in s.anew]


_LOADS: Final = count(1)


@asynccontextmanager
async def load(
    cluster: Cluster,
    name: str,
    *,
    seed: int = 1,
    chats: int = 24,
    producers: int = 9,
    widgets: int = 30,
    each: int = 3,
    pause: float = 0.05,
) -> AsyncIterator[Load]:
    """Keep producers and widgets at work; `each`: the conversations that a widget follows.

    Their names begin with `name`, and no other load of this process has the same.
    """
    name = f"{name}-{next(_LOADS)}"
    chance, ledger, stop = random.Random(seed), Ledger(), asyncio.Event()
    names = tuple(f"{name}-{number}" for number in range(chats))
    followers = [
        Widget(
            f"{name}-w{number}",
            cluster,
            tuple(names[(number + more) % chats] for more in range(each)),
            ledger,
            random.Random(chance.random()),
        )
        for number in range(widgets)
    ]
    senders = [
        Producer(
            f"{name}p{number}", cluster, ledger, stop, names, random.Random(chance.random()), pause
        )
        for number in range(producers)
    ]
    going = Load(
        cluster,
        names,
        ledger,
        followers,
        stop,
        [asyncio.create_task(one.run(WAYS[n % len(WAYS)])) for n, one in enumerate(senders)],
        [asyncio.create_task(_begin(one, n / ARRIVING)) for n, one in enumerate(followers)],
    )
    try:
        await _welcome(followers)
        yield going
    finally:
        tasks = [*going.posting, *going.following]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _begin(widget: Widget, later: float) -> None:
    await asyncio.sleep(later)
    await widget.run()


async def _welcome(widgets: Sequence[Widget]) -> None:
    async with asyncio.timeout(ENDING + 2 * len(widgets) / ARRIVING):
        while not all(one.welcomed for one in widgets):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

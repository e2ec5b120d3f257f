import asyncio
import random
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.journal.records import Entry, Key, Page, Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server.hub import Hub
from assist.server.subscription import HELD, Subscription
from assist.wire.encode import Payload, encode
from assist.wire.frames import ServerFrame
from assist.wire.subprotocols import Form
from tests.journal.conformance import CHAT, expired, post, step


@dataclass
class Widget:
    """Records what a socket was given and applies it as docs/wire.md tells a client to."""

    form: Form = "msgpack"
    epoch: str | None = None
    offset: int = 0
    applied: list[tuple[str, int]] = field(default_factory=list)
    restarts: int = 0
    full: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def say(self, frame: ServerFrame) -> None:
        self.push(encode(frame, self.form))

    def offer(self, payload: Payload) -> bool:
        if random.random() < self.full:
            return False
        self.push(payload)
        return True

    def push(self, payload: Payload) -> None:
        assert isinstance(payload, bytes)
        frame = msgpack.unpackb(payload)
        if frame["t"] == "sub":
            self.epoch = frame.get("epoch")
            if not frame["recovered"]:
                self.restarts += 1
                self.offset = 0
                self.applied.clear()
        elif frame["t"] == "ev":
            self.epoch = frame.get("e", self.epoch)
            assert frame["o"] == self.offset + 1, "a gap or a double"
            assert self.epoch is not None
            self.offset = frame["o"]
            self.applied.append((self.epoch, self.offset))

    async def push_later(self, payload: Payload) -> None:
        for _ in range(random.randrange(3)):
            await asyncio.sleep(0)
        self.push(payload)

    def lost(self, conversation: str, request_id: int | None) -> None:
        raise AssertionError("the journal is there")


@dataclass
class Follower:
    """A widget that subscribes, is cut off, and subscribes again where it was."""

    journal: SqliteJournal
    hub: Hub
    widget: Widget = field(default_factory=Widget)
    subscription: Subscription | None = None

    def subscribe(self) -> None:
        self.cut()
        self.subscription = Subscription(
            CHAT,
            self.journal,
            self.widget,
            epoch=self.widget.epoch,
            offset=self.widget.offset,
            page=3,
        )
        self.hub.add(CHAT, self.subscription)
        self.subscription.start()

    def cut(self) -> None:
        if self.subscription is not None:
            self.hub.remove(CHAT, self.subscription)
            self.subscription.stop()
            self.subscription = None


ACTIONS = st.sampled_from(["append"] * 6 + ["commit"] * 3 + ["subscribe", "cut", "pause", "erase"])


@settings(max_examples=60, deadline=None)
@given(actions=st.lists(ACTIONS, max_size=40), seed=st.integers(0, 2**32))
def test_D04_M08_whatever_races_a_follower_applies_each_event_once_and_in_order(
    actions: list[str], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_race(Path(folder) / "journal.db", actions, random.Random(seed)))


async def _race(path: Path, actions: list[str], chance: random.Random) -> None:
    journal = await SqliteJournal.open(path)
    hub = Hub()
    journal.follow(hub.publish)
    follower = Follower(journal, hub, Widget(full=chance.choice((0.0, 0.3))))
    follower.subscribe()
    tasks: list[asyncio.Task[object]] = []
    for number, action in enumerate(actions):
        if action == "append":
            tasks.append(asyncio.create_task(post(journal, f"m{number}")))
        elif action == "commit":
            tasks.append(asyncio.create_task(_commit(journal)))
        elif action == "erase":
            tasks.append(asyncio.create_task(_erase(journal, hub)))
        elif action == "subscribe":
            follower.subscribe()
        elif action == "cut":
            follower.cut()
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        if action == "pause":
            await asyncio.sleep(0.002)
    await asyncio.gather(*tasks)
    # Followers hear of an erased conversation when it begins anew, or when they come back.
    if follower.subscription is None or await journal.load(CHAT) is None:
        follower.subscribe()
    await _settle(journal, CHAT, follower.widget)
    await journal.close()


async def _erase(journal: SqliteJournal, hub: Hub) -> None:
    with suppress(Unavailable):  # Then it is gone as well, but not from the log yet.
        await journal.erase(CHAT, 1.0)
    hub.erased(CHAT)


async def _commit(journal: SqliteJournal) -> None:
    loaded = await journal.load(CHAT)
    if loaded is not None:
        await journal.commit(step(loaded.revision, loaded.top, expired("s1"), expired("s2")))


async def _settle(journal: SqliteJournal, key: Key, widget: Widget) -> None:
    loaded = await journal.load(key)
    top = loaded.top if loaded else 0
    async with asyncio.timeout(10):
        while widget.offset != top or (loaded and widget.epoch != loaded.epoch):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    expected = [(loaded.epoch, offset) for offset in range(1, top + 1)] if loaded else []
    assert widget.applied == expected


async def test_D13_an_event_that_was_not_announced_is_read_from_the_journal(
    tmp_path: Path,
) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    hub = Hub()
    deaf: set[int] = {3, 4, 6}

    def forgetful(key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        hub.publish(key, epoch, tuple(entry for entry in entries if entry.offset not in deaf))

    journal.follow(forgetful)
    follower = Follower(journal, hub)
    follower.subscribe()
    for number in range(1, 8):
        await post(journal, f"m{number}")
        await asyncio.sleep(0.01)
    await _settle(journal, CHAT, follower.widget)
    assert follower.widget.restarts == 0
    await journal.close()


class Overtaken(SqliteJournal):
    """A journal in which a message arrives after a page was read and before it is handed over."""

    overtakes = 0

    async def read(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        page = await super().read(key, epoch, offset, limit)
        overtakes, self.overtakes = self.overtakes, 0
        for number in range(overtakes):
            await post(self, f"during-{number}")
        return page


@pytest.mark.parametrize("overtakes", [1, 2, HELD, 3 * HELD])
async def test_D04_events_that_come_while_a_page_is_read_are_not_lost(
    tmp_path: Path, overtakes: int
) -> None:
    journal = await Overtaken.open(tmp_path / "journal.db")
    journal.overtakes = overtakes
    hub = Hub()
    journal.follow(hub.publish)
    follower = Follower(journal, hub)
    follower.subscribe()
    async with asyncio.timeout(10):
        while follower.widget.offset < overtakes:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    await journal.close()

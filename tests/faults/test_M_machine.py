"""Followers that come, go, lag and come back over a journal that is trimmed and erased, at random.

The model is what the journal announced. Whatever happened, a follower that is there at the end
has applied all of it from where it began, once and in order.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import msgpack
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from assist.journal.records import Entry, Key, Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server.hub import Hub
from assist.server.subscription import Subscription
from assist.wire.encode import Payload, encode
from assist.wire.frames import ServerFrame
from assist.wire.subprotocols import Form
from tests.faults.invariants import Stream
from tests.journal.conformance import CHAT, expired, post, step

Done = TypeVar("Done")

FOLLOWERS = st.integers(0, 2)
PAGE = 3
PATIENCE = 5.0


@dataclass
class Widget:
    """A socket that keeps what it is given; `full`: it has no room for what is live."""

    form: Form = "msgpack"
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    stream: Stream = field(default_factory=Stream)
    subscription: Subscription | None = None
    full: bool = False

    def say(self, frame: ServerFrame) -> None:
        self.take(encode(frame, self.form))

    def offer(self, payload: Payload) -> bool:
        if not self.full:
            self.take(payload)
        return not self.full

    async def push_later(self, payload: Payload) -> None:
        await asyncio.sleep(0)
        self.take(payload)

    def lost(self, conversation: str, request_id: int | None) -> None:
        raise AssertionError("the journal is there")

    def take(self, payload: Payload) -> None:
        assert isinstance(payload, bytes)
        self.stream.take(msgpack.unpackb(payload))


class Machine(RuleBasedStateMachine):
    """One conversation, its journal, three widgets."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.number = 0
        self.model: dict[str, list[int]] = {}
        self.hub = Hub()
        self.widgets = [Widget() for _ in range(3)]
        self.journal = self.do(SqliteJournal.open(self.folder / "journal.db"))
        self.journal.follow(self.announced)

    def do(self, work: Coroutine[Any, Any, Done]) -> Done:
        return self.loop.run_until_complete(work)

    def announced(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        self.model.setdefault(epoch, []).extend(entry.offset for entry in entries)
        self.hub.publish(key, epoch, entries)

    @rule(count=st.integers(1, 5))
    def append(self, count: int) -> None:
        for _ in range(count):
            self.number += 1
            self.do(post(self.journal, f"m{self.number}"))

    @rule(keep=st.booleans(), outputs=st.integers(0, 5))
    def commit(self, keep: bool, outputs: int) -> None:
        loaded = self.do(self.journal.load(CHAT))
        if loaded is not None:
            made = [expired(f"s{n}") for n in range(outputs)]
            self.do(
                self.journal.commit(replace(step(loaded.revision, loaded.top, *made), keep=keep))
            )

    @rule()
    def erase(self) -> None:
        self.do(self.erased())

    async def erased(self) -> None:
        with suppress(Unavailable):  # Gone from the file, and not from the log yet.
            await self.journal.erase(CHAT, 1.0)
        self.hub.erased(CHAT)

    @rule(which=FOLLOWERS, brief=st.booleans())
    def subscribe(self, which: int, brief: bool) -> None:
        self.cut(which)
        widget = self.widgets[which]
        widget.subscription = Subscription(
            CHAT,
            self.journal,
            widget,
            epoch=widget.stream.epoch,
            offset=widget.stream.offset,
            page=PAGE,
            brief=brief,
        )
        self.hub.add(CHAT, widget.subscription)
        self.do(self.started(widget.subscription))

    async def started(self, subscription: Subscription) -> None:
        subscription.start()

    @rule(which=FOLLOWERS)
    def cut(self, which: int) -> None:
        widget = self.widgets[which]
        if widget.subscription is not None:
            self.hub.remove(CHAT, widget.subscription)
            widget.subscription.stop()
            widget.subscription = None
            self.do(asyncio.sleep(0))

    @rule(which=FOLLOWERS, full=st.booleans())
    def fill(self, which: int, full: bool) -> None:
        self.widgets[which].full = full

    @rule()
    def pass_time(self) -> None:
        self.do(asyncio.sleep(0.002))

    @precondition(lambda self: any(widget.subscription for widget in self.widgets))
    @rule()
    def settle(self) -> None:
        for widget in self.widgets:
            widget.full = False
        loaded = self.do(self.journal.load(CHAT))
        for widget in self.widgets:
            if widget.subscription is not None:
                self.do(self.applied(widget, loaded.epoch if loaded else None))

    async def applied(self, widget: Widget, epoch: str | None) -> None:
        whole = self.model.get(epoch or "", [])
        stream = widget.stream
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while stream.offset != len(whole) or (whole and stream.epoch != epoch):  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
        assert stream.offset == len(whole), "it never came"
        assert [offset for _, offset, _, _ in stream.applied] == whole[stream.begins :]
        assert {epoch for epoch, _, _, _ in stream.applied} <= {epoch}

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.settle()
            for which in range(3):
                self.cut(which)
            self.do(self.journal.close())
            self.loop.close()
            shutil.rmtree(self.folder, ignore_errors=True)


Machine.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestM02Followers = Machine.TestCase

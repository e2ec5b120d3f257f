"""A console that says what a test tells it to, and a server that listens to it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from assist.config import Stream, Tenant
from assist.consoles.contract import Feed, Heard, Take
from assist.consoles.said import message
from assist.events import MessagePosted
from assist.server.streams.listener import Pauses
from assist.server.streams.run import Streams
from assist.server.streams.taking import TakeHeard
from assist.server.telemetry import Transport
from tests.server.harness import SOON, TENANT, Running
from tests.server.hooked import stream as said_in
from tests.server.test_metrics import of, shown

QUICK = Pauses(least=0.01, most=0.02, wrong=0.05, healthy=60.0, mark=0.05)
DESK = Stream(console="xmpp", url="xmpp://chat.acme.example", user="warmline", secrets=(b"s3cret",))
KNOWN: Any = {"tenants": {TENANT: Tenant(name=TENANT)}}


@dataclass
class Desk:
    """A console that says what a test tells it to; its mark is how much it has said."""

    lines: list[Heard] = field(default_factory=list)
    begun: list[str | None] = field(default_factory=list)
    breaks: list[Exception] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, *lines: Heard) -> None:
        """Say more."""
        self.lines += lines
        self.news.set()

    def break_by(self, *errors: Exception) -> None:
        """Break so many times."""
        self.breaks += errors
        self.news.set()

    async def run(self, since: str | None, take: Take) -> None:
        self.begun.append(since)
        at = int(since or 0)
        while True:
            self.news.clear()
            if self.breaks:
                raise self.breaks.pop(0)
            await take(Heard(), None)
            for line in self.lines[at:]:
                at += 1
                await take(line, str(at))
            await self.news.wait()


class Deaf(Desk):
    """One that does not let go until there is news."""

    async def run(self, since: str | None, take: Take) -> None:
        self.begun.append(since)
        while not self.news.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await self.news.wait()


@dataclass(frozen=True)
class Place:
    """A conversation of a server that runs, and the stream that tells of it: one name for both."""

    running: Running
    name: str

    def line(self, number: int, text: str = "no parcel", at: float | None = None) -> Heard:
        """Return what the customer says."""
        id = f"m{number}"
        return message(conversation=self.name, message_id=id, speaker="customer", text=text, at=at)

    async def take(self, tenant: str, heard: Heard, *, transport: Transport) -> None:
        """Take it as the server does."""
        app: Any = self.running.server.config.app
        await app.state.consoles.take(tenant, heard, transport=transport)

    @asynccontextmanager
    async def listening(
        self,
        feed: Feed,
        *,
        stream: Stream = DESK,
        take: TakeHeard | None = None,
        pauses: Pauses = QUICK,
        enabled: bool = True,
    ) -> AsyncIterator[None]:
        """Listen to `feed`."""
        acme = Tenant(name=TENANT, streams={self.name: stream}, enabled=enabled)
        make = lambda console: lambda stream: feed  # noqa: E731
        service = self.running.service
        streams = Streams([acme], service, take or self.take, pauses=pauses, make=make)
        streams.start()
        try:
            yield
        finally:
            await streams.stop()

    async def messages(self, count: int) -> list[MessagePosted]:
        """Return the messages in the journal once there are so many."""
        async with asyncio.timeout(SOON):
            while True:
                events = [entry.event for entry in await said_in(self.running, self.name)]
                found = [event for event in events if isinstance(event, MessagePosted)]
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.005)

    async def heard(self, count: int) -> list[str]:
        """Return their ids."""
        return [message.message_id for message in await self.messages(count)]

    async def marks(self) -> list[str]:
        """Return what the journal says of where the stream goes on."""
        all_ = await self.running.service.journal.marks("followed", time.time())
        return [mark.data for mark in all_ if (mark.tenant, mark.id) == (TENANT, self.name)]

    async def marked(self, place: str) -> None:
        """Wait until it says this."""
        async with asyncio.timeout(SOON):
            while True:
                if any(data.endswith(f" {place}") for data in await self.marks()):
                    return
                await asyncio.sleep(0.005)

    async def count(self, metric: str) -> float:
        """Return a number of the stream."""
        return of(await shown(self.running), metric, tenant=TENANT, stream=self.name)


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(SOON):
        while True:
            if true():
                return
            await asyncio.sleep(0.005)

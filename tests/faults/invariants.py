"""What every client saw and what the store holds -> whether anything was lost, doubled or crossed.

I1: whatever was acknowledged is in the store, and in what each entitled follower applied. I2: a
conversation's offsets rise by one; where they do not, the follower was told to begin anew. I3:
nothing is applied twice. I4: nothing of another tenant arrives.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from assist import codec
from assist.journal.records import Entry, Key
from tests.faults.proxy import Proxy
from tests.server.harness import TENANT, Plain, Running

Applied = tuple[str, int, str, str]
"""Epoch, offset, the event's name, its data as JSON."""


@dataclass
class Stream:
    """One conversation as a follower has applied it; `begins`: the offset before its first event.

    `standing`: the events of the last snapshot, empty where there was none.
    """

    epoch: str | None = None
    offset: int = 0
    begins: int = 0
    applied: list[Applied] = field(default_factory=list)
    standing: list[Plain] = field(default_factory=list)
    anew: list[str] = field(default_factory=list)

    def take(self, frame: Plain) -> None:
        """Apply a frame by the letter of docs/wire.md; an error where that cannot be."""
        if frame["t"] == "sub":
            self.epoch = frame.get("epoch")
            if not frame["recovered"]:
                self.anew.append(frame["reason"])
                self.offset = self.begins = 0
                self.applied, self.standing = [], []
        elif frame["t"] == "snap":
            assert self.anew, "a snapshot that was not announced"
            self.epoch, self.offset = frame["e"], frame["o"]
            self.begins, self.applied, self.standing = frame["o"], [], frame["events"]
        elif frame["t"] == "ev":
            self.epoch = frame.get("e", self.epoch)
            assert self.epoch, "an event without an epoch"
            assert frame["o"] == self.offset + 1, f"{frame['o']} after {self.offset}"
            self.offset = frame["o"]
            self.applied.append((self.epoch, frame["o"], frame["k"], plain(frame["d"])))


def plain(data: object) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


@dataclass
class Follower:
    """A widget that comes back whenever it is cut off, and resumes where it stood."""

    running: Running
    chats: tuple[str, ...]
    proxy: Proxy | None = None
    tenant: str = TENANT
    subject: str = "ana"
    snapshot: bool = False
    streams: dict[str, Stream] = field(default_factory=dict)
    connects: int = 0
    last: list[Plain] = field(default_factory=list)

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                await self._follow()
            except (WebSocketException, OSError, EOFError):
                await asyncio.sleep(0.01)

    async def _follow(self) -> None:
        async with AsyncExitStack() as stack:
            sock = self.proxy.connect() if self.proxy else None
            peer = await stack.enter_async_context(self.running.open(sock=sock))
            self.connects += 1
            known = {c: one for c, one in self.streams.items() if one.epoch}
            resume = [[c, one.epoch, one.offset] for c, one in known.items()]
            token = self.running.token(tenant=self.tenant, subject=self.subject)
            hello = {"t": "hello", "token": token, "client": "test", "resume": resume}
            await peer.socket.send(json.dumps(hello))
            for number, chat in enumerate(c for c in self.chats if c not in known):
                asked = {"t": "subscribe", "id": number, "c": chat, "snapshot": self.snapshot}
                await peer.socket.send(json.dumps(asked))
            async for data in peer.socket:
                frame: Plain = json.loads(data)
                if frame["t"] == "ping":
                    await peer.socket.send('{"t":"pong"}')
                self.last = [*self.last[-4:], frame]
                if "c" in frame:
                    self.streams.setdefault(frame["c"], Stream()).take(frame)

    async def reaches(self, chat: str, top: int) -> None:
        """Wait until a conversation has been applied up to an offset."""
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                while self.at(chat) < top:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        told = f"{self.at(chat)} of {top} after {self.connects} connections; {self.last}"
        assert self.at(chat) >= top, told

    def at(self, chat: str) -> int:
        """Return the last offset that was applied."""
        return self.streams[chat].offset if chat in self.streams else 0


@asynccontextmanager
async def following(*followers: Follower) -> AsyncIterator[None]:
    """Let all of them follow; what a follower could not apply is raised."""
    tasks = [asyncio.create_task(follower.run()) for follower in followers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [end for end in ends if isinstance(end, Exception)]
    assert not failed, failed[0]


async def stored(running: Running, chat: str, tenant: str = TENANT) -> list[Entry]:
    """Return the whole stream of a conversation, once everything in it is answered."""
    key, journal = Key(tenant=tenant, conversation=chat), running.service.journal
    async with asyncio.timeout(20):
        while await journal.work(0, 1):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    entries: list[Entry] = []
    while page := await journal.read(key, None, len(entries), 300):
        entries += page.entries
        if not page.more:
            break
    return entries


async def check(
    running: Running,
    followers: Iterable[Follower],
    acked: dict[str, dict[str, int]],
    tenant: str = TENANT,
) -> None:
    """Check I1 to I4 of every follower; `acked`: the offset of each message of each chat."""
    for chat, offsets in acked.items():
        entries = await stored(running, chat, tenant)
        assert [entry.offset for entry in entries] == list(range(1, len(entries) + 1)), "I2"
        found = [(e.offset, *codec.event_to_plain(e.event)) for e in entries]
        posted = {d["message_id"]: o for o, kind, d in found if kind == "message.posted"}
        assert offsets.items() <= posted.items(), "I1: acknowledged and not in the store"
        texts = [(offset, kind, plain(data)) for offset, kind, data in found]
        for follower in followers:
            if chat not in follower.chats:
                continue
            assert set(follower.streams) <= set(follower.chats), "I4"
            await follower.reaches(chat, len(entries))
            stream = follower.streams[chat]
            applied = [event[1:] for event in stream.applied]
            assert applied == texts[stream.begins :], "I1, I3"
            assert len({event[0] for event in stream.applied}) <= 1, "I2"

"""Widgets that come back as the real one does -> what each applied, and how long it was dark."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field

from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.faults.invariants import Stream
from tests.nodes.retry import delay_before, step_after
from tests.server.harness import Plain
from tests.soak.producers import Front, Ledger, socket

OPENING = 10.0
PATIENCE = 35.0
"""Seconds without a frame after which nobody is there."""


@dataclass
class Ended(Exception):
    """A connection has ended: with this code, and maybe with a word about when to come back."""

    code: int
    retry: float | None = None


@dataclass
class Widget:
    """Follows conversations through every cut; `errors` is what must never happen to it.

    `dark`: for each time without a welcomed connection, when it began and its seconds. `lags`: for
    each message, the seconds from its acknowledgement until it was applied here, 0 where it came
    sooner. `read`: when each message's reading was applied.
    """

    name: str
    front: Front
    chats: tuple[str, ...]
    ledger: Ledger
    chance: random.Random = field(default_factory=random.Random)
    streams: dict[str, Stream] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    welcomed: int = 0
    dark: list[tuple[float, float]] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    read: dict[tuple[str, str], float] = field(default_factory=dict)
    live: bool = False
    since: float = 0.0
    """When it became dark, or welcome."""
    first: float = 0.0
    """When it was first welcome."""

    async def run(self) -> None:
        """Follow until cancelled."""
        attempt = 0
        self.since = time.monotonic()
        while True:
            try:
                await self._follow()
            except Ended as ended:
                end = ended
            except ConnectionClosed as closed:
                end = Ended(closed.rcvd.code if closed.rcvd else 1006)
            except (WebSocketException, OSError, TimeoutError, EOFError):
                end = Ended(1006)
            if self.live:
                self.live, self.since, attempt = False, time.monotonic(), 0
            step = step_after(end.code)
            if step == "stop":
                self.errors.append(f"{self.name}: sent away for good with {end.code}")
                return
            await asyncio.sleep(delay_before(step, attempt, self.chance, end.retry))
            attempt += 1

    def at(self, chat: str) -> int:
        """Return the last offset that was applied."""
        return self.streams[chat].offset if chat in self.streams else 0

    def darkest(self, since: float = 0.0) -> float:
        """Return the longest time without a connection, of those that began after a moment."""
        still = [] if self.live else [(self.since, time.monotonic() - self.since)]
        return max((s for began, s in (*self.dark, *still) if began >= since), default=0.0)

    async def _follow(self) -> None:
        known = {chat: one for chat, one in self.streams.items() if one.epoch}
        resume = [[chat, one.epoch, one.offset] for chat, one in known.items()]
        # To come back later is what it says; what is on its way must not be waited for.
        async with socket(self.front, "agent", self.name, resume=resume) as connection:
            while True:
                async with asyncio.timeout(PATIENCE if self.live else OPENING):
                    frame: Plain = json.loads(await connection.recv())
                match frame["t"]:
                    case "ping":
                        await connection.send('{"t":"pong"}')
                    case "bye":
                        retry = frame.get("retry_ms")
                        raise Ended(frame["code"], None if retry is None else retry / 1000)
                    case "welcome":
                        self._welcome()
                        for number, chat in enumerate(c for c in self.chats if c not in known):
                            asked = {"t": "subscribe", "id": number, "c": chat}
                            await connection.send(json.dumps(asked))
                    case _:
                        self.hear(frame)

    def _welcome(self) -> None:
        now = time.monotonic()
        self.welcomed += 1
        if self.welcomed > 1:
            self.dark.append((self.since, now - self.since))
        self.first = self.first or now
        self.live, self.since = True, now

    def hear(self, frame: Plain) -> None:
        """Apply a frame."""
        chat = frame.get("c")
        if frame["t"] == "err":
            if not frame["temporary"] and frame["key"] != "unrecoverable_position":
                self.errors.append(f"{self.name}: {frame['key']}")
        elif chat is not None:
            try:
                self.streams.setdefault(chat, Stream()).take(frame)
            except AssertionError as error:
                self.errors.append(f"{self.name} {chat}: {error}")
            if frame["t"] == "ev":
                self._time(chat, frame)

    def _time(self, chat: str, frame: Plain) -> None:
        now = time.monotonic()
        if frame["k"] == "message.read":
            self.read.setdefault((chat, frame["d"]["message_id"]), now)
        elif frame["k"] == "message.posted":
            told = self.ledger.told.get((chat, frame["d"]["message_id"]), now)
            if told > self.first:
                self.lags.append(now - told)

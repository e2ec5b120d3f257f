"""A rate -> what the servers did with it for some seconds, and what it cost them and us."""

import asyncio
import gc
import time
from array import array
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from secrets import token_hex
from typing import Final

import numpy as np

from benchmarks.generator import Feed, LostError, Widgets
from benchmarks.pacing import moments, paced
from benchmarks.servers import cpu_seconds
from benchmarks.tally import Tally
from benchmarks.traffic import Traffic

GAP: Final = 10.0
"""Seconds between two messages of a chat."""
LEAD: Final = 2.0
"""Seconds of load before what counts."""
BEHIND: Final = 2.0
"""Seconds of messages without an answer after which a slice is given up."""
CARDS: Final = 0.2
"""Seconds in which the last cards come after the last reading."""
PATIENCE: Final = 60.0
"""Seconds in which the last answers must come."""


class OverloadedError(Exception):
    """The servers cannot keep up: what waits for an answer grows."""


@dataclass(slots=True, kw_only=True)
class Slice:
    """What one or several slices at one rate found.

    `lags` are seconds by what came, `late` the generator's own. `cpu`, `journal` and `own` are CPU
    seconds of the servers, of a journal beside them and of the generator; `done` and `read` are
    the messages that were acknowledged and read in time.
    """

    rate: float
    seconds: float = 0.0
    sent: int = 0
    done: int = 0
    read: int = 0
    cpu: float = 0.0
    journal: float = 0.0
    own: float = 0.0
    refused: int = 0
    followed: bool = False
    lags: dict[str, "array[float]"] = field(default_factory=dict)
    late: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, other: "Slice") -> None:
        """Take another one of the same rate in."""
        for name in ("seconds", "sent", "done", "read", "cpu", "journal", "own", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, lags in other.lags.items():
            self.lags.setdefault(name, array("d")).extend(lags)
        self.late.extend(other.late)

    @property
    def micros(self) -> float:
        """Microseconds of the servers' CPU for each message."""
        return self.cpu / max(1, self.done) * 1e6

    def sustained(self, p99: float, in_time: float) -> bool:
        """Return whether all went well: p99 in milliseconds, and the part that came in time."""
        came = min(self.done, self.read) if self.followed else self.done
        return (
            not self.refused
            and came >= self.sent * in_time > 0
            and self.cut("acknowledged", 99) < p99
        )

    def cut(self, name: str, percent: float) -> float:
        """Return a percentile of what came, in milliseconds."""
        return milliseconds(self.lags[name], percent)


def milliseconds(seconds: Sequence[float], percent: float) -> float:
    """Return a percentile in milliseconds; infinite where there is none."""
    if not len(seconds):
        return float("inf")
    return float(np.percentile(np.asarray(seconds), percent, method="higher")) * 1000


class Load:
    """Chats that go on, and the way of their messages to the servers.

    Args:
        stack: closes what is opened.
        pids: of the servers.
        widgets: follow the chats; None where there is nothing to follow.
        journal: processes of a journal that has its own.
    """

    def __init__(
        self,
        stack: AsyncExitStack,
        feed: Feed,
        tally: Tally,
        pids: Sequence[int],
        widgets: Widgets | None = None,
        journal: Sequence[int] = (),
    ) -> None:
        self._stack = stack
        self._feed = feed
        self._tally = tally
        self.pids = pids
        self._widgets = widgets
        self._journal = journal
        hears = (widgets.follow, widgets.leave) if widgets else ()
        # A journal that outlives the run must not know these chats.
        self._traffic = Traffic(f"chat-{token_hex(4)}", *hears)
        self._chance = Random(0)
        self._limit = 0.0

    async def slice(self, rate: float, seconds: float, lead: float = LEAD) -> Slice:
        """Send `rate` messages a second, and measure for `seconds` after `lead` seconds of them.

        Raises:
            OverloadedError: answers stay away; what was sent has been answered since.
            LostError: a server has ended a connection.
        """
        await self._live(max(1, round(rate * GAP)))
        self._limit = 100 + rate * BEHIND
        gc.collect()
        gc.freeze()
        try:
            await self._send(rate, lead)
            self._tally.count_anew()
            return await self._measured(rate, seconds)
        finally:
            await self._answered()

    async def _measured(self, rate: float, seconds: float) -> Slice:
        tally = self._tally
        cpu, journal = cpu_seconds(self.pids), cpu_seconds(self._journal)
        own, began = time.process_time(), time.monotonic()
        await self._send(rate, seconds)
        found = Slice(
            rate=rate,
            seconds=time.monotonic() - began,
            sent=tally.counted,
            done=len(tally.lags["acknowledged"]),
            read=len(tally.lags["message.read"]),
            cpu=cpu_seconds(self.pids) - cpu,
            journal=cpu_seconds(self._journal) - journal,
            own=time.process_time() - own,
            followed=self._widgets is not None,
        )
        await self._answered()
        await asyncio.sleep(CARDS)
        found.lags, found.late, found.refused = tally.lags, tally.late, sum(tally.refused.values())
        return found

    async def _live(self, chats: int) -> None:
        """Let so many chats go on, and be followed."""
        have = self._traffic.chats
        for number in range(min(have, chats), chats, 64):
            if self._widgets:
                await self._widgets.open(self._stack, min(chats, number + 64))
            self._traffic.live(min(chats, number + 64))
            if self._widgets:
                await self._widgets.following()
        self._traffic.live(chats)

    async def _send(self, rate: float, seconds: float) -> None:
        began = time.monotonic() + 0.01
        due = [began + moment for moment in moments(rate, seconds, self._chance)]
        await paced(due, self._post)
        await asyncio.sleep(began + seconds - time.monotonic())

    def _post(self, due: float) -> None:
        if self._tally.lost:
            raise LostError(self._tally.lost)
        if self._behind > self._limit:
            raise OverloadedError
        said = self._traffic.next()
        self._feed.post(self._tally.sent(due), said)

    @property
    def _behind(self) -> int:
        """How many messages are on their way, to the journal or to a widget."""
        return max(self._tally.waiting, self._tally.unread if self._widgets else 0)

    async def _answered(self) -> None:
        """Wait until nothing is on its way."""
        async with asyncio.timeout(PATIENCE):
            while self._behind and not self._tally.lost:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

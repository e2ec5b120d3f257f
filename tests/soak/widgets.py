"""Agents' widgets that follow conversations through every cut, and keep what they applied."""

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.soak.producers import BACK, DOWN, Front, socket

QUIET = 40.0
"""Seconds without any frame after which a widget connects anew."""


@dataclass
class Applied:
    """One conversation as a widget has applied it."""

    epoch: str
    kinds: list[str] = field(default_factory=list)
    """The kind of each event, the first one at offset 1."""


@dataclass
class Widget:
    """Follows conversations; `errors` is what must never happen to it."""

    name: str
    node: Front
    chats: tuple[str, ...]
    stop: asyncio.Event
    drops: float | None = None
    """Seconds between two cuts of its own making."""
    chance: random.Random = field(default_factory=random.Random)
    applied: dict[str, Applied] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    repeated: int = 0
    connected: int = 0

    async def run(self) -> None:
        while not self.stop.is_set():
            try:
                async with asyncio.timeout(self._life()):
                    await self._follow()
            except DOWN:
                await asyncio.sleep(BACK * (1 + self.chance.random()))

    def is_at(self, tops: Mapping[str, int]) -> bool:
        """Return whether everything up to these offsets has been applied."""
        return all(
            chat in self.applied and len(self.applied[chat].kinds) >= top
            for chat, top in tops.items()
        )

    def _life(self) -> float | None:
        return None if self.drops is None else self.drops * (0.5 + self.chance.random())

    async def _follow(self) -> None:
        known = {chat: one for chat, one in self.applied.items() if one.epoch}
        resume = [[chat, one.epoch, len(one.kinds)] for chat, one in known.items()]
        async with socket(self.node, "agent", self.name, resume=resume) as connection:
            for number, chat in enumerate(self.chats, 1):
                if chat not in known:
                    frame = {"t": "subscribe", "id": number, "c": chat}
                    await connection.send(json.dumps(frame))
            self.connected += 1
            while not self.stop.is_set():
                async with asyncio.timeout(QUIET):
                    frame = json.loads(await connection.recv())
                if frame["t"] == "ping":
                    await connection.send('{"t":"pong"}')
                self.hear(frame)

    def hear(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "sub":
                self._begin(frame)
            case "ev":
                self._apply(frame)
            case "err":
                if not frame["temporary"]:
                    self.errors.append(f"{self.name}: {frame['key']}")

    def _begin(self, frame: dict[str, Any]) -> None:
        chat = frame["c"]
        one = self.applied.setdefault(chat, Applied(""))
        if not one.epoch:
            one.epoch = frame.get("epoch") or ""
        elif not frame["recovered"]:
            self.errors.append(f"{self.name} {chat}: not recovered, {frame.get('reason')}")

    def _apply(self, frame: dict[str, Any]) -> None:
        one = self.applied[frame["c"]]
        if one.epoch and frame.get("e", one.epoch) != one.epoch:
            self.errors.append(f"{self.name} {frame['c']}: another epoch")
        one.epoch = frame.get("e", one.epoch)
        offset = frame["o"]
        if offset == len(one.kinds) + 1:
            one.kinds.append(frame["k"])
        elif offset <= len(one.kinds):
            self.repeated += 1
        else:
            self.errors.append(f"{self.name} {frame['c']}: {offset} after {len(one.kinds)}")

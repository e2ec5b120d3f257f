"""What was acknowledged, what rests and what each widget applied -> whatever is not as promised.

Every acknowledged message rests once, at the epoch and offset that were told, and is read once. A
message that was acknowledged before another one of its conversation was first sent rests before
it; so do those that one producer sent over a socket, one after the other, once each. Offsets rise
by one, on all nodes the same events. Widgets applied what rests, once, in order and to the end.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.faults.invariants import Applied, Stream
from tests.nodes.widgets import Widget
from tests.server.harness import Plain
from tests.soak.producers import Front, Ledger
from tests.soak.verdict import LATER

CHATS = 100
"""Conversations that one socket follows."""

Streams = dict[str, list[Applied]]


async def streams(front: Front, chats: Sequence[str], *, within: float = 30.0) -> Streams:
    """Return whole conversations, as a node tells them to one who has nothing of them."""
    found: Streams = {}
    for first in range(0, len(chats), CHATS):
        some = tuple(chats[first : first + CHATS])
        reader = _Reader(f"reader-{first}", front, some, Ledger())
        task = asyncio.create_task(reader.run())
        try:
            async with asyncio.timeout(within):
                while not (reader.done or reader.errors):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert not reader.errors, reader.errors[:3]
        found |= {chat: one.applied for chat, one in reader.streams.items()}
    return found


@dataclass
class _Reader(Widget):
    """Follows until it has what there was when it came."""

    tops: dict[str, int] = field(default_factory=dict)

    def hear(self, frame: Plain) -> None:
        if frame["t"] == "sub":
            self.tops[frame["c"]] = frame["top"]
        super().hear(frame)

    @property
    def done(self) -> bool:
        told = len(self.tops) == len(self.chats)
        return told and all(self.at(chat) >= top for chat, top in self.tops.items())


async def settled(front: Front, ledger: Ledger, chats: Sequence[str], *, within: float) -> Streams:
    """Return all conversations once every message that was acknowledged, or rests, was read."""
    end = asyncio.get_running_loop().time() + within
    while True:
        found = await streams(front, chats)
        read = {(chat, _id(one)) for chat in found for one in _of(found[chat], "read")}
        rests = {(chat, _id(one)) for chat in found for one in _of(found[chat], "posted")}
        if read >= ledger.acked.keys() | rests or asyncio.get_running_loop().time() > end:
            return found
        await asyncio.sleep(0.1)


async def wrong(
    fronts: Sequence[Front],
    ledger: Ledger,
    widgets: Iterable[Widget],
    chats: Sequence[str],
    *,
    within: float = 20.0,
) -> list[str]:
    """Return everything that is not as promised, once all is answered.

    Args:
        fronts: the nodes that live; each must tell the same.
        ledger: what was acknowledged.
        widgets: those who followed, and still do.
        chats: all conversations.
        within: seconds in which everything acknowledged must be read, and be with the widgets.
    """
    rest = await settled(fronts[0], ledger, chats, within=within)
    lines = [*ledger.errors, *misplaced(rest, ledger), *disordered(rest, ledger)]
    for number, front in enumerate(fronts[1:], 2):
        told = await streams(front, chats)
        lines += [
            f"{chat}: node {number} tells something else than node 1"
            for chat in chats
            if not alike(told[chat], rest[chat])
        ]
    for widget in widgets:
        lines += await _widget(widget, rest, within)
    return lines


def misplaced(rest: Streams, ledger: Ledger) -> list[str]:
    """Return what is lost, doubled, moved, or not read once."""
    lines: list[str] = []
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for chat, events in rest.items():
        if [offset for _, offset, _, _ in events] != list(range(1, len(events) + 1)):
            lines.append(f"{chat}: its offsets do not rise by one")
        read = Counter(_id(one) for one in _of(events, "read"))
        for one in _of(events, "posted"):
            found.setdefault((chat, _id(one)), []).append((one[0], one[1]))
            if read[_id(one)] != 1:
                lines.append(f"{chat} {_id(one)}: read {read[_id(one)]} times")
    for key, place in ledger.acked.items():
        if found.get(key) != [place]:
            lines.append(f"{key}: acknowledged at {place}, rests at {found.get(key)}")
    # Sent, and its answer never came: it may rest, once.
    return lines + [f"{key}: rests, and nobody sent it" for key in found.keys() - ledger.sent]


def disordered(rest: Streams, ledger: Ledger) -> list[str]:
    """Return what rests in another order than it was sent in."""
    lines: list[str] = []
    for chat, events in rest.items():
        latest = 0.0
        numbers: dict[str, int] = {}
        for one in _of(events, "posted"):
            key = (chat, _id(one))
            if ledger.told.get(key, latest) < latest:
                lines.append(f"{key}: rests behind one that was sent after it was acknowledged")
            latest = max(latest, ledger.sent.get(key, 0.0))
            producer, _, number = key[1].rpartition("-")
            if key not in ledger.again and number.isdigit():
                if int(number) < numbers.get(producer, 0):
                    lines.append(f"{key}: rests behind a later one of its producer")
                numbers[producer] = int(number)
    return lines


async def _widget(widget: Widget, rest: Streams, within: float) -> list[str]:
    lines = list(widget.errors)
    for chat in widget.chats:
        try:
            async with asyncio.timeout(within):
                while widget.at(chat) < len(rest[chat]) - _later(rest[chat]):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            lines.append(f"{widget.name} {chat}: {widget.at(chat)} of {len(rest[chat])} applied")
            continue
        stream = widget.streams.get(chat, Stream())
        if not alike(stream.applied, rest[chat][stream.begins :]):
            lines.append(f"{widget.name} {chat}: applied something else than what rests")
    return lines


def alike(one: list[Applied], other: list[Applied]) -> bool:
    """Whether they are the same, but for what time brought while one was read after the other."""
    shorter, longer = sorted((one, other), key=len)
    late = longer[len(shorter) :]
    return longer[: len(shorter)] == shorter and all(kind in LATER for _, _, kind, _ in late)


def _later(events: list[Applied]) -> int:
    """Return how many events at the end only time has brought."""
    count = 0
    while count < len(events) and events[-1 - count][2] in LATER:
        count += 1
    return count


def _of(events: Iterable[Applied], what: str) -> list[Applied]:
    return [one for one in events if one[2] == f"message.{what}"]


def _id(event: Applied) -> str:
    return str(json.loads(event[3])["message_id"])

"""What was acknowledged and applied, against the journal: what is lost, doubled or missing."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgpack

from assist.journal import check
from tests.server.harness import TENANT
from tests.soak.producers import Ledger, Place
from tests.soak.widgets import Widget

LATER = {"suggestion.expired", "suggestion.withdrawn", "suggestion.offered", "ledger.changed"}
"""What the passing of time brings, with nobody saying anything."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One conversation as it rests. `posted`, `read`: message ids, in the order of offsets."""

    epoch: str
    kinds: list[str] = field(default_factory=list)
    posted: list[tuple[str, int]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)


def streams(journal: Path) -> dict[str, Stream]:
    """Return every conversation of a journal that nobody has open."""
    with closing(sqlite3.connect(journal)) as connection:
        found = {
            name: Stream(epoch=epoch)
            for name, epoch in connection.execute(
                "SELECT conversation, epoch FROM conversation WHERE tenant = ?", (TENANT,)
            )
        }
        for name, offset, kind, data in connection.execute(
            "SELECT conversation, offset, kind, data FROM event WHERE tenant = ?"
            " ORDER BY conversation, offset",
            (TENANT,),
        ):
            stream = found[name]
            stream.kinds.append(kind)
            if kind == "message.posted":
                stream.posted.append((msgpack.unpackb(data)["message_id"], offset))
            elif kind == "message.read":
                stream.read.append(msgpack.unpackb(data)["message_id"])
    return found


def unanswered(journal: Path) -> int:
    """Return how many conversations have inbound events that are not folded; a server may run."""
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        query = "SELECT count(*) FROM conversation WHERE inbound > checkpoint"
        (count,) = connection.execute(query).fetchone()
        return int(count)


def tops(journal: Path) -> dict[str, int]:
    """Return each conversation's last offset; a server may run."""
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        return dict(connection.execute("SELECT conversation, top FROM conversation"))


def wrong(journal: Path, ledger: Ledger, widgets: Sequence[Widget]) -> list[str]:
    """Return everything that is not as promised; the server has stopped and all was answered."""
    found = streams(journal)
    with closing(sqlite3.connect(journal)) as connection:
        broken = check.broken(connection)
        damages = check.damages(connection, lambda _: None)
    return [
        *([f"the file: {broken}"] if broken else []),
        *(f"{one.trouble} in {one.count} conversations" for one in damages),
        *ledger.errors,
        *_messages(found, ledger),
        *(f"{n} conversations are unanswered" for n in [unanswered(journal)] if n),
        *(line for widget in widgets for line in _widget(found, widget)),
    ]


def _messages(found: dict[str, Stream], ledger: Ledger) -> list[str]:
    """Return what is wrong with the messages: each rests once, where it was said to, read once."""
    rest: dict[tuple[str, str], list[Place]] = {}
    lines: list[str] = []
    for chat, stream in found.items():
        for message_id, offset in stream.posted:
            rest.setdefault((chat, message_id), []).append((stream.epoch, offset))
        read = Counter(stream.read)
        lines += [
            f"{chat} {message_id}: read {read[message_id]} times"
            for message_id, _ in stream.posted
            if read[message_id] != 1
        ]
    for key, place in ledger.acked.items():
        if rest.get(key) != [place]:
            lines.append(f"{key}: acknowledged at {place}, rests at {rest.get(key)}")
    lines += [f"{key}: rests, and nobody was told" for key in rest.keys() - ledger.acked.keys()]
    return lines


def _widget(found: dict[str, Stream], widget: Widget) -> list[str]:
    """Return where a widget applied something else than what rests, up to where it was told to be.

    What happened after it had left, a card that expired, is not its own to know.
    """
    lines = list(widget.errors)
    for chat, stream in found.items():
        one = widget.applied.get(chat)
        if one is None:
            lines.append(f"{widget.name} {chat}: never applied")
        elif (one.epoch, one.kinds) != (stream.epoch, stream.kinds[: len(one.kinds)]):
            lines.append(f"{widget.name} {chat}: applied something else than what rests")
        elif set(stream.kinds[len(one.kinds) :]) - LATER:
            lines.append(f"{widget.name} {chat}: {len(one.kinds)} of {len(stream.kinds)} applied")
    return lines

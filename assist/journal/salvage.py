"""A damaged journal -> a new one that holds all of it that can still be read.

Where events were lost, those that are left are numbered anew under another epoch, so that nobody
takes one for another. A state that cannot be read is left to be folded anew from its events.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgpack

from assist.errors import ConfigError
from assist.events import TYPES, Inbound
from assist.journal import check
from assist.journal.records import Key
from assist.journal.schema import open_writer

Record = dict[str, Any]
Advance = Callable[[int], None]
"""Is told how many bytes of events were saved since the last call."""

FOLD_ANEW: Final = b""
"""A state that no reader takes for one."""
_NAMING: Final = ("conversation", "event", "memory", "customer")
_BESIDE: Final = ("seen", "memory", "customer", "brought", "delivery", "mark")


@dataclass(slots=True, kw_only=True)
class Saved:
    """What came over. `renewed`: conversations under another epoch; `lost`: events that are not."""

    conversations: int = 0
    events: int = 0
    renewed: int = 0
    lost: int = 0
    moved: dict[Key, dict[int, int]] = field(default_factory=dict)
    epochs: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What is left of a conversation: its row, if it is, and its events by their offsets."""

    key: Key
    row: Record | None
    events: dict[int, tuple[str, bytes]]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        if self.row is None:
            return False
        top, trimmed = self.row["top"], self.row.get("trimmed", 0)
        marks = (self.row["checkpoint"], self.row["inbound"], *self.events)
        kept = {offset for offset in self.events if offset > trimmed}
        return all(0 <= mark <= top for mark in marks) and len(kept) == max(0, top - trimmed)


def salvage(
    source: Path,
    fresh: Path,
    new_epoch: Callable[[], str],
    advance: Advance,
    *,
    renew_all: bool = False,
) -> Saved:
    """Write what can be read of the journal `source` into the empty file `fresh`.

    `renew_all`: every conversation gets another epoch, for nobody can tell what it lost.

    Raises:
        ConfigError: nothing of it can be read.
    """
    saved = Saved()
    where = f"file:{quote(str(source.absolute()))}?mode=ro"
    old = sqlite3.connect(where, uri=True, isolation_level=None)
    new = open_writer(fresh)
    try:
        new.execute("BEGIN IMMEDIATE")
        for key in _keys(old, source):
            found = _find(old, key)
            if found.row is not None or found.events:
                _save(new, found, saved, None if found.whole and not renew_all else new_epoch())
                advance(sum(len(data) for _, data in found.events.values()))
        for table in _BESIDE:
            _save_beside(old, new, table, saved)
        new.execute("COMMIT")
        # One plain file; the server makes it one with a log again.
        new.execute("PRAGMA journal_mode = DELETE")
    finally:
        old.close()
        new.close()
        fresh.with_name(fresh.name + ".key").unlink(missing_ok=True)
    return saved


def _keys(old: sqlite3.Connection, source: Path) -> list[Key]:
    """Return the conversations that any table names."""
    try:
        tables = {name for (name,) in old.execute("SELECT name FROM sqlite_schema")}
    except sqlite3.DatabaseError as error:
        tables = set()
        why = str(error)
    else:
        why = "its tables are not ours"
    if not {"conversation", "event"} <= tables:
        raise ConfigError(f"{source}: nothing can be read ({why}); put back a backup")
    found: set[tuple[str, str]] = set()
    for table in _NAMING:
        if table in tables:
            found |= {
                (row["tenant"], row["conversation"])
                for row in _records(old, table, ("tenant", "conversation"))
            }
    return [Key(tenant=tenant, conversation=name) for tenant, name in sorted(found)]


def _find(old: sqlite3.Connection, key: Key) -> _Found:
    where, values = "tenant = ? AND conversation = ?", (key.tenant, key.conversation)
    row = next(iter(_records(old, "conversation", ("*",), where, values)), None)
    if row is None:
        # Its index may be what is damaged.
        row = next(iter(_records(old, "conversation NOT INDEXED", ("*",), where, values)), None)
    events = {
        one["offset"]: (one["kind"], one["data"])
        for one in _records(old, "event", ("offset", "kind", "data"), where, values, "offset")
        if check.readable(one["kind"], one["data"])
    }
    return _Found(key=key, row=row, events=events)


def _records(
    old: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    where: str = "TRUE",
    values: Sequence[str] = (),
    order: str | None = None,
) -> list[Record]:
    """Return rows of a table: those before the damage, and from the other end those behind it."""
    order = order or ("tenant, conversation" if columns[0] == "tenant" else "1")
    backwards = ", ".join(f"{name} DESC" for name in order.split(", "))
    found: dict[tuple[Any, ...], Record] = {}
    for direction in (order, backwards):
        try:
            query = f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY {direction}"
            cursor = old.execute(query, values)
            names = [name for name, *_ in cursor.description]
            for row in cursor:
                found[row] = dict(zip(names, row, strict=True))
        except sqlite3.DatabaseError:
            continue
        break
    return list(found.values())


def _save(new: sqlite3.Connection, found: _Found, saved: Saved, epoch: str | None) -> None:
    """Write a conversation: as it was, or with what is left under another epoch."""
    row = found.row or _row_of(found)
    numbers = {offset: offset for offset in found.events}
    if not found.whole:
        numbers = {old: number for number, old in enumerate(sorted(found.events), 1)}
        saved.lost += max(0, row["top"] - row.get("trimmed", 0) - len(numbers))
        row = _renumbered(row, numbers, found)
    if epoch is not None:
        saved.renewed += 1
        saved.moved[found.key] = numbers
        if "epoch" in row:
            saved.epochs[row["epoch"]] = (epoch, numbers)
        row = {**row, "epoch": epoch}
    if not check.is_state(row["state"]):
        row = {**row, "state": FOLD_ANEW}
    _insert(new, "conversation", row)
    for old, (kind, data) in sorted(found.events.items()):
        new.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?)",
            (found.key.tenant, found.key.conversation, numbers[old], kind, data),
        )
    saved.conversations += 1
    saved.events += len(found.events)


def _row_of(found: _Found) -> Record:
    """Return a row in the place of one that is lost: answered up to the last answer."""
    told: Record = {"agent": None, "opted_out": 0, "at": 0.0}
    for kind, data in (found.events[offset] for offset in sorted(found.events)):
        plain = msgpack.unpackb(data)
        if kind == "context.given":
            told["agent"] = plain.get("agent") or told["agent"]
            if plain.get("opted_out") is not None:
                told["opted_out"] = int(plain["opted_out"])
        told["at"] = max(told["at"], plain.get("at") or 0.0)
    answers = (offset for offset, (kind, _) in found.events.items() if not _inbound(kind))
    return {
        "tenant": found.key.tenant,
        "conversation": found.key.conversation,
        "top": max(found.events),
        "checkpoint": max(answers, default=0),
        "state": FOLD_ANEW,
        **told,
    }


def _renumbered(row: Record, numbers: dict[int, int], found: _Found) -> Record:
    """Return the row for events that are numbered anew."""
    inbound = [numbers[old] for old, (kind, _) in found.events.items() if _inbound(kind)]
    return {
        **row,
        "top": len(numbers),
        "inbound": max(inbound, default=0),
        "checkpoint": sum(1 for old in numbers if old <= row["checkpoint"]),
        "trimmed": 0,
    }


def _inbound(kind: str) -> bool:
    return issubclass(TYPES[kind], Inbound)


def _save_beside(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str, saved: Saved
) -> None:
    """Write the rows of a table; what points to an event goes where that went, or is left out."""
    for row in _records(old, table, ("*",)):
        key = Key(tenant=row["tenant"], conversation=row.get("conversation", ""))
        if table == "seen" and key in saved.moved:
            row["offset"] = saved.moved[key].get(row["offset"])
        elif table == "delivery" and row["epoch"] in saved.epochs:
            row["epoch"], numbers = saved.epochs[row["epoch"]]
            row["offset"] = numbers.get(row["offset"])
        elif table == "memory" and not check.is_memory(row["data"]):
            continue
        if row.get("offset", 1) is not None:
            _insert(new, table, row)


def _insert(new: sqlite3.Connection, table: str, row: Record) -> None:
    known = [name for (_, name, *_) in new.execute(f"PRAGMA table_info({table})")]
    names = [name for name in known if name in row]
    new.execute(
        f"INSERT OR IGNORE INTO {table} ({', '.join(names)})"
        f" VALUES ({', '.join('?' * len(names))})",
        [row[name] for name in names],
    )

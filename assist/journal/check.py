"""A journal's file -> what is wrong in it: structure, write-ahead log, what its rows promise."""

import sqlite3
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

import msgpack

from assist import codec
from assist.conversation.state import Conversation
from assist.errors import ConfigError, FrameError
from assist.journal.records import Key
from assist.ledger import Memory

PATIENCE: Final = 1.0
"""Seconds that the look at the structure may take at a start; a larger file is read in part."""
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""SQLite's codes for a file that is not as it was written."""
_STEPS: Final = 10_000
_NAMED: Final = 3

Trouble = Literal["gap", "lost", "checkpoint", "event", "state", "orphan", "id", "memory"]
Advance = Callable[[int], None]
"""Is told how many bytes were read since the last call."""

_UNREADABLE: Final = (ValueError, FrameError, TypeError, msgpack.UnpackException)
_WAL_HEAD: Final = 32
_FRAME_HEAD: Final = 24
_INDEX: Final = struct.Struct("=IIIBBHII8s8s8s")
"""The head of `-shm`: how far the log went that SQLite synced last (sqlite.org/walformat.html)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One sort of trouble: how many times, and the first conversations that have it."""

    trouble: Trouble
    count: int
    named: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the journal says of a conversation beside its events."""

    key: Key
    top: int
    inbound: int
    checkpoint: int
    trimmed: int
    state: bytes | None


def lost_log(path: Path) -> str | None:
    """Return what is missing of the write-ahead log beside a journal that nobody has open.

    SQLite takes a log that was cut for the end of the log. But `-shm` stays behind when a process
    dies, and names the last frame that had been synced: it must be there.
    """
    try:
        head = path.with_name(path.name + "-shm").read_bytes()[: 2 * _INDEX.size]
    except OSError:
        return None
    if len(head) < 2 * _INDEX.size or head[: _INDEX.size] != head[_INDEX.size :]:
        return None
    _, _, _, ready, _, size, frames, _, checksum, salts, _ = _INDEX.unpack_from(head)
    if not ready or not frames:
        return None
    page = 65536 if size == 1 else size
    last = _WAL_HEAD + (frames - 1) * (_FRAME_HEAD + page)
    try:
        with path.with_name(path.name + "-wal").open("rb") as log:
            start = log.read(_WAL_HEAD)
            log.seek(last)
            frame = log.read(_FRAME_HEAD + page)
    except FileNotFoundError:
        return f"{path.name}-wal is gone, and {frames} pages in it had been acknowledged"
    if start[16:24] != salts:
        return f"{path.name}-wal is not the one that was written last"
    if len(frame) < _FRAME_HEAD + page or not _same(frame[16:24], checksum):
        return f"{path.name}-wal was cut: it had {frames} pages"
    return None


def _same(frame: bytes, index: bytes) -> bool:
    """Return whether two checksums agree: the log's is big-endian, the index's the machine's."""
    return struct.unpack(">II", frame) == struct.unpack("=II", index)


def look(path: Path) -> None:
    """Look at a journal that this process is about to open; nothing in it changes.

    Raises:
        ConfigError: it lacks its end, or its structure is broken.
    """
    if not path.exists():
        return
    wrong = lost_log(path)
    if wrong is None:
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
        try:
            wrong = broken(connection, patience=PATIENCE)
        except sqlite3.Error:
            # Whoever writes may still roll a step back, or can say what is in the way.
            return
        finally:
            connection.close()
    if wrong is not None:
        raise ConfigError(
            f"{path}: cannot be read as a journal ({wrong}); nothing was changed:"
            f" `warmline doctor --data {path.parent}` explains what to do"
        )


def broken(connection: sqlite3.Connection, *, patience: float | None = None) -> str | None:
    """Return what is wrong with the structure of the file, or None.

    With `patience`, in seconds, the look is short and ends early where the file is large.

    Raises:
        sqlite3.DatabaseError: it cannot be read, for another reason than that.
    """
    pragma = "integrity_check(1)" if patience is None else "quick_check(1)"
    until = time.monotonic() + (patience or 0.0)
    if patience is not None:
        connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", -1) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            return None
        if code not in DAMAGED:
            raise
        return str(error)
    finally:
        connection.set_progress_handler(None, 0)
    return None if found == "ok" else str(found).replace("\n", " ")


def damages(connection: sqlite3.Connection, advance: Advance) -> tuple[Damage, ...]:
    """Return what the rows promise and do not keep.

    Raises:
        sqlite3.DatabaseError: they cannot all be read.
    """
    counts: Counter[Trouble] = Counter()
    named: dict[Trouble, list[Key]] = {}
    for row in rows(connection):
        for trouble in (*_of_row(row), *_of_events(connection, row, advance)):
            counts[trouble] += 1
            named.setdefault(trouble, []).append(row.key)
    for trouble, key in _elsewhere(connection):
        counts[trouble] += 1
        named.setdefault(trouble, []).append(key)
    return tuple(
        Damage(trouble=trouble, count=count, named=tuple(named[trouble][:_NAMED]))
        for trouble, count in counts.items()
    )


def rows(connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the row of every conversation."""
    known = {name for (_, name, *_) in connection.execute("PRAGMA table_info(conversation)")}
    trimmed = "trimmed" if "trimmed" in known else "0"
    found = connection.execute(
        f"SELECT tenant, conversation, top, inbound, checkpoint, {trimmed}, state"
        " FROM conversation ORDER BY tenant, conversation"
    )
    for tenant, conversation, top, inbound, checkpoint, cut, state in found:
        yield Row(
            key=Key(tenant=tenant, conversation=conversation),
            top=top,
            inbound=inbound,
            checkpoint=checkpoint,
            trimmed=cut,
            state=state,
        )


def readable(kind: str, data: bytes) -> bool:
    """Return whether the data of an event is what its kind holds."""
    try:
        codec.event_from_plain(kind, msgpack.unpackb(data))
    except _UNREADABLE:
        return False
    return True


def is_state(data: bytes | None) -> bool:
    """Return whether a state can be read; one that is empty waits to be folded anew."""
    return not data or _is(Conversation, data)


def is_memory(data: bytes) -> bool:
    """Return whether what a conversation left open can be read."""
    return _is(Memory, data)


def _is(kind: type, data: bytes) -> bool:
    try:
        codec.from_plain(kind, msgpack.unpackb(data))
    except _UNREADABLE:
        return False
    return True


def _of_row(row: Row) -> tuple[Trouble, ...]:
    found: list[Trouble] = []
    if not 0 <= row.checkpoint <= row.top or not 0 <= row.inbound <= row.top:
        found.append("checkpoint")
    if not is_state(row.state):
        found.append("state")
    return tuple(found)


def _of_events(connection: sqlite3.Connection, row: Row, advance: Advance) -> tuple[Trouble, ...]:
    found: dict[Trouble, None] = {}
    expected = row.trimmed + 1
    for offset, kind, data in connection.execute(
        "SELECT offset, kind, data FROM event WHERE tenant = ? AND conversation = ?"
        " ORDER BY offset",
        (row.key.tenant, row.key.conversation),
    ):
        advance(len(data))
        if not readable(kind, data):
            found["event"] = None
        if offset > row.trimmed:
            if offset != expected:
                found["gap"] = None
            expected = offset + 1
    if expected <= row.top:
        found["lost"] = None
    elif expected > max(row.top, row.trimmed) + 1:
        found["checkpoint"] = None
    return tuple(found)


def _elsewhere(connection: sqlite3.Connection) -> list[tuple[Trouble, Key]]:
    """Return what is wrong with rows that are about a conversation."""
    orphans = connection.execute(
        "SELECT DISTINCT e.tenant, e.conversation FROM event e LEFT JOIN conversation c"
        " USING (tenant, conversation) WHERE c.top IS NULL"
    )
    ids = connection.execute(
        "SELECT s.tenant, s.conversation FROM seen s JOIN conversation c"
        " USING (tenant, conversation) WHERE s.offset > c.top OR s.offset < 1"
    )
    found: list[tuple[Trouble, Key]] = [
        *(("orphan", Key(tenant=tenant, conversation=name)) for tenant, name in orphans),
        *(("id", Key(tenant=tenant, conversation=name)) for tenant, name in ids),
    ]
    memories = connection.execute("SELECT tenant, conversation, data FROM memory")
    found += [
        ("memory", Key(tenant=tenant, conversation=name))
        for tenant, name, data in memories
        if not is_memory(data)
    ]
    return found

"""The journal's steps as SQL: each reads, refuses or writes within its caller's transaction."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

import msgpack

from assist import codec
from assist.events import TYPES, Event, Inbound
from assist.journal.contract import Appended, Commit, Entry, IdConflict, Key, Loaded, Page
from assist.ledger import Memory

PAGE_BYTES: Final = 256 * 1024
"""A page ends early at this many bytes, so that a few long messages do not fill memory."""

_MOST_MEMORIES: Final = 5


def append(
    connection: sqlite3.Connection,
    key: Key,
    message_id: str,
    body_hash: bytes,
    event: Inbound,
    now: float,
    new_epoch: Callable[[], str],
) -> Appended:
    """Write an inbound event at the top of its stream, or find it there."""
    where = (key.tenant, key.conversation)
    kind, data = _packed(event)
    if (done := _seen(connection, key, kind, message_id, body_hash)) is not None:
        return done
    epoch, offset = connection.execute(
        "INSERT INTO conversation (tenant, conversation, epoch, top, inbound)"
        " VALUES (?, ?, ?, 1, 1)"
        " ON CONFLICT DO UPDATE SET top = top + 1, inbound = top + 1 RETURNING epoch, top",
        (*where, new_epoch()),
    ).fetchone()
    connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", (*where, offset, kind, data))
    connection.execute(
        "INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*where, kind, message_id, body_hash, offset, now),
    )
    return Appended(epoch=epoch, offset=offset, duplicate=False)


def commit(connection: sqlite3.Connection, step: Commit) -> tuple[str, tuple[Entry, ...]] | None:
    """Write outputs, checkpoint, state and timer, unless the revision has moved on."""
    where = (step.key.tenant, step.key.conversation)
    row = connection.execute(
        "UPDATE conversation SET top = top + ?, checkpoint = ?, revision = revision + 1,"
        " state = ?, wake_at = ?"
        " WHERE tenant = ? AND conversation = ? AND revision = ? RETURNING epoch, top",
        (
            len(step.outputs),
            step.new_checkpoint,
            step.state,
            step.wake_at,
            *where,
            step.expected_revision,
        ),
    ).fetchone()
    if row is None:
        return None
    epoch, top = row
    entries = tuple(
        Entry(offset=offset, event=output, inbound=False)
        for offset, output in enumerate(step.outputs, top - len(step.outputs) + 1)
    )
    connection.executemany(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?)",
        [(*where, entry.offset, *_packed(entry.event)) for entry in entries],
    )
    _remember(connection, step)
    return epoch, entries


def _remember(connection: sqlite3.Connection, step: Commit) -> None:
    """Keep what the customer's next conversation begins with, in the place of what it holds."""
    if step.customer is None:
        return
    tenant, conversation = step.key.tenant, step.key.conversation
    connection.executemany(
        "DELETE FROM memory WHERE tenant = ? AND conversation = ?",
        [(tenant, name) for name in (conversation, *step.recalled)],
    )
    if (memory := step.memory) is not None:
        connection.execute(
            "INSERT INTO memory VALUES (?, ?, ?, ?, ?)",
            (
                tenant,
                conversation,
                step.customer,
                memory.at,
                msgpack.packb(codec.to_plain(memory)),
            ),
        )


def recall(
    connection: sqlite3.Connection, key: Key, customer: str, since: float
) -> tuple[Memory, ...]:
    """Return what the customer's other conversations left open, oldest first."""
    rows = connection.execute(
        "SELECT data FROM memory WHERE tenant = ? AND customer = ? AND conversation != ?"
        " AND at >= ? ORDER BY at DESC LIMIT ?",
        (key.tenant, customer, key.conversation, since, _MOST_MEMORIES),
    ).fetchall()
    return tuple(codec.from_plain(Memory, msgpack.unpackb(data)) for (data,) in reversed(rows))


def erase(connection: sqlite3.Connection, key: Key) -> None:
    """Remove a conversation's rows from every table."""
    for table in ("seen", "event", "memory", "conversation"):
        connection.execute(
            f"DELETE FROM {table} WHERE tenant = ? AND conversation = ?",
            (key.tenant, key.conversation),
        )


def forget(connection: sqlite3.Connection, before: float, limit: int) -> int:
    """Drop up to `limit` ids that were seen before a time; return how many there were."""
    return connection.execute(
        "DELETE FROM seen WHERE rowid IN (SELECT rowid FROM seen WHERE at < ? LIMIT ?)",
        (before, limit),
    ).rowcount


def read(
    connection: sqlite3.Connection, key: Key, epoch: str | None, offset: int, limit: int
) -> Page | None:
    """Return the events after an offset, or why there are none to have."""
    where = (key.tenant, key.conversation)
    connection.execute("BEGIN")  # Both statements see one moment of the file.
    try:
        row = connection.execute(
            "SELECT epoch, top FROM conversation WHERE tenant = ? AND conversation = ?", where
        ).fetchone()
        if row is None:
            return None
        found, top = row
        if epoch is not None and epoch != found:
            return Page(epoch=found, top=top, reason="epoch")
        if offset > top:
            return Page(epoch=found, top=top, reason="future")
        rows = connection.execute(
            "SELECT offset, kind, data FROM event"
            " WHERE tenant = ? AND conversation = ? AND offset > ? ORDER BY offset LIMIT ?",
            (*where, offset, limit),
        )
        entries = _entries(rows)
    finally:
        connection.execute("COMMIT")
    last = entries[-1].offset if entries else offset
    return Page(epoch=found, top=top, entries=entries, more=last < top)


def load(connection: sqlite3.Connection, key: Key) -> Loaded | None:
    """Return the state as last committed."""
    row = connection.execute(
        "SELECT epoch, top, checkpoint, revision, state, wake_at FROM conversation"
        " WHERE tenant = ? AND conversation = ?",
        (key.tenant, key.conversation),
    ).fetchone()
    if row is None:
        return None
    epoch, top, checkpoint, revision, state, wake_at = row
    return Loaded(
        epoch=epoch,
        top=top,
        checkpoint=checkpoint,
        revision=revision,
        state=state,
        wake_at=wake_at,
    )


def work(connection: sqlite3.Connection, now: float, limit: int) -> tuple[Key, ...]:
    """Return conversations that somebody must look after: a backlog, or a timer that is due."""
    rows = connection.execute(
        "SELECT tenant, conversation FROM conversation WHERE inbound > checkpoint"
        " UNION SELECT tenant, conversation FROM conversation WHERE wake_at <= ? LIMIT ?",
        (now, limit),
    )
    return tuple(Key(tenant=tenant, conversation=name) for tenant, name in rows)


def next_timer(connection: sqlite3.Connection) -> float | None:
    """Return the earliest wake-up time."""
    (earliest,) = connection.execute(
        "SELECT min(wake_at) FROM conversation WHERE wake_at IS NOT NULL"
    ).fetchone()
    return None if earliest is None else float(earliest)


def _seen(
    connection: sqlite3.Connection, key: Key, kind: str, message_id: str, body_hash: bytes
) -> Appended | None:
    row = connection.execute(
        "SELECT s.hash, s.offset, c.epoch FROM seen s JOIN conversation c"
        " USING (tenant, conversation)"
        " WHERE s.tenant = ? AND s.conversation = ? AND s.kind = ? AND s.id = ?",
        (key.tenant, key.conversation, kind, message_id),
    ).fetchone()
    if row is None:
        return None
    known_hash, offset, epoch = row
    if known_hash != body_hash:
        raise IdConflict
    return Appended(epoch=epoch, offset=offset, duplicate=True)


def _packed(event: Event) -> tuple[str, bytes]:
    kind, plain = codec.event_to_plain(event)
    return kind, msgpack.packb(plain)


def _entries(rows: "sqlite3.Cursor | Sequence[tuple[int, str, bytes]]") -> tuple[Entry, ...]:
    entries: list[Entry] = []
    size = 0
    for offset, kind, data in rows:
        event = codec.event_from_plain(kind, msgpack.unpackb(data))
        entries.append(Entry(offset=offset, event=event, inbound=issubclass(TYPES[kind], Inbound)))
        size += len(data)
        if size >= PAGE_BYTES:
            break
    return tuple(entries)

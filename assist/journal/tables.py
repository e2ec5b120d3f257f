"""The journal's steps as SQL: each reads, refuses or writes within its caller's transaction."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Literal

from assist import codec
from assist.events import NAMES, TYPES, Inbound, MessagePosted
from assist.journal import erasing, following, ids, owners
from assist.journal.records import Appended, Commit, Committed, Delivery, Entry, Key, Loaded, Page
from assist.journal.secret import Secret
from assist.ledger import Memory

PAGE_BYTES: Final = 256 * 1024
"""A page ends early at this many bytes, so that a few long messages do not fill memory."""

TOLD: Final = (
    "message.read",
    *(name for name, kind in TYPES.items() if issubclass(kind, Inbound)),
)
"""Of these a conversation can be told anew."""
_MOST_MEMORIES: Final = 5


def append(
    connection: sqlite3.Connection,
    secret: Secret,
    key: Key,
    message_id: str,
    body_hash: bytes,
    event: Inbound,
    now: float,
    new_epoch: Callable[[], str],
    delivery: Delivery | None = None,
    after: str | None = None,
    answer: Commit | None = None,
) -> tuple[Appended, Inbound]:
    """Write an inbound event at the top of its stream, with its answer, or find it there.

    It returns the event as it was written: an opted-out customer's has no words.
    """
    if delivery and (done := ids.delivered(connection, secret, key.tenant, delivery)):
        return done, event
    kind = NAMES[type(event)]
    done = ids.seen(connection, secret, key, kind, message_id, body_hash)
    if done is None:
        if after is not None and isinstance(event, MessagePosted):
            following.check(connection, key, event, after)
        wanted, event = event, owners.permitted(connection, secret, key, event)
        done = _insert(connection, key, event, now, new_epoch)
        ids.note(connection, secret, key, kind, message_id, body_hash, done.offset, now)
        owners.note(connection, secret, key, event, now)
        # Who answered words that may not rest, or did not know of all before them, was wrong.
        if answer is not None and event is wanted and answer.new_checkpoint == done.offset:
            written = commit(connection, answer)
            done = replace(done, answer=written and written[1])
    if delivery:
        ids.note_delivery(connection, secret, key.tenant, delivery, done, now)
    return done, event


def _insert(
    connection: sqlite3.Connection,
    key: Key,
    event: Inbound,
    now: float,
    new_epoch: Callable[[], str],
) -> Appended:
    where = (key.tenant, key.conversation)
    epoch, offset = connection.execute(
        "INSERT INTO conversation (tenant, conversation, epoch, top, inbound, at)"
        " VALUES (?, ?, ?, 1, 1, ?) ON CONFLICT DO UPDATE"
        " SET top = top + 1, inbound = top + 1, at = max(at, excluded.at) RETURNING epoch, top",
        (*where, new_epoch(), now),
    ).fetchone()
    connection.execute(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?)", (*where, offset, *codec.pack_event(event))
    )
    return Appended(epoch=epoch, offset=offset, duplicate=False)


def commit(connection: sqlite3.Connection, step: Commit) -> tuple[str, Committed] | None:
    """Write outputs, checkpoint, state and timer, unless the revision has moved on."""
    where = (step.key.tenant, step.key.conversation)
    row = connection.execute(
        "UPDATE conversation SET top = top + ?, checkpoint = ?, revision = revision + 1,"
        " state = ?, wake_at = ? WHERE tenant = ? AND conversation = ? AND revision = ?"
        " AND epoch = coalesce(?, epoch) RETURNING epoch, top, inbound > checkpoint",
        (
            len(step.outputs),
            step.new_checkpoint,
            step.state,
            step.wake_at,
            *where,
            step.expected_revision,
            step.epoch,
        ),
    ).fetchone()
    if row is None:
        return None
    epoch, top, more = row
    entries = tuple(
        Entry(offset=offset, event=output, inbound=False)
        for offset, output in enumerate(step.outputs, top - len(step.outputs) + 1)
    )
    if step.keep:
        connection.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?)",
            [(*where, entry.offset, *codec.pack_event(entry.event)) for entry in entries],
        )
    else:
        _trim(connection, step, top)
    erasing.blank(connection, step.key, step.taken_back)
    _remember(connection, step)
    return epoch, Committed(entries=entries, more=bool(more))


def _trim(connection: sqlite3.Connection, step: Commit, top: int) -> None:
    """Leave no event up to the checkpoint; the outputs are not written."""
    where = (step.key.tenant, step.key.conversation)
    connection.execute(
        "DELETE FROM event WHERE tenant = ? AND conversation = ? AND offset <= ?",
        (*where, step.new_checkpoint),
    )
    connection.execute(
        "UPDATE conversation SET trimmed = ? WHERE tenant = ? AND conversation = ?",
        (top if step.outputs else step.new_checkpoint, *where),
    )


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
                codec.pack(memory),
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
    return tuple(codec.unpack(Memory, data) for (data,) in reversed(rows))


def memory(connection: sqlite3.Connection, key: Key) -> Memory | None:
    """Return what a conversation leaves to the next one."""
    row = connection.execute(
        "SELECT data FROM memory WHERE tenant = ? AND conversation = ?",
        (key.tenant, key.conversation),
    ).fetchone()
    return codec.unpack(Memory, row[0]) if row else None


def read(
    connection: sqlite3.Connection,
    key: Key,
    epoch: str | None,
    offset: int,
    limit: int,
    secret: Secret | None = None,
    kinds: tuple[str, ...] = (),
) -> Page | None:
    """Return the events after an offset, all or of some kinds, or why there are none to have.

    Without the journal's `secret` nobody is told that the conversation was erased.
    """
    where = (key.tenant, key.conversation)
    of_these = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    connection.execute("BEGIN")  # All statements see one moment of the file.
    try:
        row = connection.execute(
            "SELECT epoch, top, trimmed, revision FROM conversation"
            " WHERE tenant = ? AND conversation = ?",
            where,
        ).fetchone()
        found, top, trimmed, revision = row or ("", 0, 0, 0)
        if epoch not in (None, found) and _was_erased(connection, secret, key, epoch):
            return Page(epoch=found, top=top, reason="erased")
        if row is None:
            return None
        if epoch is not None and epoch != found:
            return Page(epoch=found, top=top, reason="epoch")
        if offset > top:
            return Page(epoch=found, top=top, reason="future")
        rows = connection.execute(
            "SELECT offset, kind, data FROM event"
            " WHERE tenant = ? AND conversation = ? AND offset > ?"
            f"{of_these} ORDER BY offset LIMIT ?",
            (*where, offset, *kinds, limit + 1),
        )
        entries, more = _entries(rows, limit)
    finally:
        connection.execute("COMMIT")
    reason: Literal["trimmed"] | None = "trimmed" if offset < trimmed else None
    return Page(epoch=found, top=top, entries=entries, more=more, reason=reason, revision=revision)


def _was_erased(
    connection: sqlite3.Connection, secret: Secret | None, key: Key, epoch: str | None
) -> bool:
    if secret is None:
        return False
    row = connection.execute(
        "SELECT 1 FROM mark WHERE tenant = ? AND sort = 'erased' AND id = ? AND data = ?",
        (key.tenant, secret.name(key.tenant, key.conversation), epoch),
    ).fetchone()
    return row is not None


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


def _entries(
    rows: "Iterator[tuple[int, str, bytes]]", limit: int
) -> tuple[tuple[Entry, ...], bool]:
    """Return the page that the rows fill, and whether one is left over."""
    entries: list[Entry] = []
    size = 0
    for offset, kind, data in rows:
        if size >= PAGE_BYTES or len(entries) == limit:
            return tuple(entries), True
        event = codec.unpack_event(kind, data)
        entries.append(Entry(offset=offset, event=event, inbound=issubclass(TYPES[kind], Inbound)))
        size += len(data)
    return tuple(entries), False

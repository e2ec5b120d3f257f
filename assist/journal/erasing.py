"""A conversation -> nothing of it in any row, and what has had its time is forgotten."""

import sqlite3
from typing import Any, Final

import msgpack
from msgspec.structs import replace

from assist import codec
from assist.events import TYPES, ContextGiven, Inbound
from assist.journal import owners
from assist.journal.records import Key
from assist.journal.secret import Secret
from assist.ledger import Memory

KEEP_IDS: Final = 96 * 3600.0
"""Seconds for which a message's id is known; platforms repeat a message for up to three days."""
KEEP_MEMORIES: Final = 30 * 24 * 3600.0
"""Seconds for which what a conversation left open comes back with its customer."""
TELL_ERASED: Final = 24 * 3600.0
"""Seconds for which who comes back to an erased conversation is told so."""

_OUTPUTS: Final = tuple(name for name, kind in TYPES.items() if not issubclass(kind, Inbound))
_OWN: Final = ("message.read",)
"""Outputs that quote nothing but the message that they are about."""
_OF_A_MESSAGE: Final = ("message.posted", "message.revised", "message.read")
_QUOTES: Final = ("tones", "cues", "acts", "asked", "mentions", "stages")
"""What of a reading holds words."""


def erase(connection: sqlite3.Connection, secret: Secret, key: Key, now: float) -> bool:
    """Remove a conversation, and its words from those that it left something to."""
    where = (key.tenant, key.conversation)
    row = connection.execute(
        "SELECT epoch FROM conversation WHERE tenant = ? AND conversation = ?", where
    ).fetchone()
    if row is None:
        return False
    heirs = owners.heirs(connection, key)
    for heir in heirs:
        _scrub(connection, heir, key, heirs)
    _hash_ids(connection, secret, key, row[0])
    for table in ("event", "memory", "customer", "brought", "conversation"):
        connection.execute(f"DELETE FROM {table} WHERE tenant = ? AND conversation = ?", where)
    connection.execute("DELETE FROM brought WHERE tenant = ? AND source = ?", where)
    connection.execute("DELETE FROM mark WHERE tenant = ? AND sort = 'held' AND id = ?", where)
    connection.execute(
        "INSERT OR REPLACE INTO mark VALUES (?, 'erased', ?, ?, ?, ?)",
        (key.tenant, secret.name(*where), now, row[0], now + TELL_ERASED),
    )
    return True


def _hash_ids(connection: sqlite3.Connection, secret: Secret, key: Key, epoch: str) -> None:
    """Keep the ids as hashes alone: a message sent again is still known for one."""
    where = (key.tenant, key.conversation)
    ids = connection.execute(
        "SELECT kind, id FROM seen WHERE tenant = ? AND conversation = ?", where
    ).fetchall()
    connection.executemany(
        "UPDATE OR REPLACE seen SET conversation = ?, id = ?, hash = x'', epoch = ?"
        " WHERE tenant = ? AND conversation = ? AND kind = ? AND id = ?",
        [
            (secret.name(*where), secret.name(*where, id), epoch, *where, kind, id)
            for kind, id in ids
        ],
    )


def _scrub(connection: sqlite3.Connection, key: Key, erased: Key, heirs: tuple[Key, ...]) -> None:
    """Take out of a conversation what an erased one left it, itself or by way of its other heirs.

    What was made of that goes as well, cards and books; the state is folded anew from what was said
    in the conversation itself.
    """
    where = (key.tenant, key.conversation)
    told = connection.execute(
        "SELECT offset, data FROM event"
        " WHERE tenant = ? AND conversation = ? AND kind = 'context.given'",
        where,
    ).fetchall()
    for offset, data in told:
        event = codec.from_plain(ContextGiven, msgpack.unpackb(data))
        kept = tuple(
            own(one, heirs) for one in event.memories if one.conversation != erased.conversation
        )
        connection.execute(
            "UPDATE event SET data = ? WHERE tenant = ? AND conversation = ? AND offset = ?",
            (msgpack.packb(codec.to_plain(replace(event, memories=kept))), *where, offset),
        )
    made = [name for name in _OUTPUTS if name not in _OWN]
    gone = connection.execute(
        "DELETE FROM event WHERE tenant = ? AND conversation = ?"
        f" AND kind IN ({', '.join('?' * len(made))}) RETURNING offset",
        (*where, *made),
    ).fetchall()
    connection.execute(
        "UPDATE conversation SET state = iif(state IS NULL, NULL, x''), revision = revision + 1,"
        " trimmed = max(trimmed, ?) WHERE tenant = ? AND conversation = ?",
        (max((offset for (offset,) in gone), default=0), *where),
    )
    connection.execute("DELETE FROM memory WHERE tenant = ? AND conversation = ?", where)


def own(memory: Memory, heirs: tuple[Key, ...]) -> Memory:
    """Return what a conversation left that is its own, if it may have passed on another's."""
    if memory.conversation not in {heir.conversation for heir in heirs}:
        return memory
    return replace(
        memory,
        issues=tuple(issue for issue in memory.issues if not issue.brought),
        promises=tuple(promise for promise in memory.promises if not promise.brought),
        frame=None,
    )


def blank(connection: sqlite3.Connection, key: Key, message_ids: tuple[str, ...]) -> None:
    """Leave no words of messages that were taken back in their own events, nor their readings."""
    where = (key.tenant, key.conversation)
    for message_id in message_ids:
        rows = connection.execute(
            "SELECT offset, data FROM event WHERE tenant = ? AND conversation = ?"
            f" AND kind IN ({', '.join('?' * len(_OF_A_MESSAGE))}) AND instr(data, ?)",
            (*where, *_OF_A_MESSAGE, message_id.encode()),
        ).fetchall()
        for offset, data in rows:
            plain = msgpack.unpackb(data)
            if plain["message_id"] == message_id:
                connection.execute(
                    "UPDATE event SET data = ?"
                    " WHERE tenant = ? AND conversation = ? AND offset = ?",
                    (msgpack.packb(wordless(plain)), *where, offset),
                )


def wordless(plain: dict[str, Any]) -> dict[str, Any]:
    """Return an event of a message, as plain data, without its words."""
    if "reading" in plain:
        return plain | {"reading": plain["reading"] | dict.fromkeys(_QUOTES, ())}
    return plain if plain.get("text") is None else plain | {"text": ""}


def forget(connection: sqlite3.Connection, now: float, limit: int) -> int:
    """Drop up to `limit` rows of each table that have had their time; return the most of one."""
    connection.execute("DELETE FROM mark WHERE until < ?", (now,))
    return max(
        connection.execute(
            f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE at < ? LIMIT ?)",
            (before, limit),
        ).rowcount
        for table, before in (
            ("seen", now - KEEP_IDS),
            ("delivery", now - KEEP_IDS),
            ("memory", now - KEEP_MEMORIES),
        )
    )

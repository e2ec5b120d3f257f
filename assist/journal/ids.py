"""Ids that a platform may send again -> the first answer, for as long as it may."""

import sqlite3

from assist.journal.records import Appended, Delivery, IdConflict, Key
from assist.journal.secret import Secret


def seen(
    connection: sqlite3.Connection,
    secret: Secret,
    key: Key,
    kind: str,
    message_id: str,
    body_hash: bytes,
) -> Appended | None:
    """Return the first answer; None for an id that is new.

    Raises:
        IdConflict: the id was used before for another body.
    """
    # An erased conversation's ids are known by their hashes.
    row = connection.execute(
        "SELECT s.hash, s.offset, coalesce(s.epoch, c.epoch) FROM seen s"
        " LEFT JOIN conversation c USING (tenant, conversation) WHERE s.tenant = ? AND s.kind = ?"
        " AND (s.conversation = ? AND s.id = ? OR s.conversation = ? AND s.id = ?)",
        (
            *(key.tenant, kind, key.conversation, message_id),
            secret.name(key.tenant, key.conversation),
            secret.name(key.tenant, key.conversation, message_id),
        ),
    ).fetchone()
    return _answer(secret, row, body_hash)


def note(
    connection: sqlite3.Connection,
    secret: Secret,
    key: Key,
    kind: str,
    message_id: str,
    body_hash: bytes,
    offset: int,
    now: float,
) -> None:
    """Keep the id of an event."""
    connection.execute(
        "INSERT INTO seen (tenant, conversation, kind, id, hash, offset, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key.tenant, key.conversation, kind, message_id, secret.seal(body_hash), offset, now),
    )


def delivered(
    connection: sqlite3.Connection, secret: Secret, tenant: str, delivery: Delivery
) -> Appended | None:
    """Return the first answer; None for a delivery that is new.

    Raises:
        IdConflict: the id was used before for another body.
    """
    row = connection.execute(
        "SELECT hash, offset, epoch FROM delivery WHERE tenant = ? AND endpoint = ? AND id = ?",
        (tenant, delivery.endpoint, _named(secret, tenant, delivery)),
    ).fetchone()
    return _answer(secret, row, delivery.body_hash)


def note_delivery(
    connection: sqlite3.Connection,
    secret: Secret,
    tenant: str,
    delivery: Delivery,
    done: Appended,
    now: float,
) -> None:
    """Keep the id of a delivery, as a hash: no conversation's erasure has to look for it."""
    connection.execute(
        "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(tenant, delivery.endpoint, _named(secret, tenant, delivery)),
            *(secret.seal(delivery.body_hash), done.epoch, done.offset, now),
        ),
    )


def _named(secret: Secret, tenant: str, delivery: Delivery) -> str:
    return secret.name(tenant, delivery.endpoint, delivery.id)


def _answer(
    secret: Secret, row: tuple[bytes, int, str] | None, body_hash: bytes
) -> Appended | None:
    if row is None:
        return None
    sealed, offset, epoch = row
    if not secret.same(sealed, body_hash):
        raise IdConflict
    return Appended(epoch=epoch, offset=offset, duplicate=True)

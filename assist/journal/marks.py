"""Small facts that outlive restarts -> rows; those about customers are named by a hash."""

import sqlite3
from typing import Final

from assist.journal.records import Mark, MarkSort
from assist.journal.secret import Secret

_HASHED: Final[frozenset[MarkSort]] = frozenset({"opted-out", "erased"})


def mark(connection: sqlite3.Connection, secret: Secret, mark: Mark) -> None:
    """Write a mark in the place of the one before."""
    connection.execute(
        "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?, ?)",
        (
            mark.tenant,
            mark.sort,
            _named(secret, mark.tenant, mark.sort, mark.id),
            mark.at,
            mark.data,
            mark.until,
        ),
    )


def unmark(
    connection: sqlite3.Connection, secret: Secret, tenant: str, sort: MarkSort, id: str
) -> bool:
    """Take a mark back; False where there was none."""
    return bool(
        connection.execute(
            "DELETE FROM mark WHERE tenant = ? AND sort = ? AND id = ?",
            (tenant, sort, _named(secret, tenant, sort, id)),
        ).rowcount
    )


def marked(
    connection: sqlite3.Connection, secret: Secret, tenant: str, sort: MarkSort, id: str
) -> bool:
    """Return whether there is such a mark."""
    row = connection.execute(
        "SELECT 1 FROM mark WHERE tenant = ? AND sort = ? AND id = ?",
        (tenant, sort, _named(secret, tenant, sort, id)),
    ).fetchone()
    return row is not None


def marks(connection: sqlite3.Connection, sort: MarkSort, now: float) -> tuple[Mark, ...]:
    """Return all marks of a sort that hold now."""
    rows = connection.execute(
        "SELECT tenant, id, at, data, until FROM mark WHERE sort = ?"
        " AND (until IS NULL OR until >= ?)",
        (sort, now),
    )
    return tuple(
        Mark(tenant=tenant, sort=sort, id=id, at=at, data=data, until=until)
        for tenant, id, at, data, until in rows
    )


def _named(secret: Secret, tenant: str, sort: MarkSort, id: str) -> str:
    return secret.name(tenant, id) if sort in _HASHED else id

"""A journal's file -> the conversations in it, read beside the server that may be writing it.

The file is opened for reading alone: no lock is taken and nothing in it changes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from assist.errors import ConfigError, FrameError
from assist.journal import check, tables
from assist.journal.lock import holder, lock_of
from assist.journal.records import Entry, Key
from assist.journal.schema import VERSION

PAGE: Final = 500
_MAGIC: Final = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """All events of one conversation in their order; `size` is their length in bytes."""

    key: Key
    entries: tuple[Entry, ...]
    size: int


def is_journal(path: Path) -> bool:
    """Tell whether a file is an SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


@contextmanager
def open_past(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to the journal at `path` that cannot write.

    Raises:
        ConfigError: the file cannot be read as a journal of this version, or lacks its end.
    """
    if holder(lock_of(path)) is None and (lost := check.lost_log(path)) is not None:
        raise ConfigError(f"{path}: {lost}; `warmline doctor` explains what to do")
    try:
        connection = _connect(path)
    except sqlite3.Error as error:
        raise ConfigError(f"{path}: cannot be read as a journal ({error})") from error
    try:
        yield connection
    except (sqlite3.Error, FrameError) as error:
        raise ConfigError(
            f"{path}: cannot be read as a journal of this version ({error}); "
            "let a server of this version open it once"
        ) from error
    finally:
        connection.close()


def size(connection: sqlite3.Connection) -> int:
    """Return the length of all events, in bytes."""
    (total,) = connection.execute("SELECT coalesce(sum(length(data)), 0) FROM event").fetchone()
    return int(total)


def streams(connection: sqlite3.Connection) -> Iterator[Stream]:
    """Yield the conversations, by tenant and name."""
    rows = connection.execute(
        "SELECT tenant, conversation, sum(length(data)) FROM event"
        " GROUP BY tenant, conversation ORDER BY tenant, conversation"
    ).fetchall()
    for tenant, conversation, length in rows:
        key = Key(tenant=tenant, conversation=conversation)
        yield Stream(key=key, entries=_entries(connection, key), size=length)


def _entries(connection: sqlite3.Connection, key: Key) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    more = True
    while more:
        last = entries[-1].offset if entries else 0
        page = tables.read(connection, key, None, last, PAGE)
        if page is None or not page.entries:
            break
        entries += page.entries
        more = page.more
    return tuple(entries)


def _connect(path: Path) -> sqlite3.Connection:
    where = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        return _checked(sqlite3.connect(where, uri=True, isolation_level=None), path)
    except sqlite3.OperationalError:
        # A backup in a folder that cannot be written: SQLite wants its other files there, unless
        # it is told that nobody writes.
        if any(path.with_name(path.name + side).exists() for side in ("-wal", "-journal")):
            raise
        where = f"{where}&immutable=1"
        return _checked(sqlite3.connect(where, uri=True, isolation_level=None), path)


def _checked(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
        found = int(row[0]) if row else -1
    except BaseException:
        connection.close()
        raise
    if not 0 < found <= VERSION:
        connection.close()
        raise ConfigError(f"{path}: a journal of version {found}; this Warmline reads {VERSION}")
    return connection

"""A file -> SQLite connections to a journal of this version's shape.

Every key begins with the tenant. `conversation` holds one row a stream, `event` the stream,
`seen` the ids that a platform may send again, `memory` what a customer's conversations left open.
"""

import sqlite3
from pathlib import Path
from typing import Final

from assist.errors import ConfigError

VERSION: Final = 2

_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
    tenant TEXT NOT NULL,
    conversation TEXT NOT NULL,
    epoch TEXT NOT NULL,
    top INTEGER NOT NULL,
    inbound INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    state BLOB,
    wake_at REAL,
    PRIMARY KEY (tenant, conversation)
) STRICT;
CREATE INDEX conversation_unfolded ON conversation (tenant, conversation)
    WHERE inbound > checkpoint;
CREATE INDEX conversation_wake_at ON conversation (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE event (
    tenant TEXT NOT NULL,
    conversation TEXT NOT NULL,
    offset INTEGER NOT NULL,
    kind TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (tenant, conversation, offset)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
    tenant TEXT NOT NULL,
    conversation TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    hash BLOB NOT NULL,
    offset INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (tenant, conversation, kind, id)
) STRICT;
CREATE INDEX seen_at ON seen (at);
"""

_MEMORY: Final = """
CREATE TABLE memory (
    tenant TEXT NOT NULL,
    conversation TEXT NOT NULL,
    customer TEXT NOT NULL,
    at REAL NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (tenant, conversation)
) STRICT;
CREATE INDEX memory_customer ON memory (tenant, customer, at);
"""

_STEPS: Final = (_TABLES, _MEMORY)
"""What makes each version of the one before it; the first makes an empty file ours."""


def open_writer(path: Path) -> sqlite3.Connection:
    """Return the one connection that writes; the file is made where there is none.

    Raises:
        ConfigError: the file is no journal, or one of another version.
    """
    # SQLite gives its other files the rights of this one: customers' words are in them.
    path.touch(mode=0o600)
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        _migrate(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise ConfigError(
            f"{path}: cannot be read as a journal ({error}); put back a backup, or move it away"
        ) from error
    except ConfigError:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads; it never waits for the writer."""
    connection = _connect(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    # One thread at a time uses a connection, but it is opened in another.
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)
        if 0 <= found <= VERSION:
            for step in _STEPS[found:]:
                for statement in filter(str.strip, step.split(";")):
                    connection.execute(statement)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?)", (str(VERSION),))
        else:
            raise ConfigError(
                f"{path}: a journal of version {found}; "
                f"use the Warmline that made it, this one reads versions up to {VERSION}"
            )
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    """Return the version of a journal, 0 for an empty file, -1 for one that tells none."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not tables:
        return 0
    if "meta" not in tables:
        raise sqlite3.DatabaseError("its tables are not ours")
    row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    return int(row[0]) if row else -1

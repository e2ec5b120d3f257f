"""A file -> SQLite connections to a journal of this version's shape.

Every key begins with the tenant. `conversation` holds one row a stream, `event` the stream,
`seen` and `delivery` the ids that a platform may send again, `memory` what a customer's
conversations left open, `brought` where that went, `customer` whose conversations they are, `mark`
what `contract.Mark` says.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgpack

from assist import codec
from assist.errors import ConfigError
from assist.events import ContextGiven
from assist.journal import check, owners, secret
from assist.journal.log import LOG_PAGES
from assist.journal.records import Key
from assist.journal.secret import Secret

VERSION: Final = 3

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

_PRIVACY: Final = """
ALTER TABLE conversation ADD COLUMN agent TEXT;
ALTER TABLE conversation ADD COLUMN at REAL NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN opted_out INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_at ON conversation (tenant, at);
ALTER TABLE seen ADD COLUMN epoch TEXT;
CREATE INDEX memory_at ON memory (at);

CREATE TABLE customer (
    tenant TEXT NOT NULL,
    customer TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (tenant, customer, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_conversation ON customer (tenant, conversation);

CREATE TABLE brought (
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (tenant, source, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX brought_conversation ON brought (tenant, conversation);

CREATE TABLE delivery (
    tenant TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    id TEXT NOT NULL,
    hash BLOB NOT NULL,
    epoch TEXT NOT NULL,
    offset INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (tenant, endpoint, id)
) STRICT;
CREATE INDEX delivery_at ON delivery (at);

CREATE TABLE mark (
    tenant TEXT NOT NULL,
    sort TEXT NOT NULL,
    id TEXT NOT NULL,
    at REAL NOT NULL,
    data TEXT NOT NULL,
    until REAL,
    PRIMARY KEY (tenant, sort, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_until ON mark (until) WHERE until IS NOT NULL;
"""


def _fill(connection: sqlite3.Connection, secret: Secret) -> None:
    """Take from the events of older versions what their conversations' rows say now."""
    connection.create_function("seal", 1, secret.seal, deterministic=True)
    connection.execute("UPDATE seen SET hash = seal(hash)")
    connection.execute(
        "UPDATE conversation SET at = coalesce((SELECT max(at) FROM seen"
        " WHERE seen.tenant = conversation.tenant"
        " AND seen.conversation = conversation.conversation), 0)"
    )
    forgotten = connection.execute(
        "SELECT c.tenant, c.conversation, e.data FROM conversation c JOIN event e"
        " ON (e.tenant, e.conversation, e.offset) = (c.tenant, c.conversation, c.inbound)"
        " WHERE c.at = 0"
    )
    for tenant, conversation, data in forgotten:
        connection.execute(
            "UPDATE conversation SET at = ? WHERE tenant = ? AND conversation = ?",
            (msgpack.unpackb(data).get("at", 0.0), tenant, conversation),
        )
    told = connection.execute(
        "SELECT tenant, conversation, data FROM event WHERE kind = 'context.given'"
        " ORDER BY tenant, conversation, offset"
    )
    for tenant, conversation, data in told:
        event = codec.from_plain(ContextGiven, msgpack.unpackb(data))
        owners.note(connection, secret, Key(tenant=tenant, conversation=conversation), event, 0.0)


_STEPS: Final[tuple[tuple[str | Callable[[sqlite3.Connection, Secret], None], ...], ...]] = (
    (_TABLES,),
    (_MEMORY,),
    (_PRIVACY, _fill),
)
"""What makes each version of the one before it; the first makes an empty file ours."""


def open_writer(path: Path) -> sqlite3.Connection:
    """Return the one connection that writes; the file is made where there is none.

    Raises:
        ConfigError: the file is no journal, one of another version, or damaged.
    """
    check.look(path)
    # SQLite gives its other files the rights of this one: customers' words are in them.
    path.touch(mode=0o600)
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        _migrate(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise ConfigError(
            f"{path}: cannot be read as a journal ({error}); `warmline doctor` explains"
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
            for step in (step for steps in _STEPS[found:] for step in steps):
                if not isinstance(step, str):
                    step(connection, secret.load(path))
                    continue
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

import sqlite3
from pathlib import Path

import msgpack
import pytest

from assist import codec
from assist.errors import ConfigError
from assist.events import NAMES, ContextGiven, Inbound
from assist.journal import schema
from assist.journal.records import Assignment
from assist.journal.schema import VERSION
from tests.journal.conformance import (
    CHAT,
    NOW,
    OTHER,
    memory,
    message,
    post,
    recalled,
    remember,
    stream,
)
from tests.journal.test_sqlite import opened

OLDER = {1: (schema._TABLES,), 2: (schema._TABLES, schema._MEMORY)}


def told(*, customer: str | None = None, agent: str | None = None) -> ContextGiven:
    known = (memory(OTHER),) if customer else ()
    return ContextGiven(context_id="k1", at=NOW, customer=customer, agent=agent, memories=known)


def older(path: Path, version: int, *events: Inbound) -> None:
    """Write a journal as an earlier version did, with one conversation that ends at `NOW`."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("".join(OLDER[version]))
    connection.execute("INSERT INTO meta VALUES ('version', ?)", (str(version),))
    where = (CHAT.tenant, CHAT.conversation)
    connection.execute(
        "INSERT INTO conversation VALUES (?, ?, 'epoch', ?, ?, 1, 1, x'80', ?)",
        (*where, len(events), len(events), NOW + 9),
    )
    for offset, event in enumerate(events, 1):
        data = msgpack.packb(codec.to_plain(event))
        connection.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?)",
            (*where, offset, NAMES[type(event)], data),
        )
    connection.execute(
        "INSERT INTO seen VALUES (?, ?, 'message.posted', 'm1', ?, 1, ?)", (*where, b"m1", NOW)
    )
    connection.close()


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("version", OLDER)
async def test_F12_an_older_journal_is_carried_over_with_everything_in_it(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "journal.db"
    older(path, version, message("m1"), told(agent="ada"), told(customer="c1"))
    async with opened(path) as journal:
        assert [entry.offset for entry in await stream(journal)] == [1, 2, 3]
        assert await journal.work(NOW, 10) == (CHAT,)
        assert (await post(journal, "m1")).duplicate
        assert await journal.conversations("acme", "c1") == (CHAT,)
        assert await journal.assignments() == (Assignment(key=CHAT, agent="ada"),)
        assert await journal.idle("acme", NOW, 9) == ()
        assert await journal.idle("acme", NOW + 1, 9) == (CHAT,)
        await remember(journal, CHAT, memory(CHAT))
        assert await recalled(journal, OTHER) == [CHAT.conversation]
    assert rows(path, "SELECT value FROM meta") == [(str(VERSION),)] == [("3",)]
    assert rows(path, "SELECT source, conversation FROM brought") == [("chat-2", "chat-1")]
    assert b"m1" not in [hash for (hash,) in rows(path, "SELECT hash FROM seen")]


async def test_F12_a_conversation_whose_ids_are_forgotten_ended_with_its_last_event(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.db"
    older(path, 2, message("m1"), told(agent="ada"))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DELETE FROM seen")
    connection.close()
    async with opened(path) as journal:
        assert await journal.idle("acme", NOW, 9) == ()
        assert await journal.idle("acme", NOW + 1, 9) == (CHAT,)


async def test_F12_a_journal_is_carried_over_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    older(path, 1, message("m1"))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("CREATE INDEX mark_until ON seen (id)")  # in the way
    connection.close()
    everything = "SELECT name, sql FROM sqlite_schema ORDER BY name"
    before = rows(path, everything), rows(path, "SELECT * FROM seen")
    with pytest.raises(ConfigError, match="cannot be read as a journal"):
        await opening(path)
    assert (rows(path, everything), rows(path, "SELECT * FROM seen")) == before
    assert rows(path, "SELECT value FROM meta") == [("1",)]


async def opening(path: Path) -> None:
    async with opened(path):
        pass

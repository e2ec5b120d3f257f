import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assist.journal import log as module
from assist.journal.log import Log
from assist.journal.records import Unavailable
from assist.journal.writer import Writer

PAGE = 4096
ROWS = 30
"""Of a page each, in one step."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "w.db") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE word (word BLOB) STRICT")
    connection.close()
    return tmp_path / "w.db"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[Log]:
    log = Log(path)
    yield log
    await log.close()


@pytest.fixture
async def writer(path: Path, log: Log) -> AsyncIterator[Writer]:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    writer = Writer(connection, log)
    yield writer
    await writer.close()


def put(connection: sqlite3.Connection) -> None:
    page = bytes(PAGE - 100)
    connection.executemany("INSERT INTO word VALUES (?)", [(page,)] * ROWS)


def size(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


async def test_the_log_begins_anew_while_commits_go_on(
    path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_ROWS", 4 * ROWS)
    for _ in range(100):
        await writer.run(put)
    # Had it not begun anew, it would hold each page that was written.
    assert size(path) < 50 * ROWS * PAGE
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM word").fetchone() == (100 * ROWS,)
    other.close()


async def test_a_short_log_is_left_alone(path: Path, writer: Writer) -> None:
    for _ in range(10):
        await writer.run(put)
    assert size(path) > 10 * ROWS * PAGE


async def test_a_log_is_cut_off_while_it_is_being_emptied(
    path: Path, log: Log, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_ROWS", ROWS)
    for _ in range(20):
        await asyncio.gather(writer.run(put), log.wipe())
    await log.wipe()
    assert size(path) == 0


async def test_those_who_ask_during_a_cut_share_the_next(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts: list[bool] = []

    def cut(self: Log) -> bool:
        cuts.append(own(self))
        return cuts[-1]

    own = Log._cut
    monkeypatch.setattr(Log, "_cut", cut)
    await asyncio.gather(*(log.wipe() for _ in range(10)))
    assert cuts == [True, True]


async def test_who_reads_on_keeps_the_log(
    path: Path, log: Log, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TRIES", 1)
    await writer.run(put)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM word").fetchone()
    await writer.run(put)
    with pytest.raises(Unavailable, match="a long reader"):
        await log.wipe()
    reader.close()
    await log.wipe()
    assert size(path) == 0


async def test_a_commit_is_durable_whatever_becomes_of_the_copying(
    path: Path, log: Log, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_ROWS", ROWS)
    log._connection.close()  # each copy fails
    for _ in range(10):
        await writer.run(put)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM word").fetchone() == (10 * ROWS,)
    other.close()

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assist.journal.log import Log
from assist.journal.records import Unavailable
from assist.journal.writer import BATCH, Step, Writer


class Refused(Exception):
    """What a step may say."""


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    connection = sqlite3.connect(tmp_path / "w.db", isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE word (word TEXT PRIMARY KEY) STRICT")
    log = Log(tmp_path / "w.db")
    writer = Writer(connection, log)
    yield writer
    await writer.close()
    await log.close()


def put(word: str) -> Step[int]:
    return lambda connection: connection.execute("INSERT INTO word VALUES (?)", (word,)).rowcount


def words(connection: sqlite3.Connection) -> list[str]:
    return [word for (word,) in connection.execute("SELECT word FROM word ORDER BY word")]


def failing(name: str) -> Step[None]:
    def step(connection: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError(name)
        error.sqlite_errorcode = getattr(sqlite3, name)
        error.sqlite_errorname = name
        raise error

    return step


async def test_steps_are_announced_in_order_before_they_are_answered(writer: Writer) -> None:
    heard: list[object] = []

    async def one(number: int) -> None:
        await writer.run(put(f"{number:04}"), lambda _: heard.append(number))
        assert number in heard

    await asyncio.gather(*(one(number) for number in range(2 * BATCH)))
    assert heard == list(range(2 * BATCH))
    assert len(await writer.run(words)) == 2 * BATCH


async def test_steps_of_one_turn_share_a_sync(writer: Writer) -> None:
    together: list[int] = []
    writer.committed = lambda steps, seconds: together.append(steps)
    await asyncio.gather(*(writer.run(put(f"{number}")) for number in range(20)))
    assert together == [20]


async def test_what_was_handed_in_before_the_end_is_written(writer: Writer) -> None:
    last = asyncio.create_task(writer.run(put("last")))
    await asyncio.sleep(0)
    await writer.close()
    assert await last == 1


async def test_a_step_that_refuses_harms_no_other(writer: Writer) -> None:
    def refuse(connection: sqlite3.Connection) -> None:
        raise Refused

    outcomes = await asyncio.gather(
        writer.run(put("a")), writer.run(refuse), writer.run(put("b")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [int, Refused, int]
    assert await writer.run(words) == ["a", "b"]
    assert writer.failed is None


@pytest.mark.parametrize("name", ["SQLITE_FULL", "SQLITE_BUSY", "SQLITE_NOMEM"])
async def test_F05_what_passes_refuses_all_that_waited_and_then_goes_on(
    writer: Writer, name: str
) -> None:
    outcomes = await asyncio.gather(
        writer.run(put("a")), writer.run(failing(name)), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} <= {int, Unavailable}
    assert isinstance(outcomes[1], Unavailable)
    assert writer.failed is None
    await writer.run(put("b"))
    kept = ["a"] if outcomes[0] == 1 else []
    assert await writer.run(words) == [*kept, "b"]


@pytest.mark.parametrize(
    "name", ["SQLITE_IOERR_FSYNC", "SQLITE_IOERR_WRITE", "SQLITE_CORRUPT", "SQLITE_READONLY"]
)
async def test_F06_what_does_not_pass_ends_it_for_good(writer: Writer, name: str) -> None:
    with pytest.raises(Unavailable, match=name):
        await writer.run(failing(name))
    assert writer.failed is not None
    with pytest.raises(Unavailable, match=name):
        await writer.run(put("a"))


async def test_F07_a_damaged_journal_names_the_doctor(writer: Writer) -> None:
    with pytest.raises(Unavailable, match="warmline doctor"):
        await writer.run(failing("SQLITE_CORRUPT"))


def who(connection: sqlite3.Connection) -> str:
    return threading.current_thread().name


async def test_only_what_takes_long_is_run_in_the_thread(writer: Writer) -> None:
    assert await writer.run(who) == threading.current_thread().name
    assert await writer.run(who, long=True) == "journal-writer"
    together = await asyncio.gather(writer.run(who), writer.run(who, long=True))
    assert set(together) == {"journal-writer"}


async def test_while_another_has_the_file_the_loop_goes_on(writer: Writer, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "w.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waits = asyncio.create_task(writer.run(put("waits")))
    begun = time.monotonic()
    await asyncio.sleep(0.05)
    assert time.monotonic() - begun < 1
    assert not waits.done()
    other.execute("ROLLBACK")
    assert await waits == 1
    assert await writer.run(who) == threading.current_thread().name
    other.close()


async def test_F05_a_file_that_is_not_let_go_of_is_refused_and_later_written(
    writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assist.journal.writer.WAIT", 20)
    other = sqlite3.connect(tmp_path / "w.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="SQLITE_BUSY"):
        await writer.run(put("a"))
    other.execute("ROLLBACK")
    other.close()
    assert await writer.run(put("a")) == 1


async def test_after_its_end_it_takes_nothing(writer: Writer) -> None:
    await writer.close()
    with pytest.raises(Unavailable, match="closed"):
        await writer.run(put("a"))

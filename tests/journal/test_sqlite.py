import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal.epochs import random_epoch
from assist.journal.records import Overtaken, Unavailable
from assist.journal.sqlite import KEEP_IDS, RIDES, SqliteJournal
from tests.journal.conformance import (
    CHAT,
    NOW,
    OTHER,
    JournalContract,
    memory,
    message,
    post,
    remember,
    step,
    stream,
)
from tests.journal.erasing import ErasingContract
from tests.journal.keeping import KeepingContract


@asynccontextmanager
async def opened(
    path: Path, epoch: Callable[[], str] = random_epoch
) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(path, new_epoch=epoch)
    try:
        yield journal
    finally:
        await journal.close()


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    async with opened(tmp_path / "journal.db") as journal:
        yield journal


class TestContract(JournalContract):
    pass


class TestKeeping(KeepingContract):
    pass


class TestErasing(ErasingContract):
    pass


async def test_all_of_it_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with opened(path) as journal:
        first = await post(journal, "m1")
        await journal.commit(step(0, 1, state=b"folded", wake_at=NOW + 9))
        before = await journal.load(CHAT)
        await remember(journal, OTHER, memory(OTHER))
    async with opened(path) as journal:
        assert await journal.load(CHAT) == before
        assert await journal.next_timer() == NOW + 9
        assert await journal.recall(CHAT, "c1", 0.0) == (memory(OTHER),)
        again = await post(journal, "m1")
        assert (again.epoch, again.offset, again.duplicate) == (first.epoch, 1, True)


async def test_the_id_source_names_the_epochs(tmp_path: Path) -> None:
    async with opened(tmp_path / "journal.db", lambda: "fixed") as journal:
        assert (await post(journal, "m1")).epoch == "fixed"


def test_an_epoch_is_random_letters_of_base32() -> None:
    epochs = {random_epoch() for _ in range(100)}
    assert len(epochs) == 100
    assert {len(epoch) for epoch in epochs} == {13}
    assert set("".join(epochs)) == set("abcdefghijklmnopqrstuvwxyz234567")


async def test_F08_a_second_process_is_refused_and_told_who_is_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    script = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from assist.journal.sqlite import SqliteJournal\n"
        "asyncio.run(SqliteJournal.open(Path(sys.argv[1])))"
    )
    async with opened(path):
        with pytest.raises(ConfigError, match="in use"):
            await SqliteJournal.open(path)
        second = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", script, str(path)],
            capture_output=True,
            text=True,
        )
        assert f"in use by process {os.getpid()}" in second.stderr
    async with opened(path) as journal:
        await post(journal, "m1")


async def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    async with opened(folder / "journal.db") as journal:
        await post(journal, "m1")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(
        ("journal.db", "journal.db-wal", "journal.db-shm", "journal.db.lock", "journal.db.key"),
        0o600,
    )


async def test_F12_a_journal_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with opened(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '99'")
    connection.close()
    with pytest.raises(ConfigError, match="version 99"):
        await SqliteJournal.open(path)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough" * 40, b""])
async def test_F07_a_file_that_is_no_journal_is_refused_unless_empty(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    if content:
        with pytest.raises(ConfigError, match="cannot be read as a journal"):
            await SqliteJournal.open(path)
        assert path.read_bytes() == content
    else:
        async with opened(path) as journal:
            assert (await post(journal, "m1")).offset == 1


async def test_a_closed_journal_takes_nothing(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    await journal.close()
    await journal.close()
    with pytest.raises(Unavailable):
        await post(journal, "m1")
    with pytest.raises(Unavailable):
        await journal.load(CHAT)


async def test_close_finishes_what_was_accepted(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    posts = [asyncio.create_task(post(journal, f"m{n}")) for n in range(200)]
    await asyncio.sleep(0)
    await journal.close()
    offsets = [done.offset for done in await asyncio.gather(*posts)]
    assert offsets == list(range(1, 201))
    async with opened(path) as again:
        assert len(await stream(again)) == 200


async def test_C10_ids_older_than_96_hours_are_dropped_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with opened(path) as journal:
        count = 2 * RIDES + 20
        await asyncio.gather(*(post(journal, f"m{n}") for n in range(count)))
        later = NOW + KEEP_IDS + 1
        for n in range(3):
            await journal.append(CHAT, f"late{n}", b"h", message(f"late{n}"), later)
    with sqlite3.connect(path) as connection:
        ids = {row[0] for row in connection.execute("SELECT id FROM seen")}
    connection.close()
    assert ids == {"late0", "late1", "late2"}


async def test_a_page_of_long_messages_ends_early(journal: SqliteJournal) -> None:
    await asyncio.gather(*(post(journal, f"m{n}", body=f"{n}" * 60_000) for n in range(10)))
    page = await journal.read(CHAT, None, 0, 300)
    assert page is not None
    assert [entry.offset for entry in page.entries] == [1, 2, 3, 4, 5]
    assert page.more


async def test_F05_a_full_disk_refuses_and_then_goes_on(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await post(journal, "m1")
    await journal._writer.run(lambda db: db.execute("PRAGMA max_page_count = 30").fetchall())
    tries = (post(journal, f"big{n}", body=f"{n}" * 50_000) for n in range(8))
    with pytest.raises(Unavailable, match="SQLITE_FULL"):
        await asyncio.gather(*tries)
    assert journal.failed is None
    await journal._writer.run(lambda db: db.execute("PRAGMA max_page_count = 9999").fetchall())
    done = await post(journal, "m2")
    offsets = [entry.offset for entry in await stream(journal)]
    assert offsets == list(range(1, done.offset + 1))


async def test_F06_after_a_failed_disk_nothing_is_acknowledged_until_a_new_start(
    journal: SqliteJournal,
) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise error

    outcomes = await asyncio.gather(
        post(journal, "m1"),
        journal._writer.run(broken),
        post(journal, "m2"),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    assert journal.failed is not None
    with pytest.raises(Unavailable, match="start again"):
        await post(journal, "m3")
    assert await stream(journal) == ()


async def test_the_event_loop_turns_while_the_disk_is_slow(journal: SqliteJournal) -> None:
    gate = asyncio.Event()
    loop = asyncio.get_running_loop()
    release = threading.Event()

    def slow(connection: sqlite3.Connection) -> None:
        loop.call_soon_threadsafe(gate.set)
        release.wait(10)

    waiting = asyncio.create_task(journal._writer.run(slow))
    await gate.wait()  # The writer is stuck now, and yet this loop and its reads go on.
    assert await journal.read(CHAT, None, 0, 10) is None
    release.set()
    await waiting


async def test_a_message_that_was_overtaken_leaves_nothing_open(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    for number in range(9):
        await post(journal, f"m{number}")
    with pytest.raises(Overtaken) as refused:
        await journal.append(CHAT, "m9", b"", message("m9"), NOW, after="m2")
    assert [one.message_id for one in refused.value.since] == ["m5", "m6", "m7", "m8"]
    # Whoever looks into the refusal holds what it came from: the log can be emptied nevertheless.
    await journal.forget(NOW)
    await journal.close()

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal import check
from assist.journal.sqlite import SqliteJournal
from tests.journal.filled import PAGE, change, chat, filled, killed, opened


def troubles(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return {one.trouble: one.count for one in check.damages(connection, lambda _: None)}


async def test_a_journal_as_the_server_leaves_it_has_no_trouble(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db")
    read: list[int] = []
    with closing(sqlite3.connect(path)) as connection:
        assert check.broken(connection) is None
        assert check.damages(connection, read.append) == ()
    assert len(read) == 3 * 7 + 1


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("DELETE FROM event WHERE conversation = 'chat-1' AND offset = 3", {"gap": 1}),
        ("DELETE FROM event WHERE conversation = 'chat-1' AND offset = 7", {"lost": 1}),
        ("DELETE FROM event WHERE conversation = 'chat-1'", {"lost": 1}),
        ("UPDATE conversation SET checkpoint = 99 WHERE inbound = 1", {"checkpoint": 1}),
        ("UPDATE conversation SET top = 6, inbound = 5", {"checkpoint": 3, "lost": 1, "id": 3}),
        ("UPDATE event SET data = x'c1' WHERE offset = 2", {"event": 3}),
        ("UPDATE event SET kind = 'no.such' WHERE conversation = 'left'", {"event": 1}),
        ("UPDATE conversation SET state = x'00' WHERE conversation = 'chat-2'", {"state": 1}),
        ("DELETE FROM conversation WHERE conversation = 'chat-0'", {"orphan": 1}),
        ("UPDATE seen SET offset = 50 WHERE id = 'm0'", {"id": 3}),
        ("UPDATE memory SET data = x'00'", {"memory": 1}),
    ],
)  # fmt: skip
async def test_F07_what_the_rows_promise_and_do_not_keep_is_found(
    tmp_path: Path, harm: str, found: dict[str, int]
) -> None:
    path = await filled(tmp_path / "journal.db")
    change(path, harm)
    assert troubles(path) == found


async def test_events_that_were_trimmed_are_not_missed(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db")
    change(path, "UPDATE conversation SET trimmed = 6")
    change(path, "DELETE FROM event WHERE offset <= 6")
    change(path, "UPDATE conversation SET trimmed = 1 WHERE conversation = 'left'")
    assert troubles(path) == {}


async def test_a_state_that_waits_to_be_folded_anew_is_no_trouble(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db")
    change(path, "UPDATE conversation SET state = x''")
    assert troubles(path) == {}


async def test_F07_a_page_that_was_overwritten_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db", chats=20, messages=20)
    content = bytearray(path.read_bytes())
    content[3 * PAGE : 4 * PAGE] = b"\xff" * PAGE
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="warmline doctor"):
        await SqliteJournal.open(path)
    assert path.read_bytes() == content


def test_a_log_that_is_whole_is_no_trouble(tmp_path: Path) -> None:
    assert check.lost_log(killed(tmp_path)) is None


def no_log(log: Path) -> None:
    log.unlink()


def empty(log: Path) -> None:
    log.write_bytes(b"")


def half(log: Path) -> None:
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])


def last_byte(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:-1])


def another(log: Path) -> None:
    content = bytearray(log.read_bytes())
    content[16:24] = b"\0" * 8
    log.write_bytes(content)


def flipped(log: Path) -> None:
    content = bytearray(log.read_bytes())
    content[-PAGE - 1] ^= 1
    log.write_bytes(content)


@pytest.mark.parametrize("harm", [no_log, empty, half, last_byte, another, flipped])
async def test_F07_a_log_that_lost_what_was_acknowledged_is_refused(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = killed(tmp_path)
    harm(path.with_name("journal.db-wal"))
    before = path.read_bytes()
    for _ in range(2):  # The refusal itself must not make it forget.
        with pytest.raises(ConfigError, match=r"journal\.db-wal.*warmline doctor"):
            await SqliteJournal.open(path)
    assert path.read_bytes() == before


async def test_F07_a_log_that_stays_behind_with_all_in_it_is_read(tmp_path: Path) -> None:
    path = killed(tmp_path, messages=50)
    async with opened(path) as journal:
        page = await journal.read(chat(0), None, 0, 100)
        assert page is not None
        assert [entry.offset for entry in page.entries] == list(range(1, 53))
    assert troubles(path) == {}


async def test_F03_a_rollback_that_is_due_is_no_damage(tmp_path: Path) -> None:
    """Killed in its first moments, before the log is in use: SQLite rolls back at a start."""
    path = await filled(tmp_path / "journal.db")
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA journal_mode = DELETE')\n"
        "db.execute('PRAGMA cache_size = 1')\n"
        "db.execute('BEGIN IMMEDIATE')\n"
        "db.execute('DELETE FROM event')\n"
        "db.execute('UPDATE seen SET hash = randomblob(9000)')\n"
        "os._exit(9)"
    )
    killing = [sys.executable, "-c", script, str(path)]
    assert (await asyncio.to_thread(subprocess.run, killing)).returncode == 9
    assert path.with_name("journal.db-journal").stat().st_size
    async with opened(path):
        pass
    assert troubles(path) == {}

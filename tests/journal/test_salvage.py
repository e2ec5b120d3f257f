import asyncio
import sqlite3
from pathlib import Path
from random import Random

import pytest

from assist.errors import ConfigError
from assist.journal.check import damages
from assist.journal.lock import FileLock, lock_of
from assist.journal.repair import repaired
from assist.journal.salvage import Saved
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import post, stream
from tests.journal.filled import PAGE, ask, change, chat, filled, killed, names, opened


def repair(path: Path) -> tuple[Saved, Path]:
    lock = FileLock.take(lock_of(path))
    try:
        return repaired(path, lambda _: None)
    finally:
        lock.release()


def epochs(path: Path) -> dict[object, object]:
    return dict(ask(path, "SELECT conversation, epoch FROM conversation"))


async def sound(path: Path) -> None:
    """The journal opens, and keeps what it promises."""
    async with opened(path) as journal:
        assert await journal.marks("held", 0.0) == ()
    connection = sqlite3.connect(path)
    assert damages(connection, lambda _: None) == ()
    connection.close()


async def test_what_is_whole_stays_as_it_was(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db")
    tables = ("conversation", "event", "seen", "memory", "customer", "delivery", "mark")
    before = [ask(path, f"SELECT * FROM {table}") for table in tables]
    saved, aside = repair(path)
    assert [ask(path, f"SELECT * FROM {table}") for table in tables] == before
    assert (saved.renewed, saved.lost, saved.conversations) == (0, 0, 4)
    assert (aside / "journal.db").exists()
    ours = {name for name in names(tmp_path) if name.startswith((".journal", "damaged"))}
    assert ours == {aside.name}


async def test_F07_where_events_were_lost_the_rest_begins_a_new_epoch(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db")
    before = epochs(path)
    change(path, "DELETE FROM event WHERE conversation = 'chat-1' AND offset = 3")
    change(path, "UPDATE event SET data = x'c1' WHERE conversation = 'chat-1' AND offset = 5")
    saved, _ = repair(path)
    assert (saved.renewed, saved.lost) == (1, 2)
    after = epochs(path)
    assert {name for name in before if before[name] != after[name]} == {"chat-1"}
    await sound(path)
    async with opened(path) as journal:
        entries = await stream(journal, chat(1))
        assert [entry.offset for entry in entries] == [1, 2, 3, 4, 5]
        ids = [getattr(entry.event, "message_id", None) for entry in entries]
        assert ids == ["m0", "m1", "m3", None, "m5"]
        found = await journal.load(chat(1))
        assert found is not None
        assert (found.checkpoint, found.top) == (3, 5)
        # What is known is a duplicate at its new place; what was lost comes back when it is resent.
        known = await post(journal, "m3", chat(1), "3 still no parcel")
        assert (known.offset, known.duplicate) == (3, True)
        lost = await post(journal, "m2", chat(1), "2 still no parcel")
        assert (lost.offset, lost.duplicate) == (6, False)


async def test_F07_a_conversation_whose_row_is_lost_is_made_again_from_its_events(
    tmp_path: Path,
) -> None:
    path = await filled(tmp_path / "journal.db")
    change(path, "DELETE FROM conversation WHERE conversation = 'chat-2'")
    repair(path)
    await sound(path)
    async with opened(path) as journal:
        found = await journal.load(chat(2))
        assert found is not None
        assert (found.checkpoint, found.top, found.state) == (6, 7, b"")
        assert await journal.work(0.0, 10) == (chat(0), chat(1), chat(2))


async def test_F07_a_state_that_cannot_be_read_is_left_to_be_folded_anew(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db")
    change(path, "UPDATE conversation SET state = x'c1c1' WHERE conversation = 'chat-0'")
    saved, _ = repair(path)
    assert saved.renewed == 0
    assert ask(path, "SELECT state FROM conversation WHERE state = x''") == [(b"",)]
    await sound(path)


async def test_F07_where_the_log_was_cut_every_conversation_begins_a_new_epoch(
    tmp_path: Path,
) -> None:
    path = killed(tmp_path, chats=4)
    log = path.with_name("journal.db-wal")
    log.write_bytes(log.read_bytes()[: -3 * PAGE])
    with pytest.raises(ConfigError):
        await SqliteJournal.open(path)
    saved, aside = repair(path)
    assert saved.renewed == saved.conversations > 0
    assert (aside / "journal.db-wal").exists()
    await sound(path)


@pytest.mark.parametrize("seed", range(6))
async def test_F07_of_damaged_pages_what_others_hold_is_saved(tmp_path: Path, seed: int) -> None:
    path = await filled(tmp_path / "journal.db", chats=40, messages=8, body="words " * 60)
    original = {row[:3]: row for row in ask(path, "SELECT * FROM event")}
    content = bytearray(path.read_bytes())
    chance = Random(seed)
    pages = chance.sample(range(12, len(content) // PAGE), 3)
    for page in pages:
        start = page * PAGE + chance.randrange(PAGE // 2)
        content[start : start + 600] = chance.randbytes(600)
    path.write_bytes(content)
    saved, _ = repair(path)
    await sound(path)
    assert saved.events >= 0.7 * len(original)
    datas = {(row[1], row[4]) for row in original.values()}
    ours = ask(path, "SELECT conversation, data FROM event")
    assert len([row for row in ours if row in datas]) >= 0.7 * len(original)


async def test_F07_of_what_is_no_journal_nothing_is_saved_and_nothing_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.db"
    content = b"SQLite format 3\0" + bytes(range(256)) * 64
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="nothing can be read"):
        await asyncio.to_thread(repair, path)
    assert path.read_bytes() == content
    assert names(tmp_path) == {"journal.db", "journal.db.lock"}

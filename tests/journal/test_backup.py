import asyncio
import stat
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal import backup
from assist.journal.lock import FileLock, lock_of
from tests.journal.conformance import CHAT, post
from tests.journal.filled import PAGE, ask, change, chat, filled, killed, names, opened


def nothing(_: int) -> None:
    pass


def epochs() -> Callable[[], str]:
    numbers: Iterator[int] = count()
    return lambda: f"new-{next(numbers)}"


def restore(file: Path, journal: Path) -> Path | None:
    lock = FileLock.take(lock_of(journal))
    try:
        return backup.restored(file, journal, epochs(), nothing)
    finally:
        lock.release()


async def test_a_backup_of_a_running_journal_is_one_moment_of_it(tmp_path: Path) -> None:
    path, target = tmp_path / "journal.db", tmp_path / "backups" / "b.db"
    target.parent.mkdir()
    copied: list[int] = []
    async with opened(path) as journal:
        for n in range(200):
            await post(journal, f"m{n}", body="x" * 2000)
        copying = asyncio.create_task(
            asyncio.to_thread(backup.back_up, path, target, copied.append)
        )
        after = 200
        while not copying.done():
            await post(journal, f"m{after}", body="x" * 2000)
            after += 1
        await copying
        assert after > 200, "it went on while it was copied"
    ((top,),) = ask(target, "SELECT top FROM conversation")
    ((events, last),) = ask(target, "SELECT count(*), max(offset) FROM event")
    assert isinstance(top, int)
    assert events == last == top >= 200
    assert sum(copied) >= 200 * 2000
    assert names(target.parent) == {"b.db"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_a_backup_of_a_killed_server_holds_what_is_in_its_log(tmp_path: Path) -> None:
    path = killed(tmp_path)
    backup.back_up(path, tmp_path / "b.db", nothing)
    assert ask(tmp_path / "b.db", "SELECT top FROM conversation") == [(7,)]
    assert path.with_name("journal.db-wal").exists(), "the original is as it was"


@pytest.mark.parametrize("harm", ["page", "row", "log"])
async def test_F07_nothing_damaged_is_kept_as_a_backup(tmp_path: Path, harm: str) -> None:
    path = await filled(tmp_path / "journal.db", chats=20, messages=20)
    if harm == "page":
        content = bytearray(path.read_bytes())
        content[3 * PAGE : 4 * PAGE] = b"\xff" * PAGE
        path.write_bytes(content)
    elif harm == "row":
        change(path, "DELETE FROM event WHERE offset = 2")
    else:
        path = killed(tmp_path / "killed")
        path.with_name("journal.db-wal").unlink()
    target = tmp_path / "b.db"
    target.write_text("the one before")
    with pytest.raises(ConfigError):
        backup.back_up(path, target, nothing)
    assert target.read_text() == "the one before"
    assert ".b.db.part" not in names(tmp_path)


async def test_a_restore_keeps_the_old_journal_and_begins_new_epochs(tmp_path: Path) -> None:
    path = await filled(tmp_path / "data" / "journal.db")
    backup.back_up(path, tmp_path / "b.db", nothing)
    change(path, "INSERT INTO delivery VALUES ('acme', 'e', 'd1', x'', 'old', 1, 0)")
    before = dict(ask(path, "SELECT conversation, epoch FROM conversation"))
    async with opened(path) as journal:
        late = await post(journal, "late", chat(0))
    aside = restore(tmp_path / "b.db", path)
    assert aside is not None
    assert names(aside) == {"journal.db"}
    kept = ask(aside / "journal.db", "SELECT top FROM conversation WHERE conversation = 'chat-0'")
    assert kept == [(late.offset,)]
    after = dict(ask(path, "SELECT conversation, epoch FROM conversation"))
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    async with opened(path) as journal:
        again = await post(journal, "late", chat(0))
        assert (again.offset, again.duplicate) == (late.offset, False)
        assert again.epoch != late.epoch
        known = await post(journal, "m0", chat(0), "0 still no parcel")
        assert (known.offset, known.duplicate) == (1, True)


async def test_a_restore_into_a_new_folder_needs_no_old_journal(tmp_path: Path) -> None:
    path = await filled(tmp_path / "data" / "journal.db")
    backup.back_up(path, tmp_path / "b.db", nothing)
    elsewhere = tmp_path / "other" / "journal.db"
    elsewhere.parent.mkdir()
    assert restore(tmp_path / "b.db", elsewhere) is None
    assert len(ask(elsewhere, "SELECT * FROM conversation")) == 4


async def test_F07_a_restore_over_a_damaged_journal_keeps_all_its_files(tmp_path: Path) -> None:
    sound = await filled(tmp_path / "sound" / "journal.db")
    backup.back_up(sound, tmp_path / "b.db", nothing)
    path = killed(tmp_path / "data")
    log = path.with_name("journal.db-wal")
    log.write_bytes(log.read_bytes()[:-100])
    aside = restore(tmp_path / "b.db", path)
    assert aside is not None
    assert names(aside) == {"journal.db", "journal.db-wal", "journal.db-shm"}
    async with opened(path) as journal:
        assert (await post(journal, "m9", CHAT)).offset >= 1
    assert len(ask(path, "SELECT * FROM conversation")) >= 4


def test_where_nothing_can_be_written_it_says_where(tmp_path: Path) -> None:
    path = killed(tmp_path / "data")
    (tmp_path / "closed").write_text("a file")
    with pytest.raises(ConfigError, match="cannot be written"):
        backup.back_up(path, tmp_path / "closed" / "b.db", nothing)
    with pytest.raises(ConfigError, match="no journal there"):
        backup.back_up(tmp_path / "none.db", tmp_path / "b.db", nothing)
    assert names(tmp_path) == {"closed", "data"}


async def test_deliveries_follow_their_conversation_into_its_new_epoch(tmp_path: Path) -> None:
    path = await filled(tmp_path / "journal.db", chats=1)
    ((epoch,),) = ask(path, "SELECT epoch FROM conversation WHERE conversation = 'chat-0'")
    for number, name in enumerate((epoch, "another's")):
        values = ("acme", "e", f"d{number}", b"", name, 1, 0.0)
        change(path, "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?)", *values)
    backup.renew(path, epochs())
    ((renewed,),) = ask(path, "SELECT epoch FROM conversation WHERE conversation = 'chat-0'")
    found = ask(path, "SELECT epoch FROM delivery ORDER BY id")
    assert found == [(renewed,), ("another's",)]

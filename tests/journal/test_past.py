import shutil
import sqlite3
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal import past
from assist.journal.past import Stream, is_journal, open_past, size, streams
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import CHAT, OTHER, post, step, stream


def read(path: Path) -> tuple[list[Stream], int]:
    with open_past(path) as connection:
        return list(streams(connection)), size(connection)


async def test_a_journal_is_read_while_its_server_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "PAGE", 2)
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    for number in range(5):
        await post(journal, f"m{number}")
    await journal.commit(step(0, 5))
    await post(journal, "m1", key=OTHER)
    found, total = read(path)
    assert {one.key for one in found} == {CHAT, OTHER}
    assert next(one for one in found if one.key == CHAT).entries == tuple(await stream(journal))
    assert sum(one.size for one in found) == total > 0
    await post(journal, "m6")
    await journal.close()


async def test_a_copy_in_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    path, folder = tmp_path / "journal.db", tmp_path / "backup"
    journal = await SqliteJournal.open(path)
    await post(journal, "m1")
    await journal.close()
    folder.mkdir()
    shutil.copy(path, folder / "journal.db")
    folder.chmod(0o500)
    try:
        found, _ = read(folder / "journal.db")
    finally:
        folder.chmod(0o700)
    assert len(found) == 1


async def test_nothing_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await (await SqliteJournal.open(path)).close()
    with pytest.raises(ConfigError, match="readonly"), open_past(path) as connection:
        connection.execute("DELETE FROM event")


def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    text, other, newer = tmp_path / "a.txt", tmp_path / "b.db", tmp_path / "c.db"
    text.write_text("customer: hello")
    assert not is_journal(text)
    assert not is_journal(tmp_path / "none")
    for path, meta in ((other, "CREATE TABLE x (y)"), (newer, "CREATE TABLE meta (name, value)")):
        connection = sqlite3.connect(path)
        connection.execute(meta)
        if path == newer:
            connection.execute("INSERT INTO meta VALUES ('version', '99')")
        connection.commit()
        connection.close()
        assert is_journal(path)
        with pytest.raises(ConfigError, match="journal"), open_past(path):
            pass

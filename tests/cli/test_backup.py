from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.journal.lock import FileLock, lock_of
from tests.journal.filled import ask, change, filled, names


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    await filled(tmp_path / "data" / "journal.db")
    return tmp_path / "data"


def epochs(path: Path) -> set[str]:
    return {epoch for (epoch,) in ask(path, "SELECT epoch FROM conversation")}


def test_a_backup_is_made_beside_a_running_server_and_put_back_after_it(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "b.db"
    lock = FileLock.take(lock_of(data / "journal.db"))
    try:
        made = run("backup", file, "--data", data)
        assert made.exit_code == 0, made.output
        assert "checked" in made.stdout
        refused = run("restore", file, "--data", data)
        assert refused.exit_code == 2
        assert "in use by process" in refused.stderr
    finally:
        lock.release()
    before = epochs(data / "journal.db")
    change(data / "journal.db", "DELETE FROM conversation")
    put = run("restore", file, "--data", data)
    assert put.exit_code == 0, put.output
    assert "every conversation has a new epoch" in put.stdout
    assert len(epochs(data / "journal.db")) == 4
    assert not before & epochs(data / "journal.db")
    assert len([name for name in names(data) if name.startswith("before-restore-")]) == 1
    assert run("doctor", "--data", data).exit_code in (0, 1)


def test_a_file_that_is_there_is_kept_unless_told_otherwise(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    file.write_text("mine")
    refused = run("backup", file, "--data", data)
    assert (refused.exit_code, "--replace" in refused.stderr) == (2, True)
    assert file.read_text() == "mine"
    assert run("backup", file, "--data", data, "--replace").exit_code == 0
    assert len(epochs(file)) == 4


def test_without_a_journal_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    result = run("backup", tmp_path / "b.db", "--data", tmp_path / "none")
    assert (result.exit_code, "no journal there" in result.stderr) == (2, True)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_F07_what_is_no_sound_backup_is_not_put_back(
    data: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "b.db"
    file.write_bytes(content)
    before = (data / "journal.db").read_bytes()
    result = run("restore", file, "--data", data)
    assert result.exit_code == 2
    assert str(file) in result.stderr
    assert (data / "journal.db").read_bytes() == before
    assert not [name for name in names(data) if name.startswith("before-restore-")]


def test_F07_a_backup_that_lost_rows_is_not_put_back(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    assert run("backup", file, "--data", data).exit_code == 0
    change(file, "DELETE FROM event WHERE offset = 3")
    result = run("restore", file, "--data", data)
    assert result.exit_code == 2
    assert "not sound" in result.stderr

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.journal.lock import FileLock, lock_of
from tests.journal.filled import ask, change, filled, killed, names


def doctor(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["doctor", "--data", str(data), *options])


def secured(data: Path) -> None:
    """Give the folder what a server would have made."""
    data.mkdir(mode=0o700, exist_ok=True)
    data.chmod(0o700)
    key = data / "token.key"
    key.touch(mode=0o600)
    key.write_text("k" * 64)


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    secured(tmp_path / "data")
    await filled(tmp_path / "data" / "journal.db")
    return tmp_path / "data"


def test_of_a_sound_folder_it_says_what_is_there_and_that_all_is_well(data: Path) -> None:
    result = doctor(data)
    assert result.exit_code == 0
    assert "nobody uses it" in result.stdout
    assert "4 conversations, 22 events" in result.stdout
    assert result.stdout.endswith("All is well.\n")


def test_it_says_who_uses_the_folder_and_looks_all_the_same(data: Path) -> None:
    lock = FileLock.take(lock_of(data / "journal.db"))
    try:
        result = doctor(data)
        assert result.exit_code == 0
        assert "in use by process" in result.stdout
        refused = doctor(data, "--repair")
        assert refused.exit_code == 2
        assert "in use by process" in refused.stderr
    finally:
        lock.release()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = doctor(tmp_path / "none")
    assert (result.exit_code, "--data" in result.stderr) == (2, True)


def test_an_empty_folder_is_no_trouble(tmp_path: Path) -> None:
    secured(tmp_path / "data")
    (tmp_path / "data" / "token.key").unlink()
    result = doctor(tmp_path / "data")
    assert result.exit_code == 0
    assert "there is no journal yet" in result.stdout
    assert "there is no token.key" in result.stdout


def test_a_short_key_and_open_rights_are_told(data: Path) -> None:
    (data / "token.key").write_text("short")
    (data / "journal.db").chmod(0o644)
    result = doctor(data)
    assert result.exit_code == 1
    assert "token.key holds fewer than 32 bytes" in result.stdout
    assert "others than the owner may open journal.db" in result.stdout
    assert f"chmod -R go= {data}" in result.stdout


def test_kept_rules_that_are_gone_are_told(data: Path) -> None:
    (data / "rules").mkdir()
    (data / "rules" / "pinned").write_text("0123456789ab\n")
    result = doctor(data)
    assert result.exit_code == 1
    assert "warmline rules follow" in result.stdout


def test_F07_what_is_lost_is_named_and_repaired_once(data: Path) -> None:
    change(data / "journal.db", "DELETE FROM event WHERE offset = 2 AND conversation != 'chat-0'")
    result = doctor(data)
    assert result.exit_code == 1
    assert (
        "in 2 conversations events in between are missing (acme/chat-1, acme/chat-2)"
        in result.stdout
    )
    assert "warmline doctor --repair" in result.stdout
    repaired = doctor(data, "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert "Known to be lost: 2 events. Under a new epoch: 2 conversations." in (repaired.stdout)
    assert doctor(data, "--repair").stdout.startswith("There is nothing in the journal to repair.")
    (aside,) = (data / name for name in names(data) if name.startswith("damaged-"))
    assert stat.S_IMODE(aside.stat().st_mode) == 0o700
    assert f"journals of before are kept in {aside.name}" in doctor(data).stdout
    assert ask(aside / "journal.db", "SELECT count(*) FROM event") == [(20,)]


def test_F07_a_log_that_was_cut_is_told_and_not_forgotten(tmp_path: Path) -> None:
    secured(tmp_path)
    path = killed(tmp_path)
    path.with_name("journal.db-wal").unlink()
    for _ in range(2):
        result = doctor(tmp_path)
        assert result.exit_code == 1
        assert "journal.db-wal is gone" in result.stdout


def test_a_state_alone_that_cannot_be_read_needs_nothing(data: Path) -> None:
    change(data / "journal.db", "UPDATE conversation SET state = x'c1'")
    result = doctor(data)
    assert result.exit_code == 0
    assert "in 4 conversations the state cannot be read" in result.stdout
    assert "All is well." in result.stdout


def test_F12_an_older_journal_is_told_and_no_trouble(data: Path) -> None:
    change(data / "journal.db", "UPDATE meta SET value = '2'")
    result = doctor(data)
    assert result.exit_code == 0
    assert "the journal is of version 2" in result.stdout
    change(data / "journal.db", "UPDATE meta SET value = '99'")
    assert doctor(data).exit_code == 1

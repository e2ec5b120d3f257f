from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.journal import secret
from assist.journal.lock import FileLock, lock_of
from tests.journal.filled import change, filled, names
from tests.journal.redis.conftest import server as server
from tests.journal.redis.conftest import shared as shared
from tests.journal.redis.servers import RedisServer


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["move", *map(str, words)])


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    await filled(tmp_path / "data" / "journal.db")
    return tmp_path / "data"


def test_it_carries_the_journal_and_its_key_and_keeps_the_file_aside(
    data: Path, server: RedisServer
) -> None:
    done = run("--data", data, "--journal", server.url)
    assert done.exit_code == 0, done.output
    assert "4 conversations" in done.stdout
    assert "counted" in done.stdout
    assert f"a copy of {data / 'journal.key'}" in done.stdout
    assert secret.at(data / "journal.key") == secret.load(data / "journal.db")
    (aside,) = (name for name in names(data) if name.startswith("moved-"))
    assert aside in done.stdout
    assert names(data / aside) == {"journal.db"}
    again = run("--data", data, "--journal", server.url)
    assert again.exit_code == 2
    assert "no journal there" in again.stderr
    assert "moved-..." in again.stderr


def test_it_takes_the_settings_of_the_nodes(
    data: Path, server: RedisServer, tmp_path: Path
) -> None:
    file = tmp_path / "warmline.toml"
    file.write_text(
        f'[server]\ndata = "{data}"\njournal = "{server.url}"\njournal_prefix = "cell-1"\n'
        f'journal_key_file = "{tmp_path / "nodes.key"}"\n'
    )
    assert run("--config", file).exit_code == 0
    assert secret.at(tmp_path / "nodes.key") == secret.load(data / "journal.db")
    with server.client as client:
        assert client.exists("{cell-1}:meta")
        assert client.zcard("{cell-1}:idle:acme") == 4


def test_a_server_that_runs_keeps_its_journal(data: Path, server: RedisServer) -> None:
    lock = FileLock.take(lock_of(data / "journal.db"))
    try:
        refused = run("--data", data, "--journal", server.url)
    finally:
        lock.release()
    assert refused.exit_code == 2
    assert "in use by process" in refused.stderr
    with server.client as client:
        assert client.dbsize() == 0


def test_it_needs_to_know_which_redis(data: Path) -> None:
    refused = run("--data", data)
    assert (refused.exit_code, "--journal redis://" in refused.stderr) == (2, True)


def test_another_key_in_the_nodes_place_is_not_overwritten(data: Path, server: RedisServer) -> None:
    (data / "journal.key").write_bytes(bytes(32))
    refused = run("--data", data, "--journal", server.url)
    assert (refused.exit_code, "another key than the journal's" in refused.stderr) == (2, True)
    assert (data / "journal.key").read_bytes() == bytes(32)


def test_a_journal_of_a_later_version_is_refused(data: Path, server: RedisServer) -> None:
    change(data / "journal.db", "UPDATE meta SET value = '9' WHERE name = 'version'")
    refused = run("--data", data, "--journal", server.url)
    assert (refused.exit_code, "a journal of version 9" in refused.stderr) == (2, True)

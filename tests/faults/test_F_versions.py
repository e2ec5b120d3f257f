"""Group F, upgrades: a journal is carried over whole or not at all, and never back."""

import asyncio
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal import schema
from assist.journal.sqlite import SqliteJournal
from tests.faults.test_F_kills import post
from tests.journal.conformance import stream
from tests.journal.filled import ask, change, chat, filled, opened
from tests.soak.server import node, until

KILLS = 8
CHATS, MESSAGES = 60, 60
TABLES = ("conversation", "event", "seen", "memory")
OPEN = (
    "import sys\nfrom pathlib import Path\n"
    "from assist.journal.schema import open_writer\n"
    "print('go', flush=True)\n"
    "open_writer(Path(sys.argv[1])).close()"
)


async def older(path: Path) -> Path:
    """Write a journal as version 2 did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = await filled(path.with_name("fresh.db"), CHATS, MESSAGES)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(schema._TABLES + schema._MEMORY)
    connection.execute("ATTACH ? AS fresh", (str(fresh),))
    connection.execute("BEGIN")
    for table in TABLES:
        info = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
        columns = ", ".join(name for _, name, *_ in info)
        connection.execute(f"INSERT INTO {table} SELECT {columns} FROM fresh.{table}")
    # Of today: what is older than a month is erased at the start.
    connection.execute("UPDATE seen SET at = ?", (time.time(),))
    connection.execute("INSERT INTO meta VALUES ('version', '2')")
    connection.execute("COMMIT")
    connection.close()
    return path


def counts(path: Path) -> list[int]:
    return [ask(path, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


def version(path: Path) -> str:
    ((found,),) = ask(path, "SELECT value FROM meta WHERE name = 'version'")
    return str(found)


def carry(path: Path, seconds: float | None) -> float:
    """Carry a journal over in a process that is killed after some seconds; return how long."""
    command = [sys.executable, "-c", OPEN, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        began = time.monotonic()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        return time.monotonic() - began


async def test_F03_killed_while_it_carries_a_journal_over_it_is_of_one_version(
    tmp_path: Path,
) -> None:
    old = await older(tmp_path / "old" / "journal.db")
    before = counts(old)
    whole = tmp_path / "whole.db"
    shutil.copy(old, whole)
    longest = carry(whole, None)
    assert version(whole) == str(schema.VERSION)
    chance = random.Random(3)
    found: list[str] = []
    for number in range(KILLS):
        path = tmp_path / f"{number}" / "journal.db"
        path.parent.mkdir()
        shutil.copy(old, path)
        carry(path, longest * chance.random())
        found.append(version(path))
        assert counts(path) == before
        async with opened(path) as journal:
            entries = await stream(journal, chat(0))
            assert [entry.offset for entry in entries] == list(range(1, MESSAGES + 3))
        assert (version(path), counts(path)) == (str(schema.VERSION), before)
    assert set(found) <= {"2", str(schema.VERSION)}
    assert "2" in found, "one at least was killed before it was through"


async def test_F12_a_server_takes_up_an_older_journal_and_refuses_a_later_one(
    tmp_path: Path,
) -> None:
    path = await older(tmp_path / "data" / "journal.db")
    async with node(tmp_path) as one:
        await one.start()
        place = (await post(one, 5000))["o"]
        assert place > MESSAGES
        await one.end()
        assert version(path) == str(schema.VERSION)
        change(path, "UPDATE meta SET value = '99' WHERE name = 'version'")
        content = path.read_bytes()
        await one.begin()
        async with asyncio.timeout(20):
            await until(lambda: not one.alive)
        one.ended = True
        assert one.code == 2
        assert "a journal of version 99" in one.log.read_text()
        assert path.read_bytes() == content
        change(path, "UPDATE meta SET value = ? WHERE name = 'version'", str(schema.VERSION))
        await one.start()
        again = await post(one, 5000)
        assert (again["o"], again["duplicate"]) == (place, True)


async def test_F12_a_copy_that_was_made_before_serves_the_older_version(tmp_path: Path) -> None:
    """Back is by the backup alone: the file that was carried over is refused by older servers."""
    old = await older(tmp_path / "old" / "journal.db")
    kept = tmp_path / "kept.db"
    shutil.copy(old, kept)
    async with opened(old):
        pass
    assert version(old) == str(schema.VERSION)
    assert version(kept) == "2"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "VERSION", 2)
        with pytest.raises(ConfigError, match="use the Warmline that made it"):
            await SqliteJournal.open(old)

"""Group F, the power goes: what had not been synced is gone, or half there."""

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from assist.errors import ConfigError
from assist.events import MessagePosted
from assist.journal.records import Key
from assist.journal.sqlite import SqliteJournal
from tests.faults.power import Call, calls, cut, strace
from tests.journal.conformance import stream
from tests.journal.load import CHATS

CUTS = 25
EARLY = 15
"""Cuts while the journal was being made."""
LINES = 400
"""Acknowledgements after which the process is ended."""


def traced(folder: Path) -> list[Call]:
    """Write a journal under load; return every write, sync and acknowledgement, in order."""
    log, journal = folder / "calls.log", folder / "journal.db"
    command = [*strace(log), sys.executable, "-m", "tests.journal.load", str(journal), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        for _ in range(LINES):
            if not process.stdout.readline():
                break
        process.stdout.close()  # Whom nobody hears ends.
        process.wait(30)
    return list(calls(log))


pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace shows what was synced"
)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    return traced(tmp_path_factory.mktemp("traced"))


@pytest.mark.parametrize("obeys", [True, False], ids=["disk", "disk that does not sync"])
async def test_F04_a_power_cut_loses_nothing_that_was_acknowledged(
    tmp_path: Path, done: list[Call], obeys: bool
) -> None:
    """With a disk that does not sync, things are lost: so the test could see it."""
    acks = [n for n, call in enumerate(done) if call.path == "stdout"]
    assert len(acks) >= LINES // 2
    chance = Random(4)
    lost = 0
    moments = [chance.randrange(acks[0] + 1, acks[-1]) for _ in range(CUTS)]
    moments += [chance.randrange(1, acks[0] + 1) for _ in range(EARLY)]
    for number, moment in enumerate(moments):
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        cut(done[:moment], folder, chance, obeys=obeys)
        acked = [line for n in acks if n < moment for line in done[n].data.decode().splitlines()]
        try:
            lost += await lost_after(folder / "journal.db", acked)
        except ConfigError:
            lost += 1  # What is broken is refused.
    assert (lost == 0) is obeys


async def lost_after(path: Path, acked: list[str]) -> int:
    """Return how much of `acked` does not rest where it was said to."""
    journal = await SqliteJournal.open(path)
    rests: set[tuple[str, str, str, int]] = set()
    try:
        for number in range(CHATS):
            key = Key(tenant="acme", conversation=f"chat-{number}")
            if (state := await journal.load(key)) is None:
                continue
            entries = await stream(journal, key)
            assert [entry.offset for entry in entries] == list(range(1, state.top + 1))
            rests |= {
                (key.conversation, entry.event.message_id, state.epoch, entry.offset)
                for entry in entries
                if isinstance(entry.event, MessagePosted)
            }
    finally:
        await journal.close()
    told = {
        (chat, name, epoch, int(offset))
        for chat, name, epoch, offset in (line.split() for line in acked)
    }
    return len(told - rests)

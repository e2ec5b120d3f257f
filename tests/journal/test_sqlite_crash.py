import random
import subprocess
import sys
import time
from pathlib import Path

from assist.events import MessagePosted
from assist.journal.records import Key
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import post, stream
from tests.journal.load import CHATS

ROUNDS = 5
Acked = dict[tuple[str, str], tuple[str, int]]


async def test_F01_F02_kill_9_under_load_loses_no_acknowledged_message_and_doubles_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.db"
    acked: Acked = {}
    for round_ in range(ROUNDS):
        fresh = run_and_kill(path, round_)
        assert len(fresh) >= 20
        acked |= fresh
        started = time.monotonic()
        journal = await SqliteJournal.open(path)
        assert time.monotonic() - started < 3
        await check(journal, acked)
        await retry(journal, acked, round_)
        await journal.close()


def run_and_kill(path: Path, round_: int) -> Acked:
    command = [sys.executable, "-m", "tests.journal.load", str(path), str(round_)]
    acked: Acked = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        # Killed after a random count of answers, with others in flight.
        last = random.Random(round_).randint(20, 400)
        for count, line in enumerate(process.stdout):
            # The last line may be cut short: it was never received whole.
            if line.endswith("\n"):
                chat, message_id, epoch, offset = line.split()
                acked[chat, message_id] = (epoch, int(offset))
            if count == last:
                process.kill()
    return acked


async def check(journal: SqliteJournal, acked: Acked) -> None:
    found: Acked = {}
    for number in range(CHATS):
        key = Key(tenant="acme", conversation=f"chat-{number}")
        state = await journal.load(key)
        entries = await everything(journal, key)
        assert [offset for offset, _ in entries] == list(range(1, len(entries) + 1))
        ids = [message_id for _, message_id in entries if message_id]
        assert len(ids) == len(set(ids)), "a message rests twice"
        assert state is not None
        for offset, message_id in entries:
            if message_id:
                found[key.conversation, message_id] = (state.epoch, offset)
    assert acked.items() <= found.items()


async def everything(journal: SqliteJournal, key: Key) -> list[tuple[int, str | None]]:
    entries: list[tuple[int, str | None]] = []
    page = await journal.read(key, None, 0, 300)
    while page is not None and page.entries:
        entries += [
            (entry.offset, getattr(entry.event, "message_id", None)) for entry in page.entries
        ]
        page = await journal.read(key, page.epoch, entries[-1][0], 300)
    return entries


async def retry(journal: SqliteJournal, acked: Acked, round_: int) -> None:
    """The platform repeats what it has no answer for, and some that it has."""
    for number in range(CHATS):
        key = Key(tenant="acme", conversation=f"chat-{number}")
        known = [name for chat, name in acked if chat == key.conversation]
        after = max(
            (int(name.split("-")[1]) for name in known if name[0] == str(round_)), default=0
        )
        for count in range(max(0, after - 3), after + 3):
            name = f"{round_}-{count}"
            done = await post(journal, name, key)
            if (before := acked.get((key.conversation, name))) is not None:
                assert (done.epoch, done.offset, done.duplicate) == (*before, True)
            acked[key.conversation, name] = (done.epoch, done.offset)
    assert all(isinstance(e.event, MessagePosted) for e in await stream(journal) if e.inbound)

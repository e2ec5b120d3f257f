import asyncio
from pathlib import Path

import pytest

from assist.journal.sqlite import SqliteJournal
from assist.server import outage
from assist.server.connections import Connections
from assist.server.outage import PATIENCE, Outage
from assist.wire.codes import ENGINE_UNAVAILABLE, Close
from assist.wire.frames import ServerFrame
from tests.server.harness import limits


class Troubled(SqliteJournal):
    why: str | None = None

    @property
    def shared(self) -> bool:
        return True

    async def trouble(self) -> str | None:
        return self.why


class Socket:
    def __init__(self) -> None:
        self.ended: list[tuple[Close, int | None]] = []

    def say(self, frame: ServerFrame) -> None:
        raise AssertionError("nothing is said")

    def end(self, close: Close, *, retry_ms: int | None = None) -> None:
        self.ended.append((close, retry_ms))


async def test_G03_a_node_without_its_journal_sends_its_sockets_away_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "EVERY", 0.001)
    now = 0.0
    journal = await Troubled.open(tmp_path / "journal.db")
    connections, socket = Connections(limits()), Socket()
    connections.arrive(socket, 0.0)
    looking = Outage(journal, connections, lambda: now)
    looking.start()

    async def looked() -> bool:
        await asyncio.sleep(0.02)
        return looking.cut_off

    assert not await looked()
    journal.why = "away"
    assert not await looked()
    assert looking.troubled
    now = PATIENCE / 2
    assert not await looked()
    assert socket.ended == []
    now = PATIENCE
    assert await looked()
    assert socket.ended[0] == (ENGINE_UNAVAILABLE, outage.RETRY_MS)
    journal.why = None
    assert not await looked()
    assert not looking.troubled
    journal.why = "away again"
    assert not await looked(), "a new outage has its own time"
    await looking.stop()
    await journal.close()


async def test_a_journal_in_a_file_is_not_asked(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    looking = Outage(journal, Connections(limits()), lambda: 0.0)
    looking.start()
    await asyncio.sleep(0)
    assert not looking.troubled
    await looking.stop()
    await journal.close()

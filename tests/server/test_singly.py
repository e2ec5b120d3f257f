import asyncio
from pathlib import Path

import pytest

from assist.journal.records import Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server import singly as module
from assist.server.singly import singly


class Claimed(SqliteJournal):
    mine = True
    away = False

    async def claim(self, task: str, seconds: float) -> bool:
        assert task == "the task"
        if self.away:
            raise Unavailable("away")
        return self.mine


@pytest.mark.parametrize("how", ["other", "away"])
async def test_a_task_runs_while_it_is_ours_and_begins_anew_when_it_is_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(module, "RENEW", 0.01)
    journal = await Claimed.open(tmp_path / "journal.db")
    told: list[str] = []

    async def run() -> None:
        told.append("begun")
        try:
            await asyncio.sleep(60)
        finally:
            told.append("ended")

    async def until(length: int) -> None:
        async with asyncio.timeout(5):
            while len(told) < length:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    running = asyncio.create_task(singly(journal, "the task", run))
    await until(1)
    journal.mine, journal.away = how != "other", how == "away"
    await until(2)
    journal.mine, journal.away = True, False
    await until(3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert told == ["begun", "ended", "begun", "ended"]
    await journal.close()

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assist.journal.records import Key, Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server import work
from assist.server.work import OWN, Work
from tests.journal.conformance import CHAT, NOW, OTHER, loaded, post, step


class Shared(SqliteJournal):
    """A journal that has other nodes: they take what is released, or give it."""

    released: list[Key]
    offered: tuple[Key, ...] = ()
    away = False

    @property
    def shared(self) -> bool:
        return True

    @property
    def sweep(self) -> float:
        return 0.02

    async def release(self, keys: Sequence[Key]) -> None:
        if self.away:
            raise Unavailable("away")
        self.released.extend(keys)

    async def work(self, now: float, limit: int) -> tuple[Key, ...]:
        given, self.offered = self.offered[:limit], self.offered[limit:]
        return given


@asynccontextmanager
async def shared(path: Path) -> AsyncIterator[Shared]:
    journal = await Shared.open(path / "journal.db")
    journal.released = []
    yield journal
    await journal.close()


def chats(count: int, tenant: str = "acme") -> list[Key]:
    return [Key(tenant=tenant, conversation=f"{number}") for number in range(count)]


async def test_what_is_woken_while_it_runs_has_another_turn(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    work = Work(journal, lambda: NOW)
    work.wake(CHAT)
    assert await work.take(8) == [CHAT]
    work.wake(CHAT)
    work.wake(CHAT)
    assert len(work) == 0
    work.done(CHAT, more=False)
    assert await work.take(8) == [CHAT]
    work.done(CHAT, more=False)
    assert len(work) == 0
    await journal.close()


async def test_a_rest_comes_before_the_next_turn(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    work = Work(journal, lambda: NOW)
    work.wake(CHAT)
    await work.take(1)
    work.done(CHAT, more=True, rest=0.02)
    work.wake(OTHER)
    assert await work.take(8) == [OTHER]
    assert await work.take(8) == [CHAT]
    await journal.close()


async def test_a_timer_and_what_was_left_behind_are_found_without_a_wake_up(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    await post(journal, "m1")
    work = Work(journal, lambda: NOW)
    watching = asyncio.create_task(work.watch())
    async with asyncio.timeout(5):
        assert await work.take(8) == [CHAT]
        await journal.commit(step(0, 1, wake_at=NOW - 1))
        work.wake_at(NOW - 1)
        work.done(CHAT, more=False)
        assert await work.take(8) == [CHAT]
    assert (await loaded(journal)).revision == 1
    watching.cancel()
    await journal.close()


async def test_E05_what_is_too_much_of_one_tenant_goes_to_other_nodes(tmp_path: Path) -> None:
    async with shared(tmp_path) as journal:
        work = Work(journal, lambda: NOW)
        for key in (*chats(OWN + 5), *chats(3, "globex")):
            work.wake(key)
        await asyncio.sleep(0.01)
        assert journal.released == chats(OWN + 5)[OWN:]
        assert len(work) == OWN + 3


async def test_a_node_with_room_takes_back_what_nobody_took(tmp_path: Path) -> None:
    async with shared(tmp_path) as journal:
        journal.offered = tuple(chats(3 * OWN))
        work = Work(journal, lambda: NOW)
        watching = asyncio.create_task(work.watch())
        done: list[Key] = []
        async with asyncio.timeout(5):
            while len(done) < 3 * OWN:
                for key in await work.take(8):
                    done.append(key)
                    work.done(key, more=False)
        assert sorted(done, key=str) == sorted(chats(3 * OWN), key=str)
        watching.cancel()


async def test_who_stops_hands_over_what_is_not_done(tmp_path: Path) -> None:
    async with shared(tmp_path) as journal:
        work = Work(journal, lambda: NOW)
        for key in chats(3):
            work.wake(key)
        await work.take(1)
        await work.hand_over()
        assert sorted(journal.released, key=str) == chats(3)
        assert len(work) == 0


async def test_what_cannot_be_released_now_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "OWN", 1)
    async with shared(tmp_path) as journal:
        journal.away = True
        here = Work(journal, lambda: NOW)
        for key in chats(3):
            here.wake(key)
        await asyncio.sleep(0.01)
        assert len(here) == 1
        await here.hand_over()
        assert journal.released == []

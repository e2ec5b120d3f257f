import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assist.config.tenants import Tenant
from assist.journal.records import Key, Mark
from assist.journal.sqlite import SqliteJournal
from assist.server.retention import Retention
from tests.journal.conformance import CHAT, NOW, OTHER, message

DAY = 24 * 3600.0
THEIRS = Key(tenant="globex", conversation="chat-1")
DAYS = {"acme": 30.0, "globex": 1.0}


def tenant(name: str) -> Tenant:
    return Tenant(name=name, retention_days=DAYS[name])


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    for key in (CHAT, OTHER, THEIRS):
        await journal.append(key, "m1", b"h", message("m1"), NOW)
    yield journal
    await journal.close()


async def left(journal: SqliteJournal) -> set[Key]:
    return {key for key in (CHAT, OTHER, THEIRS) if await journal.load(key)}


@pytest.mark.parametrize(
    ("days", "stay"),
    [(0.99, {CHAT, OTHER, THEIRS}), (1.01, {CHAT, OTHER}), (29.99, {CHAT, OTHER}), (30.01, set())],
)
async def test_J13_a_conversation_stays_for_as_many_days_as_its_tenant_says(
    journal: SqliteJournal, days: float, stay: set[Key]
) -> None:
    told: list[Key] = []
    gone = await Retention(journal, tenant, told.append, lambda: NOW + days * DAY).look()
    assert await left(journal) == stay
    assert gone == len(told) == 3 - len(stay)


async def test_J13_what_is_held_stays_until_it_is_let_go(journal: SqliteJournal) -> None:
    retention = Retention(journal, tenant, lambda key: None, lambda: NOW + 31 * DAY)
    await journal.mark(Mark(tenant="acme", sort="held", id=CHAT.conversation, at=NOW))
    assert await retention.look() == 2
    assert await left(journal) == {CHAT}
    await journal.unmark("acme", "held", CHAT.conversation)
    assert await retention.look() == 1
    assert await left(journal) == set()


async def test_J13_an_event_begins_the_time_anew(journal: SqliteJournal) -> None:
    await journal.append(CHAT, "m2", b"h", message("m2"), NOW + 2 * DAY)
    await Retention(journal, tenant, lambda key: None, lambda: NOW + 31 * DAY).look()
    assert await left(journal) == {CHAT}


async def test_more_than_a_batch_goes_in_one_look(journal: SqliteJournal) -> None:
    for number in range(120):
        key = Key(tenant="acme", conversation=f"old-{number}")
        await journal.append(key, "m1", b"h", message("m1"), NOW)
    told: list[Key] = []
    assert await Retention(journal, tenant, told.append, lambda: NOW + 31 * DAY).look() == 123
    assert len(set(told)) == 123
    assert await journal.tenants() == ()


async def test_it_looks_at_its_start_and_ends_when_it_is_stopped(journal: SqliteJournal) -> None:
    erased = asyncio.Event()
    retention = Retention(journal, tenant, lambda key: erased.set(), lambda: NOW + 31 * DAY)
    retention.start()
    async with asyncio.timeout(30):
        await erased.wait()
    await retention.stop()
    await retention.stop()


async def test_C10_ids_are_forgotten_where_nobody_writes_any_more(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await journal.append(CHAT, "m2", b"h", message("m2"), NOW + 2 * DAY)
    await Retention(journal, tenant, lambda key: None, lambda: NOW + 5 * DAY).look()
    assert (await journal.append(CHAT, "m2", b"h", message("m2"), NOW + 5 * DAY)).duplicate
    assert not (await journal.append(CHAT, "m1", b"h", message("m1"), NOW + 5 * DAY)).duplicate

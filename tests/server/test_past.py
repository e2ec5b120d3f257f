from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assist.journal.records import Page
from assist.journal.sqlite import SqliteJournal
from assist.server.past import PAGE, told, whole
from tests.journal.conformance import CHAT, expired, post, step


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    yield journal
    await journal.close()


async def page(journal: SqliteJournal, offset: int) -> Page:
    found = await journal.read(CHAT, None, offset, 1)
    assert found is not None
    return found


async def test_a_past_longer_than_a_page_is_told_to_its_end(journal: SqliteJournal) -> None:
    for number in range(PAGE + 5):
        await post(journal, f"m{number}")
    epoch = (await page(journal, 0)).epoch
    offsets = [entry.offset async for entry in told(journal, CHAT, epoch)]
    assert offsets == list(range(1, PAGE + 6))


async def test_of_a_stream_that_is_another_by_now_nothing_is_told(journal: SqliteJournal) -> None:
    await post(journal, "m1")
    assert [entry async for entry in told(journal, CHAT, "another")] == []


async def test_all_that_is_new_takes_the_place_of_a_page(journal: SqliteJournal) -> None:
    await post(journal, "m1")
    assert await journal.commit(step(0, 1, expired("s1"))) is not None
    for name in ("m2", "m3", "m4"):
        await post(journal, name)
    first = await page(journal, 2)
    assert ([entry.offset for entry in first.entries], first.more) == ([3], True)
    past, found = await whole(journal, CHAT, first, 1)
    assert past is not None
    assert [entry.offset for entry in past] == [1, 3, 4, 5]
    assert ([entry.offset for entry in found.entries], found.more) == ([3, 4, 5], False)


async def test_where_the_beginning_is_not_kept_there_is_no_past(journal: SqliteJournal) -> None:
    await post(journal, "m1")
    await journal.commit(replace(step(0, 1), keep=False))
    await post(journal, "m2")
    first = await page(journal, 1)
    assert await whole(journal, CHAT, first, 1) == (None, first)

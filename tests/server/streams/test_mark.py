import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from tests.server.desk import DESK, KNOWN, QUICK, Desk, Place, until
from tests.server.harness import TENANT, Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), **KNOWN) as running:
        yield running


@pytest.fixture
def place(running: Running, chat: str) -> Place:
    return Place(running, chat)


async def test_after_a_restart_it_goes_on_where_it_was(tmp_path: Path) -> None:
    async with serving(tmp_path, **KNOWN) as running:
        place = Place(running, "chat-1")
        async with place.listening(Desk([place.line(0)])):
            await place.heard(1)
            await place.marked("1")
    async with serving(tmp_path, **KNOWN) as running:
        place = Place(running, "chat-1")
        desk = Desk([place.line(0), place.line(1)])
        async with place.listening(desk):
            assert await place.heard(2) == ["m0", "m1"]
    assert desk.begun == ["1"]


async def test_the_mark_is_stored_while_it_listens_and_holds_no_words(place: Place) -> None:
    desk = Desk([place.line(0)])
    async with place.listening(desk):
        await place.marked("1")
        desk.say(place.line(1))
        await place.marked("2")
        (mark,) = await place.marks()
    assert re.fullmatch(r"[0-9a-f]{16} 2", mark)


async def test_marks_are_stored_seldom(place: Place) -> None:
    desk = Desk([place.line(0)])
    async with place.listening(desk, pauses=replace(QUICK, mark=60.0)):
        await place.marked("1")
        desk.say(*map(place.line, range(1, 20)))
        await place.heard(20)
        assert [mark[-2:] for mark in await place.marks()] == [" 1"]
    assert [mark[-3:] for mark in await place.marks()] == [" 20"]


@pytest.mark.parametrize("change", ["url", "user"])
async def test_a_mark_of_another_server_or_user_means_nothing(place: Place, change: str) -> None:
    async with place.listening(Desk([place.line(0)])):
        await place.heard(1)
        await place.marked("1")
    desk = Desk()
    other = replace(DESK, **{change: "xmpp://other.example"})  # type: ignore[arg-type]
    async with place.listening(desk, stream=other):
        await until(lambda: bool(desk.begun))
    assert desk.begun == [None]


async def test_what_comes_again_after_a_crash_is_not_taken_twice(place: Place) -> None:
    for _ in range(2):
        # As after a SIGKILL between what is durable and its mark.
        desk = Desk([place.line(0), place.line(1)])
        async with place.listening(desk, pauses=replace(QUICK, mark=60.0)):
            await place.heard(2)
            await place.marked("1")
        await place.running.service.journal.unmark(TENANT, "followed", place.name)
    assert await place.heard(2) == ["m0", "m1"]

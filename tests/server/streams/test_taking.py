import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assist.consoles.contract import Heard
from assist.consoles.said import left_out
from assist.server.posts import RequestError
from assist.server.telemetry import Transport
from assist.wire import codes
from tests.server.desk import KNOWN, Desk, Place, until
from tests.server.harness import Running, limits, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), **KNOWN) as running:
        yield running


@pytest.fixture
def place(running: Running, chat: str) -> Place:
    return Place(running, chat)


async def test_what_is_said_rests_in_its_order(place: Place) -> None:
    line = place.line
    desk = Desk([line(0), line(1)])
    async with place.listening(desk):
        assert await place.heard(2) == ["m0", "m1"]
        desk.say(line(2), line(3) + line(4))
        assert await place.heard(5) == ["m0", "m1", "m2", "m3", "m4"]
    assert desk.begun == [None]


async def test_a_journal_that_is_not_there_for_a_while_loses_nothing(place: Place) -> None:
    refused: list[Heard] = []

    async def unsteady(tenant: str, heard: Heard, *, transport: Transport) -> None:
        if len(refused) < 6:
            refused.append(heard)
            await place.take(tenant, Heard(said=heard.said[:1]), transport=transport)
            raise RequestError(503, codes.UNAVAILABLE, "send it again", retry_after=0.01)
        await place.take(tenant, heard, transport=transport)

    desk = Desk([place.line(0) + place.line(1), place.line(2)])
    async with place.listening(desk, take=unsteady):
        await until(lambda: len(refused) >= 3)
        if len(refused) < 6:
            assert await place.marks() == []
        assert await place.heard(3) == ["m0", "m1", "m2"]
        await place.marked("2")
    assert len({one.said for one in refused}) == 1


async def test_a_stream_that_is_too_fast_waits_and_is_taken_whole(tmp_path: Path) -> None:
    slow = limits(tenant_rate=200.0, tenant_burst=50.0)
    async with serving(tmp_path, limits=slow, **KNOWN) as running:
        place = Place(running, "chat-1")
        many = sum(map(place.line, range(120)), Heard())
        async with place.listening(Desk([many])):
            assert await place.heard(120) == [f"m{number}" for number in range(120)]


async def test_what_can_never_be_taken_holds_nothing_up(place: Place) -> None:
    desk = Desk([place.line(0), place.line(0, "said otherwise"), place.line(1)])
    async with place.listening(desk):
        assert await place.heard(2) == ["m0", "m1"]
        await place.marked("3")


async def test_what_was_said_while_nobody_listened_keeps_its_time(place: Place) -> None:
    now = time.time()
    desk = Desk([place.line(0, at=now - 3000), place.line(1, at=now - 1)])
    async with place.listening(desk):
        missed, fresh = await place.messages(2)
    assert (missed.at, missed.late) == (now - 3000, True)
    assert (fresh.at, fresh.late) == (now - 1, False)


async def test_what_is_left_out_is_counted_and_told_once(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    desk = Desk([left_out("encrypted"), left_out("encrypted"), place.line(0)])
    async with place.listening(desk):
        await place.heard(1)
        assert await place.count("warmline_stream_left_out_total") == 2
    assert caplog.text.count("of acme leaves out what is: encrypted") == 1

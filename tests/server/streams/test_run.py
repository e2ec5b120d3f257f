import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from assist.errors import ConfigError
from assist.server.streams.listener import Pauses
from tests.server.desk import KNOWN, QUICK, Deaf, Desk, Place, until
from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


REFUSED = "secret: refused; write the password of this user"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), **KNOWN) as running:
        yield running


@pytest.fixture
def place(running: Running, chat: str) -> Place:
    return Place(running, chat)


async def test_a_broken_connection_is_made_again_and_nothing_is_lost_or_twice(
    place: Place,
) -> None:
    line = place.line
    desk = Desk([line(0), line(1)])
    async with place.listening(desk):
        await place.heard(2)
        desk.break_by(*(ConnectionError("gone") for _ in range(5)))
        desk.lines += [line(2), line(3)]
        assert await place.heard(4) == ["m0", "m1", "m2", "m3"]
        assert await place.count("warmline_stream_connected") == 1
    assert desk.begun == [None, "2", "2", "2", "2", "2"]
    assert await place.count("warmline_stream_breaks_total") == 5
    assert await place.count("warmline_stream_heard_total") == 4
    assert await place.count("warmline_stream_connected") == 0


async def test_a_mistake_of_ours_ends_one_connection_alone(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(breaks=[KeyError("a customer's words")])
    async with place.listening(desk):
        desk.say(place.line(0))
        await place.heard(1)
    assert "a mistake of ours ended the connection" in caplog.text


async def test_a_console_that_refuses_us_is_told_plainly_and_asked_again(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(breaks=[ConfigError(REFUSED)] * 3)
    async with place.listening(desk):
        await until(lambda: len(desk.begun) == 3)
        async with place.running.http() as http:
            assert (await http.get("/ready")).status_code == 200
        desk.say(place.line(0))
        assert await place.heard(1) == ["m0"]
    told = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    what = f"the stream {place.name} of acme cannot be listened to: {REFUSED}"
    assert told == [what] * 3
    assert "s3cret" not in caplog.text


async def test_a_tenant_that_is_switched_off_is_not_listened_to(place: Place) -> None:
    desk = Desk([place.line(0)])
    async with place.listening(desk, enabled=False):
        await asyncio.sleep(0.05)
    assert desk.begun == []


async def test_a_console_that_does_not_let_go_is_left_behind(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    deaf = Deaf()
    async with place.listening(deaf, pauses=replace(QUICK, stop=0.2)):
        await until(lambda: bool(deaf.begun))
    assert "does not let go" in caplog.text
    deaf.news.set()
    await asyncio.sleep(0.05)
    assert deaf.begun == [None]


async def test_a_connection_that_held_for_long_counts_as_the_first(place: Place) -> None:
    steep = Pauses(least=0.01, most=30.0, healthy=0.0)
    desk = Desk(breaks=[ConnectionError("gone")] * 12)
    async with place.listening(desk, pauses=steep):
        await until(lambda: len(desk.begun) == 13)

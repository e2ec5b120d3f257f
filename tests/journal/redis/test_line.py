import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from assist.journal.records import Unavailable
from assist.journal.redis import feed, line
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import CHAT, NOW, OTHER, expired, message, post, step, stream
from tests.journal.keeping import deliver, delivery
from tests.journal.redis.nodes import until
from tests.journal.redis.proxy import LosingProxy, losing
from tests.journal.redis.servers import RedisServer


@pytest.fixture
async def proxy(server: RedisServer) -> AsyncIterator[LosingProxy]:
    async with losing(server.port) as proxy:
        yield proxy


@pytest.fixture
async def far(proxy: LosingProxy, tmp_path: Path) -> AsyncIterator[RedisJournal]:
    """A journal whose Redis is behind the proxy."""
    url = f"redis://127.0.0.1:{proxy.port}"
    journal = await RedisJournal.open(url, key=tmp_path / "journal.key")
    try:
        yield journal
    finally:
        await journal.close()


async def test_G12_an_append_whose_answer_is_lost_rests_once_and_is_no_duplicate(
    proxy: LosingProxy, far: RedisJournal
) -> None:
    heard: list[int] = []
    far.follow(lambda key, epoch, entries: heard.extend(entry.offset for entry in entries))
    await post(far, "m1")
    proxy.lose = 1
    done = await asyncio.gather(post(far, "m2"), deliver(far, "m3", delivery()))
    assert proxy.lose == 0
    assert [(one.offset, one.duplicate) for one in done] == [(2, False), (3, False)]
    assert len(await stream(far)) == 3
    assert heard == [1, 2, 3]
    assert (await deliver(far, "m4", delivery())).offset == 3


async def test_G12_a_commit_whose_answer_is_lost_is_done_once(
    proxy: LosingProxy, far: RedisJournal
) -> None:
    await post(far, "m1")
    await post(far, "m2")
    proxy.lose = 1
    done = await far.commit(step(0, 1, expired("s1")))
    assert proxy.lose == 0
    assert done is not None
    assert (done.entries[0].offset, done.more) == (3, True)
    assert len(await stream(far)) == 3
    assert await far.commit(step(0, 1, expired("s1"))) is None
    assert far.backlogs == {"acme": 2}


async def test_G12_an_erasure_whose_answer_is_lost_is_told_as_done(
    proxy: LosingProxy, far: RedisJournal
) -> None:
    await post(far, "m1")
    erasing = far._server.writes
    plan = asyncio.create_task(far.erase(CHAT, NOW))
    while not erasing._calls:  # noqa: ASYNC110
        await asyncio.sleep(0)
    proxy.lose = 1
    assert await plan
    assert not await far.erase(CHAT, NOW)


async def test_G08_a_slow_redis_that_resets_connections_doubles_nothing(
    proxy: LosingProxy, far: RedisJournal
) -> None:
    proxy.delay = 0.05
    chance = random.Random(8)
    answered: set[str] = set()

    async def resets() -> None:
        while True:
            await asyncio.sleep(0.15)
            if chance.random() < 0.5:
                proxy.cut()

    async def send(number: int) -> None:
        while True:
            with suppress(Unavailable):
                await post(far, f"m{number}")
                answered.add(f"m{number}")
                return

    disturbing = asyncio.create_task(resets())
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        for number in range(40):
            tasks.create_task(send(number))
            await asyncio.sleep(0.02)
    disturbing.cancel()
    proxy.delay = 0.0
    entries = await stream(far)
    assert [entry.offset for entry in entries] == list(range(1, 41))
    assert {getattr(entry.event, "message_id", "") for entry in entries} == answered


async def test_G08_half_a_second_on_the_way_is_waited_for(
    proxy: LosingProxy, far: RedisJournal
) -> None:
    proxy.delay = 0.5
    assert (await post(far, "m1")).offset == 1


async def test_G07_a_node_that_is_cut_off_acknowledges_nothing_and_says_so(
    proxy: LosingProxy, far: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PATIENCE", 0.5)
    monkeypatch.setattr(feed, "PATIENCE", 0.5)
    await post(far, "m1")
    proxy.silent = True
    with pytest.raises(Unavailable):
        await post(far, "m2")
    assert await far.trouble() is not None
    with pytest.raises(Unavailable):
        await far.watch(CHAT)
    missed: list[int] = []
    far.hear(lambda news: None, lambda: missed.append(1))
    proxy.silent = False
    proxy.cut()
    async with asyncio.timeout(10):
        while await far.trouble() is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await until(lambda: missed)
    assert not (await post(far, "m3")).duplicate
    offsets = [entry.offset for entry in await stream(far)]
    assert offsets == list(range(1, len(offsets) + 1))


async def test_G13_calls_that_are_cancelled_poison_nothing(journal: RedisJournal) -> None:
    for number in range(40):
        calls = [
            asyncio.create_task(post(journal, f"m{number}")),
            asyncio.create_task(journal.read(CHAT, None, 0, 10)),
            asyncio.create_task(journal.watch(OTHER)),
        ]
        await asyncio.sleep(0 if number % 2 else 0.001)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
    done = await post(journal, "last")
    entries = await stream(journal)
    assert [entry.offset for entry in entries] == list(range(1, done.offset + 1))
    assert entries[-1].event == message("last", "last")


async def test_G14_a_feed_on_which_nothing_comes_stays_connected(
    server: RedisServer, journal: RedisJournal
) -> None:
    await journal.watch(CHAT)
    with server.client as client:
        before = {one["id"] for one in client.client_list()}
        await asyncio.sleep(2.0)  # Longer than any deadline of this node's.
        after = {one["id"] for one in client.client_list()}
    assert before == after
    assert await journal.trouble() is None


async def test_scripts_that_redis_forgot_are_loaded_again(
    server: RedisServer, journal: RedisJournal
) -> None:
    await post(journal, "m1")
    with server.client as client:
        client.script_flush()
    done = await asyncio.gather(post(journal, "m2"), journal.load(CHAT))
    assert (done[0].offset, done[0].duplicate) == (2, False)


async def test_what_cannot_be_sent_harms_none_of_its_neighbours(journal: RedisJournal) -> None:
    done = await asyncio.gather(
        post(journal, "m1"), post(journal, "m\ud800"), post(journal, "m2"), return_exceptions=True
    )
    assert isinstance(done[1], Exception)
    assert [entry.offset for entry in await stream(journal)] == [1, 2]


async def test_a_closed_journal_takes_nothing(server: RedisServer, tmp_path: Path) -> None:
    journal = await RedisJournal.open(server.url, key=tmp_path / "journal.key")
    posts = [asyncio.create_task(post(journal, f"m{n}")) for n in range(200)]
    await asyncio.sleep(0)
    await journal.close()
    await journal.close()
    assert [done.offset for done in await asyncio.gather(*posts)] == list(range(1, 201))
    with pytest.raises(Unavailable, match="closed"):
        await post(journal, "late")
    with pytest.raises(Unavailable, match="closed"):
        await journal.load(CHAT)

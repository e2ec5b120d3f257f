import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assist.events import ContextGiven
from assist.journal.nodes import Gone, News
from assist.journal.records import Assignment, Entry, Key, Mark, Unavailable
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import CHAT, NOW, OTHER, expired, loaded, post, step, stream
from tests.journal.redis.nodes import die, nodes, until
from tests.journal.redis.servers import RedisServer

Pair = tuple[RedisJournal, RedisJournal]


@pytest.fixture
async def pair(server: RedisServer, tmp_path: Path) -> AsyncIterator[Pair]:
    async with nodes(server.url, tmp_path, 2) as (one, two):
        yield one, two


def woken(journal: RedisJournal) -> list[Key]:
    keys: list[Key] = []
    journal.employ(keys.append, lambda: None)
    return keys


def called(journal: RedisJournal) -> list[int]:
    looks: list[int] = []
    journal.employ(lambda key: None, lambda: looks.append(1))
    return looks


def followed(journal: RedisJournal) -> list[tuple[str, int]]:
    heard: list[tuple[str, int]] = []

    def listen(key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        heard.extend((key.conversation, entry.offset) for entry in entries)

    journal.follow(listen)
    return heard


async def test_C08_the_same_message_at_three_nodes_at_once_rests_once(
    server: RedisServer, tmp_path: Path
) -> None:
    async with nodes(server.url, tmp_path, 3) as journals:
        done = await asyncio.gather(*(post(journals[n % 3], "m1") for n in range(99)))
        assert {each.offset for each in done} == {1}
        assert sum(not each.duplicate for each in done) == 1
        assert len(await stream(journals[0])) == 1


async def test_G02_of_two_nodes_that_commit_one_is_refused(pair: Pair) -> None:
    one, two = pair
    await post(one, "m1")
    done = await asyncio.gather(
        one.commit(step(0, 1, expired("one"), state=b"one")),
        two.commit(step(0, 1, expired("two"), state=b"two")),
    )
    assert sum(each is not None for each in done) == 1
    found = await loaded(two)
    assert (found.top, found.revision) == (2, 1)
    assert found.state == (b"one" if done[0] else b"two")


async def test_messages_at_two_nodes_take_one_row_of_offsets(pair: Pair) -> None:
    done = await asyncio.gather(*(post(pair[n % 2], f"m{n}") for n in range(60)))
    assert sorted(each.offset for each in done) == list(range(1, 61))
    assert len({each.epoch for each in done}) == 1


async def test_what_one_node_looks_after_wakes_no_other(pair: Pair) -> None:
    one, two = pair
    wakes = [woken(journal) for journal in pair]
    await post(one, "m1")
    await post(two, "m2")
    assert wakes == [[CHAT], []]
    assert await two.work(two.clock(), 10) == ()
    done = await one.commit(step(0, 1))
    assert done is not None
    assert done.more, "who looks after it learns what came to the other"
    done = await one.commit(step(1, 2))
    assert done is not None
    assert not done.more
    await post(two, "m3")
    assert wakes == [[CHAT], [CHAT]], "nobody looks after it, so it is whose message came"


async def test_G01_what_a_dead_node_held_comes_up_at_another(pair: Pair) -> None:
    one, two = pair
    await post(one, "m1")
    await asyncio.sleep(0.6)
    assert await two.work(two.clock(), 10) == ()
    await die(one)
    async with asyncio.timeout(8):
        while not await two.work(two.clock(), 10):  # noqa: ASYNC110
            await asyncio.sleep(two.sweep)
    assert await two.commit(step(0, 1)) is not None


async def test_a_node_that_lives_keeps_what_it_looks_after(pair: Pair) -> None:
    one, two = pair
    await post(one, "m1")
    await asyncio.sleep(2.8)  # Longer than the lease.
    assert await two.work(two.clock(), 10) == ()
    assert await one.work(one.clock(), 10) == (CHAT,)


async def test_what_another_finished_is_held_no_longer(pair: Pair) -> None:
    one, two = pair
    await post(one, "m1")
    assert await two.commit(step(0, 1)) is not None
    assert await one.work(one.clock(), 10) == ()
    await post(two, "m2")
    assert await one.work(one.clock(), 10) == ()


async def test_what_a_node_releases_is_taken_at_once(pair: Pair) -> None:
    one, two = pair
    await post(one, "m1")
    await post(one, "m1", key=OTHER)
    looks = called(two)
    await one.release((CHAT, OTHER))
    await until(lambda: looks)
    assert set(await two.work(two.clock(), 10)) == {CHAT, OTHER}
    assert await one.work(one.clock(), 10) == ()


async def test_a_node_that_closes_leaves_its_work_to_the_others(
    server: RedisServer, tmp_path: Path
) -> None:
    async with nodes(server.url, tmp_path, 2) as (one, two):
        await post(one, "m1")
        looks = called(two)
        await one.close()
        await until(lambda: looks)
        assert await two.work(two.clock(), 10) == (CHAT,)


async def test_a_timer_that_is_due_is_one_nodes(pair: Pair) -> None:
    one, two = pair
    await post(one, "m1")
    await one.commit(step(0, 1, wake_at=NOW))
    found = [await journal.work(NOW, 10) for journal in (two, one)]
    assert found == [(CHAT,), ()]
    await two.commit(step(1, 1, expired("s1"), wake_at=NOW + 60))
    assert await one.work(NOW + 59, 10) == ()
    assert await one.work(NOW + 60, 10) == (CHAT,)
    assert await two.next_timer() == NOW + 60


async def test_who_watches_hears_what_other_nodes_write(pair: Pair) -> None:
    one, two = pair
    heard = followed(two)
    await two.watch(CHAT)
    await two.watch(CHAT)
    await post(one, "m1")
    await one.commit(step(0, 1, expired("s1"), expired("s2")))
    await post(one, "m1", key=OTHER)
    await until(lambda: len(heard) == 3)
    assert heard == [(CHAT.conversation, offset) for offset in (1, 2, 3)]
    two.unwatch(CHAT)
    await post(one, "m2")
    await until(lambda: len(heard) == 4)
    two.unwatch(CHAT)
    await asyncio.sleep(0.1)
    await post(one, "m3")
    await two.watch(OTHER)
    await post(one, "m2", key=OTHER)
    await until(lambda: len(heard) == 5)
    assert heard[3:] == [(CHAT.conversation, 4), (OTHER.conversation, 2)]


async def test_a_node_hears_its_own_writing_once(pair: Pair) -> None:
    one, two = pair
    heard = followed(one)
    await one.watch(CHAT)
    await post(one, "m1")
    assert heard == [(CHAT.conversation, 1)]
    await post(two, "m2")
    await until(lambda: len(heard) == 2)
    assert heard == [(CHAT.conversation, 1), (CHAT.conversation, 2)]


async def test_marks_assignments_and_erasures_are_told_to_all(pair: Pair) -> None:
    one, two = pair
    news: list[News] = []
    mine: list[News] = []
    two.hear(news.append, lambda: None)
    one.hear(mine.append, lambda: None)
    mark = Mark(tenant="acme", sort="revoked", id="ada", at=NOW, data="all", until=NOW + 5)
    await one.mark(mark)
    await one.mark(replace(mark, sort="followed"))
    given = ContextGiven(context_id="c", at=NOW, agent="ada")
    await one.append(CHAT, "c", b"", given, NOW)
    await one.erase(CHAT, NOW)
    await until(lambda: len(news) == 3)
    assert news == [mark, Assignment(key=CHAT, agent="ada"), Gone(key=CHAT)]
    assert mine == []


async def test_who_was_cut_off_is_told_that_something_was_missed(
    server: RedisServer, pair: Pair
) -> None:
    one, two = pair
    missed: list[int] = []
    two.hear(lambda news: None, lambda: missed.append(1))
    heard = followed(two)
    await two.watch(CHAT)
    with server.client as client:
        client.client_kill_filter(_type="pubsub")
    await until(lambda: missed)
    await post(one, "m1")
    await until(lambda: heard)
    assert heard == [(CHAT.conversation, 1)]


async def test_who_waits_to_watch_is_told_that_the_journal_closes(pair: Pair) -> None:
    one, _ = pair
    one._feed._task.cancel()
    waiting = [asyncio.create_task(one.watch(key)) for key in (CHAT, OTHER)]
    await asyncio.sleep(0.05)
    waiting[1].cancel()
    await one.close()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in done] == [Unavailable, asyncio.CancelledError]


async def test_a_claim_is_one_nodes_until_it_ends(pair: Pair) -> None:
    one, two = pair
    assert await one.claim("retention", 0.3)
    assert not await two.claim("retention", 0.3)
    assert await two.claim("another", 0.3)
    assert await one.claim("retention", 0.3)
    await asyncio.sleep(0.4)
    assert await two.claim("retention", 0.3)


async def test_how_much_waits_is_known_at_every_node(pair: Pair) -> None:
    one, two = pair
    for name in ("m1", "m2"):
        await post(one, name)
    assert one.backlogs == {"acme": 2}
    await until(lambda: two.backlogs == {"acme": 2})
    await two.commit(replace(step(0, 1), answered=1))
    assert two.backlogs == {"acme": 1}
    await two.commit(replace(step(1, 2), answered=1))
    assert two.backlogs == {}
    await post(one, "m3")
    await one.erase(CHAT, NOW)
    assert one.backlogs == {}
    await until(lambda: two.backlogs == {})

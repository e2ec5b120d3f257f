import asyncio
import logging
import shutil
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import redis

from assist.journal.records import Entry, Unavailable
from assist.journal.redis import line
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import CHAT, OTHER, expired, loaded, post, step, stream
from tests.journal.redis.nodes import die, nodes, until
from tests.journal.redis.proxy import losing
from tests.journal.redis.servers import RedisServer, running


async def served(journal: RedisJournal) -> None:
    """Return once the journal is there again."""
    async with asyncio.timeout(15):
        while await journal.trouble() is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def steadily(journal: RedisJournal, acked: dict[str, int], name: str) -> None:
    """Post one message after the other; note those that were acknowledged."""
    number = 0
    while True:
        with suppress(Unavailable):
            done = await post(journal, f"{name}{number}")
            assert done.offset not in acked.values()
            acked[f"{name}{number}"] = done.offset
            number += 1
        await asyncio.sleep(0)


async def test_G04_a_redis_that_is_killed_and_comes_back_loses_nothing_acknowledged(
    tmp_path: Path,
) -> None:
    acked: dict[str, int] = {}
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 2) as journals:
            await journals[1].watch(CHAT)
            missed: list[int] = []
            journals[1].hear(lambda news: None, lambda: missed.append(1))
            tasks = [
                asyncio.create_task(steadily(journals[n % 2], acked, f"{n}-")) for n in range(8)
            ]
            await until(lambda: len(acked) > 300)
            server.kill()
            known = dict(acked)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(server.start)
            await until(lambda: len(acked) > len(known) + 300, 15)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for journal in journals:
                await served(journal)
            await until(lambda: missed)
            found = {
                getattr(entry.event, "message_id", ""): entry.offset
                for entry in await everything(journals[0])
            }
            assert acked.items() <= found.items()
            assert sorted(found.values()) == list(range(1, len(found) + 1))
            assert "." not in (await loaded(journals[0])).epoch, "nothing was lost"
            assert journals[0].lost == 0
            with server.client as client:
                before = client.info("stats")["total_commands_processed"]
                await asyncio.sleep(1.0)
                after = client.info("stats")["total_commands_processed"]
            assert after - before < 200, "nobody asks in a circle"


async def test_what_no_node_can_vouch_for_gets_another_name(tmp_path: Path) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 2) as (one, two):
            first = await post(one, "m1")
            await two.close()
            server.kill()
            await asyncio.to_thread(server.start)
            # Another node comes first; the one that was there vouches for what is.
            async with nodes(server.url, tmp_path, 1) as (fresh,):
                assert (await post(fresh, "m1")).epoch == first.epoch
            server.kill()
            await die(one)
        await asyncio.to_thread(server.start)
        async with nodes(server.url, tmp_path, 2) as (one, two):
            again = await post(one, "m1")
            assert (again.epoch, again.duplicate) == (f"{first.epoch}.1", True)
            page = await two.read(CHAT, first.epoch, 1, 10)
            assert page is not None
            assert page.reason == "epoch"
        async with nodes(server.url, tmp_path, 1) as (one,):
            assert (await post(one, "m1")).epoch == again.epoch, "the same life of the server"


async def test_a_node_closes_while_redis_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PATIENCE", 0.5)
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 3) as journals:
            for number, journal in enumerate(journals):
                await post(journal, f"m{number}")
                await journal.watch(CHAT)
            server.kill()
            # At once, while it is being found out, and once it is known.
            for journal, pause in zip(journals, (0.0, 0.05, 0.6), strict=True):
                await asyncio.sleep(pause)
                async with asyncio.timeout(12):
                    await journal.close()


async def everything(journal: RedisJournal) -> list[Entry]:
    entries: list[Entry] = []
    page = await journal.read(CHAT, None, 0, 300)
    while page is not None and page.entries:
        entries += page.entries
        page = await journal.read(CHAT, page.epoch, page.entries[-1].offset, 300)
    return entries


async def test_G05_a_redis_that_comes_back_empty_is_found_out_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 2) as journals:
            missed: list[int] = []
            journals[1].hear(lambda news: None, lambda: missed.append(1))
            before = await post(journals[0], "m1")
            await post(journals[1], "m2")
            server.kill()
            shutil.rmtree(tmp_path / "redis" / "appendonlydir")
            server.start()
            await until(lambda: missed and all(journal.lost for journal in journals))
            after = await post(journals[1], "m1")
            assert (after.offset, after.duplicate) == (1, False)
            assert after.epoch != before.epoch
            page = await journals[0].read(CHAT, before.epoch, 1, 10)
            assert page is not None
            assert page.reason == "epoch"
            assert [journal.lost for journal in journals] == [1, 1]
            assert "lost writes that were acknowledged" in caplog.text
            assert {one.levelno for one in caplog.records if "lost writes" in one.message} == {
                logging.ERROR
            }


async def test_G11_a_redis_that_went_back_in_time_gives_every_epoch_another_name(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 3) as journals:
            missed: set[int] = set()
            for number, journal in enumerate(journals):
                journal.hear(lambda news: None, partial(missed.add, number))
            first = await post(journals[0], "m1")
            await journals[0].commit(step(0, 1, expired("s1")))
            with server.client as client:
                client.bgrewriteaof()
                await asyncio.sleep(0.1)
                while client.info("persistence")["aof_rewrite_in_progress"]:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            copied = tmp_path / "copied"
            shutil.copytree(tmp_path / "redis" / "appendonlydir", copied)
            await post(journals[1], "m2")
            held = await loaded(journals[1])
            server.kill()
            shutil.rmtree(tmp_path / "redis" / "appendonlydir")
            shutil.copytree(copied, tmp_path / "redis" / "appendonlydir")
            server.start()
            # Only the second node knows what was lost: the others wait for it.
            again = await post(journals[2], "m3")
            assert (again.offset, again.epoch) == (3, f"{first.epoch}.1")
            assert journals[1].lost == 1
            await until(lambda: len(missed) == 3)
            page = await journals[0].read(CHAT, held.epoch, 3, 10)
            assert page is not None
            assert page.reason == "epoch"
            late = step(1, 3, expired("s2"))
            assert await journals[1].commit(replace(late, epoch=held.epoch)) is None
            assert await journals[1].commit(replace(late, epoch=again.epoch)) is not None
            assert len(await stream(journals[1])) == 4


async def test_G06_what_replicas_have_is_there_after_a_promotion(tmp_path: Path) -> None:
    """The primary loses its replica, writes on alone, and dies."""
    acked: dict[str, int] = {}
    with running(tmp_path / "one") as one:
        replica = {"replicaof": f"127.0.0.1 {one.port}"}
        with running(tmp_path / "two", replica) as two:
            await linked(two)
            async with nodes(one.url, tmp_path, 1, replicas=1) as (journal,):
                task = asyncio.create_task(steadily(journal, acked, "a"))
                await until(lambda: len(acked) > 100)
                with two.client as client:
                    client.execute_command("REPLICAOF", "NO", "ONE")
                with suppress(TimeoutError):
                    await until(lambda: False, 1.5)
                task.cancel()
                assert await journal.trouble() is not None
            one.kill()
            async with nodes(two.url, tmp_path, 1) as (journal,):
                found = {
                    getattr(entry.event, "message_id", ""): entry.offset
                    for entry in await everything(journal)
                }
                assert acked.items() <= found.items()


async def linked(replica: RedisServer) -> None:
    with replica.client as client:
        while client.info("replication")["master_link_status"] != "up":  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_G06_without_replicas_asked_for_what_a_promotion_lost_is_told(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "one") as one:
        replica = {"replicaof": f"127.0.0.1 {one.port}"}
        with running(tmp_path / "two", replica) as two:
            await linked(two)
            async with losing(one.port) as proxy:
                url = f"redis://127.0.0.1:{proxy.port}"
                async with nodes(url, tmp_path, 1) as (journal,):
                    first = await post(journal, "m1")
                    with two.client as client:
                        await written(client, 1)
                        client.execute_command("REPLICAOF", "NO", "ONE")
                    await post(journal, "m2")
                    proxy.target = two.port
                    one.kill()
                    await until(lambda: journal.lost == 1)
                    again = await post(journal, "m3")
                    assert (again.epoch, again.offset) == (f"{first.epoch}.1", 2)
                    assert (await post(journal, "m1", key=OTHER)).offset == 1


async def written(client: "redis.Redis", count: int) -> None:
    """Return once so many writes have come to a replica."""
    while int(client.get("{warmline}:seq") or 0) < count:  # noqa: ASYNC110
        await asyncio.sleep(0.01)

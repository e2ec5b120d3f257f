import asyncio
from pathlib import Path

import pytest

from assist.journal.records import Unavailable
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import CHAT, NOW, expired, loaded, post, step, stream
from tests.journal.redis.nodes import nodes
from tests.journal.redis.servers import running


async def test_G09_a_redis_that_is_full_acknowledges_nothing_and_is_read_on(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 1) as (journal,):
            await post(journal, "m1")
            before = await loaded(journal)
            with server.client as client:
                client.config_set("maxmemory", "1mb")
                await trouble(journal, there=True)
                assert "full" in (await journal.trouble() or "")
                for call in (
                    post(journal, "m2"),
                    journal.commit(step(0, 1, expired("s1"))),
                    journal.erase(CHAT, NOW),
                ):
                    with pytest.raises(Unavailable, match="maxmemory"):
                        await call
                assert await loaded(journal) == before, "a refusal leaves no half of a step"
                assert len(await stream(journal)) == 1
                assert journal.failed is None
                client.config_set("maxmemory", "0")
            await trouble(journal, there=False)
            assert (await post(journal, "m2")).offset == 2


async def test_a_redis_that_is_nearly_full_says_so_while_it_still_takes(tmp_path: Path) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 1) as (journal,):
            with server.client as client:
                used = client.info("memory")["used_memory"]
                client.config_set("maxmemory", int(used * 1.04))
            await trouble(journal, there=True)
            assert "nearly full" in (await journal.trouble() or "")


async def trouble(journal: RedisJournal, *, there: bool) -> None:
    async with asyncio.timeout(8):
        while (await journal.trouble() is not None) is not there:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

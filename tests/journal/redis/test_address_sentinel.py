import asyncio
from contextlib import ExitStack, suppress
from pathlib import Path

from assist.journal.records import Unavailable
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import post
from tests.journal.redis.nodes import nodes, until
from tests.journal.redis.servers import RedisServer, running
from tests.journal.redis.test_terms import everything, linked

SENTINELS = 3


def sentinel(folder: Path, primary: RedisServer) -> RedisServer:
    server = RedisServer(folder, sentinel=True)
    server.settings = {
        "sentinel monitor main 127.0.0.1": f"{primary.port} 2",
        "sentinel down-after-milliseconds main": "500",
        "sentinel failover-timeout main": "2000",
        "sentinel parallel-syncs main": "1",
    }
    return server


async def test_G19_a_failover_by_sentinels_needs_no_restart(tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = stack.enter_context(running(tmp_path / "one"))
        settings = {"replicaof": f"127.0.0.1 {one.port}"}
        two = stack.enter_context(running(tmp_path / "two", settings))
        sentinels = [sentinel(tmp_path / f"s{n}", one) for n in range(SENTINELS)]
        for server in sentinels:
            server.start()
            stack.callback(server.kill)
        await linked(two)
        await known(sentinels)
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in sentinels)
        acked: dict[str, int] = {}
        url = f"redis+sentinel://{hosts}/main?db=0"
        async with nodes(url, tmp_path, 2, replicas=1) as journals:
            for number in range(50):
                acked[f"m{number}"] = (await post(journals[number % 2], f"m{number}")).offset
            one.kill()
            await until(lambda: promoted(two), 20)
            # The other one comes back as a replica, for one was asked for.
            one.settings = {"replicaof": f"127.0.0.1 {two.port}"}
            one.start()
            for number in range(50, 60):
                acked[f"m{number}"] = await posted(journals[number % 2], f"m{number}")
            found = {
                getattr(entry.event, "message_id", ""): entry.offset
                for entry in await everything(journals[0])
            }
            assert found == acked
            assert sorted(found.values()) == list(range(1, 61))
            assert [journal.lost for journal in journals] == [0, 0]


async def posted(journal: RedisJournal, name: str) -> int:
    async with asyncio.timeout(20):
        while True:
            with suppress(Unavailable):
                return (await post(journal, name)).offset
            await asyncio.sleep(0.05)


def promoted(server: RedisServer) -> bool:
    with server.client as client:
        return bool(client.info("replication")["role"] == "master")


async def known(sentinels: list[RedisServer]) -> None:
    """Return once all Sentinels know of each other and of the replica."""
    async with asyncio.timeout(15):
        for server in sentinels:
            with server.client as client:
                while True:
                    state = client.sentinel_master("main")
                    if state["num-other-sentinels"] == SENTINELS - 1 and state["num-slaves"] == 1:
                        break
                    await asyncio.sleep(0.05)

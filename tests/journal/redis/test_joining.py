import logging
from pathlib import Path

import pytest
import redis

from assist.errors import ConfigError
from assist.journal.redis import joining
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import post
from tests.journal.redis.servers import RedisServer, running


async def refused(server: RedisServer, folder: Path, reason: str, **options: object) -> None:
    with pytest.raises(ConfigError, match=reason):
        await RedisJournal.open(server.url, key=folder / "journal.key", **options)  # type: ignore[arg-type]


async def test_G10_a_redis_without_an_append_only_file_is_refused_unless_it_may_lose(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path / "redis", {"appendonly": "no"}) as server:
        await refused(server, tmp_path, "set `appendonly yes`; `--allow-volatile` starts")
        journal = await RedisJournal.open(server.url, key=tmp_path / "key", allow_volatile=True)
        assert (await post(journal, "m1")).offset == 1
        await journal.close()
    assert "may be lost" in caplog.text
    assert caplog.records[0].levelno == logging.WARNING


async def test_G10_a_redis_that_drops_keys_is_refused(tmp_path: Path) -> None:
    settings = {"maxmemory": "100mb", "maxmemory-policy": "allkeys-lru"}
    with running(tmp_path / "redis", settings) as server:
        await refused(server, tmp_path, "set `maxmemory-policy noeviction`")
        with server.client as client:
            client.config_set("maxmemory-policy", "noeviction")
        journal = await RedisJournal.open(server.url, key=tmp_path / "key")
        await journal.close()


async def test_G10_a_replica_is_refused(tmp_path: Path, server: RedisServer) -> None:
    with running(tmp_path / "two", {"replicaof": f"127.0.0.1 {server.port}"}) as replica:
        await refused(replica, tmp_path, "give the address of the primary")
        await refused(replica, tmp_path, "give the address of the primary", allow_volatile=True)


async def test_G10_more_replicas_than_there_are_cannot_be_asked_for(
    server: RedisServer, tmp_path: Path
) -> None:
    await refused(server, tmp_path, "1 replicas are asked for and 0 connected", replicas=1)


async def test_G10_a_redis_that_is_too_old_is_refused(
    server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "OLDEST_REDIS", (99, 0))
    await refused(server, tmp_path, "use Redis 99.0 or later")


async def test_G10_a_redis_that_tells_nothing_of_itself_is_asked_in_another_way(
    server: RedisServer, tmp_path: Path
) -> None:
    with server.client as client:
        client.execute_command(
            "ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-config"
        )
    url = f"redis://app:secret@127.0.0.1:{server.port}/0"
    journal = await RedisJournal.open(url, key=tmp_path / "key")
    assert (await post(journal, "m1")).offset == 1
    await journal.close()


async def test_a_wrong_password_is_refused_and_not_repeated(
    server: RedisServer, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="its password") as found:
        url = f"redis://nobody:hunter2@127.0.0.1:{server.port}/0"
        await RedisJournal.open(url, key=tmp_path / "key")
    assert "hunter2" not in str(found.value)


async def test_a_redis_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be reached"):
        await RedisJournal.open("redis://127.0.0.1:1/0", key=tmp_path / "key")


async def test_G18_two_deployments_with_one_prefix_are_kept_apart(
    server: RedisServer, tmp_path: Path
) -> None:
    ours = await RedisJournal.open(server.url, key=tmp_path / "ours")
    with pytest.raises(ConfigError, match="give all nodes the same file"):
        await RedisJournal.open(server.url, key=tmp_path / "theirs")
    theirs = await RedisJournal.open(server.url, key=tmp_path / "theirs", prefix="theirs")
    for journal in (ours, theirs):
        assert (await post(journal, "m1")).offset == 1
        await journal.close()
    with server.client as client:
        assert all(key.startswith((b"{warmline}:", b"{theirs}:")) for key in client.scan_iter())


async def test_G18_keys_of_others_under_the_prefix_are_left_alone(
    server: RedisServer, tmp_path: Path
) -> None:
    with server.client as client:
        client.set("{warmline}:something", "else")
        await refused(server, tmp_path, "keys that are not Warmline's")
        assert client.keys() == [b"{warmline}:something"]


async def test_G21_a_journal_of_another_layout_is_refused(
    server: RedisServer, tmp_path: Path
) -> None:
    journal = await RedisJournal.open(server.url, key=tmp_path / "journal.key")
    await journal.close()
    with server.client as client:
        client.hset("{warmline}:meta", "layout", "99")
        await refused(server, tmp_path, "has layout 99")


async def test_G21_a_node_that_meets_another_layout_later_stops_for_good(
    server: RedisServer, tmp_path: Path
) -> None:
    journal = await RedisJournal.open(server.url, key=tmp_path / "journal.key")
    with server.client as client:
        client.hset("{warmline}:meta", mapping={"layout": "99", "term": "another"})
    with pytest.raises(Exception, match="layout 99"):
        await post(journal, "m1")
    assert journal.failed is not None
    assert "layout 99" in journal.failed
    assert await journal.trouble() == journal.failed
    await journal.close()


@pytest.mark.parametrize("prefix", ["", "a b", "{x}", "a:b", "a*"])
async def test_a_prefix_that_keys_cannot_have_is_refused(
    server: RedisServer, tmp_path: Path, prefix: str
) -> None:
    await refused(server, tmp_path, "the prefix of the keys", prefix=prefix)


async def test_a_socket_of_this_machine_does_as_well(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with running(tmp_path / "redis", {"unixsocket": str(path)}):
        journal = await RedisJournal.open(f"unix://{path}?db=2", key=tmp_path / "key")
        assert (await post(journal, "m1")).offset == 1
        await journal.close()


async def test_all_keys_lie_in_one_slot(server: RedisServer, tmp_path: Path) -> None:
    journal = await RedisJournal.open(server.url, key=tmp_path / "journal.key")
    await post(journal, "m1")
    await journal.close()
    with redis.Redis(port=server.port) as client:
        assert all(key.startswith(b"{warmline}:") for key in client.scan_iter())

from pathlib import Path

import redis

from benchmarks.costs import counted, ids, shared


def test_a_redis_is_started_as_it_is_packaged_and_its_use_is_counted(tmp_path: Path) -> None:
    with shared(tmp_path) as port, redis.Redis(port=port) as client:
        assert client.config_get("appendonly", "maxmemory-policy") == {
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
        before = counted(client)
        client.set("{warmline}:s:chat", b"state" * 2000)
        client.hset("{warmline}:i:chat", mapping={f"m{number}": "1" * 50 for number in range(200)})
        after = counted(client)
        assert after.memory - before.memory > 20_000
        assert after.disk - before.disk > 20_000
        assert after.heard - before.heard > 20_000
        assert after.said > before.said
        # Of the ids alone.
        assert 10_000 < ids(client) < 30_000

"""A Redis, and what is asked of it -> whether a journal may rest there, or why not."""

import logging
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from assist.errors import ConfigError
from assist.journal.redis.terms import ask, info

OLDEST_REDIS: Final = (6, 2)
OLDEST_VALKEY: Final = (7, 2)
_LOOK_AT: Final = 200_000
"""Keys among which one of somebody else's is looked for, before the first start."""

log = logging.getLogger("warmline.journal")


async def check(
    connection: AbstractConnection, meta: str, *, replicas: int, allow_volatile: bool
) -> None:
    """Pass where a journal may rest.

    Raises:
        ConfigError: what this Redis is or lacks, and what would be right.
    """
    server = await info(connection, "server")
    _old_enough(server)
    if (await info(connection, "replication")).get("role") == "slave":
        raise ConfigError(
            "journal: this Redis is a replica, which cannot be written; give the address of the "
            "primary, or of the Sentinels (redis+sentinel://)"
        )
    for reason in await _volatile(connection, replicas):
        if not allow_volatile:
            raise ConfigError(f"journal: {reason}; `--allow-volatile` starts nevertheless")
        log.warning("what is acknowledged may be lost: %s", reason)
    await _ours(connection, meta)


def _old_enough(server: dict[str, str]) -> None:
    what, oldest, found = "Redis", OLDEST_REDIS, server.get("redis_version", "")
    if "valkey_version" in server:
        what, oldest, found = "Valkey", OLDEST_VALKEY, server["valkey_version"]
    if found and _numbers(found) < oldest:
        least = ".".join(map(str, oldest))
        raise ConfigError(f"journal: {what} {found} is too old; use {what} {least} or later")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


async def _volatile(connection: AbstractConnection, replicas: int) -> list[str]:
    """Return why what is acknowledged could be lost."""
    reasons: list[str] = []
    if (await _appends(connection)) is not True:
        reasons.append("this Redis keeps no append-only file; set `appendonly yes`")
    elif await _setting(connection, "appendfsync") == b"no":
        reasons.append(
            "this Redis leaves it to the system when its file is on the disk (`appendfsync no`); "
            "set `appendfsync everysec` or `always`"
        )
    memory = await info(connection, "memory")
    policy = memory.get("maxmemory_policy", "noeviction")
    if memory.get("maxmemory", "0") != "0" and policy != "noeviction":
        reasons.append(
            f"this Redis drops keys when it is full (`maxmemory-policy {policy}`); "
            "set `maxmemory-policy noeviction`"
        )
    connected = int((await info(connection, "replication")).get("connected_slaves", "0"))
    if connected < replicas:
        reasons.append(
            f"{replicas} replicas are asked for and {connected} connected; "
            "start the replicas first, or ask for fewer"
        )
    return reasons


async def _appends(connection: AbstractConnection) -> bool:
    """Return whether an append-only file is kept."""
    found = (await info(connection, "persistence")).get("aof_enabled")
    if found is not None:
        return found == "1"
    return await _setting(connection, "appendonly") == b"yes"


async def _setting(connection: AbstractConnection, name: str) -> bytes | None:
    """Return what is set; None where that is not told."""
    try:
        reply = await ask(connection, "CONFIG", "GET", name)
    except ResponseError:
        return None
    return reply[1] if len(reply) == 2 else None


async def _ours(connection: AbstractConnection, meta: str) -> None:
    """Pass where nobody else's keys begin with our prefix."""
    if await ask(connection, "EXISTS", meta):
        return
    prefix = meta.removesuffix("meta")
    cursor, looked = b"0", 0
    while looked < _LOOK_AT:
        pattern = prefix.replace("[", "\\[").replace("*", "\\*").replace("?", "\\?") + "*"
        cursor, found = await ask(connection, "SCAN", cursor, "MATCH", pattern, "COUNT", 1000)
        # Another node may have begun the journal meanwhile: `meta` is the first that it writes.
        if found and not await ask(connection, "EXISTS", meta):
            raise ConfigError(
                f"journal: keys that are not Warmline's begin with {prefix}; "
                "give the journal a prefix of its own"
            )
        looked += 1000
        if cursor == b"0":
            return

"""A journal's file -> the same journal in a Redis, whole and counted, before any node may join it.

While it is being written the Redis is locked: `meta` names no layout that a node knows. What broke
off is cleared away by the next try. The file is put aside before the lock goes, so at no time could
one server write to the file and others to the Redis.
"""

import asyncio
import math
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

from assist.errors import ConfigError
from assist.journal import check
from assist.journal.past import open_past
from assist.journal.redis import errors, joining, layout
from assist.journal.redis.address import Address
from assist.journal.redis.layout import Argument, Reply
from assist.journal.redis.rows import Rows
from assist.journal.redis.terms import MOVING, Terms, ask
from assist.journal.secret import Secret

_BATCH: Final = 512
_PATIENCE: Final = 60.0
"""Seconds for the answers to one batch: its disk may be slow."""
_HARMLESS: Final = "state"
"""Damage that mends itself, see `warmline doctor`."""

Advance = Callable[[int], None]
"""Is told how many bytes were sent since the last call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What is in the Redis now; `aside`: the folder of the old file."""

    conversations: int
    events: int
    aside: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a journal goes; `prefix`, `replicas` and `allow_volatile` as its nodes will have."""

    url: str
    prefix: str
    replicas: int
    allow_volatile: bool


async def move(
    journal: Path,
    place: Place,
    secret: Secret,
    now: float,
    put_aside: Callable[[], Path | None],
    advance: Advance = lambda _: None,
) -> Moved:
    """Write the journal at a path, which nobody else has open, into a Redis that has none.

    Args:
        journal: the file.
        place: the Redis.
        secret: the key of the journal's hashes.
        now: seconds since the epoch.
        put_aside: is called once all is there; keeps the file where no server finds it.
        advance: hears how far it is.

    Raises:
        ConfigError: the file is not sound, or the Redis is no place for it; it stays as it was.
    """
    address = Address(place.url)
    try:
        connection = await address.connect()
        try:
            return await _into(connection, journal, place, secret, now, put_aside, advance)
        finally:
            await connection.disconnect(nowait=True)
    except ResponseError as error:
        raise ConfigError(f"journal: {errors.why(error)}") from None
    except (RedisError, OSError, TimeoutError) as error:
        # Its words may hold the address, and so a password.
        raise ConfigError(
            f"journal: the Redis cannot be reached, or broke off ({type(error).__name__}); run it"
            " again when it is back, it begins anew"
        ) from None
    finally:
        await address.close()


async def _into(
    connection: AbstractConnection,
    journal: Path,
    place: Place,
    secret: Secret,
    now: float,
    put_aside: Callable[[], Path | None],
    advance: Advance,
) -> Moved:
    prefix = f"{{{place.prefix}}}:"
    meta = f"{prefix}meta"
    await joining.check(
        connection, meta, replicas=place.replicas, allow_volatile=place.allow_volatile
    )
    with open_past(journal) as file:
        _sound(file, journal)
        await _lock(connection, meta, secret.name("journal"))
        rows = Rows(connection=file, secret=secret, prefix=prefix, now=now)
        await _send(connection, rows.commands(), advance)
        conversations, events = await _count(connection, rows)
    await _copied(connection, place.replicas)
    aside = put_aside()
    await ask(connection, "DEL", meta)
    # As the first node would: from now on only those with the same key are let in.
    await Terms(meta, secrets.token_hex(4), secret.name("journal"), lambda: None).enter(connection)
    return Moved(conversations=conversations, events=events, aside=aside)


async def _lock(connection: AbstractConnection, meta: str, fingerprint: str) -> None:
    """Keep nodes out, and clear away what an earlier try has left."""
    lock = MOVING + fingerprint.encode()
    if await ask(connection, "HSETNX", meta, "layout", lock):
        return
    if await ask(connection, "HGET", meta, "layout") != lock:
        raise ConfigError(
            "journal: there is a journal in this Redis already; give an empty one, or another"
            " `journal_prefix` in the configuration file"
        )
    prefix, cursor = meta.removesuffix("meta"), b"0"
    while True:
        cursor, keys = await ask(connection, "SCAN", cursor, "MATCH", f"{prefix}*", "COUNT", 1000)
        if rest := [key for key in keys if key != meta.encode()]:
            await ask(connection, "UNLINK", *rest)
        if cursor == b"0":
            return


def _sound(file: sqlite3.Connection, journal: Path) -> None:
    """Pass where nothing in the file is broken.

    Raises:
        ConfigError: something is.
    """
    wrong = check.broken(file)
    if wrong is None:
        found = check.damages(file, lambda _: None)
        wrong = ", ".join(
            f"{one.trouble}: {one.count}" for one in found if one.trouble != _HARMLESS
        )
    if wrong:
        raise ConfigError(f"{journal}: not sound ({wrong}); `warmline doctor` explains what to do")


async def _send(
    connection: AbstractConnection, commands: Iterator[tuple[Argument, ...]], advance: Advance
) -> None:
    while batch := [layout.pack(*one) for one in islice(commands, _BATCH)]:
        await _replies(connection, batch)
        advance(sum(map(len, batch)))


async def _count(connection: AbstractConnection, rows: Rows) -> tuple[int, int]:
    """Return how many conversations and events there are, all as in the file.

    Raises:
        ConfigError: they are not.
    """
    conversations = events = 0
    lengths = rows.lengths()
    while batch := [*islice(lengths, _BATCH)]:
        commands = [layout.pack("HGET", f"{rows.prefix}c:{name}", "top") for name, _, _ in batch]
        commands += [layout.pack("XLEN", f"{rows.prefix}l:{name}") for name, _, _ in batch]
        replies = await _replies(connection, commands)
        wanted = [str(top).encode() for _, top, _ in batch] + [count for _, _, count in batch]
        if replies != wanted:
            raise ConfigError("journal: the Redis does not hold what it was given; see its log")
        conversations += len(batch)
        events += sum(count for _, _, count in batch)
    return conversations, events


async def _copied(connection: AbstractConnection, replicas: int) -> None:
    """Pass where as many replicas as asked for have all of it."""
    if replicas and await ask(connection, "WAIT", replicas, int(1000 * _PATIENCE)) < replicas:
        raise ConfigError(
            "journal: too few replicas have what was written; run it again when they are there"
        )


async def _replies(connection: AbstractConnection, commands: list[bytes]) -> list[Reply]:
    async with asyncio.timeout(_PATIENCE):
        await connection.send_packed_command(commands, check_health=False)
        return [
            await connection.read_response(disable_decoding=True, timeout=math.inf)
            for _ in commands
        ]

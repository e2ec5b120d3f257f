"""A new connection -> the term in which this node may write there.

A term is one life of the server with one set of data. Whoever connects first to a new life of it
(another `run_id`: a restart, a replica that was promoted) begins the next term, and each script
refuses a node that believes in another (`scripts/join.lua` has the rest). So a server that has
lost acknowledged writes is found out before anything is written to it: the node knows the highest
number of a write that it saw. Then every epoch gets another name, and who comes back with the old
one is told that it cannot be gone on from.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from assist.journal.redis import layout, scripts
from assist.journal.redis.layout import Argument, Reply

MOVING: Final = b"moving "
"""What the layout's number begins with while a journal is written into this Redis (moving.py)."""
_OPENS: Final = 0.05
"""Seconds between two looks at whether a term is open."""

log = logging.getLogger("warmline.journal")


class Refused(Exception):
    """What is there is not for this node: only a new start, with other settings, mends it."""


class Terms:
    """What this node knows of the server's life.

    Args:
        meta: the key of the hash `meta`.
        node: this node's id.
        fingerprint: of the journal's secret.
        changed: is called when acknowledged writes were lost, and all epochs have other names.
    """

    def __init__(self, meta: str, node: str, fingerprint: str, changed: Callable[[], None]) -> None:
        self.meta = meta
        self.lost = 0
        self.failed: str | None = None
        self.head: tuple[str, str, str] = ("", "", node)
        self._node = node
        self._fingerprint = fingerprint
        self._changed = changed
        self._cell = ""
        self._number = self._highest = 0
        self._entering = asyncio.Lock()

    def saw(self, seq: int) -> None:
        """Note that a write of this number was acknowledged, or read."""
        if seq > self._highest:
            self._highest = seq

    def heard(self, term: str, seq: int) -> None:
        """Note that another node told of a write; one of a term yet to be joined tells nothing."""
        if term == self.head[0]:
            self.saw(seq)

    async def enter(self, connection: AbstractConnection) -> None:
        """Join the server's term, before anything else is said.

        Raises:
            Refused: never here.
            redis.RedisError, OSError: not now.
        """
        async with self._entering:
            # In one breath: on a bad line each round trip may be the one that fails.
            commands = [layout.pack("SCRIPT", "LOAD", one) for one in scripts.SOURCES.values()]
            while not self._take(await self._join(connection, commands)):
                commands = []
                await asyncio.sleep(_OPENS)

    async def _join(self, connection: AbstractConnection, commands: list[bytes]) -> list[Reply]:
        known = (self._cell, self._number, self._highest)
        fresh = (layout.VERSION, self._fingerprint, secrets.token_hex(4), self._node)
        commands.append(layout.pack("EVAL", scripts.JOIN, 1, self.meta, *fresh, *known))
        await connection.send_packed_command(commands, check_health=False)
        replies = [await connection.read_response(disable_decoding=True) for _ in commands]
        joined: list[Reply] = replies[-1]
        return joined

    def _take(self, reply: list[Reply]) -> bool:
        """Note what term it is; return whether it is open."""
        match reply:
            case [b"LAYOUT", version] if version.startswith(MOVING):
                self.failed = (
                    "a journal is being moved into this Redis, or was not moved to its end: wait "
                    "for `warmline move`, or run it again"
                )
            case [b"LAYOUT", version]:
                self.failed = (
                    f"the journal in this Redis has layout {_shown(version)}, this Warmline knows "
                    f"{layout.VERSION}: let all nodes run versions of the same layout"
                )
            case [b"KEY"]:
                self.failed = (
                    "the journal in this Redis belongs to nodes with another key file: give all "
                    "nodes the same file, or this deployment a prefix of its own"
                )
            case [_, name, cell, number, generation, seq, kept, state]:
                before = (self._cell, self.head[1])
                self._cell, self._number = cell.decode(), number
                suffix = f".{generation}" if generation else ""
                self.head = (name.decode(), suffix, self._node)
                if kept is not None:
                    self._tell(kept, seq)
                if before[0] and before != (self._cell, suffix):
                    self._changed()
                if state == b"unsure":
                    log.warning(
                        "no node is left that knew what this Redis held: every widget reads its "
                        "conversation anew"
                    )
                return bool(state != b"shut")
        raise Refused(self.failed)

    def _tell(self, kept: int, seq: int) -> None:
        log.error(
            "the Redis of the journal has lost writes that were acknowledged: of %d it kept %d; "
            "every widget reads its conversation anew",
            *(self._highest, kept),
        )
        self.lost += 1
        self._highest = seq


async def ask(connection: AbstractConnection, *command: Argument) -> Reply:
    """Return the reply to one command."""
    await connection.send_command(*command, check_health=False)
    return await connection.read_response(disable_decoding=True)


async def info(connection: AbstractConnection, section: str) -> dict[str, str]:
    """Return what a server says of itself; nothing where it is not allowed to."""
    try:
        text = (await ask(connection, "INFO", section)).decode()
    except ResponseError:
        return {}
    pairs = (line.partition(":") for line in text.splitlines())
    return {name: value for name, _, value in pairs}


def _shown(version: Reply) -> str:
    return version.decode() if isinstance(version, bytes) and version.isdigit() else "unknown"

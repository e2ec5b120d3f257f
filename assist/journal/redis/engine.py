"""The journal in a Redis or Valkey: any node takes any request, and what is written is one log.

A deployment is one primary, with its replicas; past that there are more deployments. The scripts
(`scripts/*.lua`) are the journal's steps; here they get what they need, and this node's listeners
are told what they did. Time comes from Redis alone: what a node's own clock says does not matter.
"""

import asyncio
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final, Self

from redis.exceptions import RedisError

from assist.errors import ConfigError
from assist.events import Inbound, MessagePosted
from assist.journal import secret
from assist.journal.epochs import random_epoch
from assist.journal.erasing import KEEP_MEMORIES
from assist.journal.records import (
    Appended,
    Commit,
    Committed,
    Delivery,
    Entry,
    IdConflict,
    Key,
    Overtaken,
    Unavailable,
)
from assist.journal.redis import committing, erasing, joining, layout
from assist.journal.redis.address import Address
from assist.journal.redis.appending import Append, Facts
from assist.journal.redis.asking import Asking
from assist.journal.redis.layout import Reply
from assist.journal.redis.marks import Marks
from assist.journal.redis.server import Server
from assist.journal.redis.terms import Refused
from assist.journal.redis.together import Together

FORGET_BATCH: Final = 1000
_TRIES: Final = 20
"""How often a step is prepared anew because its conversation moved on meanwhile."""


class RedisJournal(Asking, Marks, Together):
    """The `Journal` of many processes; `open` makes one."""

    def __init__(self, server: Server, new_epoch: Callable[[], str]) -> None:
        Asking.__init__(self, server)
        Together.__init__(self)
        self._new_epoch = new_epoch
        self._open = True

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        key: Path,
        prefix: str = "warmline",
        replicas: int = 0,
        allow_volatile: bool = False,
        node: str | None = None,
        new_epoch: Callable[[], str] = random_epoch,
        clock: Callable[[], float] = monotonic,
    ) -> Self:
        """Join the nodes of the journal at a URL.

        Args:
            url: `redis://`, `rediss://`, `unix://` or `redis+sentinel://`.
            key: the file of the journal's secret, the same on all nodes.
            prefix: with which all keys begin; one for each deployment.
            replicas: how many must have a change before it is acknowledged.
            allow_volatile: begin even where what is acknowledged could be lost.
            node: this node's id.
            new_epoch: names a new stream.
            clock: seconds of a clock that is never set.

        Raises:
            ConfigError: it cannot be reached, or is no place for a journal.
        """
        if not prefix or set(prefix) & set("{}:*?[]\\ "):
            raise ConfigError("journal: the prefix of the keys needs letters, digits, `-` and `_`")
        server = Server(
            Address(url),
            secret.at(key),
            prefix=prefix,
            node=node or secrets.token_hex(4),
            replicas=replicas,
            steady=clock,
            doubtful=lambda: journal._missed(),
        )
        journal = cls(server, new_epoch)
        await _join(server, replicas, allow_volatile)
        server.begin()
        try:
            await server.set_clock()
            await journal._begin()
        except Unavailable as error:
            await journal.close()
            raise ConfigError(f"journal: {error}; look at Redis's log") from None
        return journal

    @property
    def failed(self) -> str | None:
        """Why nothing more can be written until the next start; None while all is well."""
        return self._server.terms.failed

    @property
    def lost(self) -> int:
        """How often Redis had lost what was acknowledged, since the start."""
        return self._server.terms.lost

    def measure(self, committed: Callable[[int, float], None]) -> None:
        """Tell `committed` how many calls each batch held, and its seconds."""
        self._server.writes.committed = committed

    async def append(
        self,
        key: Key,
        message_id: str,
        body_hash: bytes,
        event: Inbound,
        now: float,
        *,
        delivery: Delivery | None = None,
        after: str | None = None,
        answer: Commit | None = None,
    ) -> Appended:
        """Make `event` durable, then return where it rests; the answer is its node's to commit."""
        server = self._server
        wanted = Append(
            secret=server.secret,
            node=server.node,
            call=server.call(),
            key=key,
            message_id=message_id,
            body_hash=body_hash,
            event=event,
            now=now,
            fresh=self._new_epoch(),
            delivery=delivery,
            after=after,
        )
        facts = Facts()
        for _ in range(_TRIES):
            allowed = wanted.permitted(facts)
            done = await server.writes.run(
                "append",
                *wanted.arguments(allowed, facts),
                finish=partial(self._appended, key, allowed),
            )
            if isinstance(done, Appended):
                return done
            if isinstance(done, str):
                late = isinstance(event, MessagePosted) and event.late
                raise Overtaken(await self._latest(key, late), done)
            facts = done
        raise Unavailable("what is known of the customer changes too often")

    def _appended(self, key: Key, event: Inbound, reply: list[Reply]) -> Appended | Facts | str:
        match reply:
            case [b"OK", epoch, offset, wake, backlog, seq]:
                self._server.terms.saw(seq)
                self._owes(key.tenant, backlog)
                done = Appended(epoch=epoch.decode(), offset=offset, duplicate=False)
                entry = Entry(offset=offset, event=event, inbound=True)
                self._tell(key, done.epoch, (entry,))
                if wake:
                    self._leases.take(layout.name(key), key)
                return done
            case [b"SEEN", epoch, offset]:
                return Appended(epoch=epoch.decode(), offset=offset, duplicate=True)
            case [b"CONFLICT"]:
                raise IdConflict
            case [b"OVERTAKEN", last]:
                return str(last.decode())
        return Facts.of(reply)

    async def commit(self, commit: Commit) -> Committed | None:
        """Write one step; return its outputs with their offsets, None when it came too late."""
        call = self._server.call()
        for _ in range(_TRIES):
            top, changed = await self._blanked(commit) if commit.taken_back else ("", [])
            done = await self._server.writes.run(
                "commit",
                *committing.arguments(call, commit, top, changed),
                finish=partial(self._committed, commit),
            )
            if not isinstance(done, bool):
                return done
        raise Unavailable("too much is said in the conversation")

    async def _blanked(self, commit: Commit) -> tuple[str, list[bytes | int]]:
        """Return the stream's top, and its entries of messages that were taken back."""
        most = 2**53
        reply = await self._server.reads.run(
            *("read", layout.name(commit.key), "", 0, most, most, committing.OF_A_MESSAGE),
            finish=list,
        )
        if reply[0] == b"NONE":
            return "", []
        _, _, top, _, _, _, *flat = reply
        return str(top), committing.taken_back(flat, commit.taken_back)

    def _committed(self, step: Commit, reply: list[Reply]) -> Committed | bool | None:
        match reply:
            case [b"OK", epoch, first, more, backlog, seq]:
                self._server.terms.saw(seq)
                self._owes(step.key.tenant, backlog)
                name = layout.name(step.key)
                self._leases.keep(name, step.key) if more else self._leases.let_go((name,))
                entries = tuple(
                    Entry(offset=offset, event=output, inbound=False)
                    for offset, output in enumerate(step.outputs, first)
                )
                if entries:
                    self._tell(step.key, epoch.decode(), entries)
                return Committed(entries=entries, more=bool(more))
            case [b"LATE"]:
                return None
        return False

    async def erase(self, key: Key, now: float) -> bool:
        """Remove everything of a conversation; the append-only file is written anew later on."""
        server, name = self._server, layout.name(key)
        call = server.call()
        for _ in range(_TRIES):
            plan = await erasing.plan(
                server.reads, server.prefix, server.secret, server.node, call, key, now
            )
            if plan is None:
                return False
            done = await server.writes.run("erase", plan, finish=partial(self._erased, key))
            if done is not None:
                self._leases.let_go((name,))
                self._wipe = True
                return done
        raise Unavailable("too much is said in the conversation: ask again")

    def _erased(self, key: Key, reply: list[Reply]) -> bool | None:
        if reply[0] == b"AGAIN":
            return None
        _, done, backlog, seq = reply
        self._server.terms.saw(seq)
        self._owes(key.tenant, backlog)
        return bool(done)

    async def forget(self, now: float) -> None:
        """Drop what has had its time; ids end on their own."""
        most = FORGET_BATCH
        while most >= FORGET_BATCH:
            most = await self._server.writes.run(
                *("forget", repr(now), repr(now - KEEP_MEMORIES), FORGET_BATCH),
                finish=lambda reply: int(reply[1]),
            )
        self._wipe = True

    async def close(self) -> None:
        """Finish what was accepted, let others have what this node held, and let go."""
        if self._open:
            self._open = False
            await self._end()
            await self._server.close()


async def _join(server: Server, replicas: int, allow_volatile: bool) -> None:
    """Look at the server, and join it.

    Raises:
        ConfigError: it is no place for this journal.
    """
    try:
        connection = await server.address.connect()
    except (RedisError, OSError) as error:
        raise ConfigError(
            f"journal: Redis cannot be reached or does not let us in ({type(error).__name__}); "
            "look at its address, its password and whether it runs"
        ) from None
    try:
        async with asyncio.timeout(30):
            await joining.check(
                connection, server.terms.meta, replicas=replicas, allow_volatile=allow_volatile
            )
            await server.terms.enter(connection)
    except Refused as error:
        raise ConfigError(f"journal: {error}") from None
    except (RedisError, OSError) as error:
        raise ConfigError(
            f"journal: this Redis cannot be used ({type(error).__name__}); look at its log"
        ) from None
    finally:
        await connection.disconnect(nowait=True)

"""The rows of a journal's file -> the commands that leave the same in an empty Redis.

What the nodes' scripts would have written, had the conversations begun there (`layout.py` names the
keys): epochs, offsets and the ids that were seen stay, so that nobody who follows a conversation or
sends a message again notices.
"""

import math
import sqlite3
import struct
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Final

from assist import codec
from assist.events import TYPES, Inbound, MessagePosted
from assist.journal.erasing import KEEP_IDS
from assist.journal.records import Key, Mark
from assist.journal.redis import layout
from assist.journal.redis.appending import DAY, SEAL
from assist.journal.redis.layout import Argument
from assist.journal.secret import Secret

Command = tuple[Argument, ...]

_CALL: Final = bytes(6)
"""In the place of the call that wrote an id. A call takes what has its own name for its own work,
written by a try whose answer was lost; a node's calls begin with three random bytes."""
_ANYBODYS: Final = 0
"""The time until when a conversation with a backlog is looked after: the next node takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A journal's file and where it goes.

    Args:
        connection: to the file, which nobody else writes.
        secret: of the journal, the same before and after.
        prefix: with which all keys begin, in braces.
        now: seconds since the epoch; what has had its time by then stays behind.
    """

    connection: sqlite3.Connection
    secret: Secret
    prefix: str
    now: float

    def commands(self) -> Iterator[Command]:
        """Yield what to have Redis run, in this order."""
        yield from self._conversations()
        yield from self._ids()
        yield from self._deliveries()
        yield from self._owners()
        yield from self._memories()
        yield from self._marks()

    def lengths(self) -> Iterator[tuple[str, int, int]]:
        """Yield each conversation's name, its top and how many of its events rest."""
        rows = self.connection.execute(
            "SELECT tenant, conversation, top, (SELECT count(*) FROM event"
            " WHERE event.tenant = c.tenant AND event.conversation = c.conversation)"
            " FROM conversation AS c ORDER BY tenant, conversation"
        )
        for tenant, conversation, top, events in rows:
            yield layout.joined(tenant, conversation), top, events

    def _conversations(self) -> Iterator[Command]:
        rows = self.connection.execute(
            "SELECT tenant, conversation, epoch, top, inbound, checkpoint, revision, state,"
            " wake_at, agent, at, trimmed, opted_out FROM conversation"
        )
        backlog = Counter[str]()
        for tenant, conversation, *row in rows:
            epoch, top, inbound, checkpoint, revision, state, wake_at, agent, at, *rest = row
            name = layout.joined(tenant, conversation)
            facts = {"epoch": epoch, "top": top, "inbound": inbound, "checkpoint": checkpoint}
            facts |= {"revision": revision, "trimmed": rest[0], "opted_out": rest[1]}
            key = Key(tenant=tenant, conversation=conversation)
            waiting, lanes = yield from self._events(key, checkpoint)
            facts |= {"waiting": waiting, **lanes}
            backlog[tenant] += waiting
            if wake_at is not None:
                facts["wake_at"] = repr(wake_at)
                yield "ZADD", self._key("timers"), repr(wake_at), name
            yield "HSET", self._key("c:", name), *_flat(facts)
            if state is not None:
                yield "SET", self._key("s:", name), state
            if inbound > checkpoint:
                yield "ZADD", self._key("open"), _ANYBODYS, name
            if agent is not None:
                yield "HSET", self._key("agents"), name, agent
            yield "ZADD", self._key("idle:", tenant), math.ceil(at * 1000), conversation
            yield "SADD", self._key("tenants"), tenant
        for tenant, waiting in backlog.items():
            yield "HSET", self._key("backlog"), tenant, waiting

    def _events(
        self, key: Key, checkpoint: int
    ) -> Generator[Command, None, tuple[int, dict[str, str]]]:
        """Yield a log; return how many inbound events wait, and the latest message of each lane."""
        log = self._key("l:", layout.name(key))
        waiting, lanes = 0, dict[str, str]()
        rows = self.connection.execute(
            "SELECT offset, kind, data FROM event WHERE tenant = ? AND conversation = ?"
            " ORDER BY offset",
            key,
        )
        for offset, kind, data in rows:
            if kind == "message.posted":
                event = codec.unpack(MessagePosted, data)
                lanes["late" if event.late else "last"] = event.message_id
            waiting += offset > checkpoint and issubclass(TYPES[kind], Inbound)
            yield "XADD", log, f"{offset}-0", "e", layout.CODES[kind] + data
        return waiting, lanes

    def _ids(self) -> Iterator[Command]:
        """Yield what a platform may send again: of erased conversations no seal is left."""
        rows = self.connection.execute(
            "SELECT s.tenant, s.conversation, kind, id, hash, offset, s.at,"
            " coalesce(s.epoch, c.epoch), s.epoch IS NOT NULL FROM seen s"
            " LEFT JOIN conversation c USING (tenant, conversation) WHERE s.at >= ?",
            (self.now - KEEP_IDS,),
        )
        latest: dict[str, float] = {}
        for tenant, conversation, kind, id, sealed, offset, at, epoch, erased in rows:
            named = id if erased else self.secret.name(tenant, conversation, id)
            field = layout.CODES[kind] + bytes.fromhex(named)
            if not erased and self.secret.sealed(sealed):
                key = self._key("i:", layout.joined(tenant, conversation))
                yield "HSET", key, field, sealed[-SEAL:] + _CALL + str(offset).encode()
            else:
                # Another key has sealed it, or nothing: then it is known whatever its body.
                grave = conversation if erased else self.secret.name(tenant, conversation)
                key = self._key("e:", grave)
                yield "HSET", key, field, f"{offset}:{epoch}"
            latest[key] = max(at, latest.get(key, at))
        for key, at in latest.items():
            yield "EXPIRE", key, self._left(at + KEEP_IDS)

    def _deliveries(self) -> Iterator[Command]:
        rows = self.connection.execute(
            "SELECT id, hash, epoch, offset, at FROM delivery WHERE at >= ?", (self.now - KEEP_IDS,)
        )
        latest: dict[str, float] = {}
        for id, sealed, epoch, offset, at in rows:
            if self.secret.sealed(sealed):
                key = self._key("d:", str(int(at // DAY)))
                value = sealed[-SEAL:] + _CALL + struct.pack(">II", int(at), offset)
                yield "HSET", key, bytes.fromhex(id), value + epoch.encode()
                latest[key] = max(at, latest.get(key, at))
        for key, at in latest.items():
            yield "EXPIRE", key, self._left(at + KEEP_IDS + DAY)

    def _owners(self) -> Iterator[Command]:
        rows = self.connection.execute("SELECT tenant, customer, conversation FROM customer")
        for tenant, customer, conversation in rows:
            of, name = layout.joined(tenant, customer), layout.joined(tenant, conversation)
            yield "SADD", self._key("customer:", of), conversation
            yield "HSET", self._key("owners:", name), of, self.secret.name(tenant, customer)
        rows = self.connection.execute("SELECT tenant, source, conversation FROM brought")
        for tenant, source, heir in rows:
            source, heir = layout.joined(tenant, source), layout.joined(tenant, heir)
            yield "SADD", self._key("heirs:", source), heir
            yield "SADD", self._key("sources:", heir), source

    def _memories(self) -> Iterator[Command]:
        rows = self.connection.execute(
            "SELECT tenant, conversation, customer, m.at, data FROM memory AS m"
            " JOIN conversation USING (tenant, conversation)"
        )
        for tenant, conversation, customer, at, data in rows:
            name, of = layout.joined(tenant, conversation), layout.joined(tenant, customer)
            yield "SET", self._key("r:", name), data
            yield "ZADD", self._key("past:", of), repr(at), name
            yield "ZADD", self._key("memories"), repr(at), name
            yield "HSET", self._key("c:", name), "past", of, "past_at", repr(at)

    def _marks(self) -> Iterator[Command]:
        rows = self.connection.execute(
            "SELECT tenant, sort, id, at, data, until FROM mark WHERE until IS NULL OR until >= ?",
            (self.now,),
        )
        for tenant, sort, id, at, data, until in rows:
            field = layout.joined(tenant, id)
            mark = Mark(tenant=tenant, sort=sort, id=id, at=at, data=data, until=until)
            yield "HSET", self._key("m:", sort), field, layout.mark_value(mark, id)
            if until is not None:
                yield "ZADD", self._key("until"), repr(until), f"{sort}:{field}"

    def _key(self, kind: str, name: str = "") -> str:
        return f"{self.prefix}{kind}{name}"

    def _left(self, until: float) -> int:
        return max(1, math.ceil(until - self.now))


def _flat(facts: dict[str, Any]) -> Iterator[Argument]:
    """Return fields and values in turns; what is nought needs no field."""
    for field, value in facts.items():
        if value:
            yield field
            yield value

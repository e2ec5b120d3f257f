"""Questions to the journal -> reads of one moment each."""

from typing import Final

from assist import codec
from assist.events import MessagePosted
from assist.journal.following import SINCE
from assist.journal.records import Assignment, Key, Loaded, Page
from assist.journal.redis import layout
from assist.journal.redis.layout import Argument, Reply
from assist.journal.redis.server import Server
from assist.journal.tables import PAGE_BYTES, TOLD
from assist.ledger import Memory

_KINDS: Final = "".join(layout.CODES[name].decode() for name in TOLD if name in layout.CODES)
_POSTED: Final = layout.CODES["message.posted"]
_MOST_MEMORIES: Final = 5
_BACK: Final = 64
"""Entries that are looked at for the latest messages."""


class Asking:
    """The part of the journal that only reads."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def read(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return up to `limit` events after `offset`; None if the conversation is unknown."""
        return await self._page(key, epoch, offset, limit, "")

    async def past(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return the same without outputs, but for how messages were read."""
        return await self._page(key, epoch, offset, limit, _KINDS)

    async def _page(
        self, key: Key, epoch: str | None, offset: int, limit: int, kinds: str
    ) -> Page | None:
        reply = await self._server.reads.run(
            *("read", layout.name(key), epoch or "", offset, limit, PAGE_BYTES, kinds),
            finish=list,
        )
        what, *rest = reply
        found = rest[0].decode() if rest else ""
        if epoch not in (None, found) and await self._was_erased(key, epoch or ""):
            return Page(epoch=found, top=rest[1] if rest else 0, reason="erased")
        if what == b"NONE":
            return None
        if what != b"OK":
            return Page(epoch=found, top=rest[1], reason="epoch" if what == b"EPOCH" else "future")
        _, top, trimmed, more, revision, *flat = rest
        return Page(
            epoch=found,
            top=top,
            entries=layout.entries(flat),
            more=bool(more),
            reason="trimmed" if offset < trimmed else None,
            revision=revision,
        )

    async def _was_erased(self, key: Key, epoch: str) -> bool:
        grave = self._server.secret.name(key.tenant, key.conversation)
        field = layout.joined(key.tenant, grave)
        value = await self._ask("HGET", self._server.key("m:", "erased"), field)
        # Only the first part names the stream: the rest says in which generation it was told.
        return value is not None and _stream(layout.mark_of("erased", value).data) == _stream(epoch)

    async def load(self, key: Key) -> Loaded | None:
        """Return the committed state; None if the conversation is unknown."""
        reply = await self._server.reads.run("load", layout.name(key), finish=list)
        if reply[0] == b"NONE":
            return None
        _, epoch, top, checkpoint, revision, wake_at, state = reply
        return Loaded(
            epoch=epoch.decode(),
            top=top,
            checkpoint=checkpoint,
            revision=revision,
            state=state,
            wake_at=None if wake_at is None else float(wake_at),
        )

    async def recall(self, key: Key, customer: str, since: float) -> tuple[Memory, ...]:
        """Return what the customer's other conversations left open since a time, oldest first."""
        of = layout.joined(key.tenant, customer)
        _, *found = await self._server.reads.run(
            "recall", layout.name(key), of, repr(since), _MOST_MEMORIES, finish=list
        )
        return tuple(_memory(data) for data in reversed(found))

    async def memory(self, key: Key) -> Memory | None:
        """Return what a conversation leaves to the next one of its customer."""
        data = await self._ask("GET", self._server.key("r:", layout.name(key)))
        return None if data is None else _memory(data)

    async def next_timer(self) -> float | None:
        """Return the earliest wake-up time, None when no conversation waits for one."""
        found = await self._ask("ZRANGE", self._server.key("timers"), 0, 0, "WITHSCORES")
        return float(found[1]) if found else None

    async def conversations(self, tenant: str, customer: str) -> tuple[Key, ...]:
        """Return the conversations that `context.given` said to be a customer's."""
        of = self._server.key("customer:", layout.joined(tenant, customer))
        names = sorted(await self._ask("SMEMBERS", of))
        return tuple(Key(tenant=tenant, conversation=name.decode()) for name in names)

    async def heirs(self, key: Key) -> tuple[Key, ...]:
        """Return the conversations that something was brought to from this one."""
        names = await self._ask("SMEMBERS", self._server.key("heirs:", layout.name(key)))
        return tuple(layout.key_of(name) for name in sorted(names))

    async def idle(self, tenant: str, since: float, limit: int) -> tuple[Key, ...]:
        """Return up to `limit` conversations of a tenant without an event since a time."""
        _, *names = await self._server.reads.run("idle", tenant, repr(since), limit, finish=list)
        return tuple(Key(tenant=tenant, conversation=name.decode()) for name in names)

    async def tenants(self) -> tuple[str, ...]:
        """Return the tenants of which there is a conversation."""
        found = await self._ask("SMEMBERS", self._server.key("tenants"))
        return tuple(tenant.decode() for tenant in sorted(found))

    async def assignments(self) -> tuple[Assignment, ...]:
        """Return who answers which conversation."""
        flat = await self._ask("HGETALL", self._server.key("agents"))
        return tuple(
            Assignment(key=layout.key_of(name), agent=agent.decode())
            for name, agent in zip(flat[::2], flat[1::2], strict=True)
        )

    async def _latest(self, key: Key, late: bool) -> tuple[MessagePosted, ...]:
        """Return the latest messages of a conversation, the oldest first."""
        log, last = self._server.key("l:", layout.name(key)), "+"
        since: list[MessagePosted] = []
        while len(since) < SINCE:
            found = await self._ask("XREVRANGE", log, last, "-", "COUNT", _BACK)
            for _id, (_, data) in found:
                if data[:1] != _POSTED:
                    continue
                event = layout.entry(0, data).event
                if isinstance(event, MessagePosted) and event.late == late:
                    since.append(event)
            if len(found) < _BACK:
                break
            last = f"({found[-1][0].decode()}"
        return tuple(reversed(since[:SINCE]))

    async def _ask(self, *command: Argument) -> Reply:
        return await self._server.reads.ask(*command, finish=_as_it_is)


def _as_it_is(reply: Reply) -> Reply:
    return reply


def _stream(epoch: str) -> str:
    return epoch.partition(".")[0]


def _memory(data: bytes) -> Memory:
    return codec.unpack(Memory, data)

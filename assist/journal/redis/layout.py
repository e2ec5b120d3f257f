"""Values <-> how they rest in Redis: the names of keys, the entries of a log, what scripts take.

All keys begin with `{prefix}:` in braces, so that one slot of a cluster holds them and each script
is atomic. Behind it stand one or two letters or a word for the kind of key, and a name:

    meta, seq, bases    whose all this is; the counter of writes; where it stood in each term
    c: l: s: i: r:      a conversation's facts, log, state, ids seen, what it left open
    e: d:               ids seen of an erased conversation; deliveries, a hash a day
    open, timers        conversations that somebody must look after, now or later
    m: until            marks of a sort; when they end
    customer: owners:   a customer's conversations; a conversation's customers
    heirs: sources:     conversations that something was brought to, and from where
    past: memories      what is left open, by customer and by time
    nodes, joined       the nodes, by when they were heard of; those that joined this term
    idle: tenants backlog agents claim: once:

`n:` with a conversation's name is the channel of its new events, `news` that of all the rest.
"""

from collections.abc import Sequence
from typing import Any, Final

import hiredis
import msgpack

from assist import codec
from assist.errors import FrameError
from assist.events import NAMES, TYPES, Event, Inbound
from assist.journal.nodes import Gone, News
from assist.journal.records import Assignment, Entry, Key, Mark, MarkSort

Argument = str | bytes | int | float
"""What a command is made of."""
Reply = Any
"""What Redis answers: whole numbers, bytes, None, and lists of these."""

VERSION: Final = 1
"""Of this layout; a Redis with another is refused."""

CODES: Final = {
    "message.posted": b"p",
    "message.revised": b"v",
    "context.given": b"c",
    "suggestion.decided": b"d",
    "kind.muted": b"m",
    "reading.corrected": b"k",
    "message.read": b"r",
    "needs.changed": b"n",
    "ledger.changed": b"l",
    "handover.made": b"h",
    "rests.changed": b"s",
    "suggestion.offered": b"o",
    "suggestion.withdrawn": b"w",
    "suggestion.expired": b"x",
}
"""An entry begins with one of these for its event's name; never give one another meaning."""

_OF_TYPE: Final = {kind: CODES[name] for kind, name in NAMES.items() if name in CODES}
_KINDS: Final = {code: TYPES[name] for name, code in CODES.items()}
_INBOUND: Final = frozenset(code for code, kind in _KINDS.items() if issubclass(kind, Inbound))


def pack(*command: Argument) -> bytes:
    """Return a command as it is sent."""
    return bytes(hiredis.pack_command(command))  # type: ignore[arg-type]


def name(key: Key) -> str:
    """Return the name of a conversation: no two pairs of ids have the same."""
    return joined(key.tenant, key.conversation)


def joined(tenant: str, id: str) -> str:
    """Return a name for an id of a tenant; the tenant's length in bytes goes before it."""
    return f"{len(tenant.encode())}:{tenant}:{id}"


def key_of(name: bytes) -> Key:
    """Return the conversation of a name."""
    length, _, rest = name.partition(b":")
    end = int(length)
    return Key(tenant=rest[:end].decode(), conversation=rest[end + 1 :].decode())


def packed(event: Event) -> bytes:
    """Return an event as it rests in a log: one byte for its name, then its data as msgpack."""
    return _OF_TYPE[type(event)] + codec.pack(event)


def entry(offset: int, data: bytes) -> Entry:
    """Return an entry of a log.

    Raises:
        FrameError: a later version wrote it, or it is damaged.
    """
    code = data[:1]
    if (kind := _KINDS.get(code)) is None:
        raise FrameError("an event that this version does not know")
    return Entry(offset=offset, event=codec.unpack(kind, data[1:]), inbound=code in _INBOUND)


def entries(flat: Sequence[Any]) -> tuple[Entry, ...]:
    """Return the entries of a list in which offset and data take turns."""
    return tuple(entry(offset, data) for offset, data in zip(flat[::2], flat[1::2], strict=True))


def for_lua(value: object) -> bytes:
    """Return a value as msgpack that scripts can read: theirs knows no bytes but as text."""
    return bytes(msgpack.packb(value, use_bin_type=False))


def from_lua(data: bytes) -> Reply:
    """Return what a script packed, with bytes for text."""
    return msgpack.unpackb(data, raw=True, strict_map_key=False)


def mark_value(mark: Mark, id: str) -> bytes:
    """Return a mark as it rests; `id` may stand for its own."""
    return for_lua([mark.tenant, id, repr(mark.at), mark.data, mark.until])


def mark_of(sort: MarkSort, value: bytes) -> Mark:
    """Return a mark that rests; those that scripts wrote have no end."""
    tenant, id, at, data, *until = from_lua(value)
    return Mark(
        tenant=tenant.decode(),
        sort=sort,
        id=id.decode(),
        at=float(at),
        data=data.decode(),
        until=until[0] if until else None,
    )


def news(node: str, item: News | None) -> bytes:
    """Return what a node tells all others; None: there is work for who is free."""
    match item:
        case Mark():
            return for_lua([node, "mark", item.sort, mark_value(item, item.id)])
        case Assignment():
            return for_lua([node, "assigned", name(item.key), item.agent])
        case Gone():
            return for_lua([node, "gone", name(item.key)])
    return for_lua([node, "work"])


def news_of(data: bytes) -> tuple[str, News | None]:
    """Return which node told something, and what."""
    node, what, *rest = from_lua(data)
    item: News | None = None
    match what:
        case b"mark":
            item = mark_of(rest[0].decode(), rest[1])
        case b"assigned":
            item = Assignment(key=key_of(rest[0]), agent=rest[1].decode())
        case b"gone":
            item = Gone(key=key_of(rest[0]))
    return node.decode(), item

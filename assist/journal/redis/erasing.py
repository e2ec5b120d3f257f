"""A conversation -> the plan of its erasure: what to write in the place of its words elsewhere.

The node prepares it, for a script cannot judge what an event says; the script carries it out if all
is still as it was seen here.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgpack

from assist import codec
from assist.events import TYPES, Inbound
from assist.journal.erasing import TELL_ERASED, own
from assist.journal.nodes import Gone
from assist.journal.records import Key, Mark
from assist.journal.redis import layout
from assist.journal.redis.line import Line
from assist.journal.secret import Secret
from assist.ledger import Memory

_TOLD: Final = layout.CODES["context.given"]
_MADE: Final = frozenset(
    code
    for name, code in layout.CODES.items()
    if not issubclass(TYPES[name], Inbound) and name != "message.read"
)
"""Outputs that may quote what was brought to the conversation; a reading quotes its message."""

Seen = dict[str, str]


async def plan(
    line: Line, prefix: str, secret: Secret, node: str, call: bytes, key: Key, now: float
) -> bytes | None:
    """Return what the script needs to know; None where there is nothing to erase."""
    name = layout.name(key)
    if (found := await _seen(line, prefix, name)) is None:
        return None
    names = await line.ask("SMEMBERS", f"{prefix}heirs:{name}", finish=list)
    heirs = [layout.key_of(heir) for heir in names]
    grave = secret.name(key.tenant, key.conversation)
    mark = Mark(
        tenant=key.tenant,
        sort="erased",
        id=grave,
        at=now,
        data=found["epoch"],
        until=now + TELL_ERASED,
    )
    return layout.for_lua(
        {
            **found,
            "call": call,
            "prefix": layout.joined(key.tenant, ""),
            "tenant": key.tenant,
            "conversation": key.conversation,
            "grave": grave,
            "mark": layout.mark_value(mark, grave),
            "till": repr(mark.until),
            "news": layout.news(node, Gone(key=key)),
            "heirs": [
                one for heir in heirs if (one := await _scrubbed(line, prefix, heir, key, heirs))
            ],
        }
    )


async def _seen(line: Line, prefix: str, name: str) -> Seen | None:
    facts = ("epoch", "top", "revision")
    values = await line.ask("HMGET", f"{prefix}c:{name}", *facts, finish=list)
    if values[0] is None:
        return None
    known = (b"0" if value is None else value for value in values)
    return {"name": name, **dict(zip(facts, (value.decode() for value in known), strict=True))}


async def _scrubbed(
    line: Line, prefix: str, heir: Key, erased: Key, heirs: Sequence[Key]
) -> dict[str, Any] | None:
    """Return what to take out of a conversation that an erased one left something to."""
    name = layout.name(heir)
    if (found := await _seen(line, prefix, name)) is None:
        return None
    changes: list[bytes | str] = []
    trimmed = 0
    for id, (_, data) in await line.ask("XRANGE", f"{prefix}l:{name}", "-", "+", finish=list):
        offset = id.partition(b"-")[0].decode()
        if data[:1] in _MADE:
            changes += [offset, b""]
            trimmed = int(offset)
        elif data[:1] == _TOLD:
            changes += [offset, _without(data, erased, heirs)]
    return {**found, "changes": changes, "trimmed": trimmed}


def _without(data: bytes, erased: Key, heirs: Sequence[Key]) -> bytes:
    """Return `context.given` without what came from an erased conversation, by whatever way."""
    # As plain data: what a later version wrote there stays.
    plain = msgpack.unpackb(data[1:])
    memories = (codec.from_plain(Memory, one) for one in plain["memories"])
    kept = [own(one, tuple(heirs)) for one in memories if one.conversation != erased.conversation]
    return data[:1] + bytes(msgpack.packb(plain | {"memories": codec.to_plain(kept)}))

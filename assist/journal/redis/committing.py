"""One step of a conversation -> the arguments of `commit.lua`."""

from collections.abc import Sequence
from typing import Any

import msgpack

from assist import codec
from assist.journal.erasing import wordless
from assist.journal.records import Commit
from assist.journal.redis import layout

OF_A_MESSAGE = "".join(
    layout.CODES[name].decode() for name in ("message.posted", "message.revised", "message.read")
)
"""What holds the words of a message."""


def arguments(call: bytes, step: Commit, top: str, changed: Sequence[bytes | int]) -> list[Any]:
    """Return the script's own arguments.

    `changed`: what to put in the place of entries, offset and data in turns, as of a `top`.
    """
    tenant = step.key.tenant
    outputs = [blanked(layout.packed(one), step.taken_back) for one in step.outputs]
    recalled = [layout.joined(tenant, other) for other in step.recalled]
    memory = step.memory if step.customer is not None else None
    return [
        call,
        layout.name(step.key),
        tenant,
        step.expected_revision,
        step.epoch or "",
        step.new_checkpoint,
        step.state,
        "" if step.wake_at is None else repr(step.wake_at),
        int(step.keep),
        step.answered,
        top,
        "" if step.customer is None else layout.joined(tenant, step.customer),
        "" if memory is None else repr(memory.at),
        b"" if memory is None else codec.pack(memory),
        *(len(outputs), *outputs),
        *(len(changed), *changed),
        *(len(recalled), *recalled),
    ]


def taken_back(flat: Sequence[Any], messages: Sequence[str]) -> list[bytes | int]:
    """Return the entries of these messages without words; offset and data take turns."""
    changed: list[bytes | int] = []
    for offset, data in zip(flat[::2], flat[1::2], strict=True):
        if (fresh := blanked(data, messages)) != data:
            changed += [offset, fresh]
    return changed


def blanked(data: bytes, messages: Sequence[str]) -> bytes:
    """Return an entry, without words where it is of one of these messages."""
    if not messages or data[:1].decode() not in OF_A_MESSAGE:
        return data
    # As plain data: what a later version wrote there stays.
    plain = msgpack.unpackb(data[1:])
    if plain["message_id"] not in messages:
        return data
    return data[:1] + bytes(msgpack.packb(wordless(plain)))

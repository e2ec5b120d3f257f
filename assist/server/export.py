"""A customer, or a conversation -> all that is kept about them, as JSON lines.

Each line says what it is in `about`: a `conversation`, one of its `event`s in their order, its
`state`, the `memory` that its customer's next one begins with, and the customer's own `choice`.
"""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from assist import codec
from assist.journal.contract import Journal
from assist.journal.records import Key, Loaded
from assist.server.snapshot import conversation_of

PAGE: Final = 200
_HASHES: Final = ("said", "phrases")
"""Fields of the state that hold hashes of wordings, which tell nobody anything."""


async def customer_lines(journal: Journal, tenant: str, customer: str) -> AsyncIterator[str]:
    """Yield what is kept of a customer.

    Raises:
        Unavailable: the journal could not be read.
    """
    opted_out = await journal.marked(tenant, "opted-out", customer)
    yield _line("choice", customer=customer, opted_out=opted_out)
    for key in await journal.conversations(tenant, customer):
        async for line in conversation_lines(journal, key):
            yield line


async def conversation_lines(journal: Journal, key: Key) -> AsyncIterator[str]:
    """Yield what is kept of a conversation; nothing if it is unknown.

    Raises:
        Unavailable: the journal could not be read.
    """
    loaded = await journal.load(key)
    if loaded is None:
        return
    name = key.conversation
    held = await journal.marked(key.tenant, "held", name)
    yield _line("conversation", conversation=name, events=loaded.top, held=held)
    offset, more = 0, True
    while more:
        page = await journal.read(key, loaded.epoch, offset, PAGE)
        if page is None or not page.entries:
            break
        for entry in page.entries:
            kind, data = codec.event_to_plain(entry.event)
            yield _line("event", conversation=name, offset=entry.offset, kind=kind, data=data)
        offset, more = page.entries[-1].offset, page.more
    if loaded.state is not None:
        yield _line("state", conversation=name, data=_state(loaded))
    if (memory := await journal.memory(key)) is not None:
        yield _line("memory", conversation=name, data=codec.to_plain(memory))


def _state(loaded: Loaded) -> dict[str, Any]:
    plain: dict[str, Any] = codec.to_plain(conversation_of(loaded))
    return {name: value for name, value in plain.items() if name not in _HASHES}


def _line(about: str, **fields: object) -> str:
    return json.dumps({"about": about, **fields}, ensure_ascii=False) + "\n"

"""Conversations -> nothing of them on the disk, in memory, or before who follows them."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from assist.journal.contract import Journal
from assist.journal.records import Key, Mark
from assist.server.service import Service
from assist.wire.frames import Known

ROUNDS: Final = 10
"""How often new conversations of a customer are looked for while the others are erased."""
PATIENCE: Final = 2.0
"""Seconds that an heir's state may take to be folded anew before its followers are told."""
_STEP: Final = 0.02

audit = logging.getLogger("warmline.audit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many conversations are gone, and how many stay because they are held."""

    erased: int
    held: int


async def erase_customer(service: Service, tenant: str, customer: str, by: str) -> Erased:
    """Erase all conversations of a customer, those too that begin meanwhile.

    Raises:
        Unavailable: not all of it is gone: ask again.
    """
    known: set[Key] = set()
    erased = held = 0
    for _ in range(ROUNDS):
        found = await service.journal.conversations(tenant, customer)
        if known.issuperset(found):
            break
        done = await erase(service, [key for key in found if key not in known], by)
        erased, held = erased + done.erased, held + done.held
        known.update(found)
    return Erased(erased=erased, held=held)


async def erase(service: Service, keys: Iterable[Key], by: str) -> Erased:
    """Erase conversations; those that are held stay.

    Args:
        service: that has them.
        keys: the conversations.
        by: whose token asks for it, for the log.

    Raises:
        Unavailable: not all of it is gone: ask again.
    """
    found = tuple(keys)
    heirs: set[Key] = set()
    for key in found:
        heirs.update(await service.journal.heirs(key))
    done = await erase_from(service.journal, found, service.clock(), service.erased)
    for heir in heirs.difference(found):
        await _renew(service, heir)
    audit.info("%a had %d conversations erased; %d are held and stay", by, done.erased, done.held)
    return done


async def erase_from(
    journal: Journal, keys: Iterable[Key], now: float, tell: Callable[[Key], None]
) -> Erased:
    """Erase conversations in a journal, but for those held; `tell` hears of each that is gone.

    Raises:
        Unavailable: not all of it is gone: ask again.
    """
    held = {(mark.tenant, mark.id) for mark in await journal.marks("held", now)}
    erased = spared = 0
    for key in keys:
        if (key.tenant, key.conversation) in held:
            spared += 1
            continue
        try:
            erased += await journal.erase(key, now)
        finally:
            tell(key)
    return Erased(erased=erased, held=spared)


async def _renew(service: Service, heir: Key) -> None:
    """Have the state of a conversation folded without what it had inherited, and shown so."""
    service.processor.forget(heir)
    if await service.journal.load(heir) is None:
        return
    nothing = Known(context_id=f"erasure-{secrets.token_hex(8)}")
    told = await service.ingest.tell(heir, nothing)
    for _ in range(round(PATIENCE / _STEP)):
        loaded = await service.journal.load(heir)
        if loaded is None or loaded.checkpoint >= told.offset:
            break
        await asyncio.sleep(_STEP)
    service.hub.erased(heir)


async def hold(service: Service, key: Key, by: str, *, held: bool) -> None:
    """Keep a conversation beyond its time, and from being erased; or no longer.

    Raises:
        Unavailable: nothing has changed.
    """
    if held:
        mark = Mark(tenant=key.tenant, sort="held", id=key.conversation, at=service.clock())
        await service.journal.mark(mark)
    else:
        await service.journal.unmark(key.tenant, "held", key.conversation)
    audit.info("%a had a conversation %s", by, "held" if held else "let go")


async def opt_out(service: Service, tenant: str, customer: str, by: str, *, opted_out: bool) -> int:
    """Let a customer be read no more, or again; return how many conversations heard of it.

    Raises:
        Unavailable: not all of them have: ask again.
    """
    if opted_out:
        mark = Mark(tenant=tenant, sort="opted-out", id=customer, at=service.clock())
        await service.journal.mark(mark)
    else:
        await service.journal.unmark(tenant, "opted-out", customer)
    keys = await service.journal.conversations(tenant, customer)
    for key in keys:
        told = Known(context_id=f"opt-out-{secrets.token_hex(8)}", opted_out=opted_out)
        await service.ingest.tell(key, told)
    audit.info("%a had a customer %s", by, "opted out" if opted_out else "opted in")
    return len(keys)

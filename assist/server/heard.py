"""What a console's payload says -> durable, in its order, but for what says nothing new."""

import logging
from collections import OrderedDict
from dataclasses import fields
from typing import Any, Final

from assist.consoles.contract import Heard
from assist.journal.records import Key
from assist.server.messages import taken
from assist.server.posts import RequestError, admit
from assist.server.service import Service
from assist.server.telemetry import Transport
from assist.wire import codes
from assist.wire.requests import ContextRequest, Said

KEPT: Final = 50_000
"""Conversations of which it is known what was told last."""
_NAMES: Final = frozenset({"conversation", "context_id", "at"})
_TOLD: Final = tuple(field.name for field in fields(ContextRequest) if field.name not in _NAMES)

log = logging.getLogger("warmline.consoles")


class Told:
    """What consoles told last beside the words: most tell it again with every message."""

    def __init__(self) -> None:
        self._last: OrderedDict[Key, dict[str, Any]] = OrderedDict()

    def is_news(self, key: Key, context: ContextRequest) -> bool:
        """Whether a context says what was not told last."""
        last = self._last.get(key, {})
        return any(last.get(name) != value for name, value in _said(context).items())

    def took(self, key: Key, context: ContextRequest) -> None:
        """Note that a context is durable."""
        self._last[key] = self._last.pop(key, {}) | _said(context)
        if len(self._last) > KEPT:
            self._last.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Hold nothing more of a conversation."""
        self._last.pop(key, None)


def _said(context: ContextRequest) -> dict[str, Any]:
    found = {name: getattr(context, name) for name in _TOLD}
    return {name: value for name, value in found.items() if value is not None}


async def take_heard(
    service: Service, told: Told, tenant: str, heard: Heard, *, transport: Transport = "hook"
) -> None:
    """Return once all of it is durable. It may be handed in again: nothing is taken twice.

    What can never be taken is left out with a line in the log: a console cannot mend it.

    Raises:
        RequestError: it is to be handed in again later, as a whole.
    """
    if heard.said:
        admit(service, tenant, len(heard.said))
    for said in heard.said:
        await _take(service, told, tenant, said, transport)


async def _take(
    service: Service, told: Told, tenant: str, said: Said, transport: Transport
) -> None:
    key = Key(tenant=tenant, conversation=said.conversation)
    if isinstance(said, ContextRequest):
        # Another node may have been told meanwhile that somebody else answers.
        passed_on = said.agent not in (None, service.assignments.agent(key))
        if not passed_on and not told.is_news(key, said):
            return
    try:
        await taken(service, tenant, said, transport=transport)
    except RequestError as error:
        if error.refusal.temporary:
            raise
        # What is told again may have been edited since, or have another time: the first stays.
        level = logging.DEBUG if error.refusal == codes.ID_CONFLICT else logging.WARNING
        log.log(level, "something that a console of %s said is left out: %s", tenant, error)
        return
    if isinstance(said, ContextRequest):
        told.took(key, said)

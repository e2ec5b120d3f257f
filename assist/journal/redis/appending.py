"""An inbound event -> the arguments of `append.lua`, and what may be written of it.

What the journal's other engine asks in the same transaction (did the customer opt out, do the
memories still rest) is expected here to be as it mostly is; the script looks, and where it is
otherwise answers with how it is, for another try.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from assist.events import ContextGiven, Inbound, MessagePosted, MessageRevised
from assist.journal.records import Assignment, Delivery, Key
from assist.journal.redis import layout
from assist.journal.secret import Secret

DAY: Final = 24 * 3600
SEAL: Final = 16
"""Bytes that are kept of a seal, see `_seal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found of whom an event concerns; None where nothing was asked yet.

    `rest`: the names of conversations whose memories rest still.
    """

    opted_out: bool = False
    rest: frozenset[str] | None = None

    @classmethod
    def of(cls, reply: Sequence[Any]) -> "Facts":
        """Return what the script answered."""
        _, opted_out, *rest = reply
        return cls(opted_out=bool(opted_out), rest=frozenset(name.decode() for name in rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """One call of `append`. `call` names it, whoever runs it how often."""

    secret: Secret
    node: str
    call: bytes
    key: Key
    message_id: str
    body_hash: bytes
    event: Inbound
    now: float
    fresh: str
    delivery: Delivery | None
    after: str | None

    def permitted(self, facts: Facts) -> Inbound:
        """Return what of the event may be written, if these are the facts."""
        event = self.event
        match event:
            case MessagePosted(speaker="customer"):
                return replace(event, text="", name=None) if facts.opted_out else event
            case MessageRevised(text=str()):
                return replace(event, text="") if facts.opted_out else event
            case ContextGiven(opted_out=None, customer=str()) if facts.opted_out:
                return replace(event, opted_out=True, memories=())
            case ContextGiven(opted_out=True):
                return replace(event, memories=())
        if isinstance(event, ContextGiven) and event.memories and facts.rest is not None:
            tenant, rest = self.key.tenant, facts.rest
            return replace(
                event,
                memories=tuple(
                    one for one in event.memories if layout.joined(tenant, one.conversation) in rest
                ),
            )
        return event

    def arguments(self, event: Inbound, facts: Facts) -> tuple[Any, ...]:
        """Return the script's own arguments for what may be written."""
        key, secret = self.key, self.secret
        entry = layout.packed(event)
        # As a hash of 16 bytes it is small, and nothing has to be found when it is to be erased.
        id = entry[:1] + bytes.fromhex(secret.name(key.tenant, key.conversation, self.message_id))
        posted = isinstance(event, MessagePosted)
        return (
            self.call,
            layout.name(key),
            key.tenant,
            key.conversation,
            repr(self.now),
            self.fresh,
            id,
            _seal(secret, self.body_hash),
            secret.name(key.tenant, key.conversation),
            entry,
            ("late" if event.late else "last") if isinstance(event, MessagePosted) else "",
            self.message_id,
            "" if self.after is None or not posted else f"={self.after}",
            self._words(facts),
            *self._delivery(),
            self._context(event, facts),
        )

    def _words(self, facts: Facts) -> str:
        """Return whether the words are written; nothing where there is no choice."""
        match self.event:
            case MessagePosted(speaker="customer") | MessageRevised(text=str()):
                return "no" if facts.opted_out else "yes"
        return ""

    def _delivery(self) -> tuple[Any, ...]:
        day = int(self.now // DAY)
        if self.delivery is None:
            return "", "", day
        named = self.secret.name(self.key.tenant, self.delivery.endpoint, self.delivery.id)
        return bytes.fromhex(named), _seal(self.secret, self.delivery.body_hash), day

    def _context(self, event: Inbound, facts: Facts) -> bytes:
        """Return what the script notes beside the event."""
        if not isinstance(event, ContextGiven):
            return b""
        tenant = self.key.tenant
        told: dict[str, Any] = {
            "memories": [
                [layout.joined(tenant, one.conversation), repr(one.at)] for one in event.memories
            ]
        }
        if event.agent is not None:
            told["agent"] = event.agent
            told["news"] = layout.news(self.node, Assignment(key=self.key, agent=event.agent))
        if event.opted_out is not None:
            told["opted_out"] = "1" if event.opted_out else "0"
        if event.customer is not None:
            told["customer"] = layout.joined(tenant, event.customer)
            told["mark"] = self.secret.name(tenant, event.customer)
            if isinstance(self.event, ContextGiven) and self.event.opted_out is None:
                told["asks"] = "no" if facts.opted_out else "yes"
        return layout.for_lua(told)


def _seal(secret: Secret, body_hash: bytes) -> bytes:
    """Return what is kept of a body's hash.

    Without the tag of the key: all nodes have the same one (terms.py), and an id has to be small.
    """
    return secret.seal(body_hash)[-SEAL:]

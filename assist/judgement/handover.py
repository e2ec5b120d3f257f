"""A conversation that changes hands -> one glance for the agent who takes over.

Mood and its course, what is open, what was promised, the frame of the joke, and what not to
repeat. The customer's words are quoted; nobody is judged.
"""

from typing import Final

from assist.conversation.state import Conversation
from assist.events import Handover
from assist.ledger import Moment
from assist.vocabulary import KINDS, Kind

_ONCE: Final[frozenset[Kind]] = frozenset(["apology", "empathy", "reassurance", "gratitude"])
"""Kinds that wear thin when a second agent says them again."""


def handover(chat: Conversation, before: str | None, now: float) -> Handover:
    """Return the card for the next agent; `before` is the one who had the chat."""
    end = _end(chat)
    return Handover(
        at=now,
        agent=chat.context.agent,
        before=before,
        tone=end.tone if end else None,
        feeling=end.feeling if end else 0.0,
        ledger=chat.ledger,
        avoid=_avoid(chat),
    )


def _end(chat: Conversation) -> Moment | None:
    return next((moment for moment in chat.moments if moment.what == "end"), None)


def _avoid(chat: Conversation) -> tuple[Kind, ...]:
    """Return what was said already, or was dismissed by the agent before."""
    dismissed = {offer.kind for offer in chat.offers if offer.status == "dismissed"}
    return tuple(
        kind
        for kind in KINDS
        if kind in dismissed or (kind in _ONCE and f"{kind}-given" in chat.acts)
    )

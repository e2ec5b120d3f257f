"""A card and a conversation -> whether it may be shown at all: needs first, licence, budget.

Each gate answers with the reason for its refusal, so that silence can be explained too.
"""

from typing import Final

from assist.conversation.needs import first_unmet
from assist.conversation.state import Conversation
from assist.vocabulary import NEED_OF, NEEDS, Cue, Kind, Tone

_PROTECTS: Final[frozenset[Kind]] = frozenset(["de-escalation", "agent-care", "escalation"])
"""Kinds that shield a person: no lower need holds them back."""

_NEVER_NEAR: Final[frozenset[Cue | Tone]] = frozenset(
    ["vulnerability", "safety", "fraud-worry", "abuse", "legal-threat"]
)
_SPOILS: Final[frozenset[Cue | Tone]] = frozenset(
    [
        "anger",
        "frustration",
        "disappointment",
        "anxiety",
        "sarcasm",
        "remorse",
        "broken-promise",
        "long-wait",
        "repeat-contact",
        "public-threat",
    ]
)
_PLAYS: Final[frozenset[Cue | Tone]] = frozenset(["playfulness", "shared-reference"])

_FAILS: Final[frozenset[Cue | Tone]] = frozenset(
    [
        "problem",
        "broken-promise",
        "repeat-contact",
        "long-wait",
        "unanswered",
        "effort",
        "confusion",
        "public-threat",
        "churn-risk",
    ]
)

REST: Final = 3
"""Customer turns in which a kind is not offered again after it was on offer."""

REST_DISMISSED: Final = 6
"""The same after the agent dismissed it."""


def refusal(kind: Kind, chat: Conversation) -> str | None:
    """Return why a card of this kind is held back now, None where it may be shown."""
    return _needs_first(kind, chat) or (_humour(chat) if kind == "humour" else None)


def _needs_first(kind: Kind, chat: Conversation) -> str | None:
    """No warm words while a lower need fails and nobody has spoken to it."""
    need, unmet = NEED_OF[kind], first_unmet(chat.needs)
    if need is None or unmet is None or kind in _PROTECTS:
        return None
    rung = NEEDS.index("clarity") if kind == "clarification" else NEEDS.index(need)
    if kind == "clarification" and unmet.need in ("solution", "speed"):
        return None
    return f"{unmet.need} comes first" if NEEDS.index(unmet.need) < rung else None


def _humour(chat: Conversation) -> str | None:
    """The customer plays first, nothing is open that nobody took on, and nothing hurts.

    To play is to open a frame ("can I be Odin?") or to laugh inside one; a third of all laughs
    in service chats come with a complaint, so that laughing alone is no invitation.
    """
    now, ever = chat.turn.labels, chat.turn.labels | chat.before
    if not now & _PLAYS or "shared-reference" not in ever:
        return "the customer is not playing"
    if ever & _NEVER_NEAR:
        return "no jokes near harm"
    if now & _SPOILS:
        return "the customer is not at ease"
    for rung in chat.needs[: NEEDS.index("emotion")]:
        # A question opens clarity, and "can I be Odin?" is one.
        waits = rung.status == "open" and not rung.spoken and rung.need != "clarity"
        if rung.status == "failing" or waits:
            return f"{rung.need} is {rung.status}"
    return None


MOST_OFFERS: Final = 2
"""Times that one rule is offered in a chat."""


def is_resting(kind: Kind, rule: str, chat: Conversation) -> bool:
    """Return whether this kind was on offer too lately, or this rule too often.

    A new complaint wakes the kinds that serve it, except where the agent dismissed one or has
    already spoken to that need.
    """
    if sum(offer.rule == rule for offer in chat.offers) >= MOST_OFFERS:
        return True
    need = NEED_OF[kind]
    wakes = need in ("solution", "speed") and not chat.rung(need).spoken and _complains_anew(chat)
    for offer in chat.offers:
        if offer.kind != kind:
            continue
        rest = REST_DISMISSED if offer.status == "dismissed" else 1 if wakes else REST
        if chat.turn.number - offer.turn < rest:
            return True
    return False


def _complains_anew(chat: Conversation) -> bool:
    """Return whether this turn brings a failure that was not told before in the same words."""
    told = {(heard.label, heard.words) for heard in chat.past}
    return any(
        heard.label in _FAILS and (heard.label, heard.words) not in told
        for heard in chat.turn.heard
    )

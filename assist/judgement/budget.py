"""A card and a conversation -> whether the agent's attention is better left alone.

Attention is what a card costs. A kind rests after it was on offer, and longer each time that the
agent dismissed it; what may pass by itself is given one turn to pass.
"""

from typing import Final

from assist.conversation.state import Conversation
from assist.events import Rest
from assist.vocabulary import NEED_OF, NEGATIVE_TONES, Cue, Kind, Tone

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

MOST_OFFERS: Final = 2
"""Times that one rule is offered in a chat."""

REST: Final = 3
"""Customer turns in which a kind is not offered again after it was on offer."""

REST_DISMISSED: Final = 6
"""The same after the agent dismissed it once; each further time doubles it."""

MILD: Final = 0.5
"""An intensity below this is a grumble; most of them are gone with the next message."""

_PASSES: Final[frozenset[Tone]] = frozenset(["frustration", "disappointment", "anger"])
"""Feelings that may pass by themselves. Worry does not: it wants an answer."""


_SHIELDS: Final[frozenset[Kind]] = frozenset(["de-escalation", "escalation"])


def is_resting(kind: Kind, rule: str, chat: Conversation, *, timed: bool = False) -> bool:
    """Return whether this kind was on offer too lately, or this rule too often.

    A new complaint wakes the kinds that serve it, except where the agent dismissed one or has
    already spoken to that need; what shields a person is offered again while it was not used. Who
    tells of a death or an illness for the first time is met, whatever was said of lesser things.
    What is `timed` (a promise falls due) comes in its time, and rests after a dismissal alone.
    """
    if kind in chat.muted or sum(offer.rule == rule for offer in chat.offers) >= MOST_OFFERS:
        return True
    need = NEED_OF[kind]
    wakes = need in ("solution", "speed") and not chat.rung(need).spoken and _complains_anew(chat)
    grave = kind == "empathy" and "vulnerability" in chat.turn.labels - chat.before
    rests_until = _dismissed_until(kind, chat)
    for offer in chat.offers:
        if offer.kind != kind or offer.status == "dismissed":
            continue
        shields = kind in _SHIELDS and offer.status not in ("accepted", "edited")
        rest = 0 if timed and offer.rule != rule else 1 if wakes or shields or grave else REST
        rests_until = max(rests_until, offer.turn + rest)
    return chat.turn.number < rests_until


def rests(chat: Conversation) -> tuple[Rest, ...]:
    """Return the kinds that rest because the agent said so, muted ones first."""
    muted = tuple(Rest(kind=kind, because="muted") for kind in chat.muted)
    left = {
        kind: _dismissed_until(kind, chat) - chat.turn.number
        for kind in dict.fromkeys(offer.kind for offer in chat.offers)
        if kind not in chat.muted
    }
    dismissed = (Rest(kind=kind, because="dismissed", turns=turns) for kind, turns in left.items())
    return *muted, *(rest for rest in dismissed if rest.turns and rest.turns > 0)


def _dismissed_until(kind: Kind, chat: Conversation) -> int:
    """Return the customer's turn from which the agent's dismissals no longer hold; -1 for none."""
    until = -1
    dismissed = [
        offer for offer in chat.offers if offer.kind == kind and offer.status == "dismissed"
    ]
    for times, offer in enumerate(dismissed):
        until = max(until, offer.turn + REST_DISMISSED * 2**times)
    return until


def has_passed(kind: Kind, chat: Conversation) -> bool:
    """Return whether a card that looks back at trouble comes too late: the customer is glad, or
    takes leave, and speaks of no trouble any more."""
    labels = chat.turn.labels
    if kind not in _LOOKS_BACK or labels & _TROUBLE:
        return False
    return bool(labels & _GLAD) or (chat.turn.valence or 0.0) >= GLAD


def may_pass(kind: Kind, chat: Conversation) -> bool:
    """Return whether a card for a feeling waits for a turn: the tension may pass by itself.

    So where a mild grumble shows for the first time, with no complaint beside it and no need
    that fails. The next turn decides.
    """
    if NEED_OF[kind] not in ("courtesy", "emotion"):
        return False
    labels = chat.turn.labels
    felt = labels & NEGATIVE_TONES
    if not felt or not felt <= _PASSES or labels - felt:
        return False
    failing = any(rung.status == "failing" for rung in chat.needs)
    return chat.turn.intensity < MILD and not failing and not chat.before & NEGATIVE_TONES


GLAD: Final = 0.3
"""A valence from here on is glad, with no label beside it."""
_GLAD: Final[frozenset[Cue | Tone]] = frozenset(
    ["gratitude", "delight", "praise", "resolved", "farewell"]
)
_LOOKS_BACK: Final[frozenset[Kind]] = frozenset(
    ["apology", "empathy", "reassurance", "de-escalation"]
)
_TROUBLE: Final[frozenset[Cue | Tone]] = (
    _FAILS
    | NEGATIVE_TONES
    | {
        "remorse",
        "sarcasm",
        "abuse",
        "shouting",
        "expectation-gap",
        "refund-request",
        "legal-threat",
        "escalation-request",
        "deadline",
        "vulnerability",
        "safety",
        "fraud-worry",
        "self-blame",
    }
)


def _complains_anew(chat: Conversation) -> bool:
    """Return whether this turn brings a failure that was not told before in the same words."""
    if chat.turn.asks and any(question.urgent for question in chat.questions):
        return True
    told = {(heard.label, heard.words) for heard in chat.past}
    return any(
        heard.label in _FAILS and (heard.label, heard.words) not in told
        for heard in chat.turn.heard
    )

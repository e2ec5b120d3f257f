"""A kind of card and a conversation -> whether warm words would be too early or too many.

Listen, then one short apology for the thing itself, then options: a second "sorry" for the same
thing, and empathy on empathy, say that nothing happens.
"""

from collections.abc import Mapping
from typing import Final

from assist.conversation.state import Conversation
from assist.vocabulary import Act, Cue, Kind, Tone

MOST: Final = 2
"""Apologies in one chat, the agents' own included."""
REST: Final = 2
"""Customer turns after warm words in which the same warmth is not offered again."""

_WRONG: Final[frozenset[Cue | Tone]] = frozenset(
    [
        "problem",
        "broken-promise",
        "repeat-contact",
        "long-wait",
        "unanswered",
        "effort",
        "expectation-gap",
        "refund-request",
        "fraud-worry",
    ]
)
"""What tells of something that went wrong, for which one can be sorry."""

_PILED_ON: Final[Mapping[Kind, tuple[tuple[Kind, Act], ...]]] = {
    "empathy": (("empathy", "empathy-given"), ("apology", "apology-given")),
    "reassurance": (("reassurance", "reassurance-given"),),
}


def refusal(kind: Kind, chat: Conversation) -> str | None:
    """Return why a card of this kind is too early or too much, None where it is neither."""
    if kind == "apology":
        return _apology(chat)
    for other, act in _PILED_ON.get(kind, ()):
        said = _last_turn(other, act, chat)
        if said is not None and chat.turn.number - said <= REST and not _is_grave(chat):
            return f"{kind} is not piled on {other}"
    return None


def _apology(chat: Conversation) -> str | None:
    if chat.turn.number <= 1 and not _is_told(chat):
        return "listen first"
    said = _last_turn("apology", "apology-given", chat)
    if said is None:
        return None
    if _times(chat) >= MOST or said >= chat.turn.number or not _fails_anew(chat):
        return "they have had an apology; now act"
    return None


def _is_told(chat: Conversation) -> bool:
    """Return whether anybody knows what is wrong: it was said, was left open, or is the wait."""
    return (
        bool((chat.turn.labels | chat.before) & _WRONG)
        or any(issue.brought for issue in chat.issues)
        or any(rung.status == "failing" for rung in chat.needs)
    )


def _fails_anew(chat: Conversation) -> bool:
    """Return whether this turn tells of a failure that was not told before in the same words."""
    told = {(heard.label, heard.words) for heard in chat.past}
    return any(
        heard.label in _WRONG and (heard.label, heard.words) not in told
        for heard in chat.turn.heard
    )


def _is_grave(chat: Conversation) -> bool:
    """Return whether this turn is the first to tell of grief or danger: nobody counts then."""
    return bool(chat.turn.labels & {"vulnerability", "safety"} - chat.before)


def _times(chat: Conversation) -> int:
    """Return how many apologies there were; one taken from a card may not be read as one."""
    return max(chat.times("apology-given"), len(_taken("apology", chat)))


def _last_turn(kind: Kind, act: Act, chat: Conversation) -> int | None:
    """Return the customer's turn in which the agents last said this, or took a card for it."""
    said = chat.turn_of(act)
    return max([*_taken(kind, chat), *([] if said is None else [said])], default=None)


def _taken(kind: Kind, chat: Conversation) -> list[int]:
    """Return the turns in which a card of this kind was taken."""
    return [
        offer.turn
        for offer in chat.offers
        if offer.kind == kind and offer.status in ("accepted", "edited")
    ]

"""A conversation -> whether the agent may joke now, and if not, why.

The customer plays first, inside a frame that they opened; the agent plays back once for each
turn in which they do. A third of all laughs in service chats come with a complaint, so that
laughing alone is no invitation.
"""

from typing import Final

from assist.conversation.state import Conversation
from assist.vocabulary import NEEDS, Cue, Tone

HEATED: Final = 0.8
"""Intensity above which only a glad message is at ease; a plain joke is read as up to 0.75."""
GLAD: Final = 0.3
"""Valence above which intensity is joy."""

SOUR: Final = -0.2
"""Valence below which a joke hides harm: "bought on a site that is gone, magic, lol"."""

_NEVER_NEAR: Final[frozenset[Cue | Tone]] = frozenset(
    ["vulnerability", "safety", "fraud-worry", "abuse", "legal-threat"]
)
_SPOILS: Final[frozenset[Cue | Tone]] = frozenset(
    [
        "anger",
        "frustration",
        "disappointment",
        "anxiety",
        "remorse",
        "sarcasm",
        "broken-promise",
        "long-wait",
        "repeat-contact",
        "public-threat",
        "churn-risk",
    ]
)
_PLAYS: Final[frozenset[Cue | Tone]] = frozenset(["playfulness", "shared-reference"])
_TAKEN_ON_FIRST: Final = frozenset(NEEDS) - {"clarity", "emotion"}
"""A question opens clarity, and "can I be Odin?" is one; a feeling that is named spoils."""


def refusal(chat: Conversation) -> str | None:
    """Return why the agent may not joke now, None where the customer has given a licence."""
    now = chat.turn.labels
    if chat.frame is None or not now & _PLAYS:
        return "the customer is not playing"
    if "playfulness" not in now and not (chat.frame.name or "")[:1].isupper():
        # "My luggage has enjoyed a longer holiday than I" is dry, and no invitation.
        return "the customer is not playing"
    if (now | chat.before) & _NEVER_NEAR:
        return "no jokes near harm"
    if now & _SPOILS or _is_heated(chat) or (chat.turn.valence or 0.0) < SOUR:
        return "the customer is not at ease"
    return _open_harm(chat) or _play(chat)


def _is_heated(chat: Conversation) -> bool:
    return chat.turn.intensity > HEATED and (chat.turn.valence or 0.0) <= GLAD


def _open_harm(chat: Conversation) -> str | None:
    """Return the need that fails, or that is open and nobody took on."""
    for rung in chat.needs:
        waits = rung.status == "open" and not rung.spoken and rung.need in _TAKEN_ON_FIRST
        if rung.status == "failing" or waits:
            return f"{rung.need} is {rung.status}"
    return None


def _play(chat: Conversation) -> str | None:
    """Return why this turn's play may not be played back: it was, or the last one was not.

    An agent's joke that the next turn did not return ends the game. A laugh in a later turn does
    not open it again, a reference does.
    """
    if "humour-given" in chat.answer or _is_taken(chat):
        return "one play for each of theirs"
    played = chat.turn_of("humour-given")
    cold = played is not None and chat.turn.number - played > 1
    if cold and "shared-reference" not in chat.turn.labels:
        return "the last joke was not returned"
    return None


def _is_taken(chat: Conversation) -> bool:
    """Return whether the agent took a joke's card in this turn."""
    return any(
        offer.kind == "humour"
        and offer.turn == chat.turn.number
        and offer.status in ("accepted", "edited")
        for offer in chat.offers
    )

"""A message -> whether it says something: an answer of substance, or a nod that wants none.

A greeting, "one moment" or "sorry to hear that" holds the line, and the customer still waits; an
"ok" of theirs waits for nothing.
"""

import re
from typing import Final

from msgspec import Struct

from assist.conversation.issues import RAISING
from assist.findings import Reading
from assist.vocabulary import Act, Cue, Tone

_HOLDING: Final[frozenset[Act]] = frozenset(
    [
        "update-given",
        "ownership-given",
        "apology-given",
        "empathy-given",
        "gratitude-given",
        "reassurance-given",
        "celebration-given",
        "personal-touch-given",
        "humour-given",
    ]
)
_HOLDING_WORDS: Final = 6
"""A reply with at most so many words besides those that feel with the customer or ask for
patience holds the line: the customer still waits."""

_READ: Final = 1000
"""Code points of a message that tell whether it only greets or holds the line."""
_GREETING_WORDS: Final = 3
_OFFER: Final = (
    r"(?:how (?:can|may) i (?:help|assist)|what can i do"
    r"|comment puis-je|(?:que|en quoi) puis-je)\b[^.!?]*"
)
_PLEASANTRY: Final = re.compile(
    rf"\b(?:{_OFFER}|(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|welcome"
    r"|thanks?(?: you)?|my pleasure|you're (?:very )?welcome|no problem|sure|ok(?:ay)?|of course"
    r"|certainly|bonjour|bonsoir|salut|merci|avec plaisir|je vous en prie|de rien|d'accord"
    r"|très bien|bien sûr)\b)[.!?,]*"
)
"""What opens or closes politely, and says nothing yet."""
_HOLDS: Final = re.compile(
    r"\b(?:(?:please )?let me (?:see|look|check|find out)"
    r"|i(?:'| a)?m (?:just )?(?:looking|checking)|i'?ll (?:just )?(?:have a look|look|check)"
    r"|je (?:regarde|v[ée]rifie|consulte|vais voir)|laissez-moi (?:voir|regarder|v[ée]rifier))\b"
    r"(?: (?:what happened|into it|that|this|cela|[çc]a))?"
)
"""Words that an act's pattern may miss: they look into it, and say nothing yet."""
_YES_NO: Final = re.compile(
    r"\W*(?:yes|no(?! (?:problem|worries))|oui|non|aucun (?:problème|souci))\b", re.IGNORECASE
)
"""An answer to what was asked, however short."""
_LOOKS: Final[frozenset[Act]] = frozenset(
    {"update-given", "ownership-given", "follow-up-given", "escalation-given"}
)
"""Acts of a reply that goes and looks: the answer is still to come."""
_NOD_WORDS: Final = 3
_CALM: Final[frozenset[Cue | Tone]] = frozenset(
    {"gratitude", "delight", "praise", "resolved", "farewell", "playfulness"}
)


class Reply(Struct, frozen=True, kw_only=True, gc=False):
    """What an agent's message is worth to who waits for it.

    `acts`: what it does; to offer help in general does nothing yet. `substantive`: it says more
    than "hello" or "sorry to hear that, one moment". `informs`: it tells something now; it asks
    nothing, and does not go and look.
    """

    acts: frozenset[Act] = frozenset()
    substantive: bool = False
    informs: bool = False


def reply_of(text: str, reading: Reading) -> Reply:
    """Return what an agent's message, as typed and as read, is worth."""
    left = _without_pleasantries(text)
    if not _says(left):
        return Reply()
    acts = frozenset(act.act for act in reading.acts)
    substantive = _is_substantive(text, left, reading)
    informs = substantive and not reading.question and acts.isdisjoint(_LOOKS)
    return Reply(acts=acts, substantive=substantive, informs=informs)


def is_substantive(text: str, reading: Reading) -> bool:
    """Return whether a reply says more than "hello" or "sorry to hear that, one moment"."""
    return reply_of(text, reading).substantive


def _is_substantive(text: str, left: str, reading: Reading) -> bool:
    """Return the same of a reply that is more than its pleasantries; `left` is what is more."""
    words = len(text.split())
    if not reading.acts:
        return sum(map(_says, _HOLDS.sub("", left).split())) > _GREETING_WORDS
    if words > _GREETING_WORDS and _YES_NO.match(text):
        return True
    said = sum(len(span.text.split()) for act in reading.acts for span in act.evidence)
    return any(act.act not in _HOLDING for act in reading.acts) or words - said > _HOLDING_WORDS


def is_greeting(text: str) -> bool:
    """Return whether a message only greets, or offers help before anything was told."""
    return not _says(_without_pleasantries(text))


def _without_pleasantries(text: str) -> str:
    """Return what is read of a text without them, in lower case: `re` is three times as fast
    where it need not see to the case."""
    return _PLEASANTRY.sub("", text.strip()[:_READ].lower())


def _says(text: str) -> bool:
    """Return whether there is a letter or a digit in it."""
    return any(map(str.isalnum, text))


def is_nod(text: str, labels: frozenset[Cue | Tone]) -> bool:
    """Return whether a message takes note of an answer ("ok", "fine") and wants none."""
    return len(text.split()) <= _NOD_WORDS and labels <= _CALM


def inquires(reading: Reading) -> bool:
    """Return whether a message asks, and complains of nothing beside what it asks."""
    asked = [(span.start, span.end) for span in reading.asked]
    return bool(asked) and all(
        any(start <= span.start and span.end <= end for start, end in asked)
        for cue in reading.cues
        if cue.cue in RAISING
        for span in cue.evidence
    )

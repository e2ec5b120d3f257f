"""A draft -> the finding `ignores-feeling`: it goes on as if a strong feeling were not there."""

import re
from collections.abc import Iterator
from typing import Final

from assist.conversation.matter import matter
from assist.conversation.state import Conversation, HeardLabel
from assist.drafts.draft import Draft
from assist.findings import DraftFinding
from assist.reading.folding import fold
from assist.vocabulary import NEGATIVE_TONES, TONES, Act

CLEAR: Final = 0.8
STRONG: Final = 0.55
HOT: Final = 0.7
OVERWHELMING: Final = 0.79
"""Score and intensity from which on a feeling is missed where a reply says nothing to it: beyond
the last in any words, anger and fear from `HOT` on, else where the words are strong."""
_STRONG_WORDS: Final = re.compile(
    r"\b(?:so|absolutely|utterly|completely|totally|tellement|si|tres|vraiment|totalement)\b"
    r"|terrif|panic|panique|desper|devasta|heartbr|\bcr(?:y|ied|ying)|tears|sobb|furious|livid"
    r"|\brag(?:e|ing)|outrag|disgust|appal|fed up|sick of|\bhate|asham|frighten|petrified|nightmare"
    r"|cauchemar|sleep|dors|shaking|trembl|peur|effondr|aneanti|inconsol|larmes|pleur|furieu|colere"
    r"|hors de|honte|scandal|inadmissible|degout|ecoeur|desesp|angoiss|brise|bouleverse|ras.le.bol"
    r"|marre|hallucinant|insupportable|unbearable|unacceptable|humiliat|distraught|hysteri"
    r"|beside myself|worried sick|ruined|fuming|seething|cheated|let down|betrayed|insult"
    r"|worst|sick|explode|scream|end of my|can.t take|breaking point|at my wit|exhausted"
    r"|pire|bout de|a bout|craque|trahi|decue?|arnaque|excede|terrorise|paniqu"
)
_LOSS: Final = re.compile(
    r"\b(?:died|death|passed away|funeral|cancer|stillb\w+|miscarr\w+"
    r"|lost (?:the|our|a) baby|lost (?:my|our) (?:mum|mom|dad|mother|father|wife|husband|son"
    r"|daughter|brother|sister|baby)"
    r"|decede\w*|deces|deuil|mort|morte|obseques|enterrement"
    r"|perdu (?:mon|ma) (?:mari|femme|pere|mere|fils|fille|bebe|frere|soeur))\b"
)
"""A loss calls for a word, however calmly it is told."""
_SPEAKS: Final[frozenset[Act]] = frozenset(
    {
        "empathy-given",
        "apology-given",
        "reassurance-given",
        "de-escalation-given",
        "personal-touch-given",
    }
)
_OTHER: Final = frozenset({"resolved", "escalation-request", "safety"})
"""What comes before a feeling: it is over, they want somebody else, or are in danger."""
_HOLDING: Final = 14
"""Words up to which a line that only looks into it may come first."""
_LOOKS: Final[frozenset[Act]] = frozenset({"ownership-given", "escalation-given"})


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding where a strong feeling has been spoken to by nobody, nor by the draft."""
    felt = _strongest(draft.chat)
    if felt is None or draft.chat.rung("emotion").spoken or draft.chat.turn.labels & _OTHER:
        return
    if (draft.acts | draft.chat.answer) & _SPEAKS or draft.gives("ignores-feeling"):
        return
    if "acted" not in draft.acts and "ownership-given" in draft.acts:
        return
    if len(draft.text.split()) <= _HOLDING and draft.acts & _LOOKS:
        return
    if _feeling(draft.chat, felt) & matter(draft.text):
        return
    yield from draft.found("ignores-feeling", about=felt.words)


def _feeling(chat: Conversation, felt: HeardLabel) -> frozenset[str]:
    """Return the words of a feeling itself, without those of the matter that it is about."""
    about = [matter(heard.words) for heard in chat.turn.heard if heard.label not in TONES]
    return matter(felt.words).difference(*about)


def _is_strong(chat: Conversation, heard: HeardLabel) -> bool:
    """Return whether a feeling is more than a passing "that's a shame"."""
    felt = chat.turn.intensity
    hot = felt >= HOT and heard.label in ("anger", "anxiety")
    return (
        felt >= OVERWHELMING
        or hot
        or (felt >= STRONG and _STRONG_WORDS.search(fold(heard.words)[0]) is not None)
    )


def _strongest(chat: Conversation) -> HeardLabel | None:
    """Return the strongest feeling of the customer's turn that calls for a word."""
    felt = [
        heard
        for heard in chat.turn.heard
        if (heard.label in NEGATIVE_TONES and heard.score >= CLEAR and _is_strong(chat, heard))
        or (heard.label == "vulnerability" and _LOSS.search(fold(heard.words)[0]))
    ]
    return max(felt, key=lambda heard: heard.score, default=None)

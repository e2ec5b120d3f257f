"""Words and findings -> valence (-1 to 1) and intensity (0 to 1) of one message.

VADER (Hutto and Gilbert 2014) weighs English words. Alone it misreads support chat ("Great,
another delay" is +0.42), so what the signs found weighs more, and where both speak the signs
decide the direction. It knows no French: there the signs alone speak.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import repeat
from operator import mul
from typing import Final

from assist.reading.lexicon import Lexicon
from assist.reading.text import Text
from assist.vocabulary import Tone

_POLARITY: Final[dict[str, float]] = {
    "anger": -1.0,
    "frustration": -0.8,
    "disappointment": -0.7,
    "anxiety": -0.5,
    "confusion": -0.2,
    "remorse": -0.3,
    "gratitude": 0.8,
    "delight": 1.0,
    "playfulness": 0.4,
    "sarcasm": -0.8,
    "abuse": -1.0,
    "problem": -0.35,
    "repeat-contact": -0.5,
    "long-wait": -0.5,
    "broken-promise": -0.6,
    "unanswered": -0.5,
    "effort": -0.5,
    "expectation-gap": -0.5,
    "churn-risk": -0.3,
    "public-threat": -0.6,
    "legal-threat": -0.6,
    "fraud-worry": -0.5,
    "vulnerability": -0.6,
    "safety": -0.6,
    "praise": 0.6,
    "resolved": 0.4,
}
_GOOD: Final = {label: weight for label, weight in _POLARITY.items() if weight > 0}
_BAD: Final = {label: -weight for label, weight in _POLARITY.items() if weight < 0}
_CAPITALS: Final = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]{3}")
_VADER_SHARE: Final = 0.5
"""VADER's voice where nothing else speaks; the more the rest says, the less it counts."""


def valence(words: float | None, likely: Mapping[str, float]) -> float | None:
    """Return how good or bad the message is for who wrote it; None where nothing tells.

    Args:
        words: VADER's view, None in a language that it does not know.
        likely: how likely each tone and cue is, from 0 to 1; and `good` and `bad`, where a model
            has learnt to tell them. A side is as strong as the strongest that speaks for it.
    """
    good = max(likely.get("good", 0.0), _strongest(_GOOD, likely))
    bad = max(likely.get("bad", 0.0), _strongest(_BAD, likely))
    if words is None and good == bad == 0.0:
        return None
    found = good - bad
    if words is not None:
        found += _VADER_SHARE * words * (1 - max(good, bad))
    return round(max(-1.0, min(1.0, found)), 3)


def _strongest(weights: Mapping[str, float], likely: Mapping[str, float]) -> float:
    """Return the most that one label says; each message asks for all, so no loop is written out."""
    said: Iterable[float] = map(mul, map(likely.get, weights, repeat(0.0)), weights.values())
    return max(said)


def shouting(text: Text, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the tokens from the first to the last shouted word, None if nobody shouts.

    Two words in capitals make a shout, or one that is all there is to a short message; known
    acronyms and codes with digits are no words.
    """
    if not _CAPITALS.search(text.read):
        return None
    words = [
        (place, word)
        for place, (word, (start, _)) in enumerate(zip(text.typed, text.places, strict=True))
        if text.words[place].isalpha()
        and text.words[place] not in lexicon.acronyms
        and (start == 0 or text.read[start - 1].isspace())
    ]
    loud = [place for place, word in words if word.isupper() and len(word) > 2]
    few = len(loud) < 2 and not (loud and len(words) <= 2 and len(text.words) > len(words))
    if few or (len(loud) < 0.3 * len(words) and len(loud) < 3):
        return None
    return loud[0], loud[-1] + 1


def intensity(
    text: Text, scores: Mapping[Tone, float], lexicon: Lexicon, *, shouted: bool
) -> float:
    """Return how strongly the message is felt: its strongest tone, raised by how it is typed."""
    strongest = max(scores.values(), default=0.0)
    marks = min(3, text.read[:1000].count("!"))
    strong, weak = _count(text, lexicon.intensifiers), _count(text, lexicon.diminishers)
    typed = 0.06 * marks + 0.06 * min(2, strong) + 0.15 * shouted - 0.08 * min(2, weak)
    felt = 0.75 * strongest + (typed if strongest >= 0.3 else 0.3 * typed)
    return round(max(0.0, min(1.0, felt)), 3)


def _count(text: Text, listed: frozenset[str]) -> int:
    """Return how many words of a message are in a list; in most there are none."""
    return 0 if listed.isdisjoint(text.words) else sum(word in listed for word in text.words[:200])

"""English words as typed -> VADER's compound score, by its own lexicon and rules.

VADER (Hutto and Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text") as the `vaderSentiment` package has it: same lexicon, same constants, same
order of checks, and the same score on every text (tested). What differs is the way there. The
package runs its checks for each word of a message over lists that it builds anew, which is
quadratic: 5,000 emoji take it 42 seconds. Here each piece between blanks is looked up once and
remembered, and only words of the lexicon look at their neighbours. The text is bounded.
"""

import math
import string
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

MOST_WORDS: Final = 80
MOST_SYMBOLS: Final = 8
"""Words and emoji that are weighed; a chat message that says more says it again."""

_TEXT_READ: Final = 2000
_NEGATORS: Final = frozenset(NEGATE)
_IDIOMATIC: Final = frozenset(
    word for idiom in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in idiom for word in idiom.split()
)
_TURNING: Final = frozenset(
    (
        *("no", "or", "nor", "never", "so", "this", "without", "doubt"),
        *("least", "at", "very", "kind", "of", "but"),
    )
)
"""Words that a rule of VADER's names."""
_REMEMBERED: Final = 50_000
"""Pieces of at most `_TEXT_READ` code points; of ordinary words about 5 MB."""
_SPREAD: Final = 15.0
"""VADER's alpha: what a sum of valences is normalised against."""


class _Item(NamedTuple):
    """One word as VADER sees it: stripped, in lower case, and what its tables say.

    `weighs`: it is a word of the lexicon, and none that only strengthens others. `steady`: it
    changes no word near it, and is not changed for what it is.
    """

    lower: str
    valence: float | None
    boost: float
    negates: bool
    upper: bool
    weighs: bool
    steady: bool


@cache
def _tables() -> tuple[dict[str, float], dict[str, str]]:
    engine = SentimentIntensityAnalyzer()
    return engine.lexicon, engine.emojis


_NEUTRAL: Final = _Item("", None, 0.0, negates=False, upper=False, weighs=False, steady=True)
"""All words that say nothing are this one: most are, and it is looked at again and again."""


class _Items(dict[str, _Item]):
    """Pieces between blanks -> what each is to VADER; made when first asked for."""

    def __missing__(self, piece: str) -> _Item:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[piece] = item = _made(piece)
        return item


_ITEMS: Final = _Items()


def forget() -> None:
    """Remember no piece that was met."""
    _ITEMS.clear()


def _made(piece: str) -> _Item:
    stripped = piece.strip(string.punctuation)
    word = piece if len(stripped) <= 2 else stripped
    lower = word.lower()
    valence, boost = _tables()[0].get(lower), BOOSTER_DICT.get(lower, 0.0)
    negates, upper = lower in _NEGATORS or "n't" in lower, word.isupper()
    steady = not (boost or negates or upper or lower in _TURNING or lower in _IDIOMATIC)
    if steady and valence is None:
        return _NEUTRAL
    return _Item(lower, valence, boost, negates, upper, valence is not None and not boost, steady)


def vader(text: str) -> float:
    """Return VADER's compound score (-1 to 1) of the first words of `text`."""
    if not text.isascii():
        text = _described(text)
    items = list(map(_ITEMS.__getitem__, text[:_TEXT_READ].split(None, MOST_WORDS)[:MOST_WORDS]))
    weighing = [at for at, item in enumerate(items) if item.weighs]
    if not weighing:
        return 0.0
    valences = [0.0] * len(items)
    for at in weighing:
        valences[at] = _valence(items, at)
    total = sum(_turned(items, valences))
    if not total:
        return 0.0
    marks, asked = min(4, text.count("!")), text.count("?")
    emphasis = 0.292 * marks + (0.0 if asked < 2 else 0.18 * asked if asked <= 3 else 0.96)
    total += math.copysign(emphasis, total)
    return max(-1.0, min(1.0, round(total / math.sqrt(total * total + _SPREAD), 4)))


def _described(text: str) -> str:
    """Return `text` with the first emoji in words, as VADER reads them, without the others."""
    emojis = _tables()[1]
    parts: list[str] = []
    symbols, blank = 0, True
    for character in text[:_TEXT_READ]:
        if (description := emojis.get(character)) is None:
            parts.append(character)
            blank = character == " "
        elif symbols < MOST_SYMBOLS:
            symbols += 1
            parts.append(description if blank else f" {description}")
            blank = False
    return "".join(parts).strip()


def _valence(items: Sequence[_Item], at: int) -> float:
    """Return the valence of the lexicon's word `at`, changed by the words around it."""
    item = items[at]
    valence = float(item.valence or 0.0)
    around = items[max(0, at - 3) : at + 1]
    if False not in [near.steady for near in around]:
        return valence
    before = [items[at - back].lower if at >= back else "" for back in range(4)]
    following = items[at + 1] if at + 1 < len(items) else None
    if item.lower == "kind" and following and following.lower == "of":
        return 0.0
    loud = True in [near.upper for near in around] and _loud(items)
    if item.lower == "no" and following and following.valence is not None:
        valence = 0.0
    if "no" in before[1:3] or (before[3] == "no" and before[1] in ("or", "nor")):
        valence = float(item.valence or 0.0) * N_SCALAR
    if item.upper and loud:
        valence += C_INCR if valence > 0 else -C_INCR
    for back in (1, 2, 3):
        if at >= back and items[at - back].valence is None:
            valence += _boost(items[at - back], valence, loud=loud) * (1.0, 0.95, 0.9)[back - 1]
            valence = _denied(valence, before, back, items[at - back])
            if back == 3 and not _IDIOMATIC.isdisjoint([item.lower, *before[1:]]):
                valence = _idioms(valence, items, at)
    least = before[1] == "least" and items[at - 1].valence is None
    if least and not (at > 1 and before[2] in ("at", "very")):
        valence *= N_SCALAR
    return valence


def _loud(items: Sequence[_Item]) -> bool:
    """Return whether some words are in capitals, but not all."""
    capitals = sum(item.upper for item in items)
    return 0 < capitals < len(items)


def _boost(item: _Item, valence: float, *, loud: bool) -> float:
    boost = -item.boost if valence < 0 else item.boost
    if boost and item.upper and loud:
        boost += C_INCR if valence > 0 else -C_INCR
    return boost


def _denied(valence: float, before: Sequence[str], back: int, item: _Item) -> float:
    """Return the valence after a negator `back` words before it."""
    emphatic = ("so", "this")
    if back == 2 and before[2] == "never" and before[1] in emphatic:
        return valence * 1.25
    if back == 3 and ((before[3] == "never" and before[2] in emphatic) or before[1] in emphatic):
        return valence * 1.25
    if back > 1 and before[back] == "without" and "doubt" in before[1:back]:
        return valence
    return valence * N_SCALAR if item.negates else valence


def _idioms(valence: float, items: Sequence[_Item], at: int) -> float:
    """Return the valence of an idiom that the word stands in, or its own."""
    three, two, one, word = (items[at - back].lower for back in (3, 2, 1, 0))
    for idiom in (
        f"{one} {word}",
        f"{two} {one} {word}",
        f"{two} {one}",
        f"{three} {two} {one}",
        f"{three} {two}",
    ):
        if idiom in SPECIAL_CASES:
            valence = SPECIAL_CASES[idiom]
            break
    following = [item.lower for item in items[at + 1 : at + 3]]
    for count in range(1, len(following) + 1):
        valence = SPECIAL_CASES.get(" ".join([word, *following[:count]]), valence)
    for words in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        valence += BOOSTER_DICT.get(words, 0.0)
    return valence


def _turned(items: Sequence[_Item], valences: list[float]) -> list[float]:
    """Return the valences halved before a "but" and raised after it.

    The package looks for each value's first place, so equal values move the first of them
    twice; that is kept.
    """
    lower = [item.lower for item in items]
    if "but" not in lower:
        return valences
    turn = lower.index("but")
    for valence in valences:
        at = valences.index(valence)
        if at != turn:
            valences[at] = valence * (0.5 if at < turn else 1.5)
    return valences

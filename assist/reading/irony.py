"""Praise beside a failure in one message -> the words of a sarcasm.

General sarcasm is out of reach of any small model; this one shape is not: a word of praise that
opens a clause, or thanks, and right behind it what went wrong ("Great, another delay", "merci
pour le colis cassé"). Thanks that end there, or a "but", make it sincere.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from assist.reading.lexicon import Lexicon
from assist.reading.signs import Match
from assist.reading.text import Text
from assist.vocabulary import Cue

FAILURES: Final[frozenset[Cue]] = frozenset(
    [
        "problem",
        "long-wait",
        "broken-promise",
        "repeat-contact",
        "unanswered",
        "effort",
        "expectation-gap",
    ]
)
_MARKS: Final = frozenset(".,!:;…")
_THANKS: Final = frozenset({"thanks", "thank", "merci", "cheers"})
_FOR: Final = frozenset({"for", "pour", "de", "a", "to"})
_INTERJECTIONS: Final = frozenset(
    {"oh", "ah", "wow", "well", "ha", "yeah", "yay", "eh", "ben", "bah", "oui"}
)
_BUT: Final = frozenset({"but", "however", "though", "mais", "cependant", "just", "please"})
_REACH: Final = 8
"""Words between the praise and the failure; beyond, they speak of different things."""


def irony(text: Text, matches: Iterable[Match], lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the tokens from the praise to the end of the failure, None where there is none."""
    words = text.words
    if _THANKS.isdisjoint(words) and lexicon.ironic.isdisjoint(words):
        return None
    failures = [match for match in matches if match.sign.label in FAILURES]
    for failure in failures:
        for place in range(max(0, failure.first - _REACH), failure.first):
            between = words[place + 1 : failure.first]
            if not _BUT.isdisjoint(between):
                continue
            if _is_ironic_opening(words, place, lexicon) and _THANKS.isdisjoint(between):
                return place, failure.last
            if words[place] in _THANKS and len(between) <= 4 and not _FOR.isdisjoint(between[:2]):
                return place, failure.last
    return None


def _is_ironic_opening(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Return whether praise stands alone at the head of a clause ("Great, ...", "Bravo !")."""
    if words[place] not in lexicon.ironic:
        return False
    before = words[place - 1] if place else "."
    opens = before in _MARKS | _INTERJECTIONS or before in lexicon.intensifiers
    following = words[place + 1] if place + 1 < len(words) else ""
    return opens and (following in _MARKS or following in lexicon.ironic_objects)

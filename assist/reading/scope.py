"""A match in its clause -> whether it is denied, only supposed, or somebody else's.

Scope is the clause: it begins after a punctuation mark, a word such as "but", or a new subject
("not fixed i called twice"). A negator reaches three words ahead ("not at all angry"), a window
as NegEx and VADER use it.
"""

from collections.abc import Sequence
from typing import Final

from assist.reading.lexicon import Lexicon

WINDOW: Final = 3
"""Words before a match in which a negator silences it (VADER looks back as far)."""

_MARKS: Final = frozenset('.,;:!?()"')
_ANSWERS: Final = frozenset({"no", "non"})
_CONTRASTS: Final = frozenset({"but", "mais", "and", "et", "because", "car"})
_ONLY: Final = frozenset({"only", "just", "seulement", "que"})
"""After a negator these take the denial back: "not only", "pas seulement"."""


SUPPOSED: Final[frozenset[str]] = frozenset({"problem", "unanswered", "resolved"})
"""Cues of a fact: behind an "if" they are none ("what happens if my payment fails?")."""

SUPPOSED_WINDOW: Final = 6


def is_negated(words: Sequence[str], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether a negator stands before the match (or, in French, right after it)."""
    if not any(map(str.isalnum, words[first])):
        return False  # an emoji is denied by nobody ("toujours pas de train 😡")
    for place in range(first - 1, max(-1, first - 1 - WINDOW), -1):
        word = words[place]
        if word in _MARKS or word in lexicon.breaks:
            break
        after = words[place + 1]
        if word in lexicon.negators:
            # "No my parcel is late" answers and then says it.
            return after not in _ONLY and not (word in _ANSWERS and after in lexicon.subjects)
        if word in lexicon.subjects:
            break
    return last < len(words) and words[last] in lexicon.negators_after


def is_supposed(words: Sequence[str], first: int, lexicon: Lexicon) -> bool:
    """Return whether an "if" or "in case" opens the clause that the match stands in."""
    for place in range(first - 1, max(-1, first - 1 - SUPPOSED_WINDOW), -1):
        word = words[place]
        if word in _MARKS or word in _CONTRASTS:
            return False
        if word in lexicon.conditionals:
            return words[place - 1] not in lexicon.even if place else True
    return False


def is_somebody_else(words: Sequence[str], first: int, lexicon: Lexicon) -> bool:
    """Return whether the feeling at `first` is linked to another person ("my wife was furious").

    A person alone does not do: in "the driver is late again, ridiculous" the customer speaks.
    """
    place = first - 1
    linked = False
    while place >= 0:
        if words[place] in lexicon.copulas:
            linked = True
        elif words[place] not in lexicon.intensifiers:
            break
        place -= 1
    return linked and place >= 0 and words[place] in lexicon.others

"""A match in its clause -> whether it is denied, and whether somebody else is meant.

Scope is the clause: it begins after a punctuation mark or a word such as "but", at most
three words before the match ("not at all angry"), a window as NegEx and VADER use it.
"""

from collections.abc import Sequence
from typing import Final

from assist.reading.lexicon import Lexicon
from assist.reading.text import Token

WINDOW: Final = 3
"""Words before a match in which a negator silences it (VADER looks back as far)."""

_MARKS: Final = frozenset('.,;:!?()"')
_ONLY: Final = frozenset({"only", "just", "seulement", "que"})
"""After a negator these take the denial back: "not only", "pas seulement"."""


def is_negated(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether a negator stands before the match (or, in French, right after it)."""
    for place in range(first - 1, max(-1, first - 1 - WINDOW), -1):
        word = tokens[place].norm
        if word in _MARKS or word in lexicon.breaks:
            break
        if word in lexicon.negators:
            return tokens[place + 1].norm not in _ONLY
    return last < len(tokens) and tokens[last].norm in lexicon.negators_after


def is_somebody_else(tokens: Sequence[Token], first: int, lexicon: Lexicon) -> bool:
    """Return whether the feeling at `first` is linked to another person ("my wife was furious").

    A person alone does not do: in "the driver is late again, ridiculous" the customer speaks.
    """
    place = first - 1
    linked = False
    while place >= 0 and tokens[place].norm in lexicon.copulas | lexicon.intensifiers:
        linked = linked or tokens[place].norm in lexicon.copulas
        place -= 1
    return linked and place >= 0 and tokens[place].norm in lexicon.others

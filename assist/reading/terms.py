"""Folded words -> the terms that the model weighs: words, pairs, and pieces of words.

Pairs catch "not happy" and "still no"; pieces of three to five letters catch forms and typos
that training has not seen ("disapointed"). The message's ends count as words in pairs, so that
a lone "Seriously?" differs from one inside a sentence.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

START: Final = "<"
END: Final = ">"
MOST_WORDS: Final = 400
"""Words of a message that are weighed; what comes later repeats what was said."""
_SHORTEST: Final = 3
_LONGEST: Final = 5
_LETTERS_READ: Final = 24


def pairs(words: Sequence[str]) -> list[str]:
    """Return each two neighbours, the message's ends included, as one term."""
    line = (START, *words, END)
    return list(map(" ".join, pairwise(line)))


def word_terms(word: str) -> list[str]:
    """Return one word as terms: itself (a blank before it), and its runs of letters.

    A run knows the word's ends: `_not`, `not_`.
    """
    marked = f"_{word[:_LETTERS_READ]}_"
    return [f" {word}"] + [
        marked[first : first + length]
        for length in range(_SHORTEST, _LONGEST + 1)
        for first in range(len(marked) - length + 1)
    ]


def terms(words: Sequence[str]) -> list[str]:
    """Return all terms of a message, as often as they occur."""
    words = words[:MOST_WORDS]
    return [term for word in words for term in word_terms(word)] + pairs(words)

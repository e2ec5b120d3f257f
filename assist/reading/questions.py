"""A message -> the sentences that ask something, as they were typed.

A question mark makes a sentence ask, and so does a question word at the message's head ("where
is my parcel", "yes but is there a fee", "est-ce que vous livrez ici"). Whether a message asks at
all is decided here alone.
"""

from collections.abc import Sequence
from typing import Final

from assist.findings import Span
from assist.reading.lexicon import Lexicon
from assist.reading.text import Text

MOST: Final = 8
"""Sentences of one message; a row of marks asks once."""

_OPENING: Final = 5
_LINKS: Final = frozenset(
    {",", ".", "!", "but", "and", "so", "then", "mais", "et", "alors", "donc"}
)
_SUBJECTS: Final = frozenset(
    (
        *(
            "i",
            "you",
            "we",
            "they",
            "he",
            "she",
            "it",
            "there",
            "this",
            "that",
            "my",
            "the",
            "your",
        ),
        *(
            "je",
            "tu",
            "il",
            "elle",
            "on",
            "nous",
            "vous",
            "ce",
            "y",
            "mon",
            "ma",
            "mes",
            "le",
            "la",
        ),
    )
)
_INVERTED: Final = frozenset(
    (
        *(
            "can",
            "could",
            "would",
            "will",
            "is",
            "are",
            "do",
            "does",
            "did",
            "has",
            "have",
            "should",
        ),
        *("may", "any", "est", "pouvez", "puis", "peut", "pourriez", "avez", "serait"),
    )
)
_ENDS: Final = frozenset(".!?")
_GAP: Final = 200
"""Code points without a word: a quotation, which is not read."""


def asked(text: Text, lexicon: Lexicon) -> tuple[Span, ...]:
    """Return the asking sentences in their order; none means that the message asks nothing."""
    words = text.words
    head = _head(words, lexicon)
    if head < 0 and "?" not in words:
        return ()
    found: list[Span] = []
    first = 0
    while first < len(words) and len(found) < MOST:
        last = _end(text, first)
        if "?" in words[first:last] or first <= head < last:
            found.append(text.span(first, last))
        first = last
    return tuple(found)


def _head(words: Sequence[str], lexicon: Lexicon) -> int:
    """Return the place of the question word that opens the message, a greeting or a "yes but"
    aside; -1 where none does."""
    first = 0
    while first < min(len(words) - 1, _OPENING) and (
        words[first] in _LINKS or words[first] in lexicon.greetings
    ):
        first += 1
    if not words or words[first] not in lexicon.asking:
        return -1
    follows = words[first + 1] if first + 1 < len(words) else ""
    # "yes is fine" states; "yes is there a fee" asks.
    return -1 if first and words[first] in _INVERTED and follows not in _SUBJECTS else first


def _end(text: Text, first: int) -> int:
    """Return where the sentence ends that begins at `first`, its marks included."""
    words, places = text.words, text.places
    for last in range(first + 1, len(words)):
        between = text.read[places[last - 1][1] : places[last][0]]
        if "\n" in between or len(between) > _GAP:
            return last
        if words[last - 1] in _ENDS and words[last] not in _ENDS:
            return last
    return len(words)

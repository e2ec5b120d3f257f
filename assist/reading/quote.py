"""A stretch of a message's words -> the words that are shown for it: whole, and none too many.

What makes a rule sure ("... and", "... , still") and what weighs most ("weeks") is not what a
person would quote. A number belongs to its unit, an apostrophe to the words on both its sides, and
a word that joins two others to neither.
"""

from collections.abc import Iterable
from typing import Final

from assist.findings import Span
from assist.reading.text import Text
from assist.reading.values import UNITS

_PAUSES: Final = frozenset({",", ";", ":", "–", "—"})
_OPENING: Final = _PAUSES | {".", "!", "?", "...", "…", ")"}
_CLOSING: Final = _PAUSES | {"-", "("}
_HALVES: Final = (("et", "demi"), ("et", "demie"), ("and", "a", "half"))
_ARTICLES: Final = frozenset({"a", "an", "un", "une"})
_SOME: Final = _ARTICLES | {"few", "couple", "several", "many", "quelques", "plusieurs"}
_ONES: Final = frozenset({"un", "une", "onze"})
_ANSWERS: Final = frozenset({"not", "no", "pas", "non"})
"""Alone they say nothing without the word that joins them: "or not", "mais pas"."""
_TIES: Final = "'’"


def quoted(text: Text, first: int, last: int) -> Span:
    """Return the words to show for those from `first` up to and without `last`."""
    first, last = _trimmed(text, first, last)
    edges = text.words[first : last + 1]
    if edges[0] in UNITS or edges[-1] in UNITS or edges[-2:][0] in UNITS:
        first, last = _counted(text, first, last)
    return text.span(*_tied(text, first, last))


def all_quoted(text: Text, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the words to show for several stretches, without those that only join if there are
    others, and none within another."""
    every = tuple(places)
    said = [place for place in every if not all(_joins(text, at) for at in range(*place))]
    spans = dict.fromkeys([quoted(text, *place) for place in said or every])
    return tuple([one for one in spans if not any(_within(one, other) for other in spans)])


def _tied(text: Text, first: int, last: int) -> tuple[int, int]:
    """Return the stretch with what an apostrophe ties to its ends ("mum's 70th")."""
    places, typed = text.places, text.original
    start, end = places[first][0], places[last - 1][1]
    if first and typed[start] in _TIES and places[first - 1][1] == start:
        first -= 1
    if last < len(places) and typed[end - 1] in _TIES and places[last][0] == end:
        last += 1
    return first, last


def _counted(text: Text, first: int, last: int) -> tuple[int, int]:
    """Return the stretch with the number of the unit that opens it, the unit of the number that
    ends it, and the half behind ("une heure et demie")."""
    words = text.words
    if words[first] in UNITS and _counts(text, first - 1):
        first -= 1
        while _counts(text, first - 1) and words[first - 1] not in _ARTICLES:
            first -= 1
    if last < len(words) and words[last] in UNITS and _counts(text, last - 1):
        last += 1
    if words[last - 1] in UNITS:
        last += sum(len(half) for half in _HALVES if words[last : last + len(half)] == half)
    return first, last


def _counts(text: Text, at: int) -> bool:
    """Return whether a word is a number, or joins two words to one ("vingt et un")."""
    words, is_number = text.words, text.tokenizer.like_number
    if at < 0:
        return False
    if at and words[at] in ("et", "of"):
        return (is_number(words[at - 1]) and words[at + 1] in _ONES) or words[at - 1] == "couple"
    return words[at] in _SOME or is_number(words[at])


def _within(one: Span, other: Span) -> bool:
    return one != other and other.start <= one.start and one.end <= other.end


def _trimmed(text: Text, first: int, last: int) -> tuple[int, int]:
    """Return the stretch without what joins it to the words around; all of it, if that is all."""
    words, lexicon = text.words, text.tokenizer.lexicon
    links, after = lexicon.links, lexicon.links_after
    start, end = first, last
    while end > start and (
        (word := words[end - 1]) in links
        or word in _CLOSING
        or (word in after and _goes_on(text, end) and _joins(text, end - 1))
    ):
        end -= 1
    while start < end and ((word := words[start]) in links or word in _OPENING):
        start += 1
    return (first, last) if _ANSWERS.issuperset(words[start:end]) else (start, end)


def _goes_on(text: Text, end: int) -> bool:
    return end < len(text.words) and text.words[end].isalnum()


def _joins(text: Text, at: int) -> bool:
    """Return whether a word only joins others; folded, "où" looks like "ou"."""
    word, lexicon = text.words[at], text.tokenizer.lexicon
    if word in lexicon.links:
        return True
    return word in lexicon.links_after and text.span(at, at + 1).text.isascii()

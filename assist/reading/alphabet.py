"""Words -> single characters, and a table of a token pattern -> the set of them that it takes.

Each word that the rules spell out is one character, and so is each kind of other word: letters,
a mark, digits, anything else, by its length and whether it is a number. Every predicate that a
pattern may use can be told from that character alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from unicodedata import category

_FIRST_WORD: Final = 0x4E00
"""Characters for known words: none of them means anything in a regular expression."""
_FIRST_KIND: Final = 0xE000
_LONGEST: Final = 24
"""Unknown words are told apart by their length up to here."""
_LENGTHS: Final = range(1, _LONGEST + 1)
_SENTENCE_ENDS: Final = frozenset({".", "!", "?", "..."})

_OF_PLACE: Final = frozenset({"OP", "IS_SENT_START"})
"""Keys of a table that say where and how often a word stands, not which."""

_COMPARE: Final[dict[str, Callable[[int, int], bool]]] = {
    "==": int.__eq__,
    ">=": int.__ge__,
    "<=": int.__le__,
    ">": int.__gt__,
    "<": int.__lt__,
    "!=": int.__ne__,
}


def is_mark(word: str) -> bool:
    """Return whether a token is punctuation alone, as spaCy's IS_PUNCT."""
    return all(category(character).startswith("P") for character in word)


def spelt(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words that a table spells out."""
    lower = table.get("LOWER")
    if isinstance(lower, str):
        return frozenset({lower})
    return frozenset(lower.get("IN", ())) if isinstance(lower, Mapping) else frozenset()


def refused(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words that a table rules out."""
    lower = table.get("LOWER")
    return frozenset(lower.get("NOT_IN", ())) if isinstance(lower, Mapping) else frozenset()


class Alphabet:
    """Writes words as single characters, and a table of a pattern as a set of them.

    Args:
        words: all that the patterns spell out.
        like_number: whether a word is a number ("3", "third").
    """

    def __init__(self, words: frozenset[str], like_number: Callable[[str], bool]) -> None:
        self._like_number = like_number
        ordered = sorted((self._kind(word), word) for word in words | _SENTENCE_ENDS)
        self._codes = {word: chr(_FIRST_WORD + at) for at, (_, word) in enumerate(ordered)}
        # Words of a kind stand together, so a predicate is a few ranges.
        self._of_kind: dict[int, list[str]] = {}
        for kind, word in ordered:
            self._of_kind.setdefault(kind, []).append(word)
        self._expressions: dict[str, str] = {}
        ends = _one_of([self._codes[mark] for mark in _SENTENCE_ENDS], negated=False)
        self.opening = f"(?:\\A|(?<={ends}))"
        """The expression of a place where a sentence opens; it takes no word."""

    def character(self, word: str) -> str:
        """Return the character of a word."""
        return self._codes.get(word) or _unknown(self._like_number, word)

    def written(self, words: Sequence[str]) -> str:
        """Return a text as a string, one character a word."""
        return "".join(map(self.character, words))

    def _kind(self, word: str) -> int:
        return _kind(self._like_number, word)

    def expression(self, table: Mapping[str, Any]) -> str:
        """Return the regular expression of one table, without how often it may occur."""
        asked = ((key, value) for key, value in table.items() if key not in _OF_PLACE)
        key = repr(sorted(asked))
        key += str(table.get("OP") == "!")
        if (found := self._expressions.get(key)) is None:
            found = self._expressions[key] = self._expression(table)
        return found

    def _expression(self, table: Mapping[str, Any]) -> str:
        negated = table.get("OP") == "!"
        spelt_out = spelt(table)
        asked = [key for key in table if key != "LOWER" and key not in _OF_PLACE]
        out = refused(table)
        if spelt_out:
            wanted = [w for w in spelt_out - out if not asked or self._holds(w, table)]
            return _one_of([self._codes[word] for word in wanted], negated=negated)
        if not asked:
            return _one_of([self._codes[word] for word in out], negated=not negated)
        characters: list[str] = []
        for kind in range(8):
            words = self._of_kind.get(kind, ())
            # Words by the thousand have some twenty lengths.
            lengths = {*_LENGTHS, *map(len, words)}
            agreed = {length for length in lengths if _agrees(kind, length, table)}
            characters += [
                self._codes[word] for word in words if len(word) in agreed and word not in out
            ]
            characters += [_of_length(kind, length) for length in _LENGTHS if length in agreed]
        return _one_of(characters, negated=negated)

    def _holds(self, word: str, table: Mapping[str, Any]) -> bool:
        return _agrees(self._kind(word), len(word), table)


def _kind(like_number: Callable[[str], bool], word: str) -> int:
    """Return what kind of word it is: two for each sort, the odd ones numbers."""
    sort = 0 if word.isalpha() else 1 if is_mark(word) else 2 if word.isdigit() else 3
    return 2 * sort + like_number(word)


def _unknown(like_number: Callable[[str], bool], word: str) -> str:
    """Return the character of a word that no pattern spells out."""
    return _of_length(_kind(like_number, word), min(len(word), _LONGEST))


def _of_length(kind: int, length: int) -> str:
    return chr(_FIRST_KIND + _LONGEST * kind + length - 1)


def _agrees(kind: int, length: int, table: Mapping[str, Any]) -> bool:
    """Return whether words of a kind and a length fulfil a table's predicates."""
    for key, sort in _SORTS.items():
        if key in table and bool(table[key]) != (kind // 2 == sort):
            return False
    if "LIKE_NUM" in table and bool(table["LIKE_NUM"]) != bool(kind % 2):
        return False
    asked = table.get("LENGTH", {})
    limits = asked if isinstance(asked, Mapping) else {"==": asked}
    return all(_COMPARE[sign](length, limit) for sign, limit in limits.items())


_SORTS: Final = {"IS_ALPHA": 0, "IS_PUNCT": 1, "IS_DIGIT": 2}


def _one_of(characters: Sequence[str], *, negated: bool) -> str:
    """Return a set of characters, neighbours as ranges; an empty set never matches."""
    if not characters:
        return "." if negated else "(?!)"
    runs: list[list[int]] = []
    for point in sorted(map(ord, characters)):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    ranges = "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in runs)
    return f"[{'^' if negated else ''}{ranges}]"

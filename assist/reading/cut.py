"""A piece of a message between two blanks -> its folded words, and where each stands in it."""

import re
from collections.abc import Iterable
from sys import intern
from typing import Final, NamedTuple

from assist.reading.folding import CHARACTERS, STRETCH, fold
from assist.reading.lexicon import Lexicon
from assist.reading.tokens import Splitter, Tokens

_LONGEST_WORD: Final = 100

_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_SUBJECTS = "it that what there here he she where who how this everything nothing nobody"
_IS = frozenset([*_SUBJECTS.split(), "something", "when", "why"])
_COUNTED = re.compile(
    r"(\d+)(s|secs?|mn|mins?|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?|wks?|weeks?|semaines?)"
)
_PLAIN = re.compile(r"([a-zA-Z]{2,})([,.;:]|[!?]{0,2})")
"""Letters with at most one mark at the end, or a row of ! and ?: nearly all pieces."""
_UNITS = {"j": "jours", "h": "heures"}
_GLUED = re.compile(r"(?<=[^\W\d_]{3})\.(?=[^\W\d_])")
"""A full stop without its space; a comma there is cut off, as spaCy cuts."""
_MODALS = {"ca": "can", "wo": "will", "sha": "shall"}
_PRONOUNS: Final = frozenset(["i", "you", "we", "they", "that", "it", "he", "she"])
_LEANING: Final = frozenset(["n't", "nt", "'s", "na", "s", "m", "re", "ve", "d", "ll"])
LEANED_ON: Final = _IS | _PRONOUNS | {"going"}
"""Words that open by the word before them, even across a blank ("i m"), and those before."""

Cut = tuple[tuple[str, int, int], ...]
"""The folded words of a piece with their places in it."""


class Piece(NamedTuple):
    """A piece as it is cut: the words alone, the same with their places.

    `leans`: its first word may open by the word before it ("i m", "17 h").
    """

    words: tuple[str, ...]
    cut: Cut
    leans: bool


class _Form(NamedTuple):
    """A piece folded, with the places of its characters where they moved."""

    folded: str
    places: tuple[int, ...] | None


class Cutter:
    """Cuts pieces of one language.

    Args:
        splitter: of the language.
        lexicon: its word lists.
        known: words that exist; decides between "so" and "soo" for "sooo".
    """

    def __init__(self, splitter: Splitter, lexicon: Lexicon, known: frozenset[str]) -> None:
        self._splitter = splitter
        self._lexicon = lexicon
        self.known = known

    def is_regular(self, piece: str) -> bool:
        """Return whether letters and marks at their end are all."""
        return self._splitter.is_regular(_form(piece).folded)

    def cut(self, pieces: Iterable[str]) -> dict[str, Piece]:
        """Return the words of pieces, each by itself."""
        found: dict[str, Piece] = {}
        odd: dict[str, _Form] = {}
        for piece in pieces:
            if (plain := self._plain(piece)) is not None:
                found[piece] = plain
                continue
            form = _form(piece)
            if (tokens := self._splitter.quick(form.folded)) is None:
                odd[piece] = form
            else:
                found[piece] = self._piece(piece, form, tokens)
        if odd:
            with self._splitter.pipeline.memory_zone():
                for piece, form in odd.items():
                    tokens = self._splitter.whole(form.folded)
                    found[piece] = self._piece(piece, form, tokens)
        return found

    def leaning(self, piece: str, before: str) -> Piece:
        """Return the words of a piece whose first one opens by the word before it."""
        form = _form(piece)
        tokens = self._splitter.quick(form.folded)
        if tokens is None:
            tokens = self._splitter.whole(form.folded)
        return _remembered(self._opened(piece, before, form, tokens), leans=True)

    def _plain(self, piece: str) -> Piece | None:
        """Return the words of letters with a mark at most, None for another piece."""
        match = _PLAIN.fullmatch(piece)
        if match is None:
            return None
        word, marks = match[1].lower(), match[2]
        if word in self._splitter.exceptions or STRETCH.search(word):
            return None
        last = len(word)
        norms = self._open(word, "") if word in _LEANING else self._spelt(word)
        cut = [(norm, 0, last) for norm in norms]
        cut += [(mark, last + at, last + at + 1) for at, mark in enumerate(marks)]
        return _remembered(tuple(cut), leans=word in _LEANING)

    def _piece(self, piece: str, form: _Form, tokens: Tokens) -> Piece:
        cut = self._opened(piece, "", form, tokens)
        bare = form.folded.rstrip(".,!?;:)")
        counted = len(bare) == 1 and cut != self._opened(piece, "0", form, tokens)
        return _remembered(cut, leans=counted or bare in _LEANING)

    def _opened(self, piece: str, before: str, form: _Form, tokens: Tokens) -> Cut:
        """Return the folded words of one piece.

        Args:
            piece: as typed.
            before: the word before it.
            form: the piece folded.
            tokens: of the folded piece.
        """
        places = form.places
        found: list[tuple[str, int, int]] = []
        for raw, first in tokens:
            last = first + len(raw) - 1
            start = first if places is None else places[first]
            end = (last if places is None else places[last]) + 1
            before = found[-1][0] if found else before
            if raw in ("n't", "nt") and found and before in _MODALS:
                found[-1] = (_MODALS[before], *found[-1][1:])
            norms = self._open(raw, before)
            if not norms and not piece[start:end].isascii() and piece[start].isalpha():
                norms = self._kept(piece[start:end], raw)
            found += [(norm, start, end) for norm in norms]
        return tuple(found)

    def _open(self, word: str, before: str) -> Iterable[str]:
        """Return the whole words that one token stands for."""
        word = self._squeeze(word)
        if word == "'s" and before in _IS:
            return ("is",)
        if word == "na" and before == "going":
            return ("to",)
        if self._lexicon.language == "en" and word in ("s", "m", "re", "ve", "d", "ll"):
            return self._open_bare(word, before)
        if counted := _COUNTED.fullmatch(word):
            return (counted[1], *self._open(counted[2], counted[1]))
        if before.isdigit() and len(word) == 1:
            return (_UNITS.get(word, word),)
        return self._spelt(word)

    def _spelt(self, word: str) -> Iterable[str]:
        """Return a word as it is spelt in full."""
        bare = word.strip("'-") or word
        spelling = self._lexicon.spelling
        opened = spelling.get(word) or spelling.get(bare) or (bare,)
        return [norm for norm in opened if norm not in self._lexicon.dropped]

    def _open_bare(self, word: str, before: str) -> Iterable[str]:
        """Return what a contraction without its apostrophe stands for ("i m", "that s")."""
        if word == "s":
            return ("is",) if before in _IS else ("s",)
        if before in _PRONOUNS:
            return self._lexicon.spelling["'" + word]
        return (word,)

    def _kept(self, typed: str, word: str) -> Iterable[str]:
        """Return a dropped word again that only looks like one without its accent ("né")."""
        plain = typed.translate(CHARACTERS).lower()
        return (word,) if fold(plain)[0] != plain else ()

    def _squeeze(self, word: str) -> str:
        """Return "sooo" as "so" and "cooool" as "cool": the form that is a known word."""
        if not STRETCH.search(word) or not word[0].isalpha():
            return word
        once, twice = STRETCH.sub(r"\1", word), STRETCH.sub(r"\1\1", word)
        return twice if twice in self.known and once not in self.known else once


def _form(piece: str) -> _Form:
    """Return the folded piece with a blank for each hyphen; the places are those of `fold`.

    spaCy takes the marks at the ends of a piece off one by one, each time over the whole: of a
    row longer than any word, 4,000 emoji or commas, the first hundred are read.
    """
    if len(piece) > _LONGEST_WORD and not piece.isalnum():
        piece = piece[:_LONGEST_WORD]
    folded, places = fold(piece)
    return _Form(_GLUED.sub(",", _HYPHEN.sub(" ", folded)), places)


def _remembered(cut: Cut, *, leans: bool) -> Piece:
    # Interned: tables of words then tell them by identity, without a look at their letters.
    return Piece(tuple([intern(word) for word, _, _ in cut]), cut, leans)

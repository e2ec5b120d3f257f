"""A message as typed -> folded words that point into the original.

Customers drop accents, capitals and apostrophes, stretch letters and use text-speak. Folding
undoes all of that, for messages and for the rules' patterns alike, so that one pattern serves
many spellings. Each piece between blanks is cut by itself, and chats say the same pieces over and
over: every piece is cut and folded once, and remembered.
"""

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Final

from assist.findings import Span
from assist.reading.cut import LEANED_ON, Cut, Cutter, Piece
from assist.reading.lexicon import Lexicon, lexicon
from assist.reading.terms import pairs
from assist.reading.tokens import Splitter
from assist.vocabulary import Language

_REMEMBERED: Final = 50_000
_LONGEST_REMEMBERED: Final = 32
"""Pieces that are kept, and code points of one: at most about 20 MB a language."""

_LONG: Final = 2000
_EFFORT: Final = 3000
_EACH: Final = 3
"""spaCy takes some 20 microseconds for a short piece that is new, ten times that for one with forty
marks. Of a text of more than `_LONG` code points it cuts different pieces with `_EFFORT` code
points in all, each counted as `_EACH` more; what then is no plain word is not read. No message that
a person types comes near that."""

_LEANS: Final = attrgetter("leans")
_PIECE = re.compile(r"\S+")
_PLAIN = re.compile(r"[a-z]{2,}(?:,|\.|;|:|[!?]*)")


class Text:
    """A message: the original, its folded words, and where each stands in the original.

    `pairs`: each two neighbours of its words as one term, see `terms.pairs`.

    Args:
        original: the message as typed.
        read: the same with blanks for what is not read, as long as `original`.
        words: its folded words.
        cuts: how each of its pieces between blanks was cut, in order.
        tokenizer: what cut them; knows the language's numbers and word lists.
    """

    def __init__(
        self,
        original: str,
        read: str,
        words: tuple[str, ...],
        cuts: Sequence[Cut],
        tokenizer: "Tokenizer",
    ) -> None:
        self.original = original
        self.read = read
        self.words = words
        self.tokenizer = tokenizer
        self.pairs: Sequence[str] = pairs(words)
        self._cuts = cuts
        self._places: tuple[tuple[int, int], ...] | None = None

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where each word was typed: from, up to and without."""
        if self._places is None:
            starts = [match.start() for match in _PIECE.finditer(self.read)]
            pieces = zip(starts, self._cuts, strict=True)
            placed = [(at + first, at + last) for at, cut in pieces for _, first, last in cut]
            self._places = tuple(placed)
        return self._places

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """The words as typed; those of a contraction share theirs."""
        return tuple([self.original[first:last] for first, last in self.places])

    def span(self, first: int, last: int) -> Span:
        """Return the original words of tokens `first` up to and without `last`."""
        places = self._places or self.places
        start, end = places[first][0], places[last - 1][1]
        return Span(start=start, end=end, text=self.original[start:end])


class Tokenizer:
    """Cuts messages of one language into folded words.

    Args:
        language: `en` or `fr`.
        known: words that exist; decides between "so" and "soo" for "sooo".
    """

    def __init__(self, language: Language, known: frozenset[str] = frozenset()) -> None:
        splitter = Splitter(language)
        self.pipeline = splitter.pipeline
        self.like_number = splitter.like_number
        self.lexicon: Lexicon = lexicon(language)
        stop_words = frozenset(self.pipeline.Defaults.stop_words)
        self._cutter = Cutter(splitter, self.lexicon, known | stop_words)
        self._folded: dict[str, str] = {}
        self._pieces: dict[str, Piece] = {}

    @property
    def known(self) -> frozenset[str]:
        """Words that exist."""
        return self._cutter.known

    def know(self, words: frozenset[str]) -> None:
        """Add words that exist; what was cut without them is forgotten."""
        self._cutter.known |= words
        self._pieces.clear()

    def forget(self) -> None:
        """Remember no piece that was met."""
        self._pieces.clear()

    def words(self, text: str) -> tuple[str, ...]:
        """Return the folded words alone, as a phrase of a rule needs them."""
        return self.text(text).words

    def word(self, word: str) -> str:
        """Return the folded form of one word of a rule; rules repeat their words."""
        if (folded := self._folded.get(word)) is None:
            folded = self._folded[word] = " ".join(self.words(word))
        return folded

    def text(self, read: str, original: str | None = None) -> Text:
        """Return the message with its words.

        Args:
            read: the message, or the same with blanks for what is not to be read.
            original: the message as typed, where it differs.
        """
        pieces = read.split() if len(read) <= _LONG else self._bounded(read.split())
        if len(self._pieces) >= _REMEMBERED:
            self._pieces.clear()
        found = self._met(pieces)
        if any(map(_LEANS, found)):
            found = self._leaning(pieces, found)
        words = tuple(chain.from_iterable([piece.words for piece in found]))
        cuts = [piece.cut for piece in found]
        return Text(read if original is None else original, read, words, cuts, self)

    def _leaning(self, pieces: Sequence[str], found: Sequence[Piece]) -> list[Piece]:
        """Return the pieces with those opened that lean on the word before them."""
        opened: list[Piece] = []
        leant: dict[tuple[str, str], Piece] = {}
        before = ""
        for typed, piece in zip(pieces, found, strict=True):
            own = piece
            if piece.leans and (before in LEANED_ON or before.isdigit()):
                pair = typed, before
                own = leant[pair] = leant.get(pair) or self._cutter.leaning(*pair)
            opened.append(own)
            before = own.words[-1] if own.words else before
        return opened

    def _met(self, pieces: Sequence[str]) -> list[Piece]:
        """Return how each piece is cut: as it was before, if it was met."""
        known = self._pieces
        try:
            return list(map(known.__getitem__, pieces))
        except KeyError:
            fresh = self._learn(set(pieces).difference(known))
            return [known.get(one) or fresh[one] for one in pieces]

    def _learn(self, pieces: Collection[str]) -> dict[str, Piece]:
        """Return the words of new pieces; remember the shorter ones."""
        fresh = self._cutter.cut(pieces)
        for piece, cut in fresh.items():
            if len(piece) <= _LONGEST_REMEMBERED:
                self._pieces[piece] = cut
        return fresh

    def _bounded(self, pieces: Sequence[str]) -> list[str]:
        """Return the pieces of a long text with '' for those that are not read, see `_EFFORT`."""
        left, skipped = _EFFORT, set[str]()
        for piece in dict.fromkeys(pieces):
            if _PLAIN.fullmatch(piece) or (left > 0 and self._cutter.is_regular(piece)):
                continue
            left -= len(piece) + _EACH
            if left < 0:
                skipped.add(piece)
        return ["" if piece in skipped else piece for piece in pieces]

"""A message as typed -> folded words that point into the original.

Customers drop accents, capitals and apostrophes, stretch letters and use text-speak. Folding
undoes all of that, for messages and for the rules' patterns alike, so that one pattern serves
many spellings. spaCy's tokenizer cuts. It cuts each piece between blanks by itself, and chats
say the same pieces over and over: every piece is cut and folded once, and remembered. A
20-word message costs 80 microseconds cut as a whole, 10 with its pieces known.
"""

import importlib
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from spacy.attrs import IS_ALPHA, IS_DIGIT, IS_PUNCT, IS_SPACE, LIKE_NUM, LOWER
from spacy.language import Language as Pipeline

from assist.findings import Span
from assist.reading.blank import blank
from assist.reading.folding import CHARACTERS, STRETCH, fold
from assist.reading.lexicon import Lexicon, lexicon
from assist.vocabulary import Language

_REMEMBERED: Final = 50_000
_LONGEST_REMEMBERED: Final = 32
"""Pieces that are kept, and code points of one: at most about 20 MB a language."""

_LONGEST_WORD: Final = 100
_LONG: Final = 2000
_EFFORT: Final = 3000
_EACH: Final = 3
"""spaCy takes some 20 microseconds for a short piece that is new, ten times that for one with forty
marks. Of a text of more than `_LONG` code points it cuts different pieces with `_EFFORT` code
points in all, each counted as `_EACH` more; what then is no plain word is not read. No message that
a person types comes near that."""

_ATTRIBUTES: Final = (LOWER, LIKE_NUM, IS_ALPHA, IS_DIGIT, IS_PUNCT, IS_SPACE)
"""All that token patterns ask. spaCy works out every attribute of each word that is new to it,
its shape and whether it is an address: that takes ten times as long as these."""

_PIECE = re.compile(r"\S+")
_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_SUBJECTS = "it that what there here he she where who how this everything nothing nobody"
_IS = frozenset([*_SUBJECTS.split(), "something", "when", "why"])
_COUNTED = re.compile(
    r"(\d+)(s|secs?|mn|mins?|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?|wks?|weeks?|semaines?)"
)
_ENDS: Final = ",.!?;:"
_REGULAR = re.compile(r"[a-z]{2,}(?:,|\.|;|:|[!?]*)")
"""Letters with at most one mark at the end, or a row of ! and ?: nearly all pieces."""
_UNITS = {"j": "jours", "h": "heures"}
_GLUED = re.compile(r"(?<=[^\W\d_]{3})\.(?=[^\W\d_])")
"""A full stop without its space; a comma there is cut off, as spaCy cuts."""
_NUMBERED = re.compile(r"\d+(?:er|ere|e|eme|nd|nde)")
_MODALS = {"ca": "can", "wo": "will", "sha": "shall"}
_PRONOUNS: Final = frozenset(["i", "you", "we", "they", "that", "it", "he", "she"])
_LEANING: Final = frozenset(["n't", "nt", "'s", "na", "s", "m", "re", "ve", "d", "ll"])
_LEANED_ON: Final = _IS | _PRONOUNS | {"going"}
"""Words that open by the word before them, even across a blank ("i m"), and those before."""

Cut = tuple[tuple[str, int, int], ...]
"""The folded words of a piece with their places in it."""
_Form = tuple[str, tuple[int, ...] | None]
"""A piece folded, with the places of its characters where they moved."""
_Piece = tuple[list[str], Cut, bool]
"""The words alone, the words with their places, and whether the first word leans."""


class Text:
    """A message: the original, its folded words, and where each stands in the original.

    Args:
        original: the message as typed.
        read: the same with blanks for what is not read, as long as `original`.
        words: its folded words.
        cuts: how each of its pieces between blanks was cut, in order.
    """

    def __init__(
        self, original: str, read: str, words: tuple[str, ...], cuts: Sequence[Cut]
    ) -> None:
        self.original = original
        self.read = read
        self.words = words
        self._cuts = cuts

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where each word was typed: from, up to and without. Most messages never need it."""
        starts = [match.start() for match in _PIECE.finditer(self.read)]
        pieces = zip(starts, self._cuts, strict=True)
        return tuple([(at + first, at + last) for at, cut in pieces for _, first, last in cut])

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """The words as typed; those of a contraction share theirs."""
        return tuple([self.original[first:last] for first, last in self.places])

    def span(self, first: int, last: int) -> Span:
        """Return the original words of tokens `first` up to and without `last`."""
        start, end = self.places[first][0], max(end for _, end in self.places[first:last])
        return Span(start=start, end=end, text=self.original[start:end])


class Tokenizer:
    """Cuts messages of one language into folded words.

    Args:
        language: `en` or `fr`.
        known: words that exist; decides between "so" and "soo" for "sooo".
    """

    def __init__(self, language: Language, known: frozenset[str] = frozenset()) -> None:
        self.pipeline: Pipeline = blank(language)
        self._irregular = frozenset(self.pipeline.tokenizer.rules)  # type: ignore[union-attr]
        self.lexicon: Lexicon = lexicon(language)
        self._folded: dict[str, str] = {}
        self._pieces: dict[str, _Piece] = {}
        self._know_numbers()
        self.known = known | self.pipeline.Defaults.stop_words

    def know(self, words: frozenset[str]) -> None:
        """Add words that exist; what was cut without them is forgotten."""
        self.known |= words
        self._pieces.clear()

    def _know_numbers(self) -> None:
        """Let spaCy's number words be numbers when folded too ("troisieme")."""
        is_number = self.pipeline.Defaults.lex_attr_getters[LIKE_NUM]
        module = importlib.import_module(f"spacy.lang.{self.lexicon.language}.lex_attrs")
        numbers = frozenset(
            fold(word)[0]
            for name in ("_num_words", "_ordinal_words")
            for word in getattr(module, name)
        )

        def like_number(word: str) -> bool:
            return bool(word in numbers or _NUMBERED.fullmatch(word) or is_number(word))

        self.like_number = like_number
        vocabulary: Any = self.pipeline.vocab
        getters = vocabulary.lex_attr_getters | {LIKE_NUM: like_number}
        vocabulary.lex_attr_getters = {key: getters[key] for key in _ATTRIBUTES}

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
        known = self._pieces
        if len(known) >= _REMEMBERED:
            known.clear()
        fresh = self._learn([piece for piece in pieces if piece not in known])
        words: list[str] = []
        cuts: list[Cut] = []
        leant: dict[tuple[str, str], Cut] = {}
        for piece in pieces:
            norms, cut, leans = known.get(piece) or fresh[piece]
            if leans and words and (words[-1] in _LEANED_ON or words[-1].isdigit()):
                pair = piece, words[-1]
                cut = leant[pair] = leant.get(pair) or self._cut(*pair, _spaced(piece))
                norms = [word for word, _, _ in cut]
            words += norms
            cuts.append(cut)
        return Text(read if original is None else original, read, tuple(words), cuts)

    def _bounded(self, pieces: Sequence[str]) -> list[str]:
        """Return the pieces of a long text with '' for those that are not read, see `_EFFORT`."""
        left, skipped = _EFFORT, set[str]()
        for piece in dict.fromkeys(pieces):
            if _REGULAR.fullmatch(piece) or (left > 0 and self._is_regular(_spaced(piece)[0])):
                continue
            left -= len(piece) + _EACH
            if left < 0:
                skipped.add(piece)
        return ["" if piece in skipped else piece for piece in pieces]

    def _learn(self, pieces: Sequence[str]) -> "dict[str, _Piece]":
        """Return the words of new pieces and whether they lean; remember the shorter ones."""
        if not pieces:
            return {}
        new = {piece: _spaced(piece) for piece in set(pieces)}
        short = [piece for piece in new if len(piece) <= _LONGEST_REMEMBERED]
        regular = [piece for piece in short if self._is_regular(new[piece][0])]
        cuts = {piece: self._cut(piece, "", new[piece]) for piece in regular}
        if len(cuts) < len(new):
            with self.pipeline.memory_zone():
                cuts |= {p: self._cut(p, "", form) for p, form in new.items() if p not in cuts}
        fresh = {
            piece: ([word for word, _, _ in cut], cut, _leans(new[piece][0]))
            for piece, cut in cuts.items()
        }
        self._pieces.update({piece: fresh[piece] for piece in short})
        return fresh

    def _cut(self, piece: str, before: str, form: _Form) -> Cut:
        """Return the folded words of one piece.

        Args:
            piece: as typed.
            before: the word before it.
            form: what `_spaced` makes of it.
        """
        folded, places = form
        found: list[tuple[str, int, int]] = []
        for raw, first in self._tokens(folded):
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

    def _is_regular(self, folded: str) -> bool:
        """Return whether letters and marks at their end are all; spaCy need not be asked."""
        return bool(_REGULAR.fullmatch(folded)) and folded.rstrip(_ENDS) not in self._irregular

    def _tokens(self, folded: str) -> list[tuple[str, int]]:
        """Return spaCy's tokens with their places."""
        if self._is_regular(folded):
            word = folded.rstrip(_ENDS)
            marks = enumerate(folded[len(word) :], len(word))
            return [(word, 0), *((mark, at) for at, mark in marks)]
        doc = self.pipeline.tokenizer(folded)
        return [(token.text, token.idx) for token in doc if not token.is_space]

    def _open(self, word: str, before: str) -> Iterable[str]:
        """Return the whole words that one token stands for."""
        word = self._squeeze(word)
        if word == "'s" and before in _IS:
            return ("is",)
        if word == "na" and before == "going":
            return ("to",)
        if self.lexicon.language == "en" and word in ("s", "m", "re", "ve", "d", "ll"):
            return self._open_bare(word, before)
        if counted := _COUNTED.fullmatch(word):
            return (counted[1], *self._open(counted[2], counted[1]))
        if before.isdigit() and len(word) == 1:
            return (_UNITS.get(word, word),)
        bare = word.strip("'-") or word
        spelling = self.lexicon.spelling
        opened = spelling.get(word) or spelling.get(bare) or (bare,)
        return [norm for norm in opened if norm not in self.lexicon.dropped]

    def _open_bare(self, word: str, before: str) -> Iterable[str]:
        """Return what a contraction without its apostrophe stands for ("i m", "that s")."""
        if word == "s":
            return ("is",) if before in _IS else ("s",)
        if before in _PRONOUNS:
            return self.lexicon.spelling["'" + word]
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


def _spaced(piece: str) -> _Form:
    """Return the folded piece with a blank for each hyphen; the places are those of `fold`.

    spaCy takes the marks at the ends of a piece off one by one, each time over the whole: of a
    row longer than any word, 4,000 emoji or commas, the first hundred are read.
    """
    if len(piece) > _LONGEST_WORD and not piece.isalnum():
        piece = piece[:_LONGEST_WORD]
    folded, places = fold(piece)
    return _GLUED.sub(",", _HYPHEN.sub(" ", folded)), places


def _leans(folded: str) -> bool:
    """Return whether a piece's first word may open by the word before it ("i m", "17 h")."""
    bare = folded.rstrip(".,!?;:)")
    return len(bare) == 1 or bare in _LEANING

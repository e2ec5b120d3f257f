"""A message as typed -> folded tokens that point into the original.

Customers drop accents, capitals and apostrophes, stretch letters and use text-speak. Folding
undoes all of that, for messages and for the rules' patterns alike, so that one pattern serves
many spellings. spaCy's tokenizer cuts; its `Doc` over the folded words feeds its matchers.
"""

import importlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

import spacy
from spacy.attrs import LIKE_NUM
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from assist.events import Span
from assist.reading.lexicon import Lexicon, lexicon
from assist.vocabulary import Language

WINDOW = 4096
"""Code points that are read at each end of a long text; what lies between is skipped."""

_CHARACTERS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "…": ".", "œ": "oe", "æ": "ae", "\u00a0": " ", "\u202f": " "}
)
_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_STRETCH = re.compile(r"(.)\1\1+", re.DOTALL)
_SUBJECTS = "it that what there here he she where who how this everything nothing nobody"
_IS = frozenset([*_SUBJECTS.split(), "something", "when", "why"])
_COUNTED = re.compile(
    r"(\d+)(s|secs?|mn|mins?|minutes?|h|hrs?|hours?|heures?|d|days?|j|jours?|wks?|weeks?|semaines?)"
)
_UNITS = {"j": "jours", "h": "heures"}
_GLUED = re.compile(r"(?<=[^\W\d_]{3})\.(?=[^\W\d_])")
"""A full stop without its space; a comma there is cut off, as spaCy cuts."""
_NUMBERED = re.compile(r"\d+(?:er|ere|e|eme|nd|nde)")
_MODALS = {"ca": "can", "wo": "will", "sha": "shall"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One folded word and where it stands in the original, in code points."""

    norm: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message: the original, its folded tokens, and the spaCy Doc over them.

    `doc[i]` is `tokens[i]`. The Doc lives in the vocabulary's memory zone: use it only while
    the reader that made it is reading.
    """

    original: str
    tokens: tuple[Token, ...]
    doc: Doc

    def span(self, first: int, last: int) -> Span:
        """Return the original words of tokens `first` up to and without `last`."""
        start, end = self.tokens[first].start, max(t.end for t in self.tokens[first:last])
        return Span(start=start, end=end, text=self.original[start:end])


def fold(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Return `text` in lower case without accents, and each character's place in `text`.

    Compatibility forms become plain ones (NFKD), marks and invisible characters go, a character
    that stands more than three times in a row is kept three times. None for the places means
    that nothing moved.
    """
    if text.isascii() and not _STRETCH.search(text):
        return text.lower(), None
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        plain = unicodedata.normalize("NFKD", original.translate(_CHARACTERS)).lower()
        for character in plain:
            if unicodedata.category(character) in ("Mn", "Cf", "Me", "Cs"):
                continue
            if characters[-3:] == [character] * 3:
                continue
            characters.append(character)
            places.append(place)
    return "".join(characters), tuple(places)


class Tokenizer:
    """Cuts messages of one language into folded tokens.

    Args:
        language: `en` or `fr`.
        known: words that exist; decides between "so" and "soo" for "sooo".
    """

    def __init__(self, language: Language, known: frozenset[str] = frozenset()) -> None:
        self.pipeline: Pipeline = spacy.blank(language)
        self.lexicon: Lexicon = lexicon(language)
        self._folded: dict[str, str] = {}
        self._know_numbers()
        self.known = known | self.pipeline.Defaults.stop_words

    def _know_numbers(self) -> None:
        """Let spaCy's number words be numbers when folded too ("troisieme")."""
        is_number = self.pipeline.Defaults.lex_attr_getters[LIKE_NUM]
        module = importlib.import_module(f"spacy.lang.{self.lexicon.language}.lex_attrs")
        numbers = frozenset(
            fold(word)[0]
            for name in ("_num_words", "_ordinal_words")
            for word in getattr(module, name)
        )
        getters = self.pipeline.vocab.lex_attr_getters  # type: ignore[attr-defined]
        getters[LIKE_NUM] = lambda word: bool(
            word in numbers or _NUMBERED.fullmatch(word) or is_number(word)
        )

    def words(self, text: str) -> tuple[str, ...]:
        """Return the folded words alone, as a phrase of a rule needs them."""
        return tuple(token.norm for token in self.tokens(text))

    def word(self, word: str) -> str:
        """Return the folded form of one word of a rule; rules repeat their words."""
        if (folded := self._folded.get(word)) is None:
            folded = self._folded[word] = " ".join(self.words(word))
        return folded

    def text(self, original: str) -> Text:
        """Return the message with its tokens; long ones are read at both ends only."""
        tokens = self.tokens(original[:WINDOW])
        if len(original) > WINDOW:
            shift = max(WINDOW, len(original) - WINDOW)
            tail = self.tokens(original[shift:])
            tokens += [Token(norm=t.norm, start=t.start + shift, end=t.end + shift) for t in tail]
        doc = Doc(self.pipeline.vocab, words=[token.norm for token in tokens])
        return Text(original=original, tokens=tuple(tokens), doc=doc)

    def tokens(self, text: str) -> list[Token]:
        """Return the folded tokens of `text`."""
        folded, places = fold(text)
        folded = _GLUED.sub(",", _HYPHEN.sub(" ", folded))
        found: list[Token] = []
        for token in self.pipeline.tokenizer(folded):
            if token.is_space:
                continue
            first, last = token.idx, token.idx + len(token.text) - 1
            start = first if places is None else places[first]
            end = (last if places is None else places[last]) + 1
            before = found[-1].norm if found else ""
            if token.text in ("n't", "nt") and before in _MODALS:
                found[-1] = replace(found[-1], norm=_MODALS[before])
            norms = self._open(token.text, before)
            if not norms and not text[start:end].isascii() and text[start].isalpha():
                norms = self._kept(text[start:end], token.text)
            found += [Token(norm=norm, start=start, end=end) for norm in norms]
        return found

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
        if before in ("i", "you", "we", "they", "that", "it", "he", "she"):
            return self.lexicon.spelling["'" + word]
        return (word,)

    def _kept(self, typed: str, word: str) -> Iterable[str]:
        """Return a dropped word again that only looks like one without its accent ("né")."""
        plain = typed.translate(_CHARACTERS).lower()
        return (word,) if fold(plain)[0] != plain else ()

    def _squeeze(self, word: str) -> str:
        """Return "sooo" as "so" and "cooool" as "cool": the form that is a known word."""
        if not _STRETCH.search(word) or not word[0].isalpha():
            return word
        once, twice = _STRETCH.sub(r"\1", word), _STRETCH.sub(r"\1\1", word)
        return twice if twice in self.known and once not in self.known else once

"""A folded piece between blanks -> its tokens, with their places: as spaCy cuts it.

Nearly all pieces that spaCy must be asked for are a word, a number or an elision ("l'appli") with
marks around, an amount or a date. Those are cut here in a tenth of the time, and come out the same
(a test compares).
"""

import importlib
import re
from collections.abc import Callable
from typing import Any, Final

from spacy.attrs import IS_ALPHA, IS_DIGIT, IS_PUNCT, IS_SPACE, LIKE_NUM, LOWER
from spacy.language import Language as Pipeline

from assist.reading.blank import blank
from assist.reading.folding import fold
from assist.vocabulary import Language

Tokens = list[tuple[str, int]]

_ATTRIBUTES: Final = (LOWER, LIKE_NUM, IS_ALPHA, IS_DIGIT, IS_PUNCT, IS_SPACE)
"""All that token patterns ask. spaCy works out every attribute of each word that is new to it,
its shape and whether it is an address: that takes ten times as long as these."""

_ENDS: Final = ",.!?;:"
_REGULAR = re.compile(r"[a-z]{2,}(?:,|\.|;|:|[!?]*)")
"""Letters with at most one mark at the end, or a row of ! and ?: nearly all pieces."""
_ELISION: Final[dict[Language, str]] = {"en": "", "fr": r"(?:(?:qu|[cdjlmnst])'(?=[a-z]{2}))?"}
_POSSESSIVE: Final[dict[Language, str]] = {"en": r"(?:'s)?", "fr": ""}
_NUMBER_GOES_ON: Final = r"(?:(?:[.,:/]\d+){1,2}|st|nd|rd|th|er|eme|h\d*)?"
_PARTS: Final = ("opening", "elision", "core", "unit", "possessive")
_MARK: Final = re.compile(r"\.\.+|.")
_NUMBERED = re.compile(r"\d+(?:er|ere|e|eme|nd|nde)")


class Splitter:
    """Cuts folded pieces of one language."""

    def __init__(self, language: Language) -> None:
        self.pipeline: Pipeline = blank(language)
        self.exceptions = frozenset(self.pipeline.tokenizer.rules)  # type: ignore[union-attr]
        self._shape = _shape(language)
        self.like_number = self._know_numbers(language)

    def _know_numbers(self, language: Language) -> Callable[[str], bool]:
        """Let spaCy's number words be numbers when folded too ("troisieme")."""
        is_number = self.pipeline.Defaults.lex_attr_getters[LIKE_NUM]
        module = importlib.import_module(f"spacy.lang.{language}.lex_attrs")
        numbers = frozenset(
            fold(word)[0]
            for name in ("_num_words", "_ordinal_words")
            for word in getattr(module, name)
        )

        def like_number(word: str) -> bool:
            return bool(word in numbers or _NUMBERED.fullmatch(word) or is_number(word))

        vocabulary: Any = self.pipeline.vocab
        getters = vocabulary.lex_attr_getters | {LIKE_NUM: like_number}
        vocabulary.lex_attr_getters = {key: getters[key] for key in _ATTRIBUTES}
        return like_number

    def is_regular(self, folded: str) -> bool:
        """Return whether letters and marks at their end are all."""
        return bool(_REGULAR.fullmatch(folded)) and folded.rstrip(_ENDS) not in self.exceptions

    def quick(self, folded: str) -> Tokens | None:
        """Return the tokens of a piece, None where spaCy must be asked."""
        if self.is_regular(folded):
            word = folded.rstrip(_ENDS)
            marks = enumerate(folded[len(word) :], len(word))
            return [(word, 0), *((mark, at) for at, mark in marks)]
        found: Tokens = []
        place = 0
        for part in folded.split(" "):
            match = self._shape.fullmatch(part)
            if match is None or not self.exceptions.isdisjoint(_whole(match)):
                return None
            found += [(match[name], place + match.start(name)) for name in _PARTS if match[name]]
            end = place + match.start("marks")
            found += [(mark[0], end + mark.start()) for mark in _MARK.finditer(match["marks"])]
            place += len(part) + 1
        return found

    def whole(self, folded: str) -> Tokens:
        """Return spaCy's own tokens."""
        doc = self.pipeline.tokenizer(folded)
        return [(token.text, token.idx) for token in doc if not token.is_space]


def _shape(language: Language) -> re.Pattern[str]:
    """Return what is cut here."""
    return re.compile(
        r"""(?P<opening>["(#£€$]?)(?P<elision>"""
        + _ELISION[language]
        + r""")(?P<core>@?[a-z]{2,}\d*|\d+"""
        + _NUMBER_GOES_ON
        + r"""|[a-z]\d*)(?P<unit>(?:(?<=\d)(?:%|[€£$](?!\.)))?)(?P<possessive>"""
        + _POSSESSIVE[language]
        + r""")(?P<marks>[)"]?(?:[,;.]|\.\.+|[!?]*)"?|:)"""
    )


def _whole(match: re.Match[str]) -> tuple[str, str, str, str]:
    """Return the parts of a piece that spaCy might know as a whole ("it's", "etc.", "(o:")."""
    body = match["core"] + match["unit"] + match["possessive"]
    marked = body + match["marks"][:1]
    return match["core"], body, marked, match["opening"] + marked

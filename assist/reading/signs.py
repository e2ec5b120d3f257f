"""The rules' signs, compiled once -> what they find in one text, with the words that show it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from assist.playbooks.model import Sign
from assist.reading.alphabet import spelt
from assist.reading.patterns import TokenPatterns, folded_pattern
from assist.reading.phrases import Phrases
from assist.reading.scope import SUPPOSED, is_negated, is_somebody_else, is_supposed
from assist.reading.text import Text, Tokenizer
from assist.vocabulary import JOURNEYS, TONES

MOST_MATCHES: Final = 500
"""In one text; an ordinary message has fewer than twenty, four thousand emoji say the same."""
_STAGES: Final = frozenset[str](JOURNEYS)


class Match(NamedTuple):
    """A sign found at the tokens `first` up to and without `last`; `value`: the words it names."""

    sign: Sign
    first: int
    last: int
    value: str | None = None


def _joined(one: Match, other: Match) -> Match:
    """Return two overlapping matches of a label as one, as sure and heavy as the stronger."""
    sign = max(one.sign, other.sign, key=lambda sign: (sign.sure, sign.weight))
    return one._replace(sign=sign, last=max(one.last, other.last), value=one.value or other.value)


class SignMatcher:
    """Finds signs of one language and one speaker.

    Args:
        signs: from the playbooks; the same label may come several times.
        tokenizer: of the signs' language; its vocabulary is shared with the texts.
    """

    def __init__(self, signs: Sequence[Sign], tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._phrases = Phrases()
        self._sources: list[tuple[Sign, bool]] = []
        words: set[str] = set()
        token_patterns = []
        for sign in signs:
            for pattern in sign.patterns:
                number = len(self._sources)
                if isinstance(pattern, str):
                    own = tokenizer.words(pattern)
                    self._phrases.add(number, own)
                else:
                    tables = folded_pattern(pattern, tokenizer)
                    token_patterns.append((number, tables))
                    own = tuple(word for table in tables for word in spelt(table))
                self._sources.append((sign, self._has_negator(own)))
                # The model has learnt from messages folded without the words of the stages.
                words.update(own if sign.label not in _STAGES else ())
        self._patterns = TokenPatterns(token_patterns, tokenizer)
        self.words = frozenset(words)

    def _has_negator(self, words: Iterable[str]) -> bool:
        return not self._tokenizer.lexicon.negators.isdisjoint(words)

    def warm(self) -> Iterator[None]:
        """Compile the token patterns, one at each step."""
        yield from self._patterns.warm()

    def forget(self) -> None:
        """Remember no word that was met."""
        self._patterns.forget()

    def find(self, text: Text) -> tuple[Match, ...]:
        """Return what the signs find in `text`, in its order; overlaps of a label are one match."""
        found = list(islice(self._find(text), MOST_MATCHES))
        if len(found) < 2:
            return tuple(found)
        found.sort(key=lambda m: (m.first, -m.last, m.value is None, m.sign.label))
        kept: list[Match] = []
        latest: dict[str, int] = {}
        for match in found:
            place = latest.get(match.sign.label)
            if place is None or match.first >= kept[place].last:
                latest[match.sign.label] = len(kept)
                kept.append(match)
            else:
                kept[place] = _joined(kept[place], match)
        return tuple(kept)

    def _find(self, text: Text) -> Iterator[Match]:
        for number, first, last in self._phrases.find(text.words, text.pairs):
            if self._stands(text, number, first, last):
                yield Match(self._sources[number][0], first, last)
        for number, first, last, value in self._patterns.find(text):
            if self._stands(text, number, first, last):
                yield Match(self._sources[number][0], first, last, value)

    def _stands(self, text: Text, number: int, first: int, last: int) -> bool:
        """Return whether the match is not denied, not only supposed, and the customer's own."""
        (sign, negative), lexicon = self._sources[number], self._tokenizer.lexicon
        words = text.words
        if sign.negatable and not negative and is_negated(words, first, last, lexicon):
            return False
        if sign.label in SUPPOSED and is_supposed(words, first, lexicon):
            return False
        personal = sign.personal or sign.label in TONES
        return not (personal and is_somebody_else(words, first, lexicon))

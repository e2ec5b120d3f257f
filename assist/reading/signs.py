"""The rules' signs, compiled once -> what they find in one text, with the words that show it.

spaCy's PhraseMatcher costs the same for ten phrases and ten thousand; its Matcher costs about
4 microseconds a pattern a message, 50 with word lists. So every token pattern is filed under the
rarest words that it cannot match without, and runs only on a message that holds one of those
and one word for each of its other required places.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from assist.playbooks.model import Sign, TokenPattern
from assist.reading.scope import is_negated, is_somebody_else
from assist.reading.text import Text, Tokenizer
from assist.vocabulary import TONES

_RANGE = re.compile(r"\{(\d+),(\d+)\}")
_MOST_UNROLLED = 64
_STOP_WORD = 100
"""What a stop word counts as, in patterns that hold it, when the rarest word is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sign found at the tokens `first` up to and without `last`; `value`: the words it names."""

    sign: Sign
    first: int
    last: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A token pattern ready to run.

    `required`: for each place that must be filled, the words that can. `literal`: the words
    that it spells out, where what stands at its free places is a value; else None. `negative`:
    it holds a negator itself.
    """

    sign: int
    required: tuple[frozenset[str], ...]
    matcher: Matcher
    literal: frozenset[str] | None
    negative: bool


def folded_pattern(pattern: TokenPattern, tokenizer: Tokenizer) -> list[dict[str, Any]]:
    """Return the pattern with its words folded as messages are."""

    def folded(words: object) -> object:
        if isinstance(words, str):
            return tokenizer.word(words)
        if isinstance(words, Mapping):
            return {key: [folded(word) for word in some] for key, some in words.items()}
        return words

    return [
        {key: folded(value) if key == "LOWER" else value for key, value in table.items()}
        for table in pattern
    ]


def unrolled(tables: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return patterns of fixed length that together match what `tables` match.

    spaCy follows 2^n paths through `{0,n}`: at n = 10 a long message took 1.2 s, unrolled 0.2 s.
    Patterns that would unroll into more than `_MOST_UNROLLED` are left as they are.
    """
    patterns: list[list[dict[str, Any]]] = [[]]
    for table in tables:
        found = _RANGE.fullmatch(str(table.get("OP", "")))
        bare = {key: value for key, value in table.items() if key != "OP"}
        runs = (
            [[bare] * times for times in range(int(found[1]), int(found[2]) + 1)]
            if found
            else [[dict(table)]]
        )
        patterns = [[*head, *run] for head in patterns for run in runs]
        if len(patterns) > _MOST_UNROLLED:
            return [[dict(table) for table in tables]]
    return patterns


def _spelt(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words that a table spells out."""
    lower = table.get("LOWER")
    if isinstance(lower, str):
        return frozenset({lower})
    return frozenset(lower.get("IN", ())) if isinstance(lower, Mapping) else frozenset()


def _required(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words of which a text must hold one for this table to match."""
    may_miss = str(table.get("OP", "1")).startswith(("?", "*", "!", "{0", "{,"))
    return frozenset() if may_miss else _spelt(table)


def _literal(tables: Sequence[Mapping[str, Any]]) -> frozenset[str] | None:
    """Return all words that a pattern spells out, None where it has no free place."""
    free = any(
        "LOWER" not in table and not table.get("IS_PUNCT") and table.get("OP") != "!"
        for table in tables
    )
    return frozenset(word for table in tables for word in _spelt(table)) if free else None


def _value(text: Text, first: int, last: int, literal: frozenset[str]) -> str | None:
    """Return the words of a match that its pattern does not spell out, None if there are none."""
    free = [place for place in range(first, last) if text.tokens[place].norm not in literal]
    return text.span(free[0], free[-1] + 1).text if free else None


class SignMatcher:
    """Finds signs of one language and one speaker.

    Args:
        signs: from the playbooks; the same label may come several times.
        tokenizer: of the signs' language; its vocabulary is shared with the texts.
    """

    def __init__(self, signs: Sequence[Sign], tokenizer: Tokenizer) -> None:
        self._signs = tuple(signs)
        self._tokenizer = tokenizer
        vocab = tokenizer.pipeline.vocab
        self._phrases = PhraseMatcher(vocab)
        token_patterns: list[tuple[int, list[dict[str, Any]]]] = []
        for number, sign in enumerate(self._signs):
            for pattern in sign.patterns:
                if isinstance(pattern, str):
                    self._add_phrase(number, pattern)
                else:
                    token_patterns.append((number, folded_pattern(pattern, tokenizer)))
        self.words = frozenset(self._words_of(token_patterns))
        self._index = self._file(token_patterns)

    def _add_phrase(self, number: int, phrase: str) -> None:
        words = self._tokenizer.words(phrase)
        key = f"{number}{'-' if self._has_negator(words) else '+'}"
        self._phrases.add(key, [Doc(self._tokenizer.pipeline.vocab, words=list(words))])

    def _has_negator(self, words: Iterable[str]) -> bool:
        return not self._tokenizer.lexicon.negators.isdisjoint(words)

    def _words_of(self, patterns: Iterable[tuple[int, list[dict[str, Any]]]]) -> Iterator[str]:
        for sign in self._signs:
            for pattern in sign.patterns:
                if isinstance(pattern, str):
                    yield from self._tokenizer.words(pattern)
        for _, tables in patterns:
            for table in tables:
                yield from _spelt(table)

    def _file(
        self, patterns: list[tuple[int, list[dict[str, Any]]]]
    ) -> dict[str | None, list[_Tokens]]:
        """Return the compiled patterns by the words of their rarest table; None: no such word."""
        common = Counter(
            word for _, tables in patterns for table in tables for word in _required(table)
        )
        stop_words = self._tokenizer.pipeline.Defaults.stop_words
        index: dict[str | None, list[_Tokens]] = {}

        def commonness(word: str) -> int:
            return common[word] + (_STOP_WORD if word in stop_words else 0)

        for number, tables in patterns:
            matcher = Matcher(self._tokenizer.pipeline.vocab)
            matcher.add("sign", unrolled(tables), greedy="LONGEST")
            required = tuple(words for table in tables if (words := _required(table)))
            rarest = min(required, key=lambda words: sum(map(commonness, words)), default=None)
            compiled = _Tokens(
                number,
                required,
                matcher,
                _literal(tables),
                self._has_negator(word for words in required for word in words),
            )
            for word in rarest if rarest is not None else (None,):
                index.setdefault(word, []).append(compiled)
        return index

    def find(self, text: Text) -> tuple[Match, ...]:
        """Return what the signs find in `text`, in its order; overlaps of a label are one match."""
        found = [*self._find_phrases(text), *self._find_tokens(text)]
        found.sort(key=lambda m: (m.first, -m.last, m.value is None, m.sign.label))
        kept: list[Match] = []
        latest: dict[str, int] = {}
        for match in found:
            place = latest.get(match.sign.label)
            if place is None or match.first >= kept[place].last:
                latest[match.sign.label] = len(kept)
                kept.append(match)
            elif match.last > kept[place].last:
                kept[place] = replace(kept[place], last=match.last)
        return tuple(kept)

    def _find_phrases(self, text: Text) -> Iterator[Match]:
        for key, first, last in self._phrases(text.doc):
            name = text.doc.vocab.strings[key]
            if match := self._checked(text, int(name[:-1]), first, last, name[-1] == "-", None):
                yield match

    def _find_tokens(self, text: Text) -> Iterator[Match]:
        tried: dict[int, _Tokens] = {id(entry): entry for entry in self._index.get(None, ())}
        words = {token.norm for token in text.tokens}
        for word in words:
            for entry in self._index.get(word, ()):
                tried[id(entry)] = entry
        for entry in tried.values():
            if any(words.isdisjoint(required) for required in entry.required):
                continue
            for _, first, last in entry.matcher(text.doc):
                value = None if entry.literal is None else _value(text, first, last, entry.literal)
                if match := self._checked(text, entry.sign, first, last, entry.negative, value):
                    yield match

    def _checked(
        self, text: Text, number: int, first: int, last: int, negative: bool, value: str | None
    ) -> Match | None:
        """Return the match, or None where it is denied or somebody else's."""
        sign, lexicon = self._signs[number], self._tokenizer.lexicon
        if sign.negatable and not negative and is_negated(text.tokens, first, last, lexicon):
            return None
        if (sign.personal or sign.label in TONES) and is_somebody_else(text.tokens, first, lexicon):
            return None
        return Match(sign=sign, first=first, last=last, value=value)

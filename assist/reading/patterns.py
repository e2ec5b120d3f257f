"""Token patterns of the rules, compiled and indexed -> where they match in one text.

spaCy's Matcher costs about 4 microseconds a pattern a message, 50 with word lists. So every
pattern is filed under the rarest words that it cannot match without. It runs only around those
words, and only where each of its other required places finds a word too: cost grows with the
text and with the words that rules share, not with the number of rules.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.matcher import Matcher

from assist.playbooks.model import TokenPattern
from assist.reading.text import Text, Tokenizer

_RANGE = re.compile(r"\{(\d*),?(\d*)\}")
_MOST_UNROLLED = 64
_STOP_WORD = 100
"""What a stop word counts as, in patterns that hold it, when the rarest word is chosen."""

Tables = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Pattern `number` matches the tokens `first` up to and without `last`; see `Match.value`."""

    number: int
    first: int
    last: int
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """A pattern ready to run.

    `required`: for each place that must be filled, the words that can. `width`: the most tokens
    it takes. `literal`: the words that it spells out, where what stands at its free places is
    its value; `numeric`: its numbers are.
    """

    number: int
    matcher: Matcher
    required: tuple[frozenset[str], ...]
    width: int
    literal: frozenset[str] | None
    numeric: bool


def folded_pattern(pattern: TokenPattern, tokenizer: Tokenizer) -> Tables:
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


def spelt(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words that a table spells out."""
    lower = table.get("LOWER")
    if isinstance(lower, str):
        return frozenset({lower})
    return frozenset(lower.get("IN", ())) if isinstance(lower, Mapping) else frozenset()


def times(table: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many tokens a table takes, at least and at most."""
    op = str(table.get("OP", "1"))
    if found := _RANGE.fullmatch(op):
        least = int(found[1] or 0)
        return least, int(found[2]) if found[2] else least
    return {"?": (0, 1), "!": (0, 1)}.get(op, (1, 1))


def unrolled(tables: Sequence[Mapping[str, Any]]) -> list[Tables]:
    """Return patterns of fixed length that together match what `tables` match.

    spaCy follows 2^n paths through `{0,n}`: at n = 10 a long message took 1.2 s, unrolled 0.2 s.
    Patterns that would unroll into more than `_MOST_UNROLLED` are left as they are.
    """
    patterns: list[Tables] = [[]]
    for table in tables:
        bare = {key: value for key, value in table.items() if key != "OP"}
        if str(table.get("OP", "")).startswith("{"):
            least, most = times(table)
            runs = [[bare] * count for count in range(least, most + 1)]
        else:
            runs = [[dict(table)]]
        patterns = [[*head, *run] for head in patterns for run in runs]
        if len(patterns) > _MOST_UNROLLED:
            return [[dict(table) for table in tables]]
    return patterns


def _required(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words of which a text must hold one for this table to match."""
    return spelt(table) if times(table)[0] else frozenset()


def _is_free(table: Mapping[str, Any]) -> bool:
    return "LOWER" not in table and not table.get("IS_PUNCT") and table.get("OP") != "!"


def _is_numeric(table: Mapping[str, Any]) -> bool:
    return bool(table.get("LIKE_NUM") or table.get("IS_DIGIT"))


def _compiled(number: int, tables: Tables, tokenizer: Tokenizer) -> _Compiled:
    matcher = Matcher(tokenizer.pipeline.vocab, validate=False)
    matcher.add("pattern", unrolled(tables), greedy="LONGEST")
    free = any(_is_free(table) and not _is_numeric(table) for table in tables)
    return _Compiled(
        number=number,
        matcher=matcher,
        required=tuple(words for table in tables if (words := _required(table))),
        width=sum(times(table)[1] for table in tables),
        literal=frozenset(word for table in tables for word in spelt(table)) if free else None,
        numeric=any(map(_is_numeric, tables)),
    )


class TokenPatterns:
    """Finds token patterns of one language, each known by the number it came with."""

    def __init__(self, patterns: Sequence[tuple[int, Tables]], tokenizer: Tokenizer) -> None:
        common = Counter(
            word for _, tables in patterns for table in tables for word in _required(table)
        )
        stop_words = tokenizer.pipeline.Defaults.stop_words
        self._index: dict[str, list[_Compiled]] = {}
        self._anywhere: list[_Compiled] = []

        def commonness(word: str) -> int:
            return common[word] + (_STOP_WORD if word in stop_words else 0)

        for number, tables in patterns:
            compiled = _compiled(number, tables, tokenizer)
            if not compiled.required:
                self._anywhere.append(compiled)
                continue
            rarest = min(compiled.required, key=lambda words: sum(map(commonness, words)))
            for word in rarest:
                self._index.setdefault(word, []).append(compiled)

    def find(self, text: Text) -> Iterator[Found]:
        """Yield what matches in `text`, in no order."""
        words = [token.norm for token in text.tokens]
        places: dict[int, list[int]] = {}
        candidates: dict[int, _Compiled] = {}
        for place, word in enumerate(words):
            for compiled in self._index.get(word, ()):
                places.setdefault(id(compiled), []).append(place)
                candidates[id(compiled)] = compiled
        for compiled in self._anywhere:
            yield from _run(compiled, text, 0, len(words))
        for key, compiled in candidates.items():
            for first, last in _windows(places[key], compiled.width, len(words)):
                near = set(words[first:last])
                if not any(near.isdisjoint(required) for required in compiled.required):
                    yield from _run(compiled, text, first, last)


def _windows(places: Sequence[int], width: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches within `width` of the places, those that overlap as one."""
    first, last = max(0, places[0] - width), places[0]
    for place in places:
        if place - width > last + width:
            yield first, min(end, last + width + 1)
            first = place - width
        last = place
    yield first, min(end, last + width + 1)


def _run(compiled: _Compiled, text: Text, first: int, last: int) -> Iterator[Found]:
    for _, start, end in compiled.matcher(text.doc[first:last]):
        value = _value(compiled, text, first + start, first + end)
        yield Found(number=compiled.number, first=first + start, last=first + end, value=value)


def _value(compiled: _Compiled, text: Text, first: int, last: int) -> str | None:
    """Return the words of a match at the pattern's free places, else its numbers, else None."""
    if compiled.literal is not None:
        free = [at for at in range(first, last) if text.tokens[at].norm not in compiled.literal]
    elif compiled.numeric:
        free = [at for at in range(first, last) if text.doc[at].like_num]
    else:
        return None
    return text.span(free[0], free[-1] + 1).text if free else None

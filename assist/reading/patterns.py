"""Token patterns of the rules, compiled and indexed -> where they match in one text.

The patterns are spaCy's, but not its Matcher: one call of it costs as much as all of VADER on a
whole message. Each word that the rules know is one character here, and so is each kind of other
word (a number, a mark, letters by their count); a text becomes a short string, a pattern a
regular expression over it. Nothing in a pattern repeats without end, so no expression runs away.

Of all patterns only those run of which three required words occur: for each word stands a
number with three times one bit for each pattern that it can serve. OR-ed over the text, its three
parts AND-ed leave the few. Rules by the thousand cost little more than rules by the hundred.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from sys import intern
from typing import Any, Final, NamedTuple

from assist.playbooks.model import TokenPattern
from assist.reading.alphabet import Alphabet, refused, spelt
from assist.reading.text import Text, Tokenizer

_RANGE = re.compile(r"\{(\d*),?(\d*)\}")
_STOP_WORD = 100
"""What a stop word counts as, in patterns that hold it, when the rarest word is chosen."""
_KEYS: Final = 3
"""Required words by which a pattern is looked up; a fourth leaves hardly fewer."""
_REMEMBERED: Final = 20_000
"""Other words whose character is kept: of ordinary words about 2 MB for each set of signs."""
Tables = list[dict[str, Any]]


class Found(NamedTuple):
    """Pattern `number` matches the tokens `first` up to and without `last`; see `Match.value`."""

    number: int
    first: int
    last: int
    value: str | None


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


def times(table: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many tokens a table takes, at least and at most."""
    op = str(table.get("OP", "1"))
    if found := _RANGE.fullmatch(op):
        least = int(found[1] or 0)
        return least, int(found[2]) if found[2] else least
    return {"?": (0, 1)}.get(op, (1, 1))


def _required(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the words of which a text must hold one for this table to match."""
    return spelt(table) if times(table)[0] and table.get("OP") != "!" else frozenset()


@dataclass(slots=True, kw_only=True)
class _Compiled:
    """A pattern ready to run; its expression is compiled once a text asks for it, or before.

    `literal`: the words that it spells out, where what stands at its free places is its value;
    `numeric`: its numbers are.
    """

    number: int
    expression: str
    literal: frozenset[str] | None
    numeric: bool
    ready: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        """Return the expression; to compile it takes a third of a millisecond, the first time."""
        if self.ready is None:
            self.ready = re.compile(self.expression, re.DOTALL)
        return self.ready


def _is_numeric(table: Mapping[str, Any]) -> bool:
    return bool(table.get("LIKE_NUM") or table.get("IS_DIGIT"))


def _is_free(table: Mapping[str, Any]) -> bool:
    return "LOWER" not in table and not table.get("IS_PUNCT") and table.get("OP") != "!"


def _often(part: tuple[str, int, int]) -> str:
    expression, least, most = part
    return expression if (least, most) == (1, 1) else f"{expression}{{{least},{most}}}"


def _compiled(number: int, tables: Tables, alphabet: Alphabet) -> _Compiled:
    parts: list[tuple[str, int, int]] = []
    for table in tables:
        least, most = times(table)
        expression = alphabet.expression(table)
        if parts and parts[-1][0] == expression:
            # Twelve `?` of a kind can be missing in 4096 ways, as one gap in thirteen.
            _, before_least, before_most = parts.pop()
            least, most = least + before_least, most + before_most
        parts.append((expression, least, most))
    if tables[-1].get("OP") == "!":
        # What must not follow takes no word: it is missing at a text's end as well.
        expression, least, most = parts.pop()
        parts.append((f"(?:(?={expression})|\\Z)", least, most))
    opening = alphabet.opening if tables[0].get("IS_SENT_START") else ""
    free = any(_is_free(table) and not _is_numeric(table) for table in tables)
    return _Compiled(
        number=number,
        expression=opening + "".join(map(_often, parts)),
        literal=frozenset(word for table in tables for word in spelt(table)) if free else None,
        numeric=any(map(_is_numeric, tables)),
    )


def _keys(patterns: Sequence[Tables], stop_words: frozenset[str]) -> tuple[dict[str, int], int]:
    """Return the bits of each word, and those that need no word."""
    common = Counter(word for tables in patterns for table in tables for word in _required(table))

    def commonness(words: frozenset[str]) -> int:
        return sum(common[word] + _STOP_WORD * (word in stop_words) for word in words)

    keys: dict[str, int] = {}
    always = 0
    for at, tables in enumerate(patterns):
        required = sorted(filter(None, map(_required, tables)), key=commonness)
        for key in range(_KEYS):
            bit = 1 << (key * len(patterns) + at)
            for word in required[key] if key < len(required) else ():
                keys[word] = keys.get(word, 0) | bit
            if key >= len(required):
                always |= bit
    return keys, always


class _Letters(dict[str, tuple[str, int]]):
    """Words -> the character and the bits of each; of words without bits when first met."""

    def __init__(
        self, known: Mapping[str, tuple[str, int]], character: Callable[[str], str]
    ) -> None:
        super().__init__(known)
        self._known = known
        self._character = character
        self._shared: dict[str, tuple[str, int]] = {}

    def __missing__(self, word: str) -> tuple[str, int]:
        if len(self) >= len(self._known) + _REMEMBERED:
            self.forget()
        character = self._character(word)
        # Words of a kind share one: fewer places in memory to look at.
        self[word] = letter = self._shared.setdefault(character, (character, 0))
        return letter

    def forget(self) -> None:
        """Remember no word that was met."""
        self.clear()
        self._shared.clear()
        self.update(self._known)


class TokenPatterns:
    """Finds token patterns of one language, each known by the number it came with."""

    def __init__(self, patterns: Sequence[tuple[int, Tables]], tokenizer: Tokenizer) -> None:
        self._like_number = tokenizer.like_number
        self._alphabet = Alphabet(
            frozenset(
                word
                for _, tables in patterns
                for table in tables
                for word in spelt(table) | refused(table)
            ),
            tokenizer.like_number,
        )
        self._patterns = [_compiled(n, tables, self._alphabet) for n, tables in patterns]
        stop_words = frozenset(tokenizer.pipeline.Defaults.stop_words)
        keys, self._always = _keys([tables for _, tables in patterns], stop_words)
        written = self._alphabet.character
        known = {intern(word): (written(word), bits) for word, bits in keys.items()}
        self._letters = _Letters(known, written)

    def forget(self) -> None:
        """Remember no word that was met."""
        self._letters.forget()

    def warm(self) -> Iterator[None]:
        """Compile the patterns, one at each step."""
        for pattern in self._patterns:
            pattern.compiled()
            yield

    def find(self, text: Text) -> Iterator[Found]:
        """Yield what matches in `text`, in no order."""
        if not (self._patterns and text.words):
            return
        letters, bits = zip(*map(self._letters.__getitem__, text.words), strict=True)
        keys = reduce(or_, filter(None, bits), self._always)
        count = len(self._patterns)
        possible = keys & (keys >> count) & (keys >> 2 * count) & ((1 << count) - 1)
        if not possible:
            return
        written = "".join(letters)
        while possible:
            lowest = possible & -possible
            possible ^= lowest
            compiled = self._patterns[lowest.bit_length() - 1]
            expression = compiled.ready or compiled.compiled()
            if expression.search(written) is None:
                continue  # most that are possible do not match
            for match in expression.finditer(written):
                first, last = match.span()
                yield Found(compiled.number, first, last, self._value(compiled, text, first, last))

    def _value(self, compiled: _Compiled, text: Text, first: int, last: int) -> str | None:
        """Return the words of a match at the free places, else its numbers, else None."""
        words, literal = text.words, compiled.literal
        if literal is not None:
            free = [at for at in range(first, last) if words[at] not in literal]
        elif compiled.numeric:
            free = [at for at in range(first, last) if self._like_number(words[at])]
        else:
            return None
        return text.span(free[0], free[-1] + 1).text if free else None

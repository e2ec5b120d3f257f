"""The `[[finding]]` tables and limits of one language, compiled -> where their words stand.

One tree of phrases and one set of token patterns serve all tables, so that a draft is walked
through once. What a table's `unless` excuses in a sentence is no hit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from assist.playbooks.model import FindingRule, Limit, Pattern, Playbooks
from assist.reading.alphabet import spelt
from assist.reading.patterns import TokenPatterns, folded_pattern
from assist.reading.phrases import Phrases
from assist.reading.reader import Reader
from assist.reading.scope import is_negated
from assist.reading.text import Text, Tokenizer
from assist.vocabulary import Finding, Language

MOST_HITS: Final = 300
"""Places in one draft; an ordinary one has fewer than ten."""
_ENDS: Final = frozenset(".!?;")

Owner = FindingRule | Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words `first` up to and without `last` of a draft, which a table is about.

    `value` are the words at the free places of the pattern, `instead` what may take the place of
    all of them, `sentence` the number of the sentence that they stand in.
    """

    owner: Owner
    first: int
    last: int
    sentence: int
    value: str | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    owner: int
    excuses: bool
    negatable: bool
    instead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What the tables find in a draft.

    `given`: the places (first word, last word and one) of what tables without patterns name: the
    words that a draft needs, or that excuse what code finds.
    """

    findings: dict[Finding, tuple[Hit, ...]]
    limits: tuple[Hit, ...]
    given: dict[Finding, tuple[tuple[int, int], ...]]


class Tables:
    """The tables of one language.

    Args:
        language: of the tables.
        playbooks: the rules.
        tokenizer: cuts the drafts as well.
    """

    def __init__(self, language: Language, playbooks: Playbooks, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.rules = tuple(rule for book in playbooks.of(language) for rule in book.findings)
        self.policies = {
            rule.id: book.policy
            for book in playbooks.of(language)
            for rule in book.findings
            if book.policy
        }
        self.language = language
        self._owners: list[Owner] = [*self.rules]
        self._sources: list[_Source] = []
        self._phrases = Phrases()
        self._free: list[tuple[int, list[dict[str, object]]]] = []
        for number, rule in enumerate(self.rules):
            self._add(number, rule.patterns, negatable=rule.negatable, instead=rule.instead)
            for phrase, words in rule.replace:
                self._add(number, (phrase,), negatable=rule.negatable, instead=words)
            self._add(number, rule.unless, excuses=True)
        for limit in playbooks.limits:
            if (words_of := limit.words.get(language)) is not None:
                self._owners.append(limit)
                self._add(len(self._owners) - 1, words_of.patterns)
                self._add(len(self._owners) - 1, words_of.unless, excuses=True)
        self._patterns = TokenPatterns(self._free, tokenizer)
        self._giving = {
            number: rule.id
            for number, rule in enumerate(self.rules)
            if not (rule.patterns or rule.replace)
        }

    def warm(self) -> Iterator[None]:
        """Compile the token patterns, one at each step."""
        yield from self._patterns.warm()

    def _add(
        self,
        owner: int,
        patterns: Sequence[Pattern],
        *,
        excuses: bool = False,
        negatable: bool = False,
        instead: str | None = None,
    ) -> None:
        negators = self.tokenizer.lexicon.negators
        for pattern in patterns:
            number = len(self._sources)
            if isinstance(pattern, str):
                own: Sequence[str] = self.tokenizer.words(pattern)
                self._phrases.add(number, own)
            else:
                folded = folded_pattern(pattern, self.tokenizer)
                self._free.append((number, folded))
                own = tuple(chain.from_iterable(spelt(table) for table in folded))
            self._sources.append(
                _Source(
                    owner=owner,
                    excuses=excuses,
                    negatable=negatable and negators.isdisjoint(own),
                    instead=instead,
                )
            )

    def find(self, text: Text, sentence_of: Sequence[int]) -> Hits:
        """Return what the tables find; `sentence_of` says in which sentence each word stands."""
        excused: set[tuple[int, int]] = set()
        given: dict[Finding, tuple[tuple[int, int], ...]] = {}
        found: list[tuple[int, Hit]] = []
        for number, first, last, value in islice(self._find(text), MOST_HITS):
            source = self._sources[number]
            if (name := self._giving.get(source.owner)) is not None:
                given[name] = (*given.get(name, ()), (first, last))
            elif source.excuses:
                excused |= {(source.owner, sentence_of[at]) for at in (first, last - 1)}
            elif not self._is_denied(source, text, first, last):
                hit = Hit(
                    owner=self._owners[source.owner],
                    first=first,
                    last=last,
                    sentence=sentence_of[first],
                    value=value,
                    instead=source.instead,
                )
                found.append((source.owner, hit))
        kept = [hit for owner, hit in found if (owner, hit.sentence) not in excused]
        return _hits(kept, given)

    def _find(self, text: Text) -> Iterator[tuple[int, int, int, str | None]]:
        for number, first, last in self._phrases.find(text.words):
            yield number, first, last, None
        yield from self._patterns.find(text)

    def _is_denied(self, source: _Source, text: Text, first: int, last: int) -> bool:
        return source.negatable and is_negated(text.words, first, last, self.tokenizer.lexicon)


def _hits(found: list[Hit], given: dict[Finding, tuple[tuple[int, int], ...]]) -> Hits:
    """Return what was found in the order of the draft; of overlapping words the first."""
    ordered = sorted(found, key=lambda hit: (hit.first, -hit.last, hit.instead is None))
    findings: dict[Finding, tuple[Hit, ...]] = {}
    limits: list[Hit] = []
    for hit in ordered:
        if isinstance(hit.owner, Limit):
            limits.append(hit)
            continue
        before = findings.get(hit.owner.id, ())
        if not before or hit.first >= before[-1].last:
            findings[hit.owner.id] = (*before, hit)
    return Hits(findings=findings, limits=tuple(limits), given=given)


def _is_emoji(word: str) -> bool:
    return bool(word) and not word.isascii() and not any(map(str.isalnum, word))


@lru_cache(maxsize=32)
def tables(playbooks: Playbooks, language: Language, reader: Reader) -> Tables:
    """Return the tables of a set of rules in one language; made once for a set."""
    return Tables(language, playbooks, reader.tokenizer(language))


def sentences(text: Text) -> tuple[int, ...]:
    """Return in which sentence each word of a text stands, counted from 0."""
    numbers: list[int] = []
    number = 0
    places = text.places
    for at, word in enumerate(text.words):
        between = text.read[places[at - 1][1] : places[at][0]] if at else ""
        before = text.words[at - 1] if at else ""
        ends = before in _ENDS and word not in _ENDS
        # "😉 Your refund ..." begins anew behind the emoji.
        ends |= _is_emoji(before) and text.typed[at][:1].isupper()
        number += ends or "\n" in between
        numbers.append(number)
    return tuple(numbers)

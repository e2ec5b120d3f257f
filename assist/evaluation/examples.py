"""The rules' own examples, run through the reader and the session -> those that fail.

A `match` message must show its sign's label and no other (but those in `also`); a `no_match`
message must not show it; each chat must end with the card on offer, or without it. What only
an inference of `tones.toml` shows does not count: it follows from the signs. Stages of the
journey stand beside all else: for them only another stage is another label.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Final, Literal

from assist.conversation.state import Conversation
from assist.drafts.proof import Proof
from assist.errors import InputError
from assist.findings import Reading, Span
from assist.playbooks.check import findings_of, signs_of, where_of
from assist.playbooks.model import (
    Example,
    FindingRule,
    Playbook,
    Playbooks,
    Sign,
    SuggestionRule,
)
from assist.reading.reader import Reader
from assist.reading.text import Tokenizer
from assist.reading.tones import THRESHOLD
from assist.replay import replay
from assist.session import Session
from assist.transcript import parse_transcript
from assist.vocabulary import ACTS, JOURNEYS, LANGUAGES, TONES, Language

_ACTS: Final = frozenset(ACTS)
_STAGES: Final = frozenset[str](JOURNEYS)

Problem = Literal[
    "missed", "false-alarm", "over-match", "not-offered", "offered", "transcript", "word"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An example that did not come out as stated; `example` is its message or chat."""

    path: str
    where: str
    problem: Problem
    what: str
    example: str = ""


class Examples:
    """Runs the examples of a set; all its rules are in force for each of them."""

    def __init__(self, playbooks: Playbooks) -> None:
        self._playbooks = playbooks
        self._reader = Reader(playbooks)
        self._signs = self._reader.signs_alone()
        self._proofs = {code: Proof(playbooks, code, self._reader) for code in LANGUAGES}

    def run(self, book: Playbook) -> Iterator[Failure]:
        """Yield the failures of one topic."""
        for where, sign in signs_of(book):
            yield from _words(book, where, sign)
            for text in sign.match:
                yield from self._match(book, where, sign, text)
            for text in sign.no_match:
                if _shows(self._read(book, sign, text), sign):
                    what = f"shows `{sign.label}` and should not"
                    yield _failure(book, where, "false-alarm", what, text)
        for rule in book.suggestions:
            for example in rule.examples:
                yield from self._chat(book, rule, example)
        for where, finding in findings_of(book):
            yield from _words(book, where, finding)
            for problem, what, text in self._proofs[book.language].run(finding):
                yield _failure(book, where, problem, what, text)

    def _match(self, book: Playbook, where: str, sign: Sign, text: str) -> Iterator[Failure]:
        reading = self._read(book, sign, text)
        if not _shows(reading, sign):
            what = f"does not show `{sign.label}`"
            if reading.language != book.language:
                what += f"; it was read as {reading.language}"
            yield _failure(book, where, "missed", what, text)
        for label, words in _labels(reading, sign).items():
            if label != sign.label and label not in sign.also:
                what = f"shows `{label}` too ({words}); list it in `also` or mend that sign"
                yield _failure(book, where, "over-match", what, text)

    def _read(self, book: Playbook, sign: Sign, text: str) -> Reading:
        speaker: Literal["agent", "customer"] = "agent" if sign.label in _ACTS else "customer"
        return self._signs.read(text, speaker=speaker, language=book.language)

    def _chat(self, book: Playbook, rule: SuggestionRule, example: Example) -> Iterator[Failure]:
        try:
            chat = parse_transcript(example.transcript, where="transcript")
        except InputError as error:
            yield _failure(book, where_of(rule), "transcript", str(error), example.transcript)
            return
        session = Session(self._reader, self._playbooks, Conversation.new())
        steps = tuple(replay(replace(chat, language=book.language), session))
        if not steps:
            what = "nobody says anything; begin with `customer: ...`"
            yield _failure(book, where_of(rule), "transcript", what, example.transcript)
            return
        shown = {card.rule for card in steps[-1].showing}
        if (rule.id in shown) == example.offered:
            return
        if example.offered:
            instead = f"“{', '.join(sorted(shown))}” is" if shown else "nothing is"
            what = f"is not on offer at the end; {instead}"
        else:
            what = "is on offer at the end and should not be"
        problem: Problem = "not-offered" if example.offered else "offered"
        yield _failure(book, where_of(rule), problem, what, example.transcript)


def _failure(book: Playbook, where: str, problem: Problem, what: str, example: str) -> Failure:
    return Failure(path=book.path, where=where, problem=problem, what=what, example=example)


def _shows(reading: Reading, sign: Sign) -> bool:
    """Tell whether the sign's label is there; a weak tone sign need not assert it alone."""
    for tone in TONES:
        if tone == sign.label:
            return reading.scores[tone] >= min(THRESHOLD, sign.weight) - 0.001
    return sign.label in _labels(reading, sign)


def _labels(reading: Reading, sign: Sign) -> dict[str, str]:
    """Return the labels that a message shows beside a sign's, each with the words for it."""
    shown: Iterable[tuple[str, tuple[Span, ...]]]
    if sign.label in _STAGES:
        shown = ((stage.stage, stage.evidence) for stage in reading.stages)
    elif sign.label in _ACTS:
        shown = ((act.act, act.evidence) for act in reading.acts)
    else:
        tones = ((tone.tone, tone.evidence) for tone in reading.tones)
        shown = chain(tones, ((cue.cue, cue.evidence) for cue in reading.cues))
    return {label: " … ".join(f"“{span.text}”" for span in evidence) for label, evidence in shown}


def _words(book: Playbook, where: str, sign: Sign | FindingRule) -> Iterator[Failure]:
    """Yield what can never match: words of which folding makes none, or several."""
    unless = sign.unless if isinstance(sign, FindingRule) else ()
    for number, pattern in enumerate((*sign.patterns, *unless), start=1):
        if isinstance(pattern, str):
            if not _folded(book.language, pattern):
                what = f"`patterns` {number}: folding leaves nothing of it; write more words"
                yield _failure(book, where, "word", what, pattern)
            continue
        for word in dict.fromkeys(chain.from_iterable(_lower(table) for table in pattern)):
            if len(folded := _folded(book.language, word)) != 1:
                made = " + ".join(folded) or "nothing"
                what = f"`patterns` {number}: folding makes {made} of it; write one table a token"
                yield _failure(book, where, "word", what, word)


def _lower(table: Mapping[str, object]) -> Iterator[str]:
    """Yield the words that a token's table names."""
    lower = table.get("LOWER")
    if isinstance(lower, str):
        yield lower
    elif isinstance(lower, Mapping):
        yield from chain.from_iterable(lower.values())


@cache
def _tokenizer(language: Language) -> Tokenizer:
    return Tokenizer(language)


def _folded(language: Language, text: str) -> tuple[str, ...]:
    return _tokenizer(language).words(text)

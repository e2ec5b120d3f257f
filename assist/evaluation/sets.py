"""Labelled sets -> what is measured: each message with the classes that its labels mean.

Nothing is learnt from a set that stands here: not a weight, not a limit. Where limits are chosen
on a set's own development split, its title says so.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

from assist.findings import Reading
from assist.labelled.corpus import Message
from assist.labelled.example import SIDES, Example, Label
from assist.labelled.public import Class, Folder
from assist.labelled.turns import SOURCE, Turn, with_turns
from assist.vocabulary import CUES, NEGATIVE_TONES, TONES, Language

Measure = Literal["tones", "cues", "classes", "alarms"]

CLASSES: Final[tuple[Class, ...]] = ("negative", "neutral", "positive")
POSITIVE_TONES: Final[frozenset[Label]] = frozenset({"gratitude", "delight"})
VALENCE_LIMIT: Final = 0.25
"""From here on valence alone tells a class: a lone `problem` does (-.35), and so does VADER
alone where it is half sure (it counts a half). Set by that, not by any measured set."""

JOINED: Final = "anger or frustration"
_ALARMS: Final = tuple(tone for tone in TONES if tone in NEGATIVE_TONES)
_XED_TONES: Final = ("anger", "disappointment", "anxiety", "delight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message, and those of its set's labels that hold."""

    text: str
    holds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSet:
    """What one row of the report measures.

    `measure` says how: F1 over tones, over cues, over three classes, or the share of messages
    with a negative tone, where none should be. `development` is given where the limits are
    chosen on it, instead of those that ship.
    """

    name: str
    title: str
    language: Language
    measure: Measure
    labels: tuple[str, ...]
    cases: tuple[Case, ...]
    development: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the labelled messages come from.

    `held_out` tells which French film lines were kept from training; `turns` are our labels for
    English messages of the public sets.
    """

    path: Path
    corpus: tuple[Message, ...]
    turns: Mapping[str, Turn]
    held_out: Callable[[Example], bool]

    @property
    def folder(self) -> Folder:
        """The public data sets, each file checked when it is read."""
        return Folder(self.path)


def polarity(reading: Reading) -> Class:
    """Return the class of a reading, by one rule for all sets: tones first, then valence.

    Unsure is neutral. Anger, frustration, disappointment or anxiety alone: negative. Gratitude
    or delight alone: positive. Both, or neither: the valence, from `VALENCE_LIMIT` on. Other
    tones (confusion, playfulness, remorse) take no side.
    """
    if reading.unsure:
        return "neutral"
    return class_of({tone.tone for tone in reading.tones}, reading.valence or 0.0)


def class_of(tones: Collection[str], valence: float) -> Class:
    """Return the class of asserted tones and a valence, see `polarity`."""
    bad, good = not NEGATIVE_TONES.isdisjoint(tones), not POSITIVE_TONES.isdisjoint(tones)
    if bad != good:
        return "negative" if bad else "positive"
    if abs(valence) < VALENCE_LIMIT:
        return "neutral"
    return "negative" if valence < 0 else "positive"


def members(label: str) -> tuple[str, ...]:
    """Return the labels that count as a set's label: two for a joined one, else itself."""
    return ("anger", "frustration") if label == JOINED else (label,)


def corpus_cases(
    sources: Sources, language: Language, split: str, *, chat: bool = False
) -> tuple[Case, ...]:
    """Return the corpus's own messages of one split, or those of them that answer an agent."""
    return tuple(
        Case(text=one.text, holds=frozenset[str](one.labels - frozenset(SIDES)))
        for one in sources.corpus
        if one.language == language and one.split == split and (one.asked or not chat)
    )


def _corpus(
    sources: Sources, *, language: Language, measure: Literal["tones", "cues"], chat: bool
) -> MeasuredSet:
    code = "English" if language == "en" else "French"
    lines = "lines that answer an agent" if chat else "own messages"
    return MeasuredSet(
        name=_corpus_name(language, measure, chat),
        title=f"{code} {lines}, {measure}",
        language=language,
        measure=measure,
        labels=TONES if measure == "tones" else CUES,
        cases=corpus_cases(sources, language, "test", chat=chat),
    )


def _corpus_name(language: Language, measure: str, chat: bool) -> str:
    return f"corpus-{language}-{'chat-' if chat else ''}{measure}"


def _turns(sources: Sources, *, measure: Literal["tones", "cues"]) -> MeasuredSet:
    folder = sources.folder
    service = (*folder.banking77("train"), *folder.multidogo(held_out=False))
    return MeasuredSet(
        name=f"turns-en-{measure}",
        title=f"English customers' own turns, {measure}",
        language="en",
        measure=measure,
        labels=TONES if measure == "tones" else CUES,
        cases=tuple(
            Case(text=one.text, holds=frozenset[str](one.labels - frozenset(SIDES)))
            for one in with_turns(service, sources.turns)
            if one.source == SOURCE and one.group.startswith("test-")
        ),
    )


def _goemotions(sources: Sources, *, eight: bool, own: bool) -> MeasuredSet:
    labels = (JOINED, *TONES[2:]) if eight else TONES
    limits = "limits from its dev split" if own else "shipped limits"
    return MeasuredSet(
        name=f"goemotions{'-eight' if eight else ''}{'-dev-limits' if own else ''}",
        title=f"GoEmotions, {'eight' if eight else 'nine'} tones, {limits}",
        language="en",
        measure="tones",
        labels=labels,
        cases=_grouped(sources.folder.goemotions("test"), labels),
        development=_grouped(sources.folder.goemotions("dev"), labels) if own else (),
    )


def _grouped(examples: Iterable[Example], labels: tuple[str, ...]) -> tuple[Case, ...]:
    return tuple(
        Case(
            text=one.text,
            holds=frozenset(name for name in labels if not one.labels.isdisjoint(members(name))),
        )
        for one in examples
    )


def _classes(
    name: str, title: str, language: Language, rows: Iterable[tuple[str, Class]]
) -> MeasuredSet:
    return MeasuredSet(
        name=name,
        title=title,
        language=language,
        measure="classes",
        labels=CLASSES,
        cases=tuple(Case(text=text, holds=frozenset({kind})) for text, kind in rows),
    )


def _airline(sources: Sources) -> MeasuredSet:
    rows = _without_repeats(sources)
    return _classes("us_airline", "US airline tweets, three classes", "en", rows)


def _without_repeats(sources: Sources) -> Iterator[tuple[str, Class]]:
    """Yield each tweet once: some are in the file twice, under one number."""
    rows = list(sources.folder.us_airline())
    path = sources.path / "us_airline" / "Tweets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        numbers = [row["tweet_id"] for row in csv.DictReader(file)]
    seen: set[str] = set()
    for number, row in zip(numbers, rows, strict=True):
        if number not in seen:
            seen.add(number)
            yield row


def _alarms(name: str, title: str, examples: Iterable[Example]) -> MeasuredSet:
    return MeasuredSet(
        name=name,
        title=title,
        language="en",
        measure="alarms",
        labels=_ALARMS,
        cases=tuple(Case(text=one.text, holds=frozenset()) for one in examples),
    )


def _xed(sources: Sources) -> MeasuredSet:
    lines = filter(sources.held_out, sources.folder.xed_french())
    return MeasuredSet(
        name="xed-fr",
        title="XED French film lines, four tones, the fifth that is kept from training",
        language="fr",
        measure="tones",
        labels=_XED_TONES,
        cases=_grouped(lines, _XED_TONES),
    )


Builder = Callable[[Sources], MeasuredSet]

_KINDS: Final[tuple[tuple[Literal["tones", "cues"], bool], ...]] = (
    ("tones", False),
    ("tones", True),
    ("cues", False),
    ("cues", True),
)

SETS: Final[dict[str, Builder]] = {
    _corpus_name(code, measure, chat): partial(_corpus, language=code, measure=measure, chat=chat)
    for code in ("en", "fr")
    for measure, chat in _KINDS
} | {
    "turns-en-tones": partial(_turns, measure="tones"),
    "turns-en-cues": partial(_turns, measure="cues"),
    "goemotions": partial(_goemotions, eight=False, own=False),
    "goemotions-eight": partial(_goemotions, eight=True, own=False),
    "goemotions-dev-limits": partial(_goemotions, eight=False, own=True),
    "goemotions-eight-dev-limits": partial(_goemotions, eight=True, own=True),
    "us_airline": _airline,
    "uss_sgd": lambda sources: _classes(
        "uss_sgd", "USS-SGD turns, three classes", "en", sources.folder.uss_sgd()
    ),
    "xlmt_fr": lambda sources: _classes(
        "xlmt_fr", "XLM-T French tweets, three classes", "fr", sources.folder.xlmt_french()
    ),
    "banking77": lambda sources: _alarms(
        "banking77", "banking77 test, false alarms", sources.folder.banking77("test")
    ),
    "multidogo": lambda sources: _alarms(
        "multidogo", "MultiDoGO, chats kept from training", sources.folder.multidogo(held_out=True)
    ),
    "xed-fr": _xed,
}
"""Each set's name and how it is built, in the order of the report."""

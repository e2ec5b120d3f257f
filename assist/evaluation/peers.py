"""Other systems that users have -> what each says of the same messages.

Each is imported only when it is measured, and installed by the extra `peers`. Nothing is
downloaded: what a peer would need from a hub, it does without, and its line says so.

Polarity is taken by the limits that a peer's authors give. None of them knows our tones, or
limits for them, so each tone's limit is the one with the best F1 on the development split of our
own messages, as for Warmline; a peer that tells polarity alone enters with it as the score of
each tone that is pleasant or unpleasant.
"""

import importlib
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, Final, Protocol

from assist.evaluation.bag import BagOfWords
from assist.labelled.example import Example
from assist.labelled.public import Class
from assist.vocabulary import NEGATIVE_TONES, TONES, Language, Tone

Scores = Mapping[str, float]
Training = Callable[[Language], Sequence[Example]]
"""Gives the examples of a language that Warmline trains on."""

_PLEASANT: Final[frozenset[Tone]] = frozenset({"gratitude", "delight", "playfulness"})
_UNPLEASANT: Final[frozenset[Tone]] = frozenset({*NEGATIVE_TONES, "confusion", "remorse"})
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_VADER_LIMIT: Final = 0.05
"""The compound score from which VADER's authors call a text positive or negative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a system says of one message.

    `scores` of tones (and cues), 0 to 1; `told` the labels that it asserts by limits of its own,
    None where it has none; `polarity` its class, None where that follows from its tones;
    `unsure` whether it says that it cannot tell.
    """

    scores: Scores
    polarity: Class | None = None
    told: frozenset[str] | None = None
    unsure: bool | None = None


class Peer(Protocol):
    """A system that reads messages of one language, without their labels."""

    def read(self, texts: Sequence[str]) -> Iterator[Heard]:
        """Yield what it says of each text, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A peer as the report lists it, and how to build it for one language.

    `tones`: it tells tones, so that a false alarm is a negative tone; else it is a negative
    class. `likely`: its scores are meant as likelihoods, so that calibration can be measured.
    """

    name: str
    package: str
    about: str
    languages: tuple[Language, ...]
    build: Callable[[Language, Training], Peer]
    tones: bool = False
    likely: bool = False

    def version(self) -> str | None:
        """Return the installed version, None where it is not installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


@dataclass(frozen=True, slots=True)
class Compound:
    """A peer that tells polarity alone: a score from -1 to 1, `limit` from either class on."""

    score: Callable[[str], float]
    limit: float

    def read(self, texts: Sequence[str]) -> Iterator[Heard]:
        """Yield the class by the limit, and the score as that of each tone of its side."""
        for text in texts:
            score = self.score(text)
            kind: Class = "neutral"
            if abs(score) >= self.limit and score:
                kind = "negative" if score < 0 else "positive"
            good, bad = (1 + score) / 2, (1 - score) / 2
            scores: dict[str, float] = dict.fromkeys(_PLEASANT, good)
            yield Heard(scores=scores | dict.fromkeys(_UNPLEASANT, bad), polarity=kind)


@dataclass(frozen=True, slots=True)
class WordAffects:
    """NRCLex: four of its affects are our tones; the class is that of more words.

    It is given words in lower case: its own way from text to words needs TextBlob's corpora.
    """

    lexicon: Any
    tones: Mapping[str, Tone] = field(
        default_factory=lambda: {
            "anger": "anger",
            "fear": "anxiety",
            "sadness": "disappointment",
            "joy": "delight",
        }
    )

    def read(self, texts: Sequence[str]) -> Iterator[Heard]:
        """Yield the share of each affect among all that the words have."""
        for text in texts:
            self.lexicon.load_token_list(_WORD.findall(text.lower()))
            shares = self.lexicon.affect_frequencies
            scores: dict[str, float] = dict.fromkeys(TONES, 0.0)
            scores |= {tone: shares.get(affect, 0.0) for affect, tone in self.tones.items()}
            lead = shares.get("positive", 0.0) - shares.get("negative", 0.0)
            kind: Class = "positive" if lead > 0 else "negative" if lead < 0 else "neutral"
            yield Heard(scores=scores, polarity=kind)


@dataclass(frozen=True, slots=True)
class Bag:
    """spaCy's bag of words, trained in the same run."""

    model: BagOfWords

    def read(self, texts: Sequence[str]) -> Iterator[Heard]:
        """Yield the tones' likelihoods of each text."""
        return (Heard(scores=scores) for scores in self.model.likelihoods(texts))


def _vader(language: Language, training: Training) -> Peer:
    engine = _module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return Compound(lambda text: float(engine.polarity_scores(text)["compound"]), _VADER_LIMIT)


def _vader_french(language: Language, training: Training) -> Peer:
    engine = _module("vaderSentiment_fr.vaderSentiment").SentimentIntensityAnalyzer()
    return Compound(lambda text: float(engine.polarity_scores(text)["compound"]), _VADER_LIMIT)


def _textblob(language: Language, training: Training) -> Peer:
    blob = _module("textblob").TextBlob
    return Compound(lambda text: float(blob(text).sentiment.polarity), 0.0)


def _nrclex(language: Language, training: Training) -> Peer:
    return WordAffects(_module("nrclex").NRCLex())


def _asent(language: Language, training: Training) -> Peer:
    _module("asent")
    pipeline = _module("spacy").blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("asent_en_v1")
    return Compound(lambda text: float(pipeline(text)._.polarity.compound), _VADER_LIMIT)


def _bag(language: Language, training: Training) -> Peer:
    examples: Iterable[Example] = training(language)
    return Bag(BagOfWords.trained(language, examples))


def _module(name: str) -> ModuleType:
    """Import a peer; what it warns about its own insides is of no use here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(name)


PEERS: Final = (
    Known(
        name="vader",
        package="vaderSentiment",
        about="polarity; negative or positive from .05 on",
        languages=("en",),
        build=_vader,
    ),
    Known(
        name="textblob",
        package="textblob",
        about="polarity by its pattern lexicon; negative below 0, positive above",
        languages=("en",),
        build=_textblob,
    ),
    Known(
        name="nrclex",
        package="nrclex",
        about=(
            "anger, fear (anxiety), sadness (disappointment) and joy (delight), the share of each "
            "among the affects of the words; the class that more words have. Words as typed in "
            "lower case: for lemmas it needs corpora that are downloaded"
        ),
        languages=("en",),
        build=_nrclex,
        tones=True,
    ),
    Known(
        name="asent",
        package="asent",
        about="polarity by rules over spaCy's tokens; negative or positive from .05 on",
        languages=("en",),
        build=_asent,
    ),
    Known(
        name="spacy-bow",
        package="spacy",
        about=(
            "TextCatBOW, nine tones, trained in the same run on the examples that Warmline "
            "trains on, as far as they tell tones; the class by Warmline's rule from its tones, "
            "for it knows no valence"
        ),
        languages=("en", "fr"),
        build=_bag,
        tones=True,
        likely=True,
    ),
    Known(
        name="vader-fr",
        package="vaderSentiment-fr",
        about="polarity; negative or positive from .05 on",
        languages=("fr",),
        build=_vader_french,
    ),
)
"""In the order of the report."""

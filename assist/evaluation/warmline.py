"""Warmline's reader, as shipped -> what it says of a message, as its peers are asked, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from assist.evaluation.peers import Heard, Known
from assist.evaluation.sets import CLASSES, POSITIVE_TONES, members, polarity
from assist.findings import Reading, Span
from assist.playbooks.model import Playbooks
from assist.reading.model import Model, Register, model
from assist.reading.quote import all_quoted
from assist.reading.reader import Reader
from assist.vocabulary import LANGUAGES, NEGATIVE_TONES, Language, is_cue, is_tone

NAME: Final = "warmline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmline:
    """The reader of one language; `weights` are those it reads with, None where it has none."""

    reader: Reader
    language: Language
    weights: Model | None

    def read(self, texts: Sequence[str]) -> Iterator[Heard]:
        """Yield its reading of each text alone, without the chat around it.

        It is told the language, as a platform tells it. Whether it is unsure is asked without:
        that is what it says where nobody tells it.
        """
        for text in texts:
            reading = self.reader.read(text, language=self.language)
            tones = {tone.tone for tone in reading.tones}
            cues = {cue.cue for cue in reading.cues}
            yield Heard(
                scores=self._scores(text, reading),
                polarity=polarity(reading),
                told=frozenset((*tones, *cues)),
                unsure=self.reader.read(text).unsure,
            )

    def _scores(self, text: str, reading: Reading) -> dict[str, float]:
        """Return the likelihoods of tones and cues, and how strongly each class is said."""
        scores: dict[str, float] = dict(zip(reading.scores, reading.scores.values(), strict=True))
        if self.weights is not None and not reading.unsure:
            seen = self.reader.observe(text, self.language)
            likely = self.weights.likelihoods(seen.text.words, seen.facts())
            scores |= {label: value for label, value in likely.items() if is_cue(label)}
        felt = reading.valence or 0.0
        bad = max(-felt, *(scores[tone] for tone in NEGATIVE_TONES))
        good = max(felt, *(scores[tone] for tone in POSITIVE_TONES))
        values = (bad, 1 - max(bad, good), good)
        return scores | dict(zip(CLASSES, values, strict=True))

    def carried(self, text: str, label: str) -> str:
        """Return the words that speak most for a label, said or not; for a class, all evidence."""
        if label in CLASSES:
            reading = self.reader.read(text, language=self.language)
            evidence = [one.evidence for one in reading.tones]
            evidence += [one.evidence for one in reading.cues]
            spans = [span for one in evidence for span in one]
            return " … ".join(dict.fromkeys(span.text for span in spans))
        return " … ".join(dict.fromkeys(self._words(text, label)))

    def _words(self, text: str, label: str) -> Iterator[str]:
        seen = self.reader.observe(text, self.language)
        for one in members(label):
            spans: tuple[Span, ...] = ()
            if is_tone(one):
                spans = tuple(seen.felt[one].evidence) if one in seen.felt else ()
            elif is_cue(one):
                spans = seen.cues[one].evidence if one in seen.cues else ()
            weights = self.weights
            if not spans and weights is not None and one in weights.labels:
                spans = all_quoted(seen.text, weights.evidence(seen.text.words, one))
            yield from (span.text for span in spans)


def warmline(playbooks: Playbooks, register: Register = "support") -> Known:
    """Return Warmline as the report lists it; `support` is what agents get.

    Its reader is made when it is first asked for: to compile the rules takes seconds.
    """

    @cache
    def made() -> tuple[Reader, dict[Language, Model | None]]:
        weights = {code: model(code, register) for code in LANGUAGES}
        known = {code: one for code, one in weights.items() if one is not None}
        return Reader(playbooks, known), weights

    def build(language: Language, _: object) -> Warmline:
        reader, weights = made()
        return Warmline(reader=reader, language=language, weights=weights[language])

    return Known(
        name=NAME if register == "support" else f"{NAME}-{register}",
        package="warmline",
        about=_ABOUT[register],
        languages=LANGUAGES,
        build=build,
        tones=True,
        likely=True,
    )


_ABOUT: Final[dict[Register, str]] = {
    "support": "tones and cues by its shipped limits; the class by one rule from tones and valence",
    "public": "the same reader with its weights for posts to everybody; no product part uses them",
}

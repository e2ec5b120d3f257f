"""A message in two languages -> its stretches by language, and their readings as one.

"Hello, j'ai un souci avec ma commande. Please answer in English." Each sentence is read by the
rules of its own language; the others are blanked, so that places stay true.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from assist.findings import Reading, Span
from assist.reading.language import LanguageReader
from assist.vocabulary import LANGUAGES, TONES, Language

_SENTENCE: Final = re.compile(r"[^.!?\n]*[.!?\n]*\s*")
_LONGEST: Final = 4_000
"""Code points; a longer text is read in its main language."""
_CLEAR: Final = 2.5
"""Evidence for a second language that is worth a look: two or three words of its own."""


def parts(
    text: str, written: Language, found: Mapping[str, float], languages: LanguageReader
) -> tuple[tuple[Language, str], ...]:
    """Return each language with its sentences, the others blanked; most messages have one.

    Args:
        text: the message.
        written: its main language.
        found: the evidence for each language, as `languages` scored it.
        languages: tells each sentence's.
    """
    if min(map(found.__getitem__, LANGUAGES)) < _CLEAR:
        return ((written, text),)
    if len(text) > _LONGEST or written == "unsure":
        return ((written, text),)
    sentences = [match[0] for match in _SENTENCE.finditer(text) if match[0]]
    spoken = [languages.read(sentence, written) for sentence in sentences]
    used = [code for code in LANGUAGES if code in spoken]
    if len(used) < 2:
        return ((written, text),)
    return tuple(
        (
            code,
            "".join(
                sentence if own == code else " " * len(sentence)
                for sentence, own in zip(sentences, spoken, strict=True)
            ),
        )
        for code in used
    )


def joined(written: Language, readings: Sequence[Reading]) -> Reading:
    """Return the readings of a message's parts as one, in its main language."""
    tones = {read.tone: read for reading in reversed(readings) for read in reading.tones}
    for reading in readings:
        for read in reading.tones:
            tones[read.tone] = max(tones[read.tone], read, key=lambda one: one.score)
    cues = {read.cue: read for reading in reversed(readings) for read in reading.cues}
    valences = [reading.valence for reading in readings if reading.valence is not None]
    return replace(
        readings[0],
        language=written,
        tones=tuple(sorted(tones.values(), key=lambda read: -read.score)),
        scores={tone: max(reading.scores[tone] for reading in readings) for tone in TONES},
        valence=max(valences, key=abs) if valences else None,
        intensity=max(reading.intensity for reading in readings),
        cues=tuple(cues.values()),
        question=any(reading.question for reading in readings),
        asked=_in_order(span for reading in readings for span in reading.asked),
        mentions=tuple(dict.fromkeys(one for reading in readings for one in reading.mentions)),
        stages=tuple({read.stage: read for one in readings[::-1] for read in one.stages}.values()),
        informal=any(reading.informal for reading in readings),
    )


def _in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: span.start))

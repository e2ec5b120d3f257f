"""What the rules found, how likely the model holds each label -> the tones and cues that stand.

Policy first, weights second. A cue or tone that a rule found needs less of the model to stand
than one that the model sees alone; what no rule named carries the words that weighed most. Where
a language has no weights, the rules speak alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assist.events import CueRead, Span, ToneRead
from assist.reading.model import Model
from assist.reading.text import Text
from assist.reading.tones import THRESHOLD, Felt
from assist.vocabulary import CUES, TONES, Cue, Tone

_TYPED: Final = frozenset({"shouting"})
"""Cues that are typed, not worded: code alone finds them."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides with the weights of one language."""

    model: Model

    def cues(
        self, text: Text, found: Mapping[Cue, CueRead], likely: Mapping[Tone | Cue, float]
    ) -> dict[Cue, CueRead]:
        """Return the cues that stand: the rules' first, then the model's own."""
        limits = self.model.limits
        cues = {
            cue: read
            for cue, read in found.items()
            if cue in _TYPED or likely[cue] >= limits[cue].found
        }
        for cue in CUES:
            if cue not in cues and cue not in _TYPED and likely[cue] >= limits[cue].alone:
                cues[cue] = CueRead(cue=cue, evidence=self._words(text, cue))
        return cues

    def tones(
        self, text: Text, felt: Mapping[Tone, Felt], likely: Mapping[Tone | Cue, float]
    ) -> tuple[ToneRead, ...]:
        """Return the tones that stand, the likeliest first."""
        reads: list[ToneRead] = []
        for tone in TONES:
            named = felt.get(tone)
            limit = self.model.limits[tone]
            by_rule = named is not None and named.score >= THRESHOLD
            if likely[tone] >= (limit.found if by_rule else limit.alone):
                evidence = tuple(named.evidence) if named else ()
                words = evidence or self._words(text, tone)
                reads.append(ToneRead(tone=tone, score=round(likely[tone], 3), evidence=words))
        return tuple(sorted(reads, key=lambda read: (-read.score, TONES.index(read.tone))))

    def _words(self, text: Text, label: Tone | Cue) -> tuple[Span, ...]:
        return tuple(text.span(*place) for place in self.model.evidence(text.words, label))

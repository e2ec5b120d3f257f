"""What one message's signs say -> a score for each tone, with the words that carry it.

Two steps that a person can follow: words that name a feeling count by their weight and add up
(noisy-or: 1 - (1 - a)(1 - b)), then the inferences of rules/tones.toml add what cues show where
no feeling is named ("third time I write" is frustration). Whatever finds tones in another way
takes this module's place: it needs the text, the matches and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from assist.findings import CueRead, Span, ToneRead
from assist.playbooks.model import Condition, Heard, Inference, Level
from assist.vocabulary import TONES, Cue, Tone, is_cue

THRESHOLD: Final = 0.5
"""A tone is asserted from here on; the signs' weights are set against it."""

MOST_EVIDENCE: Final = 8
"""Stretches of words that one tone shows; five thousand emoji say no more than eight."""

CEILING: Final = 0.98
"""No score says that it is certain."""


@dataclass(slots=True)
class Felt:
    """One tone's score so far and its evidence; `outright` is the part that words name."""

    score: float = 0.0
    outright: float = 0.0
    evidence: list[Span] = field(default_factory=list)

    def add(self, weight: float, evidence: Iterable[Span]) -> None:
        """Add independent evidence (noisy-or)."""
        self.score = min(CEILING, 1 - (1 - self.score) * (1 - weight))
        for span in evidence:
            if len(self.evidence) < MOST_EVIDENCE and span not in self.evidence:
                self.evidence.append(span)


def named(found: Iterable[tuple[Tone, float, Span]]) -> dict[Tone, Felt]:
    """Return the tones that words name: (tone, weight, words) for each match."""
    felt: dict[Tone, Felt] = {}
    for tone, weight, span in found:
        felt.setdefault(tone, Felt()).add(weight, (span,))
    for one in felt.values():
        one.outright = one.score
    return felt


def infer(
    felt: dict[Tone, Felt],
    inferences: Iterable[Inference],
    cues: Mapping[Cue, CueRead],
    level: Callable[[str], float],
) -> None:
    """Add what cues, named tones and levels show together, in the order of the file.

    Args:
        felt: the tones so far; grows in place.
        inferences: of rules/tones.toml.
        cues: found in the message, by label.
        level: `valence` or `intensity` by the words alone; asked only where a rule needs it.
    """

    def holds(condition: Condition) -> bool:
        if isinstance(condition, Heard):
            label = condition.label
            if label in cues:
                return True
            return label in felt and felt[label].score >= THRESHOLD
        if isinstance(condition, Level):
            value = level(condition.what)
            return value > condition.limit if condition.side == "above" else value < condition.limit
        return False

    if not (cues or felt):
        return  # every inference asks for something that was heard
    for rule in inferences:
        if not all(map(holds, rule.requires)) or any(map(holds, rule.excludes)):
            continue
        if rule.any and not any(map(holds, rule.any)):
            continue
        labels = [c.label for c in (*rule.requires, *rule.any) if isinstance(c, Heard)]
        heard = [cues[label] for label in labels if is_cue(label) and label in cues]
        spans = [span for cue in heard for span in cue.evidence]
        felt.setdefault(rule.tone, Felt()).add(rule.score, spans)


def asserted(felt: Mapping[Tone, Felt]) -> tuple[ToneRead, ...]:
    """Return the tones above their threshold, the strongest first."""
    tones = [
        ToneRead(tone=tone, score=round(found.score, 3), evidence=tuple(found.evidence))
        for tone, found in felt.items()
        if found.score >= THRESHOLD
    ]
    return tuple(sorted(tones, key=lambda read: (-read.score, TONES.index(read.tone))))

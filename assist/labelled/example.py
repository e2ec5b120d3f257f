"""One labelled message, whatever file it comes from."""

from dataclasses import dataclass
from typing import Final, Literal

from assist.vocabulary import CUES, NEGATIVE_TONES, TONES, Cue, Language, Tone

Side = Literal["good", "bad"]
"""Whether a message says something good, something bad, both or neither: it makes the valence."""
Label = Tone | Cue | Side

SIDES: Final[tuple[Side, ...]] = ("good", "bad")

TONES_KNOWN: Final[frozenset[Label]] = frozenset(TONES)
ALL_KNOWN: Final[frozenset[Label]] = frozenset((*TONES, *CUES, *SIDES))

_GOOD: Final[frozenset[Label]] = frozenset({"gratitude", "delight", "praise", "resolved"})
_BAD: Final[frozenset[Label]] = NEGATIVE_TONES | {
    "problem",
    "repeat-contact",
    "long-wait",
    "broken-promise",
    "unanswered",
    "effort",
    "expectation-gap",
    "public-threat",
    "legal-threat",
    "fraud-worry",
    "sarcasm",
    "abuse",
}
"""What harms is bad, also where it is told without a feeling: service negativity is factual."""


def sides(labels: frozenset[Label]) -> frozenset[Label]:
    """Return the sides that tones and cues of a message to a company speak for."""
    good: frozenset[Label] = frozenset() if labels.isdisjoint(_GOOD) else frozenset({"good"})
    return good if labels.isdisjoint(_BAD) else good | {"bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A customer's message with its labels.

    `known` are the labels that the source decides; of those, `labels` hold and the others do
    not. Of a label outside `known` the example says nothing. `source` names the file, `group`
    what must stay on one side of a split.
    """

    text: str
    language: Language
    labels: frozenset[Label]
    known: frozenset[Label]
    source: str
    group: str

"""One labelled message, whatever file it comes from."""

from dataclasses import dataclass
from typing import Final

from assist.vocabulary import CUES, TONES, Cue, Language, Tone

Label = Tone | Cue

TONES_KNOWN: Final[frozenset[Label]] = frozenset(TONES)
ALL_KNOWN: Final[frozenset[Label]] = frozenset((*TONES, *CUES))


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

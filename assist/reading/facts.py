"""What the rules found and how a message is typed -> the facts that the model weighs beside words.

The rules speak first: what their signs and inferences say of a tone, and each cue, are facts of
their own, so that a pattern written tomorrow weighs as much as those of today.
"""

from collections.abc import Collection, Mapping
from typing import Final

from assist.vocabulary import CUES, TONES, Cue, Tone

FACTS: Final = (
    *TONES,
    *CUES,
    "exclamations",
    "question",
    "dots",
    "length",
    "short",
    "pleasant",
    "unpleasant",
)
"""In the order of the vector."""
_PLACES: Final[dict[str, int]] = {fact: place for place, fact in enumerate(FACTS)}
_LABELS: Final = [0.0] * (len(TONES) + len(CUES))


def facts(
    text: str,
    words: int,
    scores: Mapping[Tone, float],
    cues: Collection[Cue],
    compound: float | None,
) -> list[float]:
    """Return the facts of one message, each from 0 to 1, in the order of FACTS.

    Args:
        text: the message as typed.
        words: how many folded words it has.
        scores: what the rules say of each tone.
        cues: what the rules found.
        compound: VADER's score from -1 to 1, None where it cannot read.
    """
    pleasant = compound or 0.0
    typed = text[:1000]
    labels = _LABELS.copy()
    for tone, score in scores.items():
        labels[_PLACES[tone]] = score
    for cue in cues:
        labels[_PLACES[cue]] = 1.0
    return [
        *labels,
        min(3, typed.count("!")) / 3,
        1.0 if "?" in typed else 0.0,
        1.0 if ".." in typed or "…" in typed else 0.0,
        min(1.0, words / 40),
        1.0 if words < 4 else 0.0,
        max(0.0, pleasant),
        max(0.0, -pleasant),
    ]

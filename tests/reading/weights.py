"""Small weights for tests: chosen words say a label, no fact says anything."""

from collections.abc import Mapping

import numpy as np

from assist.labelled.example import SIDES
from assist.reading.facts import FACTS
from assist.reading.model import CAUTION, Model
from assist.vocabulary import CUES, TONES

LABELS = (*SIDES, *TONES, *(cue for cue in CUES if cue != "shouting"))


def model_of(
    words: Mapping[str, str],
    *,
    limits: tuple[float, float] = (0.5, 0.02),
    facts: Mapping[str, float] | None = None,
) -> Model:
    """Return weights in which each word says its label, and a fact its own as strongly as given."""
    weights = np.zeros((len(words), len(LABELS)), dtype=np.int8)
    for row, label in enumerate(words.values()):
        weights[row, LABELS.index(label)] = 127
    fact_weights = np.zeros((len(FACTS), len(LABELS)), dtype="<f4")
    for fact, weight in (facts or {}).items():
        fact_weights[FACTS.index(fact), LABELS.index(fact)] = weight
    own = {
        "labels": list(LABELS),
        "weights": weights.tobytes(),
        "scales": np.full(len(LABELS), 0.1 * CAUTION**0.5, dtype="<f4").tobytes(),
        "fact_weights": fact_weights.tobytes(),
        "biases": np.full(len(LABELS), -2.5, dtype="<f4").tobytes(),
        "limits": [list(limits)] * len(LABELS),
    }
    return Model(
        {
            "terms": "\n".join(f" {word}" for word in words),
            "squares": np.ones(len(words), dtype="<f4").tobytes(),
            "registers": {"support": own},
        }
    )

"""Raw scores on the development split -> likelihoods, and from where on a label is asserted.

Likelihoods by Platt's method (1999): a logistic curve over the score. The limits differ by what
a label is for. A tone is asserted where F1 is best. A cue opens cards, so it must be right: of
the limits that keep its precision at `PRECISE`, the one that finds most; where none does, the
best that there is, and the evaluation tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assist.labelled.example import Example, Label
from assist.reading.facts import FACTS
from assist.reading.tones import THRESHOLD
from assist.training.design import Floats, Observed
from assist.vocabulary import is_cue

PRECISE: Final = 0.85
_STEPS: Final = np.round(np.arange(0.05, 0.96, 0.01), 2)
_FEW: Final = 8
"""Examples that a rule found, of which a limit of its own needs as many."""

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Likelihood = 1 / (1 + exp(-(slope * score + offset))), the limits on it, and F1 by them."""

    slope: float
    offset: float
    alone: float
    found: float
    f1: float


def calibrate(
    label: Label, scores: Floats, examples: Sequence[Example], seen: Sequence[Observed]
) -> Calibration:
    """Return the curve and the limits of one label.

    Args:
        label: a tone or cue.
        scores: of each example, from a model that was not fitted to it.
        examples: the development split.
        seen: the same as the reader observes them; tells what the rules found.
    """
    wanted = np.array([label in example.labels for example in examples])
    by_rule = np.array([one.facts[FACTS.index(label)] >= THRESHOLD for one in seen])
    curve = LogisticRegression(C=1e6, solver="liblinear").fit(scores[:, None], wanted)
    slope, offset = float(curve.coef_[0][0]), float(curve.intercept_[0])
    likely = 1 / (1 + np.exp(-(slope * scores + offset)))
    alone = _limit(likely[~by_rule], wanted[~by_rule], precise=is_cue(label))
    enough = by_rule.sum() >= _FEW and wanted[by_rule].any()
    found = _limit(likely[by_rule], wanted[by_rule], precise=is_cue(label)) if enough else alone / 2
    told = likely >= np.where(by_rule, min(found, alone), alone)
    f1 = 2 * int((told & wanted).sum()) / max(1, int(told.sum() + wanted.sum()))
    return Calibration(slope=slope, offset=offset, alone=alone, found=min(found, alone), f1=f1)


def _limit(likely: Floats, wanted: Booleans, *, precise: bool) -> float:
    """Return the limit with the best F1, of those that are precise enough if any is."""
    best: dict[bool, tuple[float, float]] = {}
    for step in _STEPS:
        told = likely >= step
        right = int((told & wanted).sum())
        if not right:
            continue
        precision, recall = right / int(told.sum()), right / int(wanted.sum())
        enough = precision >= PRECISE
        score = 2 * precision * recall / (precision + recall)
        best[enough] = max(best.get(enough, (0.0, 0.0)), (score, float(step)))
    if precise and True in best:
        return best[True][1]
    return max(best.values(), default=(0.0, 0.95))[1]

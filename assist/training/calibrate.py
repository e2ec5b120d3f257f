"""Raw scores on the development split -> likelihoods, and from where on a label is asserted.

Likelihoods by Platt's method (1999): a logistic curve over the score. The corpus holds far more
feeling than a day of support chat, so each message without any counts for several, and so does a
customer's own turn: likelihoods, and the limits of tones, are those of an ordinary day. The limits
differ by what a label is for. A tone is asserted where F1 is best, and what a rule found as well
needs less. A cue opens cards, so it must be right: of the limits that keep its precision at
`PRECISE`, the one with the best F1, and the same among those that a rule found. Where no limit
does, the cue is off. Only a rule that is right often enough (`TRUSTED`) stands by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assist.labelled.example import Example, Label
from assist.labelled.turns import SOURCE
from assist.reading.facts import FACTS
from assist.reading.tones import THRESHOLD
from assist.training.design import Floats, Observed
from assist.vocabulary import is_cue, is_tone

PRECISE: Final = 0.85
ORDINARY: Final = 3.0
"""What a message without a tone (for tones) or cue (for cues) counts in the corpus's place: one in
two there is so, four in five turns of MultiDoGO and of real chats are."""
LEAST: Final = 0.35
"""What the model says alone is at least so likely, whatever limit has the best F1: a wrong word
about a feeling costs more than a missing one. Read on 6,000 turns of MultiDoGO: below it stand
"first" (delight .14) and "w 48 h 69" (frustration .25)."""
FLOOR: Final = frozenset({"problem"})
"""A problem alone opens no card; needs and issues stand on it, and a missed one costs as much as an
invented one. Its limit is the one with the best F1."""
NEVER: Final = 1.0
"""No likelihood reaches it."""
TRUSTED: Final = 0.8
"""A cue whose rules are right so often on the development split always stands when they find it:
a rule is policy, and what it says outright should not be outvoted."""
OWN: Final = 4.0
"""What a customer's own turn counts in a message's place where the limits of cues are chosen: half
of what the corpus holds beside a cue is a hard negative, and few of a day's messages are."""
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


UNKNOWN: Final = Calibration(slope=1.0, offset=0.0, alone=NEVER, found=NEVER, f1=0.0)
"""Of a label that the development split holds no example of."""


def calibrate(
    label: Label,
    scores: Floats,
    examples: Sequence[Example],
    seen: Sequence[Observed],
    ordinary: float = ORDINARY,
) -> Calibration:
    """Return the curve and the limits of one label.

    Args:
        label: a tone or cue.
        scores: of each example, from a model that was not fitted to it.
        examples: the development split.
        seen: the same as the reader observes them; tells what the rules found.
        ordinary: what a message without any tone, or cue, counts.
    """
    wanted = np.array([label in example.labels for example in examples])
    by_rule = np.zeros(len(seen), dtype=bool)
    if label in FACTS:
        by_rule = np.array([one.facts[FACTS.index(label)] >= THRESHOLD for one in seen])
    kind = is_cue if is_cue(label) else is_tone if is_tone(label) else bool
    counts = np.array([1.0 if any(map(kind, e.labels)) else ordinary for e in examples])
    curve = LogisticRegression(C=1e6, solver="liblinear")
    curve.fit(scores[:, None], wanted, sample_weight=counts)
    slope, offset = float(curve.coef_[0][0]), float(curve.intercept_[0])
    likely = 1 / (1 + np.exp(-(slope * scores + offset)))
    if is_cue(label):
        counts = np.array([OWN if e.source == SOURCE else 1.0 for e in examples])
        alone = _limit(likely, wanted, counts, precise=label not in FLOOR)
        right = float(counts[by_rule & wanted].sum())
        found = 0.0 if right >= TRUSTED * float(counts[by_rule].sum()) > 0 else alone
        if found and by_rule.sum() >= _FEW and wanted[by_rule].any():
            own = _limit(likely[by_rule], wanted[by_rule], counts[by_rule], precise=True)
            found = min(found, own)
    else:
        alone = _limit(likely[~by_rule], wanted[~by_rule], counts[~by_rule], precise=False)
        alone = max(LEAST, alone)
        found = alone / 2
        if by_rule.sum() >= _FEW and wanted[by_rule].any():
            found = _limit(likely[by_rule], wanted[by_rule], counts[by_rule], precise=False)
    told = likely >= np.where(by_rule, min(found, alone), alone)
    f1 = 2 * int((told & wanted).sum()) / max(1, int(told.sum() + wanted.sum()))
    return Calibration(slope=slope, offset=offset, alone=alone, found=min(found, alone), f1=f1)


def _limit(likely: Floats, wanted: Booleans, counts: Floats, *, precise: bool) -> float:
    """Return the limit with the best F1, of those that are precise enough if any is."""
    best: dict[bool, tuple[float, float]] = {}
    for step in _STEPS:
        told = likely >= step
        right = float(counts[told & wanted].sum())
        if not right:
            continue
        precision, recall = right / float(counts[told].sum()), right / float(counts[wanted].sum())
        enough = precision >= PRECISE
        score = 2 * precision * recall / (precision + recall)
        best[enough] = max(best.get(enough, (0.0, 0.0)), (score, float(step)))
    if precise:
        return best.get(True, (0.0, NEVER))[1]
    return max(best.values(), default=(0.0, NEVER))[1]

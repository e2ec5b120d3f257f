"""What holds and what was told, messages by labels -> precision, recall, F1, and how sure they are.

Matrices have a message in each row and a label in each column. F1 over labels (macro) leaves out
a label that holds for no message: nothing can be found of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

RESAMPLES: Final = 1_000
SEED: Final = 20261122
_BINS: Final = 15
_AT_ONCE: Final = 50
"""Resamples that are drawn together, so that memory stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScore:
    """One label: how often it holds and was told; precision is None where it was never told."""

    label: str
    support: int
    told: int
    precision: float | None
    recall: float | None
    f1: float


def label_scores(
    labels: tuple[str, ...], holds: Booleans, told: Booleans
) -> tuple[LabelScore, ...]:
    """Return each label's precision, recall and F1 (0 to 1)."""
    right, said, real = (holds & told).sum(axis=0), told.sum(axis=0), holds.sum(axis=0)
    return tuple(
        LabelScore(
            label=label,
            support=int(real[at]),
            told=int(said[at]),
            precision=float(right[at] / said[at]) if said[at] else None,
            recall=float(right[at] / real[at]) if real[at] else None,
            f1=float(2 * right[at] / max(1, said[at] + real[at])),
        )
        for at, label in enumerate(labels)
    )


def counts(holds: Booleans, told: Booleans) -> Floats:
    """Return a message's share in what F1 is made of: right and twice told or real, a label each.

    Labels that hold nowhere are left out.
    """
    used = holds.any(axis=0)
    holds, told = holds[:, used], told[:, used]
    return np.hstack([holds & told, holds.astype(float) + told]).astype(float)


def macro_f1(sums: Floats) -> Floats:
    """Return macro-F1 of each row of summed `counts`; 0 where no label holds."""
    right, both = np.split(sums, 2, axis=1)
    if not right.shape[1]:
        return np.zeros(len(sums))
    scores: Floats = (2 * right / np.maximum(both, 1)).mean(axis=1)
    return scores


def precision_of_all(holds: Booleans, told: Booleans) -> float | None:
    """Return the share of all told labels that hold, None where nothing was told."""
    return float((holds & told).sum() / told.sum()) if told.any() else None


def interval(shares: Floats, statistic: Statistic) -> tuple[float, float]:
    """Return the 95 % interval of a statistic: bootstrap over messages, percentiles.

    Args:
        shares: what each message adds to the sums that the statistic is made of.
        statistic: takes such sums, a resample in each row.
    """
    drawn = _drawn(len(shares))
    sums = drawn.astype(np.float32) @ shares.astype(np.float32)
    found = statistic(sums.astype(np.float64))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


@lru_cache(maxsize=1)
def _drawn(messages: int) -> npt.NDArray[np.uint8]:
    """Return how often each resample (a row) draws each message; the same ones every time."""
    chance = np.random.default_rng(SEED)
    rows = []
    for _ in range(RESAMPLES // _AT_ONCE):
        places = chance.integers(0, messages, (_AT_ONCE, messages))
        places += np.arange(_AT_ONCE)[:, None] * messages
        times = np.bincount(places.ravel(), minlength=_AT_ONCE * messages)
        rows.append(times.reshape(_AT_ONCE, messages).astype(np.uint8))
    return np.vstack(rows)


def calibration_error(holds: Booleans, likely: Floats) -> float:
    """Return the expected calibration error of one label, over 15 equal-width bins.

    The mean distance between how likely a label was said to be and how often it held, each bin
    weighing as many messages as it has.
    """
    places = np.minimum((likely * _BINS).astype(int), _BINS - 1)
    said = np.bincount(places, weights=likely, minlength=_BINS)
    held = np.bincount(places, weights=holds.astype(float), minlength=_BINS)
    return float(np.abs(said - held).sum() / max(1, len(likely)))


def best_limit(holds: Booleans, likely: Floats) -> float:
    """Return the score from which on a label's F1 is best, the highest of equals.

    A score of 0 says that nothing speaks for the label, so 0 is no limit. Infinite where no
    limit finds anything: the label is never told.
    """
    if not (holds & (likely > 0)).any():
        return float("inf")
    order = np.argsort(-likely, kind="stable")
    scores = likely[order]
    right = np.cumsum(holds[order])
    found = 2 * right / (np.arange(1, len(scores) + 1) + holds.sum())
    last = np.append(scores[1:] != scores[:-1], True) & (scores > 0)
    return float(scores[int(np.argmax(np.where(last, found, -1.0)))])

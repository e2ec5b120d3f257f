"""Labelled examples -> the weights of one language, as `reading.model.Model` takes them.

One logistic regression a label (liblinear, exact and the same every time). Support chat and
everything else share one set of weights, and support chat has a second one of its own on top
(Daumé 2007, "Frustratingly Easy Domain Adaptation"): Reddit teaches what words mean, support
chat overrules it. What ships is the sum of both, and for the tones the shared set alone as well:
the register in which people speak to everybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from assist.labelled.example import SIDES, Example, Label
from assist.reading.facts import FACTS
from assist.reading.model import FORMAT
from assist.training.calibrate import ORDINARY, UNKNOWN, Booleans, Calibration, calibrate
from assist.training.design import (
    Floats,
    Observed,
    Vocabulary,
    fact_matrix,
    term_matrix,
    vocabulary,
)
from assist.vocabulary import is_cue, is_tone

SEED: Final = 20261121
STRENGTH: Final = 16.0
"""Inverse strength of the penalty; 4 to 64 were tried on the corpus's dev split."""
MOST_TERMS: Final = 60_000
FOREIGN: Final = frozenset({"goemotions", "xed"})
"""Sources that are no support chat."""
WEIGHTS: Final = {"corpus": 4.0, "turns": 4.0, "playbooks": 2.0, "goemotions": 1.0, "xed": 0.3}
"""What one example of a source counts; others (long lists of neutral requests) count a half."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Weights of all labels: terms by labels (shared, and support chat's own on top), facts by
    labels, one bias a label."""

    shared: Floats
    own: Floats
    facts: Floats
    biases: Floats


def train(
    examples: Sequence[Example],
    seen: Sequence[Observed],
    tuned: Sequence[bool],
    labels: Sequence[Label],
    report: Report,
) -> dict[str, Any]:
    """Return the weights as plain data, ready to be written.

    Args:
        examples: of one language.
        seen: each as the reader observes it, in the same order.
        tuned: which of them are the development split: kept from the first fit, used to
            calibrate and to choose the limits, and added for the last fit.
        labels: what the model tells, in the order of its columns, sides and tones first.
        report: is told what happens next.
    """
    held = np.array(tuned)
    words = vocabulary(seen)
    report(f"{len(examples):,} examples, {len(words.terms):,} terms")
    every = _fit(examples, _inputs(examples, seen, words), words, ~held, labels)
    words = words.only(_strongest(np.hstack([every.shared, every.shared + every.own])))
    inputs = _inputs(examples, seen, words)
    report(f"fitting {len(words.terms):,} terms without the development split")
    first = _fit(examples, inputs, words, ~held, labels)
    logits = _logits(first, inputs)
    foreign = np.array([example.source in FOREIGN for example in examples])
    support = _steps(labels, logits, held & ~foreign, examples, seen, ORDINARY)
    tones = [label for label in labels if is_tone(label) or label in SIDES]
    public = _steps(tones, logits, held & foreign, examples, seen, 1.0)
    for what, is_kind in (("tones", is_tone), ("cues", is_cue)):
        scores = [step.f1 for step, label in zip(support, labels, strict=True) if is_kind(label)]
        report(f"development split: {what} macro-F1 {sum(scores) / max(1, len(scores)):.3f}")
    report("fitting all")
    last = _fit(examples, inputs, words, np.ones(len(held), dtype=bool), labels)
    registers = {"support": _register(last.shared + last.own, last, words, support, labels)}
    registers["public"] = _register(last.shared, last, words, public, tones)
    return {
        "format": FORMAT,
        "terms": "\n".join(words.terms),
        "squares": (words.idf**2).astype("<f4").tobytes(),
        "facts": list(FACTS),
        "registers": registers,
    }


def _steps(
    labels: Sequence[Label],
    logits: Floats,
    used: Booleans,
    examples: Sequence[Example],
    seen: Sequence[Observed],
    ordinary: float,
) -> list[Calibration]:
    """Calibrate each label on the examples that are used and decide it."""
    found = []
    for at, label in enumerate(labels):
        decides = used & np.array([label in example.known for example in examples])
        chosen = list(compress(examples, decides))
        found.append(
            calibrate(label, logits[decides, at], chosen, list(compress(seen, decides)), ordinary)
            if any(label in example.labels for example in chosen)
            else UNKNOWN
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inputs:
    """Terms, the same for support chat only, and facts; examples in rows."""

    terms: sparse.csr_matrix
    own: sparse.csr_matrix
    facts: sparse.csr_matrix

    @property
    def all(self) -> sparse.csr_matrix:
        return sparse.hstack([self.terms, self.own, self.facts]).tocsr()


def _inputs(examples: Sequence[Example], seen: Sequence[Observed], words: Vocabulary) -> _Inputs:
    matrix = term_matrix(seen, words)
    own = np.array([example.source not in FOREIGN for example in examples], dtype=float)
    return _Inputs(terms=matrix, own=sparse.diags(own) @ matrix, facts=fact_matrix(seen))


def _fit(
    examples: Sequence[Example],
    inputs: _Inputs,
    words: Vocabulary,
    used: Booleans,
    labels: Sequence[Label],
) -> Fitted:
    """Fit every label to the examples that are used and decide it."""
    matrix = inputs.all
    counts = np.array([WEIGHTS.get(example.source, 0.5) for example in examples])

    def one(label: Label) -> tuple[Floats, float]:
        decided = np.array([label in example.known for example in examples])
        holds = np.array([label in example.labels for example in examples])
        rows = np.flatnonzero(used & decided)
        wanted = holds[rows]
        fitted = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED)
        fitted.fit(matrix[rows], wanted, sample_weight=counts[rows])
        return fitted.coef_[0], float(fitted.intercept_[0])

    found = Parallel(n_jobs=-1)(delayed(one)(label) for label in labels)
    weights = np.array([coefficients for coefficients, _ in found]).T
    size = len(words.terms)
    return Fitted(
        shared=weights[:size],
        own=weights[size : 2 * size],
        facts=weights[2 * size :],
        biases=np.array([bias for _, bias in found]),
    )


def _logits(fitted: Fitted, inputs: _Inputs) -> Floats:
    """Return the scores, examples by labels, each in its own register."""
    words: Floats = inputs.terms @ fitted.shared + inputs.own @ fitted.own
    found: Floats = words + inputs.facts @ fitted.facts + fitted.biases
    return found


def _strongest(weights: Floats) -> list[int]:
    """Return the places of the terms that weigh most for any label, in their order."""
    strength = (np.abs(weights) / np.abs(weights).max(axis=0)).max(axis=1)
    kept = np.argsort(-strength, kind="stable")[:MOST_TERMS]
    return sorted(kept.tolist())


def _register(
    terms: Floats,
    fitted: Fitted,
    words: Vocabulary,
    steps: Sequence[Calibration],
    labels: Sequence[Label],
) -> dict[str, Any]:
    """Return a register's calibrated weights in eight bits, what they need beside them in 32."""
    width = len(labels)
    slopes = np.array([step.slope for step in steps])
    offsets = np.array([step.offset for step in steps])
    table = terms[:, :width] * words.idf[:, None] * slopes
    scales = np.abs(table).max(axis=0) / 127
    return {
        "labels": list(labels),
        "weights": np.rint(table / scales).astype(np.int8).tobytes(),
        "scales": scales.astype("<f4").tobytes(),
        "fact_weights": (fitted.facts[:, :width] * slopes).astype("<f4").tobytes(),
        "biases": (fitted.biases[:width] * slopes + offsets).astype("<f4").tobytes(),
        "limits": [[step.alone, step.found] for step in steps],
    }

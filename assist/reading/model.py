"""Words and facts of one message -> how likely each tone and cue is, and the words that say so.

A linear model (logistic regression, one for each label) over words, pairs and pieces of words.
Its sum falls apart into the words of the message, so each label has its evidence. All that
depends on a word alone is added up when the weights are loaded: reading is one gather and one
sum. Measured beside it while it was designed, see docs/quality.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal

import msgpack
import numpy as np
import numpy.typing as npt

from assist.reading.facts import FACTS
from assist.reading.terms import MOST_WORDS, pairs, word_terms
from assist.resources import weights_dir
from assist.vocabulary import Language

Vector = npt.NDArray[np.float32]

FORMAT: Final = 3

CAUTION: Final = 4000.0
"""Added to a message's squared length, which is about 2,800 for the median one: a message of three
words says less, and is told with less certainty. On the corpus's dev split (French) it raises the
precision of tones in messages of up to six words from .61 to .85, at the same recall, and macro-F1
from .803 to .807; 1,000 was tried as well."""

Register = Literal["support", "public"]
"""How people speak: to a company that is to help them, or to everybody (posts, film lines)."""
_SUREST: Final = 30.0
"""A logit beyond this says nothing more, and would overflow."""
_SHOWN: Final = 3
"""Stretches of words that are shown as evidence, at most."""
_WORTH_SHOWING: Final = 0.5
"""Of the strongest word's weight: what a word must carry to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From which likelihood on a label is asserted.

    `alone`: by the model alone. `found`: where a rule has found it; 0 means that the rule is
    always believed.
    """

    alone: float
    found: float


class Model:
    """The weights of one language and register, ready to read.

    Args:
        plain: as `load` reads them and training writes them: `terms` (one string, a line each),
            `squares` (a term's share of a message's length), `facts` (names), and `registers`,
            each with `labels`, `weights` (int8, terms by labels), `scales` (a label),
            `fact_weights`, `biases` and `limits` (a label: alone, found).
        register: whose weights; `public` tells no cues. Beside tones and cues stand `good` and
            `bad`: whether the message says something of either.
    """

    def __init__(self, plain: Mapping[str, Any], register: Register = "support") -> None:
        own = plain["registers"][register]
        self.labels: tuple[str, ...] = tuple(own["labels"])
        self.limits: dict[str, Limits] = {
            label: Limits(alone=alone, found=found)
            for label, (alone, found) in zip(self.labels, own["limits"], strict=True)
        }
        self._column = {label: at for at, label in enumerate(self.labels)}
        terms = plain["terms"].split("\n")
        width = len(self.labels)
        weights = np.frombuffer(own["weights"], dtype=np.int8).reshape(len(terms), width)
        scales = np.frombuffer(own["scales"], dtype="<f4")
        squares = np.frombuffer(plain["squares"], dtype="<f4")
        # The last column adds up to the squared length, by which the sum is divided.
        table = np.hstack([weights.astype(np.float32) * scales, squares[:, None]])
        self._terms = {term: row for row, term in enumerate(terms)}
        self._facts = np.frombuffer(own["fact_weights"], dtype="<f4").reshape(len(FACTS), width)
        self._biases = np.frombuffer(own["biases"], dtype="<f4")
        whole = [term for term in terms if term.startswith(" ")]
        known = np.array([self._spelt(table, term[1:]) for term in whole], dtype=np.float32)
        self._table: Vector = np.vstack([table, known])
        self._words = {term[1:]: len(terms) + row for row, term in enumerate(whole)}
        self._pairs = {term: row for term, row in self._terms.items() if " " in term[1:]}
        self._unknown = lru_cache(maxsize=20_000)(lambda word: self._spelt(self._table, word))

    def forget(self) -> None:
        """Remember no word that was met."""
        self._unknown.cache_clear()

    def _spelt(self, table: Vector, word: str) -> Vector:
        """Return what a word weighs with its pieces."""
        own = word_terms(word)
        rows = [self._terms[term] for term in own if term in self._terms]
        total: Vector = table[rows].sum(axis=0)
        return total

    def likelihoods(self, words: Sequence[str], facts: Sequence[float]) -> dict[str, float]:
        """Return how likely each label is, from 0 to 1, calibrated on its register.

        Args:
            words: the message's folded words.
            facts: see `facts.facts`.
        """
        words = words[:MOST_WORDS]
        found = list(map(self._words.get, words))
        rows = [row for row in (*found, *map(self._pairs.get, pairs(words))) if row is not None]
        total = np.add.reduce(self._table.take(rows, axis=0), axis=0)
        for word, row in zip(words, found, strict=True):
            if row is None:
                total = total + self._unknown(word)
        length = float(total[-1]) + CAUTION
        logits = total[:-1] / length**0.5 + np.array(facts, dtype=np.float32) @ self._facts
        sure = 1 / (1 + np.exp(-np.clip(logits + self._biases, -_SUREST, _SUREST)))
        return dict(zip(self.labels, sure.tolist(), strict=True))

    def evidence(self, words: Sequence[str], label: str) -> tuple[tuple[int, int], ...]:
        """Return the stretches of words that carry a label most, in their order."""
        words = words[:MOST_WORDS]
        column = self._column[label]
        weights = self._table[:, column]
        rows = map(self._words.get, words)
        carried = [
            float(self._unknown(word)[column] if row is None else weights[row])
            for word, row in zip(words, rows, strict=True)
        ]
        for at, row in enumerate(map(self._pairs.get, pairs(words))):
            if row is not None:
                for side in (at - 1, at):
                    if 0 <= side < len(words):
                        carried[side] += float(weights[row]) / 2
        strongest = max(carried, default=0.0)
        shown = [at for at, value in enumerate(carried) if value > _WORTH_SHOWING * strongest]
        return _stretches(shown, carried, words) if strongest > 0 else ()


def _stretches(
    shown: Sequence[int], carried: Sequence[float], words: Sequence[str]
) -> tuple[tuple[int, int], ...]:
    """Return neighbours as one stretch, a word between two included; the strongest few."""
    found: list[list[int]] = []
    for at in shown:
        if found and at - found[-1][1] <= 1:
            found[-1][1] = at + 1
        elif any(map(str.isalnum, words[at])) or len(shown) == 1:
            found.append([at, at + 1])
    found.sort(key=lambda stretch: -sum(carried[stretch[0] : stretch[1]]))
    return tuple(sorted((first, last) for first, last in found[:_SHOWN]))


@cache
def model(language: Language, register: Register = "support") -> Model | None:
    """Return the shipped weights of a language, None where there are none."""
    path = weights_dir() / f"{language}.msgpack"
    if not path.is_file():
        return None
    return Model(msgpack.unpackb(path.read_bytes()), register)

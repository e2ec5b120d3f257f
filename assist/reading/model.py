"""Words and facts of one message -> how likely each tone and cue is, and the words that say so.

A linear model (logistic regression, one for each label) over words, pairs and pieces of words.
Its sum falls apart into the words of the message, so each label has its evidence. All that
depends on a word alone is added up when the weights are loaded: reading is one gather and one
sum. Measured beside it while it was designed, see docs/quality.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, repeat
from sys import intern
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
_SUREST: Final[Vector] = np.full(1, 30.0, dtype=np.float32)
"""A logit beyond this says nothing more, and would overflow."""
_ONE: Final[Vector] = np.ones(1, dtype=np.float32)
"""numpy takes an array of one in half the time of a number."""
_NOTHING: Final = repeat(0)
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
        # The first row says nothing: it stands for a word or a pair that nobody has seen.
        table = np.vstack([np.zeros(width + 1, dtype=np.float32), table])
        self._terms = {term: row for row, term in enumerate(terms, 1)}
        facts = np.frombuffer(own["fact_weights"], dtype="<f4").reshape(len(FACTS), width)
        self._facts = -facts
        self._biases = np.frombuffer(own["biases"], dtype="<f4")
        whole = [term for term in terms if term.startswith(" ")]
        known = np.array([self._spelt(table, term[1:]) for term in whole], dtype=np.float32)
        self._table: Vector = np.vstack([table, known]) if whole else table
        words = {intern(term[1:]): row for row, term in enumerate(whole, len(table))}
        # Words and pairs at once: a pair holds a blank, and a word none.
        self._rows = words | {term: row for term, row in self._terms.items() if " " in term[1:]}
        self._unknown = lru_cache(maxsize=20_000)(lambda word: self._spelt(self._table, word))

    def forget(self) -> None:
        """Remember no word that was met."""
        self._unknown.cache_clear()

    def _spelt(self, table: Vector, word: str) -> Vector:
        """Return what a word weighs with its pieces."""
        rows = [*filter(None, map(self._terms.get, word_terms(word)))]
        total: Vector = np.add.reduce(table.take(np.array(rows, dtype=np.intp), axis=0), axis=0)
        return total

    def weigh(
        self, words: Sequence[str], facts: Sequence[float], beside: Sequence[str] | None = None
    ) -> "Weighed":
        """Return what a message weighs.

        Args:
            words: its folded words.
            facts: see `facts.facts`.
            beside: the pairs of its words, where they are at hand.
        """
        if beside is None or len(words) > MOST_WORDS:
            words = words[:MOST_WORDS]
            beside = pairs(words)
        return Weighed(self, words, facts, beside)

    def likelihoods(self, words: Sequence[str], facts: Sequence[float]) -> dict[str, float]:
        """Return how likely each label is, see `Weighed`."""
        return self.weigh(words, facts).likely

    def evidence(self, words: Sequence[str], label: str) -> tuple[tuple[int, int], ...]:
        """Return the stretches of words that carry a label most, in their order."""
        return self.weigh(words, [0.0] * len(FACTS)).evidence(label)


class Weighed:
    """What one message weighs: a row for each word, then one for each pair of neighbours.

    Those that nobody has seen have row 0, and are not in the table. `likely`: how likely each
    label is, from 0 to 1, calibrated on its register.
    """

    __slots__ = ("_column", "_rows", "_table", "_unknown", "_words", "likely")

    def __init__(
        self, model: Model, words: Sequence[str], facts: Sequence[float], beside: Sequence[str]
    ) -> None:
        self._words = words
        self._column = model._column
        self._rows = rows = [*map(model._rows.get, chain(words, beside), _NOTHING)]
        # Half of the pairs are not known: to leave them out takes less than to add noughts.
        known = np.array([*filter(None, rows)], dtype=np.intp)
        self._table: Vector = model._table.take(known, axis=0)
        total = np.add.reduce(self._table, axis=0)
        self._unknown: dict[int, Vector] = {}
        if 0 in (own := rows[: len(words)]):
            for at in [at for at, row in enumerate(own) if not row]:
                self._unknown[at] = one = model._unknown(words[at])
                total = total + one
        length = float(total[-1]) + CAUTION
        # The logits with their signs turned; those of the sure ones need no limit.
        against = total[:-1] / -(length**0.5) + np.array(facts, dtype=np.float32).dot(model._facts)
        against = np.exp(np.minimum(against - model._biases, _SUREST))
        likely: list[float] = (_ONE / (_ONE + against)).tolist()
        self.likely = dict(zip(model.labels, likely, strict=True))

    def evidence(self, label: str) -> tuple[tuple[int, int], ...]:
        """Return the stretches of words that carry a label most, in their order."""
        words, column = self._words, self._column[label]
        shares = iter(self._table[:, column].tolist())
        weights: list[float] = [next(shares) if row else 0.0 for row in self._rows]
        for at, unknown in self._unknown.items():
            weights[at] = float(unknown[column])
        # A pair's weight is shared by its two words; the message's ends carry nothing.
        beside = [weight / 2 for weight in weights[len(words) :]]
        carried = [
            own + before + after
            for own, before, after in zip(weights, beside, beside[1:], strict=False)
        ]
        strongest = max(carried, default=0.0)
        least = _WORTH_SHOWING * strongest
        shown = [at for at, value in enumerate(carried) if value > least]
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

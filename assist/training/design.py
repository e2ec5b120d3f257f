"""Examples as the reader observes them -> the matrices that a linear model is fitted to.

Values are those that `reading.model` computes: a term counts as often as it occurs times its
rarity (idf), and the whole is divided by its length (the root of the sum of the squares and of
`CAUTION`, each occurrence for itself, so that it adds up word by word).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assist.reading.facts import FACTS
from assist.reading.model import CAUTION
from assist.reading.terms import terms

_LEAST_EXAMPLES = 2
_LEAST_EXAMPLES_PIECE = 3
"""Of a word or pair, and of a run of letters, before it is a term at all."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One example's folded words and facts."""

    words: tuple[str, ...]
    facts: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The terms, in order, and how rare each is."""

    terms: tuple[str, ...]
    idf: Floats

    def only(self, kept: Sequence[int]) -> "Vocabulary":
        """Return the terms at these places."""
        return Vocabulary(terms=tuple(self.terms[at] for at in kept), idf=self.idf[list(kept)])


def vocabulary(seen: Sequence[Observed]) -> Vocabulary:
    """Return the terms that occur often enough, in alphabetical order."""
    counts: Counter[str] = Counter()
    for one in seen:
        counts.update(set(terms(one.words)))
    least = {True: _LEAST_EXAMPLES, False: _LEAST_EXAMPLES_PIECE}
    kept = sorted(term for term, count in counts.items() if count >= least[" " in term])
    rarity = [np.log((1 + len(seen)) / (1 + counts[term])) + 1 for term in kept]
    return Vocabulary(terms=tuple(kept), idf=np.array(rarity))


def term_matrix(seen: Iterable[Observed], words: Vocabulary) -> sparse.csr_matrix:
    """Return examples by terms."""
    columns = {term: at for at, term in enumerate(words.terms)}
    values: list[float] = []
    places: list[int] = []
    starts = [0]
    for one in seen:
        counts = Counter(columns[term] for term in terms(one.words) if term in columns)
        found = sorted(counts)
        weights = np.array([counts[at] for at in found], dtype=float)
        rarity = words.idf[found]
        length = float(np.sqrt((weights * rarity**2).sum() + CAUTION))
        values.extend(weights * rarity / length)
        places.extend(found)
        starts.append(len(places))
    shape = (len(starts) - 1, len(words.terms))
    return sparse.csr_matrix((values, places, starts), shape=shape)


def fact_matrix(seen: Sequence[Observed]) -> sparse.csr_matrix:
    """Return examples by facts."""
    return sparse.csr_matrix(np.array([one.facts for one in seen]).reshape(len(seen), len(FACTS)))

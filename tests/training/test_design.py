"""Examples -> matrices; the values that the reader computes."""

import numpy as np

from assist.reading.facts import FACTS
from assist.training.design import Observed, fact_matrix, term_matrix, vocabulary

NOTHING = [0.0] * len(FACTS)


def observed(text: str) -> Observed:
    return Observed(words=tuple(text.split()), facts=NOTHING)


def test_terms_that_occur_once_are_none() -> None:
    found = vocabulary([observed("still late"), observed("still here"), observed("late")])
    assert " still" in found.terms
    assert "< still" in found.terms
    assert "still late" not in found.terms
    assert "_stil" not in found.terms, "a run of letters needs three"


def test_a_longer_message_is_told_with_more_certainty() -> None:
    text = "still late and nobody wrote"
    seen = [observed(" ".join([text] * times)) for times in (1, 2)] * 2
    matrix = term_matrix(seen, vocabulary(seen))
    lengths = [matrix[row].multiply(matrix[row]).sum() for row in range(2)]
    assert 0 < lengths[0] < lengths[1] < 1.0


def test_a_message_of_unknown_words_is_nought() -> None:
    seen = [observed("late"), observed("late")]
    assert term_matrix([observed("qqq")], vocabulary(seen)).nnz == 0


def test_facts_keep_their_order() -> None:
    facts = [float(at) for at in range(len(FACTS))]
    assert np.array_equal(fact_matrix([Observed(words=(), facts=facts)]).toarray()[0], facts)

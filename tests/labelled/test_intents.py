"""What a bank's intents say about cues."""

from assist.labelled.intents import cues_of


def test_a_swallowed_card_is_a_problem_and_says_nothing_about_fraud() -> None:
    labels, known = cues_of("card_swallowed")
    assert labels == known == {"problem", "bad"}


def test_a_payment_that_nobody_recognises_is_a_worry_too() -> None:
    labels, _ = cues_of("card_payment_not_recognised")
    assert {"problem", "fraud-worry"} <= labels


def test_a_plain_question_is_neither() -> None:
    labels, known = cues_of("exchange_rate")
    assert labels == frozenset()
    assert {"problem", "fraud-worry", "refund-request", "churn-risk"} <= known


def test_an_intent_that_goes_both_ways_decides_nothing() -> None:
    assert cues_of("pending_transfer") == (frozenset(), frozenset())

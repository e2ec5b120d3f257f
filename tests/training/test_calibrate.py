"""Scores -> likelihoods and limits."""

from dataclasses import replace

import numpy as np
import pytest

from assist.labelled.example import ALL_KNOWN, Example, Label
from assist.reading.facts import FACTS
from assist.training.calibrate import FLOOR, LEAST, NEVER, OWN, calibrate
from assist.training.design import Observed


def case(*labels: Label) -> Example:
    return Example(
        text="x",
        language="en",
        labels=frozenset(labels),
        known=ALL_KNOWN,
        source="corpus",
        group="",
    )


def seen(*found: str) -> Observed:
    return Observed(words=(), facts=[1.0 if fact in found else 0.0 for fact in FACTS])


def noisy(label: Label, right: float, count: int = 400) -> tuple[np.ndarray, list[Example]]:
    """Return scores of which those above nought are right so often."""
    chance = np.random.default_rng(3)
    scores = chance.normal(size=count)
    holds = np.where(scores > 0, chance.random(count) < right, chance.random(count) < 0.05)
    return scores, [case(label) if one else case() for one in holds]


def test_likelihoods_are_as_often_right_as_they_say() -> None:
    scores, examples = noisy("anger", 0.8)
    found = calibrate("anger", scores, examples, [seen()] * len(examples), ordinary=1.0)
    likely = 1 / (1 + np.exp(-(found.slope * scores + found.offset)))
    assert likely.mean() == pytest.approx(
        np.mean(["anger" in e.labels for e in examples]), abs=0.02
    )


def test_a_tone_is_never_told_where_it_is_most_likely_wrong() -> None:
    scores, examples = noisy("anger", 0.3)
    assert calibrate("anger", scores, examples, [seen()] * len(examples)).alone >= LEAST


def test_a_cue_that_cannot_be_precise_is_off() -> None:
    scores, examples = noisy("effort", 0.4)
    observed = [seen("effort") if score > 1 else seen() for score in scores]
    found = calibrate("effort", scores, examples, observed)
    assert (found.alone, found.found) == (NEVER, NEVER)


def test_a_cue_is_told_from_where_it_is_precise() -> None:
    scores, examples = noisy("effort", 0.9)
    found = calibrate("effort", scores, examples, [seen()] * len(examples))
    likely = 1 / (1 + np.exp(-(found.slope * scores + found.offset)))
    told = likely >= found.alone
    assert (
        np.mean(["effort" in e.labels for e, on in zip(examples, told, strict=True) if on]) > 0.85
    )


@pytest.mark.parametrize(("right", "trusted"), [(0.95, True), (0.6, False)])
def test_rules_that_are_right_stand_by_themselves(right: float, trusted: bool) -> None:
    scores, examples = noisy("safety", right)
    observed = [seen("safety") if score > 0 else seen() for score in scores]
    found = calibrate("safety", scores, examples, observed)
    assert found.found == (0.0 if trusted else found.alone)


def test_the_floor_of_needs_is_told_where_f1_is_best() -> None:
    assert "problem" in FLOOR
    scores, examples = noisy("problem", 0.4)
    assert calibrate("problem", scores, examples, [seen()] * len(examples)).alone < NEVER


def test_customers_own_turns_count_for_several_where_a_cue_is_tried() -> None:
    scores, examples = noisy("effort", 0.75)
    right = [e if "effort" in e.labels else replace(e, source="corpus") for e in examples]
    own = [replace(e, source="turns") if "effort" in e.labels else e for e in right]
    assert OWN > 1
    strict = calibrate("effort", scores, right, [seen()] * len(examples))
    assert calibrate("effort", scores, own, [seen()] * len(examples)).alone < strict.alone


def test_ordinary_messages_count_for_several() -> None:
    scores, examples = noisy("anger", 0.8)
    observed = [seen()] * len(examples)
    once = calibrate("anger", scores, examples, observed, ordinary=1.0)
    more = calibrate("anger", scores, examples, observed, ordinary=5.0)
    assert more.offset < once.offset

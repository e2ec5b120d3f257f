import numpy as np
import pytest

from assist.evaluation.metrics import (
    Booleans,
    Floats,
    best_limit,
    calibration_error,
    counts,
    interval,
    label_scores,
    macro_f1,
    precision_of_all,
)

# Three labels, four messages. The first: 2 hold, 2 told, 1 of them right. The second: 1 holds,
# 2 told, 1 right. The third never holds, and is told once.
HOLDS = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0]], dtype=bool)
TOLD = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 1], [0, 0, 0]], dtype=bool)


def value(holds: Booleans, told: Booleans) -> float:
    return float(macro_f1(counts(holds, told).sum(axis=0)[None, :])[0])


def test_each_label_is_counted_by_hand() -> None:
    one, two, three = label_scores(("a", "b", "c"), HOLDS, TOLD)
    assert (one.support, one.told) == (2, 2)
    assert (one.precision, one.recall, one.f1) == (0.5, 0.5, 0.5)
    assert (two.precision, two.recall) == (0.5, 1.0)
    assert two.f1 == pytest.approx(2 / 3)
    assert (three.support, three.precision, three.recall, three.f1) == (0, 0.0, None, 0.0)


def test_a_label_that_is_never_told_has_no_precision() -> None:
    (score,) = label_scores(("a",), HOLDS[:, :1], np.zeros((4, 1), dtype=bool))
    assert (score.precision, score.recall, score.f1) == (None, 0.0, 0.0)


def test_macro_f1_is_the_mean_over_labels_that_hold_somewhere() -> None:
    assert value(HOLDS, TOLD) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert value(HOLDS, HOLDS) == 1.0
    assert value(np.zeros((4, 2), dtype=bool), TOLD[:, :2]) == 0.0


def test_precision_of_all_counts_every_told_label_once() -> None:
    assert precision_of_all(HOLDS, TOLD) == pytest.approx(2 / 5)
    assert precision_of_all(HOLDS, np.zeros_like(TOLD)) is None


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    flags = np.array([[1.0]] * 100 + [[0.0]] * 300)
    low, high = interval(flags, lambda sums: sums[:, 0] / 400)
    half = 1.96 * (0.25 * 0.75 / 400) ** 0.5
    assert low == pytest.approx(0.25 - half, abs=0.01)
    assert high == pytest.approx(0.25 + half, abs=0.01)


def test_the_interval_is_the_same_each_time_and_none_where_nothing_varies() -> None:
    shares = counts(np.repeat(HOLDS, 20, axis=0), np.repeat(TOLD, 20, axis=0))
    low, high = interval(shares, macro_f1)
    assert (low, high) == interval(shares, macro_f1)
    assert low < value(HOLDS, TOLD) < high
    certain = counts(np.ones((30, 1), dtype=bool), np.ones((30, 1), dtype=bool))
    assert interval(certain, macro_f1) == (1.0, 1.0)


def test_calibration_error_is_the_distance_in_each_bin() -> None:
    likely: Floats = np.array([0.9, 0.9, 0.9, 0.9, 0.1, 0.1])
    holds = np.array([1, 1, 1, 0, 0, 0], dtype=bool)
    wanted = (4 * abs(0.9 - 0.75) + 2 * abs(0.1 - 0.0)) / 6
    assert calibration_error(holds, likely) == pytest.approx(wanted)
    assert calibration_error(np.ones(2, dtype=bool), np.ones(2)) == 0.0


def test_two_sides_of_a_bins_edge_are_two_bins() -> None:
    holds = np.array([1, 0], dtype=bool)
    apart: Floats = np.array([0.4, 0.47])
    together: Floats = np.array([0.41, 0.46])
    assert calibration_error(holds, apart) == pytest.approx((0.6 + 0.47) / 2)
    assert calibration_error(holds, together) == pytest.approx(abs(0.87 - 1) / 2)


def test_the_best_limit_has_the_best_f1_and_is_the_highest_of_equals() -> None:
    likely: Floats = np.array([0.2, 0.6, 0.7, 0.9])
    assert best_limit(np.array([0, 1, 0, 1], dtype=bool), likely) == 0.6
    assert best_limit(np.array([0, 0, 0, 1], dtype=bool), likely) == 0.9
    assert best_limit(np.array([1, 0, 0, 1], dtype=bool), likely) == 0.9


def test_equal_scores_are_told_together() -> None:
    likely: Floats = np.array([0.001, 0.5, 0.5, 0.5])
    assert best_limit(np.array([1, 1, 0, 0], dtype=bool), likely) == 0.001


def test_a_label_that_never_holds_is_never_told() -> None:
    assert best_limit(np.zeros(2, dtype=bool), np.array([0.4, 1.0])) == float("inf")


def test_a_score_of_nothing_is_never_told() -> None:
    holds = np.array([1, 1, 1, 0], dtype=bool)
    assert best_limit(holds, np.zeros(4)) == float("inf")
    some: Floats = np.array([0.0, 0.0, 0.3, 0.0])
    assert best_limit(holds, some) == 0.3

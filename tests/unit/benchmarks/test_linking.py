"""The measures that benchmarks/accuracy.py prints, on cases counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.linking import (
    RankedPairs,
    add_missed_pairs,
    bootstrap,
    calibration_error,
    promised_shares,
    wilson_share,
)
from benchmarks.ranking import rank_candidates


def ordered(*pairs: tuple[float, int]) -> RankedPairs:
    scores, truth = zip(*pairs, strict=True)
    return RankedPairs(np.array(scores), np.array(truth, np.bool_))


MIXED = ordered((9, 1), (8, 1), (7, 0), (6, 1), (5, 0))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (MIXED, (1 + 1 + 3 / 4) / 3),
        (ordered((9, 1), (9, 0)), 1 / 2),
        (ordered((9, 0), (9, 1), (9, 1)), (1 / 2 + 2 / 3) / 2),
        (ordered((9, 1), (-np.inf, 1)), 1 / 2),
        (ordered((9, 0)), 0.0),
    ],
    ids=[
        "in order",
        "an equal wrong one comes first",
        "equals, two true",
        "never compared is worth nothing",
        "no true",
    ],
)
def test_average_precision_counts_equals_and_the_never_compared_against(
    pairs: RankedPairs, expected: float
) -> None:
    assert pairs.average_precision() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pairs", "precision", "expected"),
    [
        (MIXED, 0.99, 2 / 3),
        (MIXED, 0.75, 1.0),
        (ordered((9, 1), (9, 0), (8, 1), (7, 1)), 0.75, 1.0),
        (ordered((9, 1), (9, 0)), 0.99, 0.0),
        (ordered((9, 1), (-np.inf, 1)), 0.99, 1 / 2),
    ],
    ids=[
        "until the first wrong one",
        "a wrong one may pass",
        "precision may rise again",
        "equals pass together",
        "never compared is missed",
    ],
)
def test_recall_at_a_precision(pairs: RankedPairs, precision: float, expected: float) -> None:
    assert pairs.recall_at_precision(precision) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (MIXED, 2 * 3 / (4 + 3)),
        (ordered((9, 1), (9, 0)), 2 / 3),
        (ordered((9, 1), (-np.inf, 1)), 2 / 3),
        (ordered((-np.inf, 1)), 0.0),
    ],
    ids=[
        "the best cut",
        "equals are not told apart",
        "never compared cannot be taken in",
        "nothing compared",
    ],
)
def test_best_f1(pairs: RankedPairs, expected: float) -> None:
    assert pairs.best_f1() == pytest.approx(expected)


def test_f1_at_a_threshold_takes_in_the_threshold_itself() -> None:
    assert MIXED.f1_at(8) == pytest.approx(2 * 2 / (2 + 3))
    assert MIXED.f1_at(10) == 0.0


def test_a_weight_is_as_good_as_repeating_a_pair() -> None:
    weighted = np.array([2.0, 1, 1, 0, 1])
    repeated = ordered((9, 1), (9, 1), (8, 1), (7, 0), (5, 0))
    assert MIXED.best_f1(weighted) == pytest.approx(repeated.best_f1())
    assert MIXED.average_precision(weighted) == pytest.approx(repeated.average_precision())
    assert MIXED.f1_at(7, weighted) == pytest.approx(repeated.f1_at(7))
    assert MIXED.recall_at_precision(0.9, weighted) == pytest.approx(
        repeated.recall_at_precision(0.9)
    )


def test_missed_pairs_lower_recall_and_leave_precision() -> None:
    scores, truth = add_missed_pairs(np.array([3.0, 2.0]), np.array([True, False]), 1)
    assert RankedPairs(scores, truth).recall_at_precision(1.0) == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("probabilities", "truth", "expected"),
    [
        ([0.9, 0.9, 0.9, 0.9], [1, 1, 1, 0], 0.15),
        ([0.0, 1.0], [0, 1], 0.0),
        ([0.0, 1.0], [1, 0], 1.0),
        ([0.2, 0.8], [0, 0], 0.5),
        ([0.51, 0.54], [0, 1], 0.025),
    ],
    ids=[
        "says too much",
        "sure and right",
        "sure and wrong",
        "mean over the pairs",
        "within one part of the scale",
    ],
)
def test_calibration_error(probabilities: list[float], truth: list[int], expected: float) -> None:
    assert calibration_error(np.array(probabilities), np.array(truth, np.bool_)) == pytest.approx(
        expected
    )


def test_bootstrap_draws_owners_and_not_pairs() -> None:
    truth = np.array([True] * 50 + [False] * 50)
    pairs = RankedPairs(np.where(truth, 0.9, 0.8), truth)
    one_each, one_for_all = np.arange(100), np.zeros(100, np.int64)
    value, low, high = bootstrap(lambda weights: pairs.f1_at(0.5, weights), one_each)
    assert low < value < high
    value, low, high = bootstrap(lambda weights: pairs.f1_at(0.5, weights), one_for_all)
    assert low == value == high


def test_a_share_of_no_pairs_is_empty() -> None:
    assert wilson_share(0, 0) == (0.0, 0.0, 1.0)
    value, low, high = wilson_share(8, 10)
    assert (value, round(low, 3), round(high, 3)) == (0.8, 0.490, 0.943)


def test_a_query_whose_true_candidate_equals_another_is_not_found_first() -> None:
    assert rank_candidates(np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([0, 1])).first == 0.5


def test_the_promised_share_is_the_probability_of_pairs_at_or_above_one_half() -> None:
    probabilities = [0.9, 0.5, 0.4, 0.0005, 0.2, 0.2]
    pairs = [
        (value, ["a" if place < 4 else "b", "all"]) for place, value in enumerate(probabilities)
    ]
    assert promised_shares(pairs * 2) == pytest.approx({"a": 1.4 / 1.8, "b": 0.0, "all": 1.4 / 2.2})

"""Measures of linkage quality: how well scores separate true pairs from wrong ones.

A pair is a score and whether it is true. A true pair that was never compared has the score minus
infinity, so it counts as missed in every measure. A threshold includes all pairs of equal score. In
measures by pair, wrong pairs come first among equal scores.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.ranking import wilson_interval

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Interval = tuple[float, float, float]  # the value, and its 95 % interval

NEVER_COMPARED = -np.inf
PROBABLE = 0.5
MIN_SHOWN_PROBABILITY = 0.001  # calibration leaves out pairs below, which are never shown
ROUNDS = 200  # of the bootstrap
SEED = 1


class RankedPairs:
    """Pairs, best first.

    Weights, where a method accepts them, have one value per pair in the given order.
    """

    def __init__(self, scores: npt.NDArray[Any], is_true: Flags) -> None:
        self._order = np.lexsort((is_true, -scores))
        self.scores = scores[self._order].astype(np.float64)
        self.hits = is_true[self._order]
        last = np.flatnonzero(
            np.append(self.scores[1:] != self.scores[:-1], [True] * (self.scores.size > 0))
        )
        # the last pair of each score, where a threshold may be
        self._ends = last[np.isfinite(self.scores[last])]

    def _sums(self, weights: Doubles | None) -> tuple[Doubles, Doubles, float]:
        """Return true pairs and all pairs down to each position, and the number of true pairs."""
        own = np.ones(self.hits.size) if weights is None else weights[self._order]
        true_sums = np.cumsum(own * self.hits)
        return true_sums, np.cumsum(own), float(true_sums[-1]) if true_sums.size else 0.0

    def average_precision(self, weights: Doubles | None = None) -> float:
        """Return the mean precision at each true pair.

        A true pair that was never compared counts as 0.
        """
        true_sums, returned, total = self._sums(weights)
        own = np.ones(self.hits.size) if weights is None else weights[self._order]
        precision = np.divide(
            true_sums,
            returned,
            out=np.zeros_like(true_sums),
            where=(returned > 0) & np.isfinite(self.scores),
        )
        return float((precision * own * self.hits).sum() / total) if total else 0.0

    def recall_at_precision(self, precision: float, weights: Doubles | None = None) -> float:
        """Return the greatest recall of a threshold with at least this precision, 0 if there is
        none.
        """
        true_sums, returned, total = self._sums(weights)
        true_sums, returned = true_sums[self._ends], returned[self._ends]
        fits = (true_sums >= precision * returned) & (returned > 0)
        return float(true_sums[fits].max() / total) if total and fits.any() else 0.0

    def best_f1(self, weights: Doubles | None = None) -> float:
        """Return the F1 of the best threshold.

        It is chosen with knowledge of the truth, so it is an upper bound for every system.
        """
        true_sums, returned, total = self._sums(weights)
        true_sums, returned = true_sums[self._ends], returned[self._ends]
        return (
            float((2 * true_sums / (returned + total)).max()) if true_sums.size and total else 0.0
        )

    def f1_at(self, threshold: float, weights: Doubles | None = None) -> float:
        """Return the F1 if every pair with at least this score counts."""
        own = np.ones(self.hits.size) if weights is None else weights[self._order]
        is_taken = self.scores >= threshold
        whole = float(own[is_taken].sum() + own[self.hits].sum())
        return float(2 * own[is_taken & self.hits].sum() / whole) if whole else 0.0


def add_missed_pairs(
    scores: npt.NDArray[Any], is_true: Flags, missed: int
) -> tuple[Doubles, Flags]:
    """Return the pairs followed by `missed` true pairs that were never compared."""
    return (
        np.concatenate([scores.astype(np.float64), np.full(missed, NEVER_COMPARED)]),
        np.concatenate([is_true, np.ones(missed, np.bool_)]),
    )


def bootstrap(
    measure: Callable[[Doubles | None], float], owners: npt.NDArray[np.int64]
) -> Interval:
    """Return a measure of weighted pairs and its 95 % interval.

    The owners of the pairs are drawn with replacement. Pairs of one owner stay together, because
    they are right or wrong together.
    """
    draw = np.random.default_rng(SEED)
    _, place = np.unique(owners, return_inverse=True)
    count = int(place.max()) + 1
    samples = [
        measure(draw.multinomial(count, np.full(count, 1 / count)).astype(np.float64)[place])
        for _ in range(ROUNDS)
    ]
    low, high = np.quantile(samples, (0.025, 0.975))
    return measure(None), float(low), float(high)


def wilson_share(part: int, whole: int) -> Interval:
    """Return a share and its Wilson interval; 0 of 0 gives 0 with the interval 0 to 1."""
    return (part / whole, *wilson_interval(part / whole, whole)) if whole else (0.0, 0.0, 1.0)


def calibration_error(
    probability: Doubles, is_true: Flags, weights: Doubles | None = None, *, bins: int = 20
) -> float:
    """Return the expected calibration error over `bins` equal parts of 0 to 1.

    It is the mean difference between probability and share true, weighted by pairs; 0 without
    pairs.
    """
    own = np.ones(probability.size) if weights is None else weights
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    stated = np.bincount(place, own * probability, bins)
    so = np.bincount(place, own * is_true, bins)
    return float(np.abs(stated - so).sum() / own.sum()) if own.sum() else 0.0


def promised_shares(stated: Iterable[tuple[float, Iterable[str]]]) -> dict[str, float]:
    """Return, for each group, the share of the summed probability that is at PROBABLE or above.

    Pairs (true or not) are given as probability and groups; those that are not above
    MIN_SHOWN_PROBABILITY are skipped.
    """
    whole, probable = defaultdict[str, float](float), defaultdict[str, float](float)
    for probability, groups in stated:
        if probability > MIN_SHOWN_PROBABILITY:
            for group in groups:
                whole[group] += probability
                probable[group] += probability if probability >= PROBABLE else 0.0
    return {group: probable[group] / total for group, total in whole.items()}

"""Measures of how well a score matrix finds the true candidate of each query."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

FALSE_SHARE = 1e-3  # R@FPR: share of wrong pairs that may pass
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Ranking:
    """R@1, R@FPR 1e-3 and average precision of `queries` queries. Ties count as errors."""

    queries: int
    first: float
    passing: float
    precision: float

    def cells(self) -> str:
        """Return the three measures as table cells, R@1 with its interval."""
        low, high = wilson_interval(self.first, self.queries)
        return (
            f"{self.first:.3f} ({low:.3f} to {high:.3f}) | {self.passing:.3f} |"
            f" {self.precision:.3f}"
        )


def wilson_interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share in `count` trials (Wilson 1927)."""
    middle = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z / (1 + Z * Z / count) * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def rank_candidates(scores: npt.NDArray[Any], truth: npt.NDArray[np.int64]) -> Ranking:
    """Return how well `scores` (queries x candidates, higher is more likely) find `truth`.

    `truth` has the true candidate of each query.
    """
    rows = np.arange(truth.size)
    own = scores[rows, truth]
    ahead = (scores >= own[:, None]).sum(axis=1) - 1
    wrong = np.ones(scores.shape, np.bool_)
    wrong[rows, truth] = False
    wrong_scores = scores[wrong]
    edge = np.partition(wrong_scores, wrong_scores.size - 1 - int(wrong_scores.size * FALSE_SHARE))[
        wrong_scores.size - 1 - int(wrong_scores.size * FALSE_SHARE)
    ]
    is_true = np.concatenate([np.zeros(wrong_scores.size), np.ones(own.size)])
    # wrong ones first among equal scores
    order = np.argsort(-np.concatenate([wrong_scores, own]), kind="stable")
    hits = is_true[order]
    precision = (np.cumsum(hits) / np.arange(1, hits.size + 1))[hits > 0].mean()
    return Ranking(
        truth.size, float((ahead == 0).mean()), float((own > edge).mean()), float(precision)
    )

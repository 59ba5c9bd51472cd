"""Alignment of hidden items with known ones by frequency and co-occurrence, for any encoding.

It is a beam search. Each hidden item in order gets the known one whose frequency and overlaps with
earlier assignments fit best. Wrong partial assignments cost ever more and leave the beam. It
combines frequency alignment (Christen and others 2017) and graph matching (Vidanage and others
2020) in one step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.options.world import Longs

Doubles = npt.NDArray[np.float64]

UNASSIGNED: Final = -1
_WIDTH: Final = 80  # width of the beam
_MOST_CHOICES: Final = 40  # known items tried per hidden item
_MOST_A_TERM: Final = (
    12.0  # maximum cost of one overlap in squared deviations, so that one outlier does not decide
)
# number of seeds per round, the most certain first
_SEEDS: Final = (
    100,
    200,
    300,
    400,
)
# Weight of the mean squared deviation over the seeds, relative to the cost of an item without them.
_WORTH: Final = 20.0
# cost of leaving a hidden item unassigned, and added cost per earlier assignment
_UNGIVEN: Final = (
    4.0,
    2.5,
)


def align_by_rank(hidden: Doubles, known: Doubles) -> Longs:
    """Return for each hidden item the known one of the same frequency rank.

    `UNASSIGNED` for ranks after the last known item.
    """
    order, rank_order = np.argsort(-hidden, kind="stable"), np.argsort(-known, kind="stable")
    found = np.full(hidden.size, UNASSIGNED, np.int64)
    count = min(hidden.size, known.size)
    found[order[:count]] = rank_order[:count]
    return found


def align_by_overlap(
    single: Doubles, overlap: Doubles, expected: Doubles, spread: Doubles
) -> Longs:
    """Return for each hidden item the assigned known one, or `UNASSIGNED`.

    `single[h, c]` is the cost in squared deviations of assigning known item c to hidden item h.
    `overlap[h, i]` is the co-occurrence of two hidden items, `expected[c, d]` that of two known
    ones, and `spread[c, d]` its variance.
    """
    count = single.shape[0]
    alignment = np.full((1, 0), UNASSIGNED, np.int64)
    cost = np.zeros(1)
    for hidden in range(count):
        choices = np.argsort(single[hidden], kind="stable")[:_MOST_CHOICES]
        added = np.full((alignment.shape[0], choices.size + 1), _UNGIVEN[0] + _UNGIVEN[1] * hidden)
        added[:, :-1] = single[hidden, choices][None, :] + _misfit(
            alignment, choices, overlap[hidden, :hidden], expected, spread
        )
        is_taken = (alignment[:, :, None] == choices[None, None, :]).any(axis=1)
        added[:, :-1][is_taken] = np.inf
        total = (cost[:, None] + added).ravel()
        best_rows = np.argsort(total, kind="stable")[:_WIDTH]
        before, choice = np.divmod(best_rows, choices.size + 1)
        cost = total[best_rows]
        alignment = np.concatenate(
            [alignment[before], np.append(choices, UNASSIGNED)[choice][:, None]], axis=1
        )
    best: Longs = alignment[0]
    return best


def _misfit(
    alignment: Longs, choices: Longs, seen: Doubles, expected: Doubles, spread: Doubles
) -> Doubles:
    """Return the added cost of each choice per partial assignment: float64[beginnings, choices]."""
    if alignment.shape[1] == 0:
        return np.zeros((alignment.shape[0], choices.size))
    safe = np.maximum(alignment, 0)
    # shape of both: [choices, beginnings, before]
    expected_overlap = expected[choices][:, safe]
    variance = spread[choices][:, safe]
    terms = np.minimum((seen[None, None, :] - expected_overlap) ** 2 / variance, _MOST_A_TERM)
    terms[:, alignment == UNASSIGNED] = _UNGIVEN[1] * 0.8  # an unassigned item gives no evidence
    result: Doubles = terms.sum(axis=2).T
    return result


def grow_alignment(
    single: Doubles,
    overlap: Doubles,
    alignment: Longs,
    surer: Doubles,
    of: Callable[[Longs], tuple[Doubles, Doubles]],
) -> Longs:
    """Return the known item that fits each hidden one best.

    The assigned items of `alignment` are the seeds. The best fits given the seeds become the seeds
    of the next round. `of(known)` returns expected overlap and variance of every known item with
    some: float64[all, some]. `surer` weights the certainty of a hidden item, because frequent items
    give more evidence. The result has `UNASSIGNED` only if `alignment` has no seed.
    """
    best = alignment
    seeds = np.flatnonzero(alignment != UNASSIGNED)
    for most in _SEEDS:
        if seeds.size == 0:
            break
        cost = single + _WORTH * _distance(overlap[:, seeds], *of(best[seeds]))
        best = cost.argmin(axis=1).astype(np.int64)
        first, second = np.partition(cost, 1, axis=1)[:, :2].T
        seeds = np.argsort(-(second - first) * surer, kind="stable")[:most]
    return best


def _distance(seen: Doubles, expected: Doubles, spread: Doubles) -> Doubles:
    """Return the mean squared deviation of seen [hidden, seeds] from expected [known, seeds]."""
    weight = 1 / spread
    squares = (seen**2) @ weight.T - 2 * seen @ (expected * weight).T
    result: Doubles = (squares + (expected**2 * weight).sum(axis=1)[None, :]) / expected.shape[1]
    return result

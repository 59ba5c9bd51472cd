"""Which hidden thing is which known one, from how frequent each is and how often two occur
together. Knows no encoding.

A beam search: hidden things in order, each given the known one whose frequency and whose overlaps
with those already given fit best; wrong beginnings cost ever more and fall out. The idea of
frequency alignment (Christen and others 2017) and of graph matching (Vidanage and others 2020) in
one step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from services.options.world import Longs

Doubles = npt.NDArray[np.float64]

UNASSIGNED: Final = -1
_WIDTH: Final = 80  # beginnings kept
_MOST_CHOICES: Final = 40  # known things tried for a hidden one
_MOST_A_TERM: Final = (
    12.0  # squared deviations one overlap may cost: a single odd one does not decide
)
_SEEDS: Final = (
    100,
    200,
    300,
    400,
)  # things the others are held against, round by round, the surest first
# squared deviations that the mean over the seeds counts as, beside what a thing says alone
_WORTH: Final = 20.0
_UNGIVEN: Final = (
    4.0,
    2.5,
)  # what it costs to give a hidden thing none, and that for each one given before


def align_by_rank(hidden: Doubles, known: Doubles) -> Longs:
    """Return for each hidden thing the known one of the same rank by frequency; NOBODY past the
    last.
    """
    order, rank_order = np.argsort(-hidden, kind="stable"), np.argsort(-known, kind="stable")
    found = np.full(hidden.size, UNASSIGNED, np.int64)
    count = min(hidden.size, known.size)
    found[order[:count]] = rank_order[:count]
    return found


def align_by_overlap(
    single: Doubles, overlap: Doubles, expected: Doubles, spread: Doubles
) -> Longs:
    """Return for each hidden thing the known one it is given, or NOBODY.

    `alone[h, c]` is what it costs by itself to take hidden h for known c (squared deviations),
    `overlap[h, i]` how much two hidden things have in common, `expected[c, d]` how much two known
    ones should, `spread[c, d]` the variance of that.
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
    """Return what each choice costs beside each beginning: float64[beginnings, choices]."""
    if alignment.shape[1] == 0:
        return np.zeros((alignment.shape[0], choices.size))
    safe = np.maximum(alignment, 0)
    expected_overlap, variance = (
        expected[choices][:, safe],
        spread[choices][:, safe],
    )  # [choices, beginnings, before]
    terms = np.minimum((seen[None, None, :] - expected_overlap) ** 2 / variance, _MOST_A_TERM)
    terms[:, alignment == UNASSIGNED] = (
        _UNGIVEN[1] * 0.8
    )  # one that was given none says nothing for or against
    result: Doubles = terms.sum(axis=2).T
    return result


def grow_alignment(
    single: Doubles,
    overlap: Doubles,
    alignment: Longs,
    surer: Doubles,
    of: Callable[[Longs], tuple[Doubles, Doubles]],
) -> Longs:
    """Return the known thing that fits each hidden one best, NOBODY nowhere unless `given` is
    NOBODY everywhere.

    `given` (NOBODY for most) are the seeds; what fits best beside them gives better seeds, and so
    on. `of(known)` tells how much every known thing should have in common with each of some, and
    the variance of that: float64[all, some]. `surer` raises how sure a hidden thing counts (what is
    frequent says more).
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
    """Return the mean squared deviation of what is seen [hidden, seeds] from what is expected
    [known, seeds].
    """
    weight = 1 / spread
    squares = (seen**2) @ weight.T - 2 * seen @ (expected * weight).T
    result: Doubles = (squares + (expected**2 * weight).sum(axis=1)[None, :]) / expected.shape[1]
    return result

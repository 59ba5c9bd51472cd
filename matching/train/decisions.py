"""Local weights from pairs that users decided: only levels, raw bits of names, and decisions.

Pairs are decided because a score proposed them, and decisions are not equally frequent: "different"
needs one officer, "same" two. Selection by score does not bias the bits of a level, which are odds
given the levels. Selection by outcome changes only the intercept, which is fitted and discarded:
the engine keeps its prior. Two biases remain: hard pairs without a decision ("cannot tell" is no
label), and decisions influenced by the displayed score.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np

from matching.arrays import Flags
from matching.model.levels import ATTRIBUTES, NAME_CALIBRATION
from matching.model.probability import prior_bits
from matching.model.weight_set import WeightSet
from matching.names.constants import SCALE
from matching.rescore import ComparedPairs
from matching.train.weights import ObservedPairs, fit_weights, label_losses

# Ridge towards the current value, as a number of observations in squared bits, largest first
# (judged). With 20, 30 decisions on one level, each at even odds, move it by a seventh of the way
# to their estimate, 300 by two thirds. A smaller ridge needs MIN_PAIRS_TO_CHOOSE decisions of each
# kind. It must also predict held-out decisions better by more than CLEAR_BITS standard errors
# (`choose_ridge`).
RIDGES: Final = (20.0, 2.0, 0.2)
MIN_PAIRS_TO_CHOOSE: Final = 300
CLEAR_BITS: Final = 2.0
SOURCE: Final = "decisions"


@dataclasses.dataclass(frozen=True, slots=True)
class LevelChange:
    """Fitted change of one level, or of one point of the name bend, with its number of pairs."""

    attribute: str
    level: str
    old: float
    new: float
    same: int
    different: int


def fit_decisions(
    pairs: ComparedPairs,
    is_same: Flags,
    start: WeightSet,
    *,
    population_size: int,
    note: str,
) -> WeightSet:
    """Return the weights that explain the decisions best, with a ridge towards `start`.

    The sources show which bits changed. `start` must be adjusted to the chance of the decided pairs
    (`WeightSet.with_chance`). The decisions already contain that chance. It stays with the fitted
    bits, so that it does not count twice.
    """
    log_odds = prior_bits(population_size) + pairs.beyond.sum(axis=1) / SCALE
    observed = ObservedPairs(pairs.levels, pairs.names / SCALE, is_same, log_odds)
    ridge = choose_ridge(observed, start)
    fitted = fit_weights([observed], start_from=start, ridge=ridge, is_chosen=True)
    bits = (start.bits[0], *(fitted.bits[attribute.name] for attribute in ATTRIBUTES[1:]))
    sources = tuple(
        tuple(source if old == new else SOURCE for source, old, new in zip(*row, strict=True))
        for row in zip(start.sources, start.bits, bits, strict=True)
    )
    bend = tuple(
        (total, value) for (total, _), value in zip(NAME_CALIBRATION, fitted.bend, strict=True)
    )
    return WeightSet(bits, sources, bend, f"{note}, by {ridge:g} squared bits", start.chance)


def choose_ridge(observed: ObservedPairs, start: WeightSet) -> float:
    """Return the best ridge for these decisions, one of RIDGES.

    Each half of the decisions is predicted by weights fitted to the other half, in both directions.
    The first ridge stays unless another one predicts clearly better; then the best one is used.
    """
    same_count = int(observed.is_same.sum())
    if min(same_count, observed.is_same.size - same_count) < MIN_PAIRS_TO_CHOOSE:
        return RIDGES[0]
    halves, losses = _halves(observed), []
    for ridge in RIDGES:
        fitted = [
            fit_weights([half], start_from=start, ridge=ridge, is_chosen=True) for half in halves
        ]
        losses.append(
            np.concatenate([label_losses(half, fitted[1 - at]) for at, half in enumerate(halves)])
        )
    best, most = RIDGES[0], 0.0
    for ridge, loss in zip(RIDGES[1:], losses[1:], strict=True):
        gained = losses[0] - loss
        gain, doubt = float(gained.sum()), CLEAR_BITS * float(gained.std()) * gained.size**0.5
        if gain > max(doubt, most):
            best, most = ridge, gain
    return best


def _halves(observed: ObservedPairs) -> list[ObservedPairs]:
    """Return the first half of the pairs of each decision, and the second."""
    parts = [np.array_split(np.flatnonzero(observed.is_same == flag), 2) for flag in (True, False)]
    sorted_halves = [np.sort(np.concatenate(half)) for half in zip(*parts, strict=True)]
    columns = (observed.levels, observed.names, observed.is_same, observed.given)
    return [ObservedPairs(*(column[rows] for column in columns)) for rows in sorted_halves]


def level_changes(
    pairs: ComparedPairs, is_same: Flags, old: WeightSet, new: WeightSet
) -> list[LevelChange]:
    """Return all points of the bend, then all known levels, with the number of pairs for each.

    A pair counts for the point of the bend nearest to its raw bits.
    """
    changes = []
    has_names = pairs.levels[:, 0] > 0
    points = np.array([total for total, _ in NAME_CALIBRATION])
    nearest = np.abs(pairs.names[:, None] / SCALE - points).argmin(axis=1)
    for number, (total, before) in enumerate(old.bend):
        seen = has_names & (nearest == number)
        changes.append(
            LevelChange(
                ATTRIBUTES[0].name,
                f"{total:g}",
                before,
                new.bend[number][1],
                *_count(seen, is_same),
            )
        )
    for row, attribute in enumerate(ATTRIBUTES[1:], start=1):
        for number, level in enumerate(attribute.levels[1:], start=1):
            seen = _count(pairs.levels[:, row] == number, is_same)
            changes.append(
                LevelChange(
                    attribute.name, level.code, old.bits[row][number], new.bits[row][number], *seen
                )
            )
    return changes


def _count(seen: Flags, is_same: Flags) -> tuple[int, int]:
    return int((seen & is_same).sum()), int((seen & ~is_same).sum())

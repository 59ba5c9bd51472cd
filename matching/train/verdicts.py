"""Weights of one installation, from pairs that its people decided: only levels, raw bits of names
and the verdicts.

Pairs are decided because a score brought them up, and same and different are not decided equally
often: "different" takes one side, "same" two. Choosing by the score leaves the bits of a level as
they are (they are odds given the levels); choosing by the outcome moves the intercept alone, which
is fitted and thrown away: the engine keeps its prior. What is not made good: hard pairs that nobody
decides ("cannot tell" is no label), and a person's verdict that leans on the score it was shown.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.model.levels import ATTRIBUTES, NAME_CALIBRATION
from matching.model.probability import prior_bits
from matching.model.weight_set import WeightSet
from matching.names.constants import SCALE
from matching.rescore import ComparedPairs
from matching.train.weights import ObservedPairs, fit_weights, label_losses

# How many observations a value in force is worth, in squared bits, the most first (judged): by 20,
# 30 verdicts on one level, each at even odds, move it by a seventh of the way to what they say, 300
# by two thirds. It is worth less only of CHOOSING verdicts of each kind on, and where those that
# the fit had not seen are told better by more than SURE standard errors (`choose_ridge`).
RIDGES: Final = (20.0, 2.0, 0.2)
MIN_PAIRS_TO_CHOOSE: Final = 300
CLEAR_BITS: Final = 2.0
SOURCE: Final = "verdicts"


@dataclasses.dataclass(frozen=True, slots=True)
class LevelChange:
    """What the fit made of one level (or, for names, of one point of the bend) and how many pairs
    speak of it.
    """

    attribute: str
    level: str
    old: float
    new: float
    same: int
    different: int


def fit_verdicts(
    pairs: ComparedPairs,
    is_same: npt.NDArray[np.bool_],
    start: WeightSet,
    *,
    population_size: int,
    note: str,
) -> WeightSet:
    """Return the weights that explain the verdicts best, drawn to `start`; sources say which bits
    moved.

    Whoever fits hands in `start` as it stands among the people the verdicts are of
    (`WeightSet.under`): their chance is in what they say already, and stays beside the fitted bits,
    so that it is not counted a second time.
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
    """Return how many squared bits a value in force is worth beside these verdicts, one of RIDGES.

    Each half of the verdicts is told by weights that were fitted to the other, the earlier by the
    later and the other way round. The first stays unless another tells them better, beyond doubt;
    then the one that tells them best.
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
    """Return the first half of the pairs of each verdict, and the second."""
    parts = [np.array_split(np.flatnonzero(observed.is_same == flag), 2) for flag in (True, False)]
    sorted_halves = [np.sort(np.concatenate(half)) for half in zip(*parts, strict=True)]
    columns = (observed.levels, observed.names, observed.is_same, observed.given)
    return [ObservedPairs(*(column[rows] for column in columns)) for rows in sorted_halves]


def level_changes(
    pairs: ComparedPairs, is_same: npt.NDArray[np.bool_], old: WeightSet, new: WeightSet
) -> list[LevelChange]:
    """Return every point of the bend, then every level but unknown, with the pairs that speak of
    it.

    A pair speaks of the point of the bend that its raw bits are nearest to.
    """
    found = []
    known = pairs.levels[:, 0] > 0
    points = np.array([total for total, _ in NAME_CALIBRATION])
    nearest = np.abs(pairs.names[:, None] / SCALE - points).argmin(axis=1)
    for number, (total, before) in enumerate(old.bend):
        seen = known & (nearest == number)
        found.append(
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
            found.append(
                LevelChange(
                    attribute.name, level.code, old.bits[row][number], new.bits[row][number], *seen
                )
            )
    return found


def _count(seen: npt.NDArray[np.bool_], is_same: npt.NDArray[np.bool_]) -> tuple[int, int]:
    return int((seen & is_same).sum()), int((seen & ~is_same).sum())

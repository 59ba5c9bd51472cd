"""Bits of every level from labelled synthetic files: logistic regression on the pairs of `link`.

The intercept is the engine's own prior, so a sum of bits remains a probability. Weights have a
ridge towards the current ones, are made non-decreasing from level to level, and are then rounded to
1/8 bit. The module prints no result and changes no table.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from matching.arrays import Bytes, Doubles, Flags
from matching.blocking import candidates
from matching.errors import TrainingError
from matching.kernel.scorer import NO_FLOOR, score_pairs
from matching.model import levels
from matching.model.probability import prior_bits
from matching.model.u_probabilities import isotonic
from matching.model.weight_set import WeightSet, WeightTables, shipped_weights
from matching.names.constants import SCALE
from matching.names.tokens.token_similarity import token_pairs
from matching.reading.person import Person
from matching.rescore import calibrate_bits
from matching.scoring import sibling_adjustment
from matching.scoring.population import Population

# number of observations that the current value counts for, in squared bits (judged)
RIDGE: Final = 2.0
ROUNDS: Final = 30
STEP: Final = 0.125  # bits
# sources of bits that stay fixed when the shipped ones are fitted
FIXED_SOURCES: Final = ("judged", "softened", "listed")
FIXED_RIDGE: Final = 1e7  # ridge of fixed values
# Ridge of an intercept: close to none, but enough if all labels are equal.
FREE_RIDGE: Final = 1e-3
_MOST_STEP: Final = 4.0  # largest step of an intercept, in bits
_WIDEST: Final = 1000  # bits; no name has more, so the bend is constant outside
IDENTITY_CALIBRATION: Final = np.array([[-_WIDEST, -_WIDEST], [_WIDEST, _WIDEST]], np.int32) * SCALE


@dataclass(frozen=True, slots=True)
class ObservedPairs:
    """Compared pairs with labels.

    levels uint8[n, A]; raw bits of the names float64[n]; whether they are one person; and the bits
    outside the levels float64[n]: prior, births by source, chance of the store, sibling adjustment.
    """

    levels: Bytes
    names: Doubles
    is_same: Flags
    given: Doubles


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """Fitted weights before they become a `WeightSet`.

    `bits` has the bits of every level by attribute; the first level is unknown and has 0 bits.
    `bend` has the calibrated bits of the name at the points of NAME_CALIBRATION.
    """

    bits: dict[str, tuple[float, ...]]
    bend: tuple[float, ...]


def read_labelled(folder: Path) -> tuple[list[Person], set[frozenset[str]]]:
    """Return the people of `folder`/records.csv and the true pairs of `folder`/truth.csv.

    The pairs are found by their references. Raises TrainingError for files that cannot be used.
    """
    try:
        with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
            truth = {frozenset((row["left"], row["right"])) for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise TrainingError(f"no records.csv and truth.csv to train on in {folder.name}") from error
    return [Person.from_row(row) for row in rows], truth


def observe_pairs(folder: Path) -> ObservedPairs:
    """Return the compared pairs of `folder`/records.csv labelled by `folder`/truth.csv.

    Raises TrainingError for files that cannot be used.
    """
    people, truth = read_labelled(folder)
    population = Population.from_people(people)
    plan = candidates.plan_link(population, None, exhaustive=False)
    left, right = (np.concatenate(side) for side in zip(*plan.shards(), strict=True))
    entries, in_force = population.entries(None), shipped_weights()
    table, bend = in_force.tables()
    scored = score_pairs(
        (population.side, population.side),
        (left, right),
        token_pairs(entries, entries, left.size),
        WeightTables(in_force.tables(population.chance()).bits, IDENTITY_CALIBRATION),
        NO_FLOOR,
    )
    unbent = np.rint(scored.bits[:, 0] * SCALE).astype(np.int64)
    scored.bits[:, 0] = calibrate_bits(unbent, scored.levels[:, 0], bend)
    sibling_adjustment.adjust_for_siblings(scored.levels, scored.bits, len(population))
    is_same_pair = [
        frozenset((people[a].ref, people[b].ref)) in truth for a, b in zip(left, right, strict=True)
    ]
    of_level = table[np.arange(levels.ATTRIBUTE_COUNT), scored.levels] / SCALE
    bits_elsewhere = (scored.bits - of_level)[:, 1:].sum(axis=1)
    return ObservedPairs(
        scored.levels,
        unbent / SCALE,
        np.array(is_same_pair),
        prior_bits(len(population)) + bits_elsewhere,
    )


def fit_weights(
    observed: list[ObservedPairs],
    *,
    start_from: WeightSet | None = None,
    ridge: float = RIDGE,
    is_chosen: bool = False,
) -> FittedWeights:
    """Return the weights that explain the labels best, with a ridge towards `start_from`.

    None means the shipped weights; then weights whose source is not fitted stay fixed, as does the
    lowest point of the bend. `is_chosen` means that people chose which pairs got a label, so the
    share of true pairs does not describe the store. A separate intercept absorbs that share and is
    discarded.
    """
    features = np.concatenate([_features(observation) for observation in observed])
    is_same = np.concatenate([observation.is_same for observation in observed]).astype(np.float64)
    log_odds = np.concatenate([observation.given for observation in observed])
    start = _in_force(start_from or shipped_weights())
    ridges = np.where(_fixed_levels() & (start_from is None), FIXED_RIDGE, ridge)
    information = np.where(ridges == FIXED_RIDGE, FIXED_RIDGE, 1.0)
    if is_chosen:
        features = np.column_stack([features, np.ones(is_same.size)])
        start, ridges = np.append(start, 0.0), np.append(ridges, FREE_RIDGE)
    weights = start.copy()
    for _ in range(ROUNDS):
        share = _shares(log_odds + features @ weights)
        slope = np.log(2) * (features.T @ (is_same - share)) - ridges * (weights - start)
        curve = np.log(2) ** 2 * (features.T * (share * (1 - share))) @ features + np.diag(ridges)
        step = np.linalg.solve(curve, slope)
        gain = slope @ step
        before = _fit_of(log_odds + features @ weights, is_same, ridges * (weights - start) ** 2)
        while (
            gain > 1e-9
            # half a step if the full one goes too far, as happens when most pairs are already
            # certain
        ):
            tried = weights + step - start
            if _fit_of(log_odds + features @ (start + tried), is_same, ridges * tried**2) >= before:
                break
            step, gain = step / 2, gain / 2
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    # In large worlds every level is well known. Decisions leave some levels without data, and those
    # yield.
    return _named_weights(weights, start, np.diag(curve) if is_chosen else information)


def label_losses(observed: ObservedPairs, fitted: FittedWeights) -> Doubles:
    """Return the loss of each label under fitted weights, in nats, with the best intercept."""
    weights = [
        *fitted.bend,
        *(bits for attribute in levels.ATTRIBUTES[1:] for bits in fitted.bits[attribute.name][1:]),
    ]
    bits = observed.given + _features(observed) @ np.array(weights)
    is_same = observed.is_same.astype(np.float64)
    for _ in range(ROUNDS):
        share = _shares(bits)
        slope = np.log(2) * (is_same - share).sum()
        curve = np.log(2) ** 2 * (share * (1 - share)).sum() + FREE_RIDGE
        bits = bits + np.clip(slope / curve, -_MOST_STEP, _MOST_STEP)
    share = _shares(bits)
    losses: Doubles = -np.log(np.where(observed.is_same, share, 1 - share) + 1e-300)
    return losses


def _fixed_levels() -> Flags:
    """Return which of the weights are fixed and not fitted, in the order of the fit."""
    bend = [number == 0 for number in range(len(levels.NAME_CALIBRATION))]
    of_levels = [
        level.source in FIXED_SOURCES
        for attribute in levels.ATTRIBUTES[1:]
        for level in attribute.levels[1:]
    ]
    return np.array(bend + of_levels)


def _shares(bits: Doubles) -> Doubles:
    """Return probabilities of log2 odds."""
    shares: Doubles = 1 / (1 + np.exp(-np.clip(np.log(2) * bits, -60, 60)))
    return shares


def _fit_of(bits: Doubles, is_same: Doubles, penalties: Doubles) -> float:
    """Return the log likelihood minus half of the ridge penalty."""
    shares = _shares(bits)
    return float(
        np.log(np.where(is_same > 0, shares, 1 - shares) + 1e-300).sum() - penalties.sum() / 2
    )


def _in_force(weights: WeightSet) -> Doubles:
    return np.array(
        [bits for _, bits in weights.bend] + [bits for row in weights.bits[1:] for bits in row[1:]]
    )


def _features(observed: ObservedPairs) -> Doubles:
    """Return one column per point of the bend (its linear share) and one per known level."""
    points = np.array([total for total, _ in levels.NAME_CALIBRATION])
    total = np.clip(observed.names, points[0], points[-1])
    has_names = observed.levels[:, 0] > 0
    columns = [np.interp(total, points, row) * has_names for row in np.eye(points.size)]
    for number, attribute in enumerate(levels.ATTRIBUTES[1:], start=1):
        is_own = number != levels.FAMILY_INDEX  # its bits are computed from those of the others
        columns += [
            is_own & (observed.levels[:, number] == level)
            for level in range(1, len(attribute.levels))
        ]
    return np.stack(columns, axis=1).astype(np.float64)


def _named_weights(weights: Doubles, start: Doubles, information: Doubles) -> FittedWeights:
    def lawful(first: int, count: int) -> tuple[float, ...]:
        part = slice(first, first + count)
        return _rounded(isotonic(weights[part], information[part]), start[part])

    at = len(levels.NAME_CALIBRATION)
    bend = lawful(0, at)
    bits: dict[str, tuple[float, ...]] = {}
    for attribute in levels.ATTRIBUTES[1:]:
        count = len(attribute.levels) - 1
        bits[attribute.name] = (0.0, *lawful(at, count))
        at += count
    return FittedWeights(bits, bend)


def _rounded(values: Doubles, start: Doubles) -> tuple[float, ...]:
    """Return values moved by whole steps from their start, so unchanged values keep their bits."""
    rounded = start + np.rint((values - start) / STEP) * STEP
    return tuple(float(value) for value in np.maximum.accumulate(rounded))

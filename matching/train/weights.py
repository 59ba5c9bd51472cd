"""Labelled files of synthetic people to the bits of every level: logistic regression on the pairs that `link` compares.

The intercept is the engine's own prior, so that a sum of bits stays a probability. Weights are drawn to those in force
(ridge), then made never to fall from level to level, then rounded to 1/8 bit. Prints nothing, changes no table.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from matching import candidates, levels
from matching.errors import TrainingError
from matching.kernel.pair import Weights, score_pairs
from matching.names.side import token_pairs
from matching.names.weights import SCALE
from matching.person import Person
from matching.population import Population
from matching.probability import prior_bits

Doubles = npt.NDArray[np.float64]

RIDGE: Final = 2.0  # how many observations the value in force is worth, in squared bits (judged)
ROUNDS: Final = 30
STEP: Final = 0.125  # bits
BIRTH: Final = levels.NAMES.index("birth")
_WIDEST: Final = 1000  # bits; nothing is bent within


@dataclass(frozen=True, slots=True)
class Observed:
    """Compared pairs: levels uint8[n, A], bits of the names unbent float64[n], which are one person, the bits that no
    level has (prior, births by their year and by how they are known) float64[n].
    """

    levels: npt.NDArray[np.uint8]
    names: Doubles
    is_same: npt.NDArray[np.bool_]
    given: Doubles


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """Bits of every level by attribute (unknown first, 0), and NAME_BEND's bits."""

    bits: dict[str, tuple[float, ...]]
    bend: tuple[float, ...]


def observe(folder: Path) -> Observed:
    """Return the compared pairs of `folder`/records.csv labelled by `folder`/truth.csv; raises TrainingError."""
    try:
        with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
            truth = {frozenset((row["left"], row["right"])) for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise TrainingError(f"no records.csv and truth.csv to train on in {folder.name}") from error
    people = [Person.from_row(row) for row in rows]
    population = Population.from_people(people)
    plan = candidates.plan(population, None, exhaustive=False)
    both = [plan.pairs(shard) for shard in plan.shards]
    left, right = (np.concatenate(side) for side in zip(*both, strict=True))
    entries = population.entries(None)
    unbent = np.array([[-_WIDEST, -_WIDEST], [_WIDEST, _WIDEST]], np.int32) * SCALE
    found, bits = score_pairs(
        (population.side, population.side),
        (left, right),
        token_pairs(entries, entries, left.size),
        Weights(levels.level_bits(), unbent, population.birth_gains(None)),
    )
    same = [frozenset((people[a].ref, people[b].ref)) in truth for a, b in zip(left, right, strict=True)]
    of_level = levels.level_bits()[BIRTH, found[:, BIRTH]] / SCALE
    given = prior_bits(len(population)) + bits[:, BIRTH] - of_level
    return Observed(found, bits[:, 0].astype(np.float64), np.array(same), given)


def fit(observed: list[Observed]) -> FittedWeights:
    """Return the weights that explain the labels best."""
    features = np.concatenate([_features(one) for one in observed])
    is_same = np.concatenate([one.is_same for one in observed]).astype(np.float64)
    given = np.concatenate([one.given for one in observed])
    start = _in_force()
    weights = start.copy()
    for _ in range(ROUNDS):
        odds = np.log(2) * (given + features @ weights)
        share = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
        slope = np.log(2) * (features.T @ (is_same - share)) - RIDGE * (weights - start)
        curve = np.log(2) ** 2 * (features.T * (share * (1 - share))) @ features + RIDGE * np.eye(start.size)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return _named(weights)


def _in_force() -> Doubles:
    values = [bits for _, bits in levels.NAME_BEND]
    for attribute in levels.ATTRIBUTES[1:]:
        values += [level.bits for level in attribute.levels[1:]]
    return np.array(values)


def _features(observed: Observed) -> Doubles:
    """Return one column a point of the bend (its share of the straight lines) and one a level that is not unknown."""
    points = np.array([total for total, _ in levels.NAME_BEND])
    total = np.clip(observed.names, points[0], points[-1])
    known = observed.levels[:, 0] > 0
    columns = [np.interp(total, points, row) * known for row in np.eye(points.size)]
    for number, attribute in enumerate(levels.ATTRIBUTES[1:], start=1):
        columns += [observed.levels[:, number] == level for level in range(1, len(attribute.levels))]
    return np.stack(columns, axis=1).astype(np.float64)


def _named(weights: Doubles) -> FittedWeights:
    bend = _rounded(_rising(weights[: len(levels.NAME_BEND)]))
    at = len(levels.NAME_BEND)
    bits: dict[str, tuple[float, ...]] = {}
    for attribute in levels.ATTRIBUTES[1:]:
        count = len(attribute.levels) - 1
        bits[attribute.name] = (0.0, *_rounded(_rising(weights[at : at + count])))
        at += count
    return FittedWeights(bits, bend)


def _rising(values: Doubles) -> Doubles:
    """Return values that never fall, the nearest in squares (pool adjacent violators, equal weight)."""
    blocks: list[list[float]] = []
    for value in values.tolist():
        blocks.append([value, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, count), (other, more) = blocks[-2], blocks.pop()
            blocks[-1] = [(one * count + other * more) / (count + more), count + more]
    return np.concatenate([np.full(int(count), mean) for mean, count in blocks])


def _rounded(values: Doubles) -> tuple[float, ...]:
    return tuple(float(np.rint(value / STEP) * STEP) for value in values)

"""The value of each part of the engine: the same pairs without it, and controls at chance level.

An attribute is left out by removing its bits. Rarity is left out by giving every token average
frequency. The transducers are replaced by Jaro-Winkler similarity of romanised tokens, with bits
counted on tuning worlds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler

from benchmarks.figures import CONTROL, OURS, PART, Figure
from benchmarks.linking import Doubles, RankedPairs
from benchmarks.trials import minors, worlds
from benchmarks.trials.minors import Minors
from benchmarks.trials.odds import log_odds
from matching import Engine, Evidence, TokenFrequencies
from sample_data.profiles import TUNING_PROFILE

TEST = "worlds, without"
LIKENESS_EDGES = np.array([0.55, 0.65, 0.7, 0.75, 0.8, 0.84, 0.88, 0.91, 0.94, 0.97, 0.995])
SEED = 1  # of the shuffled controls
NAME = 0  # the column of the name in attribute_names()


def attribute_names(world: Minors) -> list[str]:
    """Return the attributes' names in the order of the columns of bits."""
    evidence: Sequence[Evidence] = world.found.scores.evidence(0)
    return [item.attribute for item in evidence]


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return best F1, F1 at probability 0.5 and average precision of each variant, on compared
    pairs.
    """
    loaded = worlds.load(arguments)
    lessons = [minors.load(seed, TUNING_PROFILE, arguments.size) for seed in arguments.taught]
    names = attribute_names(loaded[0])
    odds = [log_odds(world.found.scores.probability) for world in loaded]
    figures = _figures(OURS, loaded, odds)
    for column, name in enumerate(names):
        without = [
            own - world.found.scores.attribute_bits[:, column]
            for own, world in zip(odds, loaded, strict=True)
        ]
        figures += _figures(f"{PART}without {name.replace('_', ' ')}", loaded, without)
    figures += _figures(
        f"{PART}name alone",
        loaded,
        [
            own - _bits(world)[:, NAME + 1 :].sum(axis=1)
            for own, world in zip(odds, loaded, strict=True)
        ],
    )
    figures += _figures(
        f"{PART}without rarity", loaded, [_without_rarity(world) for world in loaded]
    )
    bits = _likeness_bits(lessons)
    by_jaro = [
        own - _bits(world)[:, NAME] + bits[_level(_likeness(world))]
        for own, world in zip(odds, loaded, strict=True)
    ]
    figures += _figures(f"{PART}Jaro-Winkler in place of transducers and rarity", loaded, by_jaro)
    return [*figures, *_controls(loaded, odds)]


def _bits(world: Minors) -> Doubles:
    return world.found.scores.attribute_bits.astype(np.float64)


def _without_rarity(world: Minors) -> Doubles:
    """Return log odds with average frequency for every token.

    Prior and u-probabilities of levels are unchanged.
    """
    found = world.found
    average = TokenFrequencies(0, lambda token: 0, chance=found.population.chance())
    size = len(found.people)
    scores = Engine().score_pairs(
        found.population, found.left, found.right, rarity=average, population_size=size
    )
    return log_odds(scores.probability)


def _likeness(world: Minors) -> Doubles:
    """Return the mean similarity of romanised tokens.

    Each token of the shorter name is compared with its best partner.
    """
    tokens = world.columns["tokens"].to_list()
    return np.array(
        [_alike(tokens[left] or [], tokens[right] or []) for left, right in _pairs(world)]
    )


def _pairs(world: Minors) -> list[tuple[int, int]]:
    return list(zip(world.found.left.tolist(), world.found.right.tolist(), strict=True))


def _alike(left: list[str], right: list[str]) -> float:
    """Return the similarity of two lists of tokens; NaN if one is empty."""
    if not left or not right:
        return float("nan")
    less, more = sorted((left, right), key=len)
    return float(
        np.mean([max(JaroWinkler.similarity(token, partner) for partner in more) for token in less])
    )


def _level(likeness: Doubles) -> npt.NDArray[np.int64]:
    """Return the index of a similarity between the edges. The last index is for unknown."""
    return np.where(
        np.isnan(likeness), LIKENESS_EDGES.size + 1, np.searchsorted(LIKENESS_EDGES, likeness)
    )


def _likeness_bits(lessons: Sequence[Minors]) -> Doubles:
    """Return the bits of each level, counted on tuning worlds; unknown has 0.

    Bits measure how much more likely the level is in true pairs.
    """
    level = np.concatenate([_level(_likeness(world)) for world in lessons])
    truth = np.concatenate([world.found.is_true for world in lessons])
    known = LIKENESS_EDGES.size + 1
    own, other_figures = (
        np.bincount(level[flags & (level < known)], minlength=known) + 0.5
        for flags in (truth, ~truth)
    )
    return np.append(np.log2(own / own.sum()) - np.log2(other_figures / other_figures.sum()), 0.0)


def _controls(loaded: Sequence[Minors], odds: Sequence[Doubles]) -> list[Figure]:
    """Return controls that must be at chance level, which is the share of true pairs."""
    draw = np.random.default_rng(SEED)
    truth = np.concatenate([world.found.is_true for world in loaded])
    whole = np.concatenate(odds)
    shuffled = np.concatenate([_bits(world) for world in loaded])
    for column in range(shuffled.shape[1]):
        shuffled[:, column] = draw.permutation(shuffled[:, column])
    letters = [[len(minors.main_name(person)) for person in world.found.people] for world in loaded]
    lengths = np.concatenate(
        [
            -np.abs(np.array(sizes)[world.found.left] - np.array(sizes)[world.found.right]).astype(
                np.float64
            )
            for sizes, world in zip(letters, loaded, strict=True)
        ]
    )
    controls = {
        "labels shuffled": RankedPairs(whole, draw.permutation(truth)),
        "attributes shuffled": RankedPairs(shuffled.sum(axis=1), truth),
        "lengths of names": RankedPairs(lengths, truth),
    }
    chance = Figure(TEST, f"{CONTROL}chance, the share of true pairs", "AP", float(truth.mean()))
    return [
        chance,
        *(
            Figure(TEST, CONTROL + name, "AP", own.average_precision())
            for name, own in controls.items()
        ),
    ]


def _figures(system: str, loaded: Sequence[Minors], odds: Sequence[Doubles]) -> list[Figure]:
    truth = np.concatenate([world.found.is_true for world in loaded])
    pairs = RankedPairs(np.concatenate(odds), truth)
    count = int(truth.sum())
    return [
        Figure(TEST, system, "best F1", pairs.best_f1(), count=count),
        Figure(TEST, system, "F1 at .5", pairs.f1_at(0.0), count=count),
        Figure(TEST, system, "AP", pairs.average_precision(), count=count),
    ]

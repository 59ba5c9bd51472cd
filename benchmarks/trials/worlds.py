"""Worlds of synthetic minors: pairs that share one of our keys, scored by us, Splink and text
peers.

The report worlds have seeds that were not used for fitting. F1 is computed on the compared pairs
(the same for all systems), and end to end, where a true pair that was never compared is missed.
Splink is trained by EM on the same world, and by labels of tuning worlds; minors.py has its input.
Text peers are a sum of simple agreements.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.figures import OURS, Figure
from benchmarks.linking import (
    MIN_SHOWN_PROBABILITY,
    Doubles,
    Interval,
    RankedPairs,
    bootstrap,
    calibration_error,
    wilson_share,
)
from benchmarks.peers import by_splink, ratios
from benchmarks.trials import failures, minors
from benchmarks.trials.cases import ComparedCase, Longs
from benchmarks.trials.minors import Minors
from benchmarks.trials.odds import log_odds, probability_of
from benchmarks.trials.worlds_splink import MODEL
from matching import BANDS
from sample_data.profiles import REPORT_PROFILE, TUNING_PROFILE

NAME = "worlds"
# suffixes of the name of a set of worlds
COMPARED = "compared pairs"
END_TO_END = "end to end"
CALIBRATION = "calibration"
STRONG = BANDS.index("strong")

# Values that text peers add to the name similarity (0 to 1) if a field agrees, and if it differs;
# set by hand.
SIMPLE_SUM = {
    "nations": (0.05, -0.1),
    "kin": (0.15, -0.1),
    "phones": (0.5, 0.0),
    "documents": (0.7, 0.0),
    "marks": (0.2, 0.0),
    "languages": (0.0, -0.1),
}
SIMPLE_SEX, SIMPLE_PLACE = (0.02, -0.3), (0.15, -0.1)
SIMPLE_BIRTH = ((0, 0.25), (1, 0.05), (2, -0.05), (5, -0.3))  # maximum years apart -> value added
SIMPLE_SAME_DAY, SIMPLE_FAR_BIRTH = 0.5, -0.5


def systems(worlds: Sequence[Minors], lessons: Sequence[Minors]) -> dict[str, list[Doubles]]:
    """Return each system's scores of the compared pairs, one array per world.

    Scores of ours and of Splink are log2 odds.
    """
    lesson = by_splink.label_levels(
        MODEL,
        [
            by_splink.LabelledFile(
                lesson.columns,
                (lesson.compared.left, lesson.compared.right),
                lesson.compared.is_true,
            )
            for lesson in lessons
        ],
    )
    scores: dict[str, list[Doubles]] = {
        OURS: [log_odds(world.compared.scores.probability) for world in worlds]
    }
    for world in worlds:
        pairs = world.compared.left, world.compared.right
        own = scores.setdefault("Splink, EM", [])
        own.append(by_splink.by_em(MODEL, world.columns, pairs)[1])
        for name, u_from_pairs in (
            ("Splink, labels (m)", False),
            ("Splink, labels (m and u)", True),
        ):
            weights = by_splink.by_labels(
                MODEL, world.columns, pairs, lesson, u_from_pairs=u_from_pairs
            )
            scores.setdefault(name, []).append(weights)
        for peer in ratios.TEXT_PEERS:
            scores.setdefault(f"{peer}, sum", []).append(by_sum(peer, world))
    return scores


def by_sum(peer: str, world: Minors) -> Doubles:
    """Return a text peer's name similarity plus simple agreements of the other fields.

    An unknown field adds 0.
    """
    case, columns = world.compared, world.columns
    names = columns["name"].fillna("").to_list()
    total = ratios.pairwise_similarity(
        peer, [names[at] for at in case.left], [names[at] for at in case.right]
    )
    for column, (agrees, differs) in SIMPLE_SUM.items():
        total += _added(
            columns[column].to_list(),
            case,
            lambda left, right: bool(set(left) & set(right)),
            agrees,
            differs,
        )
    for column, (agrees, differs) in (("sex", SIMPLE_SEX), ("birth_place", SIMPLE_PLACE)):
        total += _added(
            columns[column].to_list(), case, lambda left, right: left == right, agrees, differs
        )
    years = columns["birth_year"].to_numpy(np.float64)
    years_apart = np.abs(years[case.left] - years[case.right])
    added = np.where(np.isnan(years_apart), 0.0, SIMPLE_FAR_BIRTH)
    for most, value in reversed(SIMPLE_BIRTH):
        added[years_apart <= most] = value
    day = columns["birth"].fillna("").to_numpy(str)
    added[(day[case.left] == day[case.right]) & (day[case.left] != "")] = SIMPLE_SAME_DAY
    return total + added


def _added(
    values: list[object],
    case: ComparedCase,
    is_same: Callable[..., bool],
    agrees: float,
    differs: float,
) -> npt.NDArray[np.float64]:
    def added(left: object, right: object) -> float:
        return 0.0 if left is None or right is None else agrees if is_same(left, right) else differs

    pairs = zip(case.left.tolist(), case.right.tolist(), strict=True)
    return np.array([added(values[left], values[right]) for left, right in pairs])


def _pooled(
    worlds: Sequence[Minors], scores: Sequence[Doubles], *, end_to_end: bool
) -> tuple[RankedPairs, Longs]:
    missed = sum(len(world.compared.missed) for world in worlds) if end_to_end else 0
    truth = np.concatenate([world.compared.is_true for world in worlds])
    owners = minors.pooled(worlds)
    pairs = RankedPairs(
        np.concatenate([*scores, np.full(missed, -np.inf)]),
        np.concatenate([truth, np.ones(missed, np.bool_)]),
    )
    # a pair that was never compared has its own owner, because no other pair depends on it
    return pairs, np.concatenate([owners, owners.max() + 1 + np.arange(missed)])


def _linked(test: str, system: str, pairs: RankedPairs, owners: Longs) -> list[Figure]:
    count = int(pairs.hits.sum())
    measures: dict[str, Callable[[Doubles | None], float]] = {
        "F1 at .5": lambda weights: pairs.f1_at(0.0, weights),
        "best F1": pairs.best_f1,
        "AP": pairs.average_precision,
    }
    if system.endswith(", sum"):  # has no probability
        del measures["F1 at .5"]
    return [
        Figure(test, system, name, *bootstrap(measure, owners), count)
        for name, measure in measures.items()
    ]


def _calibration(
    name: str, system: str, worlds: Sequence[Minors], odds: Sequence[Doubles]
) -> list[Figure]:
    probability = probability_of(np.concatenate(odds))
    truth = np.concatenate([world.compared.is_true for world in worlds])
    is_shown = probability > MIN_SHOWN_PROBABILITY
    own = minors.pooled(worlds)[is_shown]
    error = bootstrap(
        lambda weights: calibration_error(probability[is_shown], truth[is_shown], weights), own
    )
    return [
        Figure(
            f"{name}, {CALIBRATION}",
            system,
            "expected calibration error",
            *error,
            int(is_shown.sum()),
        )
    ]


def _strong(name: str, worlds: Sequence[Minors]) -> list[Figure]:
    is_strong = np.concatenate([world.compared.scores.band == STRONG for world in worlds])
    truth = np.concatenate([world.compared.is_true for world in worlds])
    share: Interval = wilson_share(int(truth[is_strong].sum()), int(is_strong.sum()))
    reached: Interval = wilson_share(int(truth[is_strong].sum()), int(truth.sum()))
    return [
        Figure(f"{name}, {CALIBRATION}", OURS, "precision of strong", *share, int(is_strong.sum())),
        Figure(f"{name}, {CALIBRATION}", OURS, "recall of strong", *reached, int(truth.sum())),
    ]


def load(arguments: argparse.Namespace) -> list[Minors]:
    """Return the requested report worlds, compared."""
    return [minors.load(seed, REPORT_PROFILE, arguments.size) for seed in arguments.worlds]


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the figures of the report worlds, with Splink trained on tuning worlds.

    Write the worst pairs if requested.
    """
    return measured(
        NAME,
        load(arguments),
        [minors.load(seed, TUNING_PROFILE, arguments.size) for seed in arguments.taught],
        arguments.failures,
    )


def measured(
    name: str, worlds: Sequence[Minors], lessons: Sequence[Minors], worst: Path | None
) -> list[Figure]:
    """Return F1, average precision and calibration of all systems on all worlds, and F1 of each
    world.

    Write the worst pairs into the folder `worst`, if given.
    """
    scores = systems(worlds, lessons)
    figures: list[Figure] = []
    for test, end_to_end in ((COMPARED, False), (END_TO_END, True)):
        for system, own in scores.items():
            figures += _linked(
                f"{name}, {test}", system, *_pooled(worlds, own, end_to_end=end_to_end)
            )
    for system, own in scores.items():
        for world, own_score in zip(worlds, own, strict=True):
            best = world.compared.ordered(own_score, end_to_end=False).best_f1()
            figures.append(
                Figure(
                    f"world {world.compared.case.title}, compared pairs", system, "best F1", best
                )
            )
    for system, own in scores.items():
        if not system.endswith(", sum"):
            figures += _calibration(name, system, worlds, own)
    if worst is not None:
        failures.write(worst, [world.compared for world in worlds])
    return [*figures, *_strong(name, worlds)]

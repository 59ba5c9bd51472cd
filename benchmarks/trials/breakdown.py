"""Recall of true pairs at probability 0.5, end to end, by group.

For comparison, the recall that the probabilities promise: the share of their sum that is at 0.5 or
above. If a group keeps this promise, its low recall comes from missing facts in its records and not
from wrong weights.

Groups of a pair use both records. Wilson intervals treat pairs as independent. Pairs of one person
are not, so the intervals are somewhat too narrow.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from benchmarks.figures import OURS, Figure
from benchmarks.linking import MIN_SHOWN_PROBABILITY, PROBABLE, promised_shares, wilson_share
from benchmarks.trials import groups as of_pairs
from benchmarks.trials import worlds
from benchmarks.trials.minors import Minors
from matching import Person

RECALL, PROMISED, GAP = "recall", "promised", "worst below the mean"
Groups = Callable[[Minors, int, int], list[str]]
# with fewer true pairs, a group is left out of the gap, because its recall is only chance
LEAST = 30


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return recall and promised recall of every group, and each grouping's gap of the worst to the
    mean.
    """
    loaded = worlds.load(arguments)
    groupings: dict[str, Groups] = {
        "script": lambda world, left, right: [of_pairs.script(*_both(world, left, right))],
        "origin group": origin_group,
        "origin": origin,
        "sex": sex,
        "age": lambda world, left, right: [of_pairs.age(*_both(world, left, right))],
        "missing field": lambda world, left, right: list(
            of_pairs.missing(*_both(world, left, right))
        ),
    }
    return by_groups("worlds", loaded, groupings)


def by_groups(name: str, loaded: Sequence[Minors], groupings: Mapping[str, Groups]) -> list[Figure]:
    """Return recall of all true pairs and of every group, and each grouping's gap of the worst."""
    pairs = [
        (world, left, right, outcomes)
        for world in loaded
        for left, right, outcomes in _true_pairs(world)
    ]
    mean = float(np.mean([outcomes for *_, outcomes in pairs]))
    figures = [
        Figure(
            f"{name}, recall",
            OURS,
            RECALL,
            *wilson_share(sum(pair[3] for pair in pairs), len(pairs)),
            len(pairs),
        ),
        Figure(f"{name}, recall", OURS, PROMISED, promised_of(loaded, lambda *_: ["all"])["all"]),
    ]
    for grouping, groups in groupings.items():
        outcomes: dict[str, list[bool]] = {}
        for world, one, other, is_found in pairs:
            for group in groups(world, one, other):
                outcomes.setdefault(group, []).append(is_found)
        test, promised = f"{name}, recall by {grouping}", promised_of(loaded, groups)
        for group, hits in sorted(outcomes.items()):
            figures.append(
                Figure(
                    f"{test}: {group}", OURS, RECALL, *wilson_share(sum(hits), len(hits)), len(hits)
                )
            )
            if group in promised:
                figures.append(Figure(f"{test}: {group}", OURS, PROMISED, promised[group]))
        worst = min(np.mean(hits) for hits in outcomes.values() if len(hits) >= LEAST)
        figures.append(Figure(test, OURS, GAP, float(mean - worst)))
    return figures


def origin_group(world: Minors, left: int, _other: int) -> list[str]:
    """Return the group of names of a pair's origin, known only for our own generator."""
    return [of_pairs.regions()[world.origins[left]]]


def origin(world: Minors, left: int, _other: int) -> list[str]:
    """Return the origin of a pair."""
    return [world.origins[left]]


def sex(world: Minors, left: int, right: int) -> list[str]:
    """Return the sex on which both records of a pair agree."""
    return [of_pairs.sex(*_both(world, left, right))]


def promised_of(loaded: Sequence[Minors], groups: Groups) -> dict[str, float]:
    """Return, for each group of compared pairs, the share of the summed probability at 0.5 or
    above.
    """
    return promised_shares(
        (
            float(world.compared.scores.probability[at]),
            groups(world, int(world.compared.left[at]), int(world.compared.right[at])),
        )
        for world in loaded
        for at in np.flatnonzero(world.compared.scores.probability > MIN_SHOWN_PROBABILITY).tolist()
    )


def _both(world: Minors, left: int, right: int) -> tuple[Person, Person]:
    return world.compared.people[left], world.compared.people[right]


def _true_pairs(world: Minors) -> Iterator[tuple[int, int, bool]]:
    """Yield every true pair, and whether it is found.

    A pair that was never compared is not found.
    """
    case = world.compared
    is_predicted = case.scores.probability >= PROBABLE
    for at in np.flatnonzero(case.is_true).tolist():
        yield int(case.left[at]), int(case.right[at]), bool(is_predicted[at])
    for left, right in case.missed:
        yield left, right, False

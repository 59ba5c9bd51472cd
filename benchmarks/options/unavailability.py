"""Unavailable stores: the loss of a federated search, by seeded draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.options.measure import MeasuredShare, measured_share
from benchmarks.options.plaintext_linkage import StoreAnswers
from benchmarks.options.world import Flags, Longs, OptionsWorld

AVAILABILITIES: Final = (0.999, 0.99, 0.95, 0.9)  # assumed shares of days on which a store answers
_SEED: Final = 2


@dataclass(frozen=True, slots=True)
class OutageResult:
    """Recall if every store answers on a share of days, or one store never does, asked once."""

    what: str
    recall: MeasuredShare


def simulate_outages(world: OptionsWorld, answers: StoreAnswers) -> tuple[OutageResult, ...]:
    """Return the recall of a federated search under outages, if no question is repeated.

    The first result has no outage. Then follows one result for each share in `AVAILABILITIES`, with
    outages by seeded draws. Then follows one result for each state without that state. A search
    that repeats its questions until every store answers has the recall of the first result.
    """
    rows = [OutageResult("every store always answers", _recall(world, answers, are_there=True))]
    for share_of_days in AVAILABILITIES:
        up = available_answers(world, answers, share_of_days)
        rows.append(
            OutageResult(
                f"every store answers on {share_of_days:.1%} of days",
                _recall(world, answers, are_there=up),
            )
        )
    for number, state in enumerate(world.states):
        is_reachable = (world.state_of[answers.holder] != number) & (
            world.state_of[answers.asker] != number
        )
        rows.append(
            OutageResult(f"{state} takes no part", _recall(world, answers, are_there=is_reachable))
        )
    return tuple(rows)


def available_answers(world: OptionsWorld, answers: StoreAnswers, share_of_days: float) -> Flags:
    """Return a mask of answers by stores available on a share of days, drawn from the world's seed.

    The same draws serve every share: a store that answers at a lower share also answers at a
    higher.
    """
    days = world.day[answers.asker] - world.day.min(initial=0)
    draws = np.random.default_rng((_SEED, world.seed)).random(
        (len(world.states), int(days.max(initial=0)) + 1)
    )
    is_unavailable: Flags = draws[world.state_of[answers.holder], days] < share_of_days
    return is_unavailable


def pairs_found(world: OptionsWorld, answers: StoreAnswers, *, are_there: Flags | bool) -> Longs:
    """Return the pairs in given answers that records find on their day of registration.

    `are_there` marks the answers that are given; True: all. On that day a record finds only holders
    that were registered before it.
    """
    is_found = (answers.asker > answers.holder) & are_there
    return world.across(answers.asker[is_found], answers.holder[is_found])


def _recall(
    world: OptionsWorld, answers: StoreAnswers, *, are_there: Flags | bool
) -> MeasuredShare:
    is_found = np.isin(world.true_pairs, pairs_found(world, answers, are_there=are_there))
    return measured_share(int(is_found.sum()), is_found.size)

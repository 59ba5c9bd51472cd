"""The option without a register: officers ask likely desks by hand; each searches its own store.

`RequestHabits` assumes which desks are asked, how often, and how many answer. A desk that answers
finds what the engine would find, which is an upper bound for a search by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.options.plaintext_linkage import StoreAnswers
from benchmarks.options.world import Longs, OptionsWorld
from core.codes.records import RecordKind

_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class RequestHabits:
    """Assumed habits: desks asked, repeats, days between them, and share of requests answered."""

    desks: int = 3
    times: int = 6
    days_apart: int = 30
    answered: float = 0.8


@dataclass(frozen=True)
class RequestResult:
    """The result:

    pairs found (`OptionsWorld.codes`), cases, questions, answers, and (case, state) asked.
    """

    found: Longs
    cases: int
    questions: int
    answers: int
    pairs_asked: tuple[tuple[int, int], ...]


def likely_states(world: OptionsWorld, other_world: OptionsWorld) -> dict[int, list[int]]:
    """Return for each open case the other states in the order in which they are asked.

    First the state where the child was last seen, then the states where children of that
    nationality are found most often (`other_world`: an officer's experience), then any other.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in other_world.records:
        if record.kind != RecordKind.MISSING:
            counts[record.nationality][record.state] += 1
            counts[""][record.state] += 1
    numbers = {state: number for number, state in enumerate(world.states)}
    requests = {}
    for row, record in enumerate(world.records):
        if record.kind == RecordKind.MISSING:
            ranked = [
                record.country,
                *_ranked(counts[record.nationality]),
                *_ranked(counts[""]),
                *world.states,
            ]
            states = dict.fromkeys(
                numbers[state] for state in ranked if state in numbers and state != record.state
            )
            requests[row] = list(states)
    return requests


def _ranked(states: Counter[str]) -> list[str]:
    return sorted(states, key=lambda state: (-states[state], state))


def simulate_requests(
    world: OptionsWorld, answers: StoreAnswers, likely: dict[int, list[int]], habits: RequestHabits
) -> RequestResult:
    """Return the result of manual requests; answers are drawn from the world's seed.

    A desk finds a record that was registered by the day of its search. A case is asked about until
    it is found.
    """
    draws = np.random.default_rng((_SEED, world.seed))
    holders: dict[tuple[int, int], list[int]] = defaultdict(list)
    for asker, holder in zip(answers.asker.tolist(), answers.holder.tolist(), strict=True):
        holders[asker, int(world.state_of[holder])].append(holder)
    pairs: list[tuple[int, int]] = []
    questions = answered = 0
    pairs_asked: list[tuple[int, int]] = []
    for case, states in likely.items():
        opened = int(world.day[case])
        for state in states[: habits.desks]:
            pairs_asked.append((case, state))
            does_answer = draws.random(habits.times) < habits.answered
            for turn in range(habits.times):
                questions += 1
                if not does_answer[turn]:
                    continue
                answered += 1
                by_then = opened + turn * habits.days_apart
                present = [
                    holder for holder in holders[case, state] if world.day[holder] <= by_then
                ]
                if present:
                    pairs += [(case, holder) for holder in present]
                    break
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return RequestResult(
        world.across(both[:, 0], both[:, 1]), len(likely), questions, answered, tuple(pairs_asked)
    )

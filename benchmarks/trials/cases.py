"""A file of records to link, and the engine's results on its pairs, through the public API only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.linking import Doubles, Flags, RankedPairs, add_missed_pairs
from matching import Engine, Person, Population, Scores, WeightSet

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TrialCase:
    """Intake rows with their persons.

    Records from `split` on are linked with those before it; 0 links all with all.
    """

    title: str
    rows: Sequence[dict[str, str]]
    who: Longs
    split: int = 0

    def true_pairs(self) -> set[tuple[int, int]]:
        """Return every pair of records of one person that should be found, the smaller first."""
        groups: dict[int, list[int]] = {}
        for record, person in enumerate(self.who.tolist()):
            groups.setdefault(person, []).append(record)
        pairs = {
            (left, right)
            for records in groups.values()
            for at, left in enumerate(records)
            for right in records[at + 1 :]
        }
        return {
            (left, right) for left, right in pairs if not self.split or left < self.split <= right
        }


@dataclass(frozen=True, slots=True)
class ComparedCase:
    """The pairs that share one of our keys, left < right, with the engine's scores.

    It also has which of them are true, and the true pairs that were never compared.
    """

    case: TrialCase
    people: Sequence[Person]
    population: Population
    left: Longs
    right: Longs
    scores: Scores
    is_true: Flags
    missed: Sequence[tuple[int, int]]

    def ordered(self, scores: Doubles, *, end_to_end: bool) -> RankedPairs:
        """Return the compared pairs ranked by these scores.

        `end_to_end` includes the true pairs that were never compared.
        """
        return RankedPairs(
            *add_missed_pairs(scores, self.is_true, len(self.missed) if end_to_end else 0)
        )

    def owners(self, *, end_to_end: bool) -> Longs:
        """Return the person of each pair's left record, in the order of `ordered`."""
        missed = [record for record, _ in self.missed] if end_to_end else []
        return self.case.who[np.concatenate([self.left, np.array(missed, np.int64)])]


def compare_case(case: TrialCase, weights: WeightSet | None = None) -> ComparedCase:
    """Return all pairs of a case that the engine compares, with scores.

    `weights` None uses the shipped weights.
    """
    people = [Person.from_row(row) for row in case.rows]
    whole = Population.from_people(people)
    if case.split:
        one, other = (
            Population.from_people(part) for part in (people[: case.split], people[case.split :])
        )
        blocks = list(Engine(weights).link(one, other, min_probability=0.0))
    else:
        blocks = list(Engine(weights).link(whole, min_probability=0.0))
    left = np.concatenate([block.left for block in blocks])
    right = np.concatenate([block.right for block in blocks]) + case.split
    scores = Scores(
        *(
            np.concatenate([getattr(block.scores, field) for block in blocks])
            for field in Scores.__slots__
        )
    )
    missed = case.true_pairs() - set(zip(left.tolist(), right.tolist(), strict=True))
    return ComparedCase(
        case=case,
        people=people,
        population=whole,
        left=left,
        right=right,
        scores=scores,
        is_true=case.who[left] == case.who[right],
        missed=sorted(missed),
    )

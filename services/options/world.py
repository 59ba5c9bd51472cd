"""The world that every option is given: records with owner, day and truth, split into the stores of
states.

Owns the truth and the pairs that count (of two states); it must not know how an option looks for
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching import Person, Population, pack

Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record in its owner's store.

    `child` is the number of the person it truly speaks of, `day` the day it is registered
    (ordinal), `origin` the group of naming customs, `scripts` which scripts its names are in
    (latin, native, both), `country` where the person was last seen or found, `row_bytes` how long
    the record is as it would be sent.
    """

    state: str
    kind: str
    child: int
    day: int
    origin: str
    scripts: str
    country: str
    nationality: str
    row_bytes: int
    person: Person


@dataclass(frozen=True)
class OptionsWorld:
    """Records of several states, in order of registration: the later of two is the one that asks
    for the other.
    """

    seed: int
    records: tuple[StoredRecord, ...]

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states that hold a record, sorted."""
        return tuple(sorted({record.state for record in self.records}))

    @cached_property
    def state_of(self) -> Longs:
        """The number of each record's state."""
        numbers = {state: number for number, state in enumerate(self.states)}
        return np.array([numbers[record.state] for record in self.records], np.int64)

    @cached_property
    def child_of(self) -> Longs:
        """The number of the person each record truly speaks of."""
        return np.array([record.child for record in self.records], np.int64)

    @cached_property
    def day(self) -> Longs:
        """The day each record is registered."""
        return np.array([record.day for record in self.records], np.int64)

    @cached_property
    def packed(self) -> tuple[bytes, ...]:
        """Each record as the engine's packed row."""
        return tuple(pack(record.person) for record in self.records)

    def population(self, rows: Sequence[int] | Longs) -> Population:
        """Return the population of some records, in the order given."""
        return Population.from_packed([self.packed[int(row)] for row in rows])

    @cached_property
    def true_pairs(self) -> Longs:
        """The pairs of one child in two states, as sorted codes (`codes`)."""
        order = np.argsort(self.child_of, kind="stable")
        starts = np.flatnonzero(np.append([True], np.diff(self.child_of[order]) != 0))
        pairs = [
            (first, second)
            for group in np.split(order, starts[1:])
            for place, first in enumerate(group.tolist())
            for second in group[place + 1 :].tolist()
            if self.state_of[first] != self.state_of[second]
        ]
        both = np.array(pairs, np.int64).reshape(-1, 2)
        return np.sort(self.codes(both[:, 0], both[:, 1]))

    def codes(self, left: Longs, right: Longs) -> Longs:
        """Return a number for each pair, the same either way round: earlier record times size plus
        later record.
        """
        return np.minimum(left, right) * len(self) + np.maximum(left, right)

    def sides(self, codes: Longs) -> tuple[Longs, Longs]:
        """Return the earlier and the later record of each pair."""
        return codes // len(self), codes % len(self)

    def across(self, left: Longs, right: Longs) -> Longs:
        """Return the sorted distinct codes of those pairs whose records stand in two states."""
        is_across = self.state_of[left] != self.state_of[right]
        return np.unique(self.codes(left[is_across], right[is_across]))

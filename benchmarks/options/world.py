"""The world of every option: records with agency, day and truth, split into stores of states.

It holds the truth and the counted pairs (of two states) and does not depend on any option.
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
    """A record in the store of its state.

    `child` is the number of the true person, `day` the day of registration (ordinal), `origin` the
    group of naming customs. `scripts` are the scripts of its names (latin, native, both), `country`
    the place where the person was last seen or found, `row_bytes` the length of the record when
    sent.
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
    """Records of several states in order of registration; the later of a pair asks."""

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
        """The number of the true person of each record."""
        return np.array([record.child for record in self.records], np.int64)

    @cached_property
    def day(self) -> Longs:
        """The day of registration of each record."""
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
        """Return a number for each pair in either order:

        earlier record times size plus later record.
        """
        return np.minimum(left, right) * len(self) + np.maximum(left, right)

    def sides(self, codes: Longs) -> tuple[Longs, Longs]:
        """Return the earlier and the later record of each pair."""
        return codes // len(self), codes % len(self)

    def across(self, left: Longs, right: Longs) -> Longs:
        """Return the sorted distinct codes of the pairs with records in two states."""
        is_across = self.state_of[left] != self.state_of[right]
        return np.unique(self.codes(left[is_across], right[is_across]))

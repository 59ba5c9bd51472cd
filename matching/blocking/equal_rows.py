"""Rows with equal facts: they are compared once, as their first row, and expanded afterwards.

Equal rows have the same keys, levels and bits. One file can hold hundreds of copies of one record,
and a key that only copies share would look too frequent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.arrays import Flags, Longs
from matching.packing.sections import cumulative_starts
from matching.scoring.u_estimation import RowMarks


@dataclass(frozen=True, slots=True)
class EqualRows:
    """Groups of equal rows.

    `is_first` bool[n] marks the first row of each group. Group members, ascending, are
    `rows[starts[r]:starts[r + 1]]` for a first row r; for another row this range is empty.
    """

    is_first: Flags
    starts: Longs
    rows: Longs

    @classmethod
    def of(cls, marks: RowMarks) -> EqualRows:
        """Return the groups of rows with equal marks (see `Population.marks`)."""
        rows = np.argsort(marks, kind="stable")
        is_new = np.append(True, marks[rows[1:]] != marks[rows[:-1]])[: rows.size]
        first = np.empty(rows.size, np.int64)
        first[rows] = rows[is_new][np.cumsum(is_new) - 1]
        return cls(
            first == np.arange(rows.size),
            cumulative_starts(np.bincount(first, minlength=rows.size)),
            np.argsort(first, kind="stable"),
        )

    @classmethod
    def none(cls, size: int) -> EqualRows:
        """Return groups of one row each."""
        return cls.of(np.arange(size, dtype=np.uint64))

    def sizes(self, rows: Longs) -> Longs:
        """Return the number of members of the groups of these first rows."""
        return self.starts[rows + 1] - self.starts[rows]

    def groups(self) -> Longs:
        """Return the first rows of the groups with more than one member."""
        return np.flatnonzero(np.diff(self.starts) > 1)


def expand_pairs(
    left: Longs, right: Longs, left_groups: EqualRows, right_groups: EqualRows, most: int
) -> Iterator[tuple[Longs, Longs, Longs]]:
    """Yield (pair, left row, right row) for each pair of members of the pairs of first rows.

    `pair` is the position in `left` and `right`. If both groups are those of one file, a pair has
    i < j, and a first row paired with itself gives the pairs within its group. An array has about
    `most` elements, more only for a left row with more right rows.
    """
    if left.size and np.all(left_groups.sizes(left) * right_groups.sizes(right) == 1):
        yield np.arange(left.size), left, right
        return
    pair = np.repeat(np.arange(left.size), left_groups.sizes(left))
    lefts = left_groups.rows[_in_turn(left_groups.starts[left], left_groups.sizes(left))]
    sizes = right_groups.sizes(right)[pair]
    cuts = np.flatnonzero(np.diff(np.cumsum(sizes) // most)) + 1
    for part in np.split(np.arange(pair.size), cuts):
        each = np.repeat(part, sizes[part])
        rights = right_groups.rows[_in_turn(right_groups.starts[right[pair[part]]], sizes[part])]
        pairs, own_lefts = pair[each], lefts[each]
        if left_groups is right_groups:
            is_once = (left[pairs] != right[pairs]) | (own_lefts < rights)
            pairs, own_lefts, rights = pairs[is_once], own_lefts[is_once], rights[is_once]
            own_lefts, rights = np.minimum(own_lefts, rights), np.maximum(own_lefts, rights)
        yield pairs, own_lefts, rights


def _in_turn(starts: Longs, sizes: Longs) -> Longs:
    """Return starts[k], starts[k] + 1, ... (sizes[k] numbers) for each k in turn."""
    before = cumulative_starts(sizes)
    return np.arange(before[-1]) - np.repeat(before[:-1] - starts, sizes)

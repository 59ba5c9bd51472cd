"""Chance agreement from random pairs of people: how often each level occurs, without labels.

Which pairs are drawn depends on a mark of each row, not on its position, so another order gives the
same pairs. In files a mark is derived from the packed row. In a store it is derived from the public
id, so an edit of a hidden fact changes no pairs. A pair counts one minus its probability, so
records of one person do not count as chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Doubles, Longs
from matching.jit import njit_cached
from matching.kernel.scorer import NO_FLOOR, score_pairs
from matching.model.levels import (
    ATTRIBUTE_COUNT,
    ATTRIBUTE_NAMES,
    MAX_LEVELS,
)
from matching.model.probability import probabilities
from matching.model.u_probabilities import MAX_STRATA, ChanceTable, LevelCounts, level_ratios
from matching.model.weight_set import shipped_weights
from matching.names.tokens.token_similarity import token_pairs
from matching.names.tokens.token_table import Entries
from matching.packing.columns import ComparisonSide, FactColumns
from matching.packing.sections import Sections, unpack

RowMarks = npt.NDArray[np.uint64]

MAX_PAIRS: Final = 200_000  # 0.6 s of processor time
# Pairs that share a record are not independent, so more would add little.
PAIRS_PER_RECORD: Final = 20
MAX_RECORDS: Final = 20_000
_BIRTH, _ORIGIN = ATTRIBUTE_NAMES.index("birth"), ATTRIBUTE_NAMES.index("origin")
_WIDEST = (0, 30, 365)  # days from first to last of a birth known to the day, the month, the year
_START, _PRIME = 0xCBF29CE484222325, 0x100000001B3  # FNV-1a, 64 bits
_STEP, _MIX, _MIX_AGAIN = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # splitmix64


def estimate_chance(
    side: ComparisonSide, entries: Entries, marks: RowMarks, size: int
) -> ChanceTable | None:
    """Return the chance agreement of one side's people in a store of `size`.

    Return None for fewer than three people. `marks` are the rows' own (`row_marks`). `entries` are
    their tokens with the share of each among all people.
    """
    left, right = draw_pairs(marks)
    if not left.size:
        return None
    both = token_pairs(entries, entries, left.size)
    weights = shipped_weights().tables()
    scored = score_pairs((side, side), (left, right), both, weights, NO_FLOOR)
    other_share = 1.0 - probabilities(scored.bits.sum(axis=1, dtype=np.float32), size)
    return level_ratios(count_levels(side.columns, (left, right), scored.levels, other_share))


def draw_pairs(
    marks: RowMarks, most: int = MAX_PAIRS, a_record: int = PAIRS_PER_RECORD
) -> tuple[Longs, Longs]:
    """Return random distinct pairs of rows: at most `most`, and at most `a_record` for each row.

    Of the rows with the lowest marks, at most MAX_RECORDS, each is paired with the next ones in an
    order that is mixed from the marks.
    """
    rows = np.argsort(marks, kind="stable")[:MAX_RECORDS]
    rows = rows[np.argsort(_mixed(_distinct_marks(marks[rows])), kind="stable")]
    size = rows.size
    width = min(a_record, most // max(size, 1), (size - 1) // 2)
    left = np.repeat(np.arange(size), max(width, 0))
    right = (left + np.tile(np.arange(1, width + 1), size)) % max(size, 1)
    return rows[left], rows[right]


def _distinct_marks(marks: RowMarks) -> RowMarks:
    """Return sorted marks with equal ones changed, so that equal rows do not always form pairs."""
    first = np.searchsorted(marks, marks)
    nth = np.arange(marks.size) - first
    return marks + nth.astype(np.uint64) * np.uint64(_STEP)


def _mixed(marks: RowMarks) -> RowMarks:
    for shift, factor in ((30, _MIX), (27, _MIX_AGAIN)):
        marks = (marks ^ marks >> np.uint64(shift)) * np.uint64(factor)
    return marks ^ marks >> np.uint64(31)


def row_marks(sections: Sections) -> RowMarks:
    """Return a number for each row, derived only from its content; uint64."""
    marks = np.full(sections.size, _START, np.uint64)
    for number, section in enumerate(sections.letters):
        _fold(sections.letters[section], sections.starts[section], number, marks)
    return _mixed(marks)


def id_marks(ids: Sequence[UUID]) -> RowMarks:
    """Return a mark for each public id; uint64."""
    return _mixed(np.array([record_id.int & 0xFFFFFFFFFFFFFFFF for record_id in ids], np.uint64))


@njit_cached
def _fold(letters: Bytes, starts: Longs, section: int, marks: RowMarks) -> None:
    for row in range(marks.size):
        mark = (marks[row] ^ np.uint64(section)) * np.uint64(_PRIME)
        for at in range(starts[row], starts[row + 1]):
            mark = (mark ^ np.uint64(letters[at])) * np.uint64(_PRIME)
        marks[row] = mark


class RecordSample:
    """Packed rows, added in chunks; rows with the lowest marks are kept.

    These are the rows that `draw_pairs` would draw from all rows. `rows` and `marks` are those
    kept.
    """

    def __init__(self) -> None:
        self.marks: RowMarks = np.zeros(0, np.uint64)
        self.rows: list[bytes] = []

    def add(self, rows: Sequence[bytes], marks: RowMarks | None = None) -> None:
        """Add rows with their marks, by default their `row_marks`.

        Raises PackedRowError for a row that cannot be read.
        """
        marks = np.concatenate([self.marks, row_marks(unpack(rows)) if marks is None else marks])
        both = [*self.rows, *rows]
        lowest = np.argsort(marks, kind="stable")[:MAX_RECORDS]
        self.marks, self.rows = marks[lowest], [both[row] for row in lowest.tolist()]


def count_levels(
    columns: FactColumns,
    pairs: tuple[Longs, Longs],
    levels: Bytes,
    weights: Doubles,
) -> LevelCounts:
    """Return the weighted count of each level (uint8[n, A]) in each stratum, without unknown."""
    seen = np.zeros((ATTRIBUTE_COUNT, MAX_STRATA, MAX_LEVELS))
    strata = {_BIRTH: _birth_strata(columns, *pairs), _ORIGIN: _origin_strata(columns, *pairs)}
    for attribute in range(1, ATTRIBUTE_COUNT):
        at = levels[:, attribute].astype(np.int64) + strata.get(attribute, 0) * MAX_LEVELS
        seen[attribute] = np.bincount(at, weights, MAX_STRATA * MAX_LEVELS).reshape(
            MAX_STRATA, MAX_LEVELS
        )
    seen[:, :, 0] = 0.0
    return seen


def _birth_strata(columns: FactColumns, left: Longs, right: Longs) -> Longs:
    """Return the less precise of two people's births: day, month, year, less."""
    of_birth = np.searchsorted(_WIDEST, columns.births[:, 1] - columns.births[:, 0])
    precision = np.full(columns.birth_starts.size - 1, len(_WIDEST))
    has = np.diff(columns.birth_starts) > 0
    if of_birth.size:
        precision[has] = np.minimum.reduceat(of_birth, columns.birth_starts[:-1][has])
    strata: Longs = np.maximum(precision[left], precision[right])
    return strata


def _origin_strata(columns: FactColumns, left: Longs, right: Longs) -> Longs:
    """Return the fields that both sides have: 1 nationality, 2 language, 3 both, 0 neither."""
    nation, language = (
        np.diff(starts) > 0 for starts in (columns.nation_starts, columns.language_starts)
    )
    strata: Longs = (nation[left] & nation[right]) + 2 * (language[left] & language[right]).astype(
        np.int64
    )
    return strata

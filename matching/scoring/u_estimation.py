"""Random pairs of people, and how often each level is seen among them: chance, counted without
anybody's word for it.

Which pairs are drawn depends on a mark of each row, not on its place: the same people in another
order give the same pairs. In files a mark is made from the packed row. A store makes it from the
public id, so an edit of a hidden fact draws no other pairs. A pair counts one less its probability,
so that one person's records do not count as chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from matching.jit import compiled
from matching.kernel.scorer import EVERY_PAIR, Weights, score_pairs
from matching.model.levels import COUNT, MOST_LEVELS, NAMES, level_bits, name_bend
from matching.model.probability import probabilities
from matching.model.u_probabilities import MOST_STRATA, Chance, Seen, ratios
from matching.names.tokens.token_similarity import token_pairs
from matching.names.tokens.token_table import Bytes, Entries, Longs
from matching.packing.columns import Columns, Side
from matching.packing.sections import Sections, unpack

Marks = npt.NDArray[np.uint64]

MOST_PAIRS: Final = 200_000  # .6 s of processor time
PAIRS_A_RECORD: Final = (
    20  # pairs that share a record are not independent: more would say little more
)
MOST_RECORDS: Final = 20_000
_BIRTH, _ORIGIN = NAMES.index("birth"), NAMES.index("origin")
_WIDEST = (0, 30, 365)  # days from first to last of a birth known to the day, the month, the year
_START, _PRIME = 0xCBF29CE484222325, 0x100000001B3  # FNV-1a, 64 bits
_STEP, _MIX, _MIX_AGAIN = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # splitmix64


def chance_of(side: Side, entries: Entries, marks: Marks, size: int) -> Chance | None:
    """Return how often people of a side, of a store of `size`, agree by chance; None for fewer than
    three.

    `marks` are the rows' own (`marks_of`), `entries` their tokens with how common each is among
    all.
    """
    left, right = drawn(marks)
    if not left.size:
        return None
    both = token_pairs(entries, entries, left.size)
    found = score_pairs(
        (side, side), (left, right), both, Weights(level_bits(), name_bend()), EVERY_PAIR
    )
    others = 1.0 - probabilities(found.bits.sum(axis=1, dtype=np.float32), size)
    return ratios(seen_of(side.columns, (left, right), found.levels, others))


def drawn(
    marks: Marks, most: int = MOST_PAIRS, a_record: int = PAIRS_A_RECORD
) -> tuple[Longs, Longs]:
    """Return random pairs, `most` at most and `a_record` for each row, none twice: of the rows of
    least mark, in an order that the marks give, each with those that follow next.
    """
    rows = np.argsort(marks, kind="stable")[:MOST_RECORDS]
    rows = rows[np.argsort(_mixed(_told_apart(marks[rows])), kind="stable")]
    size = rows.size
    width = min(a_record, most // max(size, 1), (size - 1) // 2)
    left = np.repeat(np.arange(size), max(width, 0))
    right = (left + np.tile(np.arange(1, width + 1), size)) % max(size, 1)
    return rows[left], rows[right]


def _told_apart(marks: Marks) -> Marks:
    """Return sorted marks with equal ones made different, or rows that say the same would always
    meet.
    """
    first = np.searchsorted(marks, marks)
    nth = np.arange(marks.size) - first
    return marks + nth.astype(np.uint64) * np.uint64(_STEP)


def _mixed(marks: Marks) -> Marks:
    for shift, factor in ((30, _MIX), (27, _MIX_AGAIN)):
        marks = (marks ^ marks >> np.uint64(shift)) * np.uint64(factor)
    return marks ^ marks >> np.uint64(31)


def marks_of(sections: Sections) -> Marks:
    """Return a number for each row, by all that stands in it and nothing else; uint64."""
    marks = np.full(sections.size, _START, np.uint64)
    for number, section in enumerate(sections.letters):
        _fold(sections.letters[section], sections.starts[section], number, marks)
    return _mixed(marks)


def marks_of_ids(ids: Sequence[UUID]) -> Marks:
    """Return a mark for each public id; uint64."""
    return _mixed(np.array([one.int & 0xFFFFFFFFFFFFFFFF for one in ids], np.uint64))


@compiled
def _fold(letters: Bytes, starts: Longs, section: int, marks: Marks) -> None:
    for row in range(marks.size):
        mark = (marks[row] ^ np.uint64(section)) * np.uint64(_PRIME)
        for at in range(starts[row], starts[row + 1]):
            mark = (mark ^ np.uint64(letters[at])) * np.uint64(_PRIME)
        marks[row] = mark


class Draw:
    """Packed rows, added chunk by chunk. Rows with the lowest marks are kept: those `drawn` would
    draw of all rows.
    """

    def __init__(self) -> None:
        self._marks: Marks = np.zeros(0, np.uint64)
        self._rows: list[bytes] = []

    def add(self, rows: Sequence[bytes], marks: Marks | None = None) -> None:
        """Add rows with their marks, by default `marks_of` them; raises PackedRowError for a row it
        cannot read.
        """
        marks = np.concatenate([self._marks, marks_of(unpack(rows)) if marks is None else marks])
        both = [*self._rows, *rows]
        kept = np.argsort(marks, kind="stable")[:MOST_RECORDS]
        self._marks, self._rows = marks[kept], [both[row] for row in kept.tolist()]

    @property
    def rows(self) -> Sequence[bytes]:
        """The rows kept."""
        return self._rows

    @property
    def marks(self) -> Marks:
        """The marks of the rows kept."""
        return self._marks


def seen_of(
    columns: Columns, pairs: tuple[Longs, Longs], levels: Bytes, weights: npt.NDArray[np.float64]
) -> Seen:
    """Return how often each level (uint8[n, A]) is seen in each stratum, a pair counting its
    weight; unknown never.
    """
    seen = np.zeros((COUNT, MOST_STRATA, MOST_LEVELS))
    strata = {_BIRTH: _birth_strata(columns, *pairs), _ORIGIN: _origin_strata(columns, *pairs)}
    for attribute in range(1, COUNT):
        at = levels[:, attribute].astype(np.int64) + strata.get(attribute, 0) * MOST_LEVELS
        seen[attribute] = np.bincount(at, weights, MOST_STRATA * MOST_LEVELS).reshape(
            MOST_STRATA, MOST_LEVELS
        )
    seen[:, :, 0] = 0.0
    return seen


def _birth_strata(columns: Columns, left: Longs, right: Longs) -> Longs:
    """Return the worse of how well two people's births are known: to the day, the month, the year,
    less.
    """
    of_birth = np.searchsorted(_WIDEST, columns.births[:, 1] - columns.births[:, 0])
    known = np.full(columns.birth_starts.size - 1, len(_WIDEST))
    has = np.diff(columns.birth_starts) > 0
    if of_birth.size:
        known[has] = np.minimum.reduceat(of_birth, columns.birth_starts[:-1][has])
    strata: Longs = np.maximum(known[left], known[right])
    return strata


def _origin_strata(columns: Columns, left: Longs, right: Longs) -> Longs:
    """Return what stands on both sides: 1 a nationality, 2 a language, 3 both, 0 neither."""
    nation, language = (
        np.diff(starts) > 0 for starts in (columns.nation_starts, columns.language_starts)
    )
    strata: Longs = (nation[left] & nation[right]) + 2 * (language[left] & language[right]).astype(
        np.int64
    )
    return strata

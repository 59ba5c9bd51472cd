"""Sections of many packed rows as bytes in sequence: taken from rows, joined, selected.

The module does not interpret the sections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Longs
from matching.errors import PackedRowError
from matching.jit import njit_cached
from matching.packing.features import HEADER, SECTIONS
from matching.versions import PACKED_VERSION

_ALIGNED = 8  # bytes; no number of a section is wider
_KINDS = {section: np.dtype(kind) for section, (kind, _) in SECTIONS.items()}
_ITEM_BYTES = np.array([np.dtype(kind).itemsize * width for kind, width in SECTIONS.values()])
_NUMBERS = {section: number for number, section in enumerate(SECTIONS)}


class Sections(NamedTuple):
    """Bytes of each section over all rows.

    Row r of section s is `letters[s][starts[s][r]:starts[s][r + 1]]`.
    """

    letters: dict[str, Bytes]
    starts: dict[str, Longs]

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return self.starts["body"].size - 1

    def values(self, section: str) -> npt.NDArray[Any]:
        """Return a section's numbers over all rows, in this machine's byte order."""
        kind = _KINDS[section]
        return self.letters[section].view(kind).astype(kind.newbyteorder("="), copy=False)

    def items(self, section: str) -> Longs:
        """Return where each row's items of a section start (int64[rows + 1])."""
        starts: Longs = self.starts[section] // _ITEM_BYTES[_NUMBERS[section]]
        return starts


def unpack(rows: Sequence[bytes]) -> Sections:
    """Return the sections of packed rows; raises PackedRowError for a row it cannot read."""
    sizes = np.fromiter((len(row) for row in rows), np.int64, len(rows))
    if len(rows) and int(sizes.min()) < HEADER.size:
        raise PackedRowError("packed row: truncated")
    buffer = np.frombuffer(bytearray().join(rows), np.uint8)
    row_starts = cumulative_starts(sizes)[:-1]
    header = buffer[row_starts[:, None] + np.arange(HEADER.size)]
    lengths = np.ascontiguousarray(header[:, 1:]).view("<u2").astype(np.int64)
    if np.any(header[:, 0] != PACKED_VERSION) or np.any(lengths.sum(axis=1) + HEADER.size != sizes):
        raise PackedRowError("packed row: another version, or its length does not fit its header")
    section_starts = row_starts[:, None] + HEADER.size + np.cumsum(lengths, axis=1) - lengths
    if np.any(lengths % _ITEM_BYTES):
        raise PackedRowError("packed row: a section ends within an item")
    starts = np.zeros((len(SECTIONS), len(rows) + 1), np.int64)
    np.cumsum(lengths.T, axis=1, out=starts[:, 1:])
    # numbers are read in place, without a copy
    firsts = cumulative_starts(-(-starts[:, -1] // _ALIGNED) * _ALIGNED)
    letters = np.empty(firsts[-1], np.uint8)
    _copy_all(buffer, section_starts, starts, letters, firsts)
    return Sections(
        {
            section: letters[firsts[index] :][: starts[index, -1]]
            for index, section in enumerate(SECTIONS)
        },
        {section: starts[index] for index, section in enumerate(SECTIONS)},
    )


def join_sections(blocks: Sequence[Sections]) -> Sections:
    """Return the rows of some blocks, one after the other."""
    letters, starts = {}, {}
    for section in SECTIONS:
        letters[section] = np.concatenate(
            [np.empty(0, np.uint8), *(block.letters[section] for block in blocks)]
        )
        lengths = [np.diff(block.starts[section]) for block in blocks]
        starts[section] = cumulative_starts(np.concatenate([np.empty(0, np.int64), *lengths]))
    return Sections(letters, starts)


def choose_rows(sections: Sections, rows: Longs) -> Sections:
    """Return the given rows, in their order."""
    return combine_pieces([(sections, rows)], rows.size)


def combine_pieces(pieces: Sequence[tuple[Sections, Longs]], size: int) -> Sections:
    """Return `size` rows, each joined section by section from one row of every piece.

    A piece is `(sections, rows)`. It adds its row `rows[r]` to row r of the result, and nothing if
    `rows[r]` is negative. The bytes of a section are in the order of the pieces.
    """
    letters, starts = {}, {}
    for section in SECTIONS:
        total = np.zeros(size, np.int64)
        present = [(piece, rows) for piece, rows in pieces if piece.letters[section].size]
        for piece, piece_rows in present:
            total += np.where(piece_rows >= 0, np.diff(piece.starts[section])[piece_rows], 0)
        starts[section] = cumulative_starts(total)
        letters[section] = np.empty(starts[section][-1], np.uint8)
        written = starts[section][:-1].copy()
        for piece, piece_rows in present:
            bounds = piece.starts[section]
            last = np.where(piece_rows >= 0, bounds[piece_rows + 1], bounds[0])
            _copy(
                piece.letters[section],
                np.where(piece_rows >= 0, bounds[piece_rows], bounds[0]),
                last,
                letters[section],
                written,
            )
    return Sections(letters, starts)


def sections_of_pieces(pieces: Sequence[Mapping[str, bytes]]) -> Sections:
    """Return one row per piece; a section that a piece does not have is empty."""
    empty = np.empty(0, np.uint8), np.zeros(len(pieces) + 1, np.int64)
    letters, starts = dict.fromkeys(SECTIONS, empty[0]), dict.fromkeys(SECTIONS, empty[1])
    for section in {section for piece in pieces for section in piece}:
        parts = [piece.get(section, b"") for piece in pieces]
        letters[section] = np.frombuffer(bytearray().join(parts), np.uint8)
        starts[section] = cumulative_starts(np.fromiter(map(len, parts), np.int64, len(parts)))
    return Sections(letters, starts)


def cumulative_starts(counts: npt.NDArray[Any]) -> Longs:
    """Return int64 starts of runs with these lengths, and the end of the last run."""
    starts = np.zeros(counts.size + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


@njit_cached
def _copy(letters: Bytes, first: Longs, last: Longs, out: Bytes, written: Longs) -> None:
    """Copy `letters[first[r]:last[r]]` to `out` from `written[r]` on, and move `written[r]` on."""
    for row in range(first.size):
        at = written[row]
        for position in range(first[row], last[row]):
            out[at] = letters[position]
            at += 1
        written[row] = at


@njit_cached
def _copy_all(buffer: Bytes, first: Longs, starts: Longs, out: Bytes, firsts: Longs) -> None:
    """Copy each row's sections, which begin at `first[row, section]`, to `out`.

    Each section of `out` begins at `starts[section]` plus the section's own first.
    """
    for section in range(starts.shape[0]):
        for row in range(first.shape[0]):
            at = firsts[section] + starts[section, row]
            for place in range(starts[section, row + 1] - starts[section, row]):
                out[at + place] = buffer[first[row, section] + place]

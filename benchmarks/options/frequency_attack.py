"""Attacks that read names from encodings with knowledge of common names.

The attacker knows how encodings are made, which is public, and records of other people. The
attacker does not know the truth or the key. Methods are frequency, similarity, and dictionary; the
last needs the key or an unkeyed encoding. pattern_mining.py has patterns. After Christen,
Ranbaduge, Vatsalan and Schnell (2018, 2019) and Vidanage and others (2020), implemented for this
study.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from benchmarks.options.encodings import HASHES, hash_positions
from benchmarks.options.features import FIRST_NAME, OTHER_NAMES, RecordPieces, grams
from benchmarks.options.frequency_alignment import (
    UNASSIGNED,
    Doubles,
    align_by_overlap,
    align_by_rank,
    grow_alignment,
)
from benchmarks.options.world import Flags, Longs

Matrix = npt.NDArray[np.float32]
Item = TypeVar("Item")

# commonest filters, aligned in order; the other filters are added afterwards
_MOST_ALIGNED: Final = 60
_MOST_KNOWN: Final = 600  # commonest name parts used in the alignment
_LACKING: Final = 6.0  # penalty (natural logarithm) for each expected position that is not set
_ORIENTED: Final = 0.35  # from this share a position may equally be the complement: both are kept


@dataclass(frozen=True)
class PublicRecords:
    """The attacker's knowledge of the population: records of other people of the same kind."""

    records: tuple[RecordPieces, ...]

    def parts(self, *, first_only: bool) -> tuple[list[str], Doubles]:
        """Return the name parts, commonest first, and the share of records with each.

        With `first_only` only the first part of each record counts.
        """
        most = 1 if first_only else None
        count = Counter(part for record in self.records for part in record.parts[:most])
        names = sorted(count, key=lambda part: (-count[part], part))
        return names, np.array([count[part] for part in names], np.float64) / max(
            len(self.records), 1
        )


def remove_complements(bits: Flags) -> Flags:
    """Return balanced filters without complements: of two positions that always differ, the rarer.

    It needs no key, because positions that always differ are visible. If both are set about equally
    often, both stay. Filters that are not balanced are returned unchanged.
    """
    columns, inverse = np.packbits(bits.T, axis=1), np.packbits(~bits.T, axis=1)
    stored_columns = {column.tobytes() for column in columns}
    if bits.shape[0] == 0 or any(
        _trimmed(column, bits.shape[0]) not in stored_columns for column in inverse
    ):
        return bits
    share = bits.mean(axis=0)
    return np.ascontiguousarray(bits[:, (share < 1 - _ORIENTED) & (share > 0)])


def _trimmed(packed: npt.NDArray[np.uint8], count: int) -> bytes:
    """Return packed bits with zeros after the last row, as packing leaves them."""
    return np.packbits(np.unpackbits(packed, count=count)).tobytes()


def guess_by_frequency(bits: Flags, public: PublicRecords) -> list[str]:
    """Return a guess for each filter of first name parts: the part of the same frequency rank."""
    names, shares = public.parts(first_only=True)
    _, inverse, counts = np.unique(
        np.packbits(bits, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    found = align_by_rank(counts.astype(np.float64), shares)
    return [names[max(found[code], 0)] for code in inverse.ravel()]


def guess_by_likeness(bits: Flags, public: PublicRecords) -> list[str]:
    """Return a guess for each filter of first name parts, from its frequency and overlaps.

    Two filters share about as many positions as their parts share pieces, under any key. The
    commonest filters are aligned with the commonest parts. Every filter then gets the part whose
    similarity to these fits best, and the most certain ones are seeds of the next round.
    """
    names, shares = public.parts(first_only=True)
    pieces, hashes = [grams(name) for name in names], HASHES[FIRST_NAME]
    has = mark_items(pieces, dict.fromkeys(piece for of_name in pieces for piece in of_name))
    packed, inverse, counts = np.unique(
        np.packbits(bits, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    filters = np.unpackbits(packed, axis=1, count=bits.shape[1]).astype(np.float32)
    bit_counts, size = filters.sum(axis=1), bits.shape[1]
    expected = _filled(has.sum(axis=1) * hashes, size)
    expected_counts = np.maximum(shares * counts.sum(), 0.5)
    single = (counts[:, None] - expected_counts[None, :]) ** 2 / (2.5 * expected_counts + 1)[
        None, :
    ]
    single += (bit_counts[:, None] - expected[None, :]) ** 2 / (0.06 * expected + 1)[None, :]

    def overlaps(chosen: Longs) -> tuple[Doubles, Doubles]:
        """Return expected common positions of each part with some, and their variance (judged)."""
        shared = _filled((has @ has[chosen].T) * hashes, size)
        common = shared + (expected[:, None] - shared) * (expected[chosen][None, :] - shared) / size
        return common, common * 0.15 + 2

    order = np.argsort(-counts, kind="stable")[:_MOST_ALIGNED]
    tried = np.arange(min(len(names), _MOST_KNOWN))
    overlap = (filters @ filters.T).astype(np.float64)
    between, spread = (matrix[tried] for matrix in overlaps(tried))
    alignment = np.full(counts.size, UNASSIGNED, np.int64)
    alignment[order] = align_by_overlap(
        single[np.ix_(order, tried)], overlap[np.ix_(order, order)], between, spread
    )
    best = grow_alignment(single, overlap, alignment, np.log1p(counts), overlaps)
    return [names[max(best[code], 0)] for code in inverse.ravel()]


def guess_by_dictionary(
    bits: Flags, public: PublicRecords, salt: int, key: bytes | None, *, first_only: bool
) -> list[str]:
    """Return a guess for each filter: the best known part whose positions are set.

    For an attacker with the key (None for an unkeyed encoding). `bits` have no complements and are
    in original order. `first_only`: the filters hold first name parts only.
    """
    names, shares = public.parts(first_only=first_only)
    filters = bits.astype(np.float32)
    worth = -np.log(np.clip(filters.mean(), 1e-3, 0.999))
    best = np.full((len(names), filters.shape[0]), -np.inf, np.float32)
    for field in (FIRST_NAME,) if first_only else (FIRST_NAME, OTHER_NAMES):
        should = np.zeros((len(names), filters.shape[1]), np.float32)
        for row, name in enumerate(names):
            for piece in grams(name):
                should[
                    row,
                    hash_positions(f"{salt}|{field}|{piece}", HASHES[field], filters.shape[1], key),
                ] = 1
        overlap = should @ filters.T
        np.maximum(
            best, overlap * worth - _LACKING * (should.sum(axis=1)[:, None] - overlap), out=best
        )
    best += np.log(shares)[:, None].astype(np.float32)
    return [names[row] for row in best.argmax(axis=0).tolist()]


def _filled(hashed: Doubles | Matrix, size: int) -> Doubles:
    """Return the expected number of set positions of `size` after this many hashes."""
    return size * (1 - np.exp(-np.asarray(hashed, np.float64) / size))


def mark_items(rows: Sequence[Iterable[Item]], items: Iterable[Item]) -> Matrix:
    """Return float32[rows, items]: 1 for an item in a row, else 0; other items are left out."""
    number = {item: place for place, item in enumerate(items)}
    has = np.zeros((len(rows), len(number)), np.float32)
    for place, row in enumerate(rows):
        has[place, [number[item] for item in row if item in number]] = 1
    return has

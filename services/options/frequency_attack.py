"""Reading names out of encodings: what somebody does who holds them all and knows which names are
common.

Knows how encodings are made (that is public) and other people's records; not the key, never the
truth. By frequency, by likeness, and by dictionary: for whoever has the key, or where there is
none. Patterns: pattern_mining.py. After Christen, Ranbaduge, Vatsalan and Schnell (2018, 2019) and
Vidanage and others (2020), made anew for this study.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from services.options.encodings import HASHES, hash_positions
from services.options.features import FIRST_NAME, OTHER_NAMES, RecordPieces, grams
from services.options.frequency_alignment import (
    UNASSIGNED,
    Doubles,
    align_by_overlap,
    align_by_rank,
    grow_alignment,
)
from services.options.world import Flags, Longs

Matrix = npt.NDArray[np.float32]

_MOST_ALIGNED: Final = 60  # of the commonest filters in order, the others beside these
_MOST_KNOWN: Final = 600  # of the commonest parts, that these are aligned with
_LACKING: Final = (
    6.0  # what a position that should be set and is not counts against a part (natural logarithm)
)
_ORIENTED: Final = 0.35  # share from which a position may be as well the complement: both are kept


@dataclass(frozen=True)
class PublicRecords:
    """What the attacker knows of the population: records of other people of the same kind."""

    records: tuple[RecordPieces, ...]

    def parts(self, *, first_only: bool) -> tuple[list[str], Doubles]:
        """Return the parts of names, the commonest first, and the share of records that have
        each.
        """
        count: Counter[str] = Counter()
        for record in self.records:
            count.update(record.parts[:1] if first_only else record.parts)
        names = sorted(count, key=lambda part: (-count[part], part))
        return names, np.array([count[part] for part in names], np.float64) / max(
            len(self.records), 1
        )


def remove_complements(bits: Flags) -> Flags:
    """Return a balanced filter without its complements: of two positions that always differ the one
    seldom set.

    No key is needed: that they always differ is seen. Of two that are set about equally often both
    stay. Filters that are not balanced come back as they are.
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
    """Return packed bits with those behind the last row at zero, as packing leaves them."""
    return np.packbits(np.unpackbits(packed, count=count)).tobytes()


def guess_by_frequency(bits: Flags, public: PublicRecords) -> list[str]:
    """Return a guess for each filter of first name parts: the part of the same rank by
    frequency.
    """
    names, shares = public.parts(first_only=True)
    _, inverse, counts = np.unique(
        np.packbits(bits, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    found = align_by_rank(counts.astype(np.float64), shares)
    return [names[max(found[code], 0)] for code in inverse.ravel()]


def guess_by_likeness(bits: Flags, public: PublicRecords) -> list[str]:
    """Return a guess for each filter of first name parts, from frequencies, lengths and overlaps
    alone.

    Two filters have about as many positions in common as the parts behind them have pieces:
    whatever the key. The commonest filters are aligned with the commonest parts; every filter is
    then given the part whose likeness to those fits best, and the surest are seeds of the next
    round.
    """
    names, shares = public.parts(first_only=True)
    has, hashes = _has([grams(name) for name in names]), HASHES[FIRST_NAME]
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
        """How many positions each part should have in common with each of some; what collisions
        leave open (judged).
        """
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
    """Return a guess for each filter: the known part whose positions it has, the longest and
    commonest before others.

    For whoever has the key (None where none was used). `bits` without complements, in their own
    order.
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
    """Return how many positions of `size` are set by so many hashes."""
    result: Doubles = size * (1 - np.exp(-np.asarray(hashed, np.float64) / size))
    return result


def _has(of: Sequence[Sequence[str]]) -> Matrix:
    """Return which of all pieces each part has: float32[parts, pieces]."""
    number: dict[str, int] = {}
    for pieces in of:
        for piece in pieces:
            number.setdefault(piece, len(number))
    has = np.zeros((len(of), len(number)), np.float32)
    for row, pieces in enumerate(of):
        has[row, [number[piece] for piece in pieces]] = 1
    return has

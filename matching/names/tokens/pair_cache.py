"""Memo of token pairs: each pair of entries and its bits in one number.

A slot is left << 38 | right << 12 | bits - MIN_CACHED_BITS + 1, or 0. A slot is written in one
operation, so threads may share a memo; at worst two threads compute the same pair. Compiled; it
knows no letters.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.arrays import Longs
from matching.jit import njit_no_refcount
from matching.names.constants import CONFLICT_BITS, SCALE

MAX_ENTRIES: Final = 1 << 25  # entries of one side, so that no slot is negative
NOT_CACHED: Final = -(1 << 20)
MIN_CACHED_BITS: Final = int(CONFLICT_BITS * SCALE)  # fewer bits are also a conflict
# 57 bits, far more than any name reaches.
MAX_CACHED_BITS: Final = MIN_CACHED_BITS + (1 << 12) - 2
_WAYS = 8  # adjacent slots where a pair may be; if all are full, the first is overwritten
_LARGEST = 1 << 23
_SMALLEST = 1 << 10


def new_pair_cache(pairs: int) -> Longs:
    """Return an empty memo sized for comparing `pairs` pairs of people."""
    size = _SMALLEST
    while size < min(8 * pairs, _LARGEST):
        size *= 2
    return np.zeros(size, np.int64)


@njit_no_refcount
def cached_bits(slots: Longs, i: int, j: int) -> int:
    """Return the bits (x 64) of a pair, NOT_CACHED if the memo does not have it."""
    first, key = first_slot(slots, i, j), _key(i, j)
    for way in range(_WAYS):
        slot = slots[first ^ way]
        if slot == 0:
            return NOT_CACHED
        if slot >> 12 == key:
            return int(slot & 0xFFF) + MIN_CACHED_BITS - 1
    return NOT_CACHED


@njit_no_refcount
def cache_bits(slots: Longs, i: int, j: int, bits: int) -> int:
    """Write the bits (x 64) of a pair, limited to the storable range, and return them."""
    bits = min(max(bits, MIN_CACHED_BITS), MAX_CACHED_BITS)
    first = first_slot(slots, i, j)
    place = first
    for way in range(_WAYS):
        if slots[first ^ way] == 0:
            place = first ^ way
            break
    slots[place] = (_key(i, j) << 12) | (bits - MIN_CACHED_BITS + 1)
    return bits


@njit_no_refcount
def _key(i: int, j: int) -> int:
    return int((np.int64(i) << 26) | np.int64(j))


@njit_no_refcount
def first_slot(slots: Longs, i: int, j: int) -> int:
    """Return the first of a pair's slots.

    The finaliser of MurmurHash3 spreads both ids over all bits.
    """
    value = (np.uint64(i) << np.uint64(32)) | np.uint64(j)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return int(np.int64((value ^ (value >> np.uint64(33))) & np.uint64(slots.size - 1)))

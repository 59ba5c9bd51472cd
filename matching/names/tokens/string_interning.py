"""String interning: byte strings to ids by first occurrence, and look-up. Compiled.

Token tables use this hash table. `Strings` is a growing one.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Ints, Longs
from matching.jit import njit_cached

_Value = TypeVar("_Value", bound=np.generic)


@njit_cached
def _hash(letters: Bytes, first: int, last: int) -> int:
    """Return FNV-1a of a slice, folded into 62 bits."""
    value = np.uint64(14695981039346656037)
    for position in range(first, last):
        value = (value ^ np.uint64(letters[position])) * np.uint64(1099511628211)
    return int((value ^ (value >> np.uint64(29))) & np.uint64(0x3FFFFFFFFFFFFFFF))


@njit_cached
def _same(left: Bytes, left_first: int, right: Bytes, right_first: int, length: int) -> bool:
    for step in range(length):  # noqa: SIM110 - the compiler has no all() over a generator
        if left[left_first + step] != right[right_first + step]:
            return False
    return True


@njit_cached
def intern(letters: Bytes, starts: Longs) -> tuple[Ints, Longs, Ints]:
    """Return an id for each string, the first string of each id, and the hash slots.

    String i is `letters[starts[i]:starts[i + 1]]`. Equal strings have one id. Ids count from 0 in
    the order of the first strings.
    """
    count = starts.size - 1
    size = 16
    while size < 2 * count:
        size *= 2
    slots = np.full(size, -1, np.int32)
    ids = np.empty(count, np.int32)
    first_seen = np.empty(count, np.int64)
    distinct = 0
    for occurrence in range(count):
        first, last = starts[occurrence], starts[occurrence + 1]
        slot = _hash(letters, first, last) & (size - 1)
        while True:
            string_id = slots[slot]
            if string_id < 0:
                slots[slot] = distinct
                first_seen[distinct] = occurrence
                ids[occurrence] = distinct
                distinct += 1
                break
            first_row = first_seen[string_id]
            length = starts[first_row + 1] - starts[first_row]
            if length == last - first and _same(letters, first, letters, starts[first_row], length):
                ids[occurrence] = string_id
                break
            slot = (slot + 1) & (size - 1)
    return ids, first_seen[:distinct].copy(), slots


@njit_cached
def gather_strings(letters: Bytes, starts: Longs, chosen: Longs) -> tuple[Bytes, Longs]:
    """Return the bytes of the chosen strings, one after the other, and where each one starts.

    String i is `letters[starts[i]:starts[i + 1]]`. `chosen` has such numbers, in any order. The
    returned starts have one value more than `chosen`: the end of the last string.
    """
    out_starts = np.zeros(chosen.size + 1, np.int64)
    for index in range(chosen.size):
        out_starts[index + 1] = (
            out_starts[index] + starts[chosen[index] + 1] - starts[chosen[index]]
        )
    out = np.empty(out_starts[-1], np.uint8)
    for index in range(chosen.size):
        out[out_starts[index] : out_starts[index + 1]] = letters[
            starts[chosen[index]] : starts[chosen[index] + 1]
        ]
    return out, out_starts


@njit_cached
def find_known(
    letters: Bytes, starts: Longs, stored: Bytes, stored_starts: Longs, slots: Ints
) -> Ints:
    """Return int32[n]: the id of each of n strings among the known strings, -1 if unknown.

    String i is `letters[starts[i]:starts[i + 1]]`. `stored`, `stored_starts` and `slots` are
    strings in the order of their ids and the slots of `intern`.
    """
    count = starts.size - 1
    ids = np.full(count, -1, np.int32)
    for index in range(count):
        first, length = starts[index], starts[index + 1] - starts[index]
        slot = _hash(letters, first, first + length) & (slots.size - 1)
        while slots[slot] >= 0:
            begin = stored_starts[slots[slot]]
            if stored_starts[slots[slot] + 1] - begin == length and _same(
                letters, first, stored, begin, length
            ):
                ids[index] = slots[slot]
                break
            slot = (slot + 1) & (slots.size - 1)
    return ids


class Strings:
    """Distinct byte strings, numbered in the order of addition; not safe for concurrent threads."""

    def __init__(self) -> None:
        self._letters = np.empty(1 << 12, np.uint8)
        self._starts = np.zeros(1 << 10, np.int64)
        self._slots = np.full(1 << 11, -1, np.int32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def find(self, letters: Bytes, starts: Longs) -> Ints:
        """Return the number of each slice `letters[starts[i]:starts[i + 1]]`, -1 if unknown."""
        ids: Ints = find_known(letters, starts, self._letters, self._starts, self._slots)
        return ids

    def add(self, letters: Bytes, starts: Longs) -> None:
        """Add distinct, unknown slices; their numbers begin at `len`."""
        first, last = self._count, self._count + starts.size - 1
        begin = self._starts[first]
        end = begin + starts[-1] - starts[0]
        self._letters = _with_room(self._letters, int(begin), int(end))
        self._starts = _with_room(self._starts, first + 1, last + 1)
        self._letters[begin:end] = letters[starts[0] : starts[-1]]
        self._starts[first : last + 1] = starts + (begin - starts[0])
        self._count = last
        if 2 * last > self._slots.size:
            self._slots = np.full(1 << int(2 * last).bit_length(), -1, np.int32)
            first = 0
        _write_slots(self._letters, self._starts, first, last, self._slots)


def _with_room(values: npt.NDArray[_Value], used: int, needed: int) -> npt.NDArray[_Value]:
    """Return the array with the requested capacity and its used values unchanged."""
    if needed <= values.size:
        return values
    out = np.empty(2 * needed, values.dtype)
    out[:used] = values[:used]
    return out


@njit_cached
def _write_slots(letters: Bytes, starts: Longs, first: int, last: int, slots: Ints) -> None:
    """Write unknown strings into the slots."""
    for index in range(first, last):
        slot = _hash(letters, starts[index], starts[index + 1]) & (slots.size - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (slots.size - 1)
        slots[slot] = index

"""Byte strings to ids by first occurrence, and looked up again: the hash table under tables of tokens. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


@compiled
def _hash(letters: Bytes, first: int, last: int) -> int:
    """Return FNV-1a of a slice, folded into 62 bits."""
    value = np.uint64(14695981039346656037)
    for position in range(first, last):
        value = (value ^ np.uint64(letters[position])) * np.uint64(1099511628211)
    return int((value ^ (value >> np.uint64(29))) & np.uint64(0x3FFFFFFFFFFFFFFF))


@compiled
def _same(left: Bytes, left_first: int, right: Bytes, right_first: int, length: int) -> bool:
    for step in range(length):  # noqa: SIM110 - the compiler has no all() over a generator
        if left[left_first + step] != right[right_first + step]:
            return False
    return True


@compiled
def intern(letters: Bytes, starts: Longs) -> tuple[Ints, Longs, Ints]:
    """Return an id an occurrence (by first occurrence), the occurrence that introduced each id, and the hash slots."""
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
            known = slots[slot]
            if known < 0:
                slots[slot] = distinct
                first_seen[distinct] = occurrence
                ids[occurrence] = distinct
                distinct += 1
                break
            other = first_seen[known]
            length = starts[other + 1] - starts[other]
            if length == last - first and _same(letters, first, letters, starts[other], length):
                ids[occurrence] = known
                break
            slot = (slot + 1) & (size - 1)
    return ids, first_seen[:distinct].copy(), slots


@compiled
def gather(letters: Bytes, starts: Longs, chosen: Longs) -> tuple[Bytes, Longs]:
    """Return the chosen occurrences' bytes one after the other, with their starts."""
    out_starts = np.zeros(chosen.size + 1, np.int64)
    for index in range(chosen.size):
        out_starts[index + 1] = out_starts[index] + starts[chosen[index] + 1] - starts[chosen[index]]
    out = np.empty(out_starts[-1], np.uint8)
    for index in range(chosen.size):
        out[out_starts[index] : out_starts[index + 1]] = letters[starts[chosen[index]] : starts[chosen[index] + 1]]
    return out, out_starts


@compiled
def find(letters: Bytes, starts: Longs, known: Bytes, known_starts: Longs, slots: Ints) -> Ints:
    """Return the id of each slice among the known strings (as `intern` numbered them), -1 where it is none of them."""
    count = starts.size - 1
    found = np.full(count, -1, np.int32)
    for index in range(count):
        first, length = starts[index], starts[index + 1] - starts[index]
        slot = _hash(letters, first, first + length) & (slots.size - 1)
        while slots[slot] >= 0:
            begin = known_starts[slots[slot]]
            if known_starts[slots[slot] + 1] - begin == length and _same(letters, first, known, begin, length):
                found[index] = slots[slot]
                break
            slot = (slot + 1) & (slots.size - 1)
    return found

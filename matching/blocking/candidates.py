"""Candidate pairs of `link`: pairs that share a blocking key, each once, by ascending left record.

This module scores no pair. It packs each key and its record into one int64 and sorts them, so
records that share a key are adjacent. It then yields pairs for as many left records at a time as
memory allows. A key that too many records share is skipped (MAX_BLOCK_SIZE): it costs much and
discriminates little. The combined key kinds of keys.py replace it.

Packing truncates keys (to 44 bits for a million records), so two keys can collide. That adds a few
pairs per billion, which are scored like any other pair.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, Protocol, TypeVar

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.blocking import keys
from matching.jit import njit_cached
from matching.packing.sections import cumulative_starts
from matching.scoring.population import Population

_T = TypeVar("_T")
_W = TypeVar("_W")
Pairs = tuple[Longs, Longs]  # left and right indices

# Most right records per key and left record (judged; recall is measured in the tests).
MAX_BLOCK_SIZE: Final = 200
PAIRS_PER_SHARD: Final = 200_000
# Pairs of one pass, duplicates included; larger when the passes would be too many.
PAIRS_AT_ONCE: Final = 1 << 22
_MOST_PASSES: Final = 32
_PEOPLE_AT_ONCE: Final = 1 << 16
# bytes of memory per pair while one shard is sorted and earlier shards are scored
_BYTES_A_PAIR: Final = 56
_MOST_CUTS: Final = 10
# fate of a record: all its keys are shared by too many records, or it has a pair
_CROWDED: Final = 1
_COMPARED: Final = 2
_PARTS: Final = 4  # shares of the memory budget: keys while sorting (two), sorted keys, pairs


class _Layout(NamedTuple):
    """Record numbering in packed keys: the lowest `row_bits`, right records after `left` left ones.

    In a link of one file every record is on both sides.
    """

    row_bits: int
    left: int
    is_one_file: int


class KeySpill(Protocol):
    """Storage for sorted keys when memory is short."""

    def write(self, block: bytes) -> int:
        """Store a block and return its number."""

    def read(self, number: int) -> bytes:
        """Return a block."""


@dataclass(frozen=True, slots=True)
class MemoryBudget:
    """Bytes of memory for keys and pairs, and the spill for keys that exceed them.

    If `spill` is None, all keys stay in memory.
    """

    memory: int = 1 << 62
    spill: KeySpill | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """The plan of a link.

    `work` is the number of pairs per left record (duplicates included), `at_once` the pairs per
    pass, and `right` the number of right records. `is_one_file`: the left records are linked with
    each other. `keys` is None for a plan of every pair. `crowded_out` counts, for each side, the
    records whose keys are all too frequent to give a pair.
    """

    right: int
    is_one_file: bool
    keys: SortedKeys | None  # None: compare every pair
    work: Longs
    at_once: int
    crowded_out: int = 0

    def shards(self) -> Iterator[Pairs]:
        """Yield the pairs in ascending order, each once, in shards of about PAIRS_PER_SHARD."""
        for first, last in _cut(self.work, self.at_once):
            if self.keys is None:
                lefts, rights = _all_pairs(first, last, self.right, int(self.is_one_file))
            else:
                lefts, rights = self.keys.pairs(first, self.work[first:last])
            for begin in range(0, lefts.size, PAIRS_PER_SHARD):
                yield (
                    lefts[begin : begin + PAIRS_PER_SHARD],
                    rights[begin : begin + PAIRS_PER_SHARD],
                )


def plan_link(
    left: Population,
    right: Population | None,
    *,
    exhaustive: bool,
    room: MemoryBudget | None = None,
) -> LinkPlan:
    """Return the plan for linking `left` with `right`, or with itself when `right` is None.

    Within one population each pair i < j is planned once. `exhaustive`: plan every pair, not only
    those that share a blocking key.
    """
    count = len(left) if right is None else len(right)
    if exhaustive:
        return LinkPlan(
            count, right is None, None, np.full(len(left), count, np.int64), PAIRS_PER_SHARD
        )
    tables = (
        keys.key_tables(people, _PEOPLE_AT_ONCE)
        for people in ((left,) if right is None else (left, right))
    )
    return plan_with_keys(
        len(left), None if right is None else count, tables, room or MemoryBudget()
    )


def plan_with_keys(
    left: int,
    right: int | None,
    tables: Iterable[Iterable[tuple[int, Longs, Bytes, Longs]]],
    room: MemoryBudget,
) -> LinkPlan:
    """Return the plan for records with the key tables `tables` (see `keys.key_tables`).

    The tables hold the left records, then the right records where `right` is given.
    """
    total = left + (right or 0)
    needed = 8 * _PARTS * keys.MAX_KEYS * total
    cuts = 0 if room.spill is None else min((needed // (room.memory + 1)).bit_length(), _MOST_CUTS)
    layout = _Layout(max(total - 1, 1).bit_length(), left, int(right is None))
    found = SortedKeys(layout, cuts, room.spill)
    for offset, table in zip((0, left), tables, strict=False):
        for first, starts, kinds, values in table:
            found.add(_packed(starts, kinds, values, offset + first, layout.row_bits))
    work, crowded_out = found.sort(total)
    pairs_per_pass = max(PAIRS_AT_ONCE, int(work.sum()) // _MOST_PASSES)
    at_once = max(min(pairs_per_pass, room.memory // _PARTS // _BYTES_A_PAIR), 1)
    return LinkPlan(
        left if right is None else right, right is None, found, work, at_once, crowded_out
    )


@dataclass(slots=True)
class SortedKeys:
    """Packed keys (key in the upper bits, record in the lower), sorted.

    The keys are in 2**cuts parts by their uppermost bits. Right records are numbered after left
    ones. Only keys that give pairs are kept. With a `spill`, memory holds at most one part. If it
    is None, there is one part, in memory.
    """

    layout: _Layout
    cuts: int
    spill: KeySpill | None
    _blocks: list[list[Longs | int]] = field(init=False)

    def __post_init__(self) -> None:
        self._blocks = [[] for _ in range(1 << self.cuts)]

    def add(self, packed: Longs) -> None:
        """Add the packed keys of some records.

        The array is kept, and may be sorted in place. The caller must not use it afterwards.
        """
        if self.cuts == 0:
            self._blocks[0].append(packed)
            return
        packed.sort()
        bounds = np.arange(1, 1 << self.cuts, dtype=np.int64) << (63 - self.cuts)
        ends = [0, *np.searchsorted(packed, bounds).tolist(), packed.size]
        for part, (low, high) in enumerate(pairwise(ends)):
            self._blocks[part].append(self._stored_block(packed[low:high]))

    def sort(self, total: int) -> tuple[Longs, int]:
        """Sort the added keys of `total` records.

        Return the number of pairs per left record. Also return the number of records whose shared
        keys were all dropped as too frequent.
        """
        work, fate = np.zeros(self.layout.left, np.int64), np.zeros(total, np.uint8)
        for part, blocks in enumerate(self._blocks):
            packed = np.concatenate([np.empty(0, np.int64), *map(self._taken, blocks)])
            blocks.clear()
            packed.sort()
            count = _keep_useful(packed, self.layout, MAX_BLOCK_SIZE, work, fate)
            self._blocks[part] = [self._stored_block(packed[:count].copy())]
        return work, int(np.count_nonzero(fate == _CROWDED))

    def pairs(self, first: int, work: Longs) -> Pairs:
        """Return the pairs of the left records from `first` on, ascending, each once.

        `work` is the number of pairs of each of these records, duplicates included.
        """
        starts = cumulative_starts(work)
        rights, written = np.empty(starts[-1], np.int32), starts[:-1].copy()
        for (block,) in self._blocks:
            _take(self._taken(block), self.layout, first, rights, written)
        return _in_order(first, starts, rights, 0 if self.layout.is_one_file else self.layout.left)

    def _stored_block(self, packed: Longs) -> Longs | int:
        return (
            packed if self.cuts == 0 or self.spill is None else self.spill.write(packed.tobytes())
        )

    def _taken(self, block: Longs | int) -> Longs:
        if isinstance(block, int):
            assert self.spill is not None
            return np.frombuffer(bytearray(self.spill.read(block)), np.int64)
        return block


def run_in_threads(work: Callable[[_W], _T], shards: Iterable[_W], threads: int) -> Iterator[_T]:
    """Yield the result of each shard in order, computed by `threads` threads.

    The threads work a few shards ahead of the reader. With one thread the work runs in the caller's
    thread: starting a thread takes longer than scoring some hundred pairs.
    """
    if threads <= 1:
        yield from map(work, shards)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[_T]] = deque()
        try:
            for shard in _one_ahead(shards):
                waiting.append(pool.submit(work, shard))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _one_ahead(shards: Iterable[_W]) -> Iterator[_W]:
    """Yield the shards; a separate thread prepares the next one."""
    source, done = iter(shards), object()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, source, done)
        while (shard := future.result()) is not done:
            future = pool.submit(next, source, done)
            yield shard  # type: ignore[misc]


def _cut(work: Longs, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of left records (first, end) of about `most` pairs each."""
    if work.size:
        cuts = np.flatnonzero(np.diff(np.cumsum(work) // most)) + 1
        yield from pairwise([0, *cuts.tolist(), work.size])


@njit_cached
def _packed(starts: Longs, kinds: Bytes, values: Longs, first: int, row_bits: int) -> Longs:
    """Return packed keys: the key's upper bits, and the record number in the lowest `row_bits`.

    Packed keys are never negative.
    """
    out = np.empty(values.size, np.int64)
    for person in range(starts.size - 1):
        for position in range(starts[person], starts[person + 1]):
            value = np.uint64(values[position]) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(
                kinds[position]
            )
            for step in (
                np.uint64(0xFF51AFD7ED558CCD),
                np.uint64(0xC4CEB9FE1A85EC53),
            ):  # MurmurHash3's finaliser
                value = (value ^ (value >> np.uint64(33))) * step
            value ^= value >> np.uint64(33)
            key = np.int64(value >> np.uint64(row_bits + 1))
            out[position] = key << row_bits | (first + person)
    return out


@njit_cached
def _run_end(packed: Longs, begin: int, row_bits: int) -> int:
    """Return the end of the records that share the key at `begin`."""
    end = begin + 1
    while end < packed.size and packed[end] >> row_bits == packed[begin] >> row_bits:
        end += 1
    return end


@njit_cached
def _first_right(packed: Longs, begin: int, end: int, layout: _Layout) -> int:
    """Return the first right record among the records that share a key."""
    while begin < end and packed[begin] & ((1 << layout.row_bits) - 1) < layout.left:
        begin += 1
    return begin


@njit_cached
def _keep_useful(packed: Longs, layout: _Layout, most: int, work: Longs, fate: Bytes) -> int:
    """Move the keys that give pairs to the front and return their end.

    Add to `work` the number of pairs per left record. Keys shared by more than `most` right records
    give no pairs. Set `fate` per record to _COMPARED, else _CROWDED, else 0.
    """
    row_bits, is_one_file = layout.row_bits, layout.is_one_file
    count, begin = 0, 0
    while begin < packed.size:
        end = _run_end(packed, begin, row_bits)
        middle = end if is_one_file else _first_right(packed, begin, end, layout)
        rights = end - begin if is_one_file else end - middle
        is_shared = (end - begin if is_one_file else min(rights, middle - begin) + 1) > 1
        for position in range(begin, end if is_shared else begin):
            record = packed[position] & ((1 << row_bits) - 1)
            fate[record] = max(fate[record], _COMPARED if rights <= most else _CROWDED)
        if is_shared and rights <= most:
            for position in range(begin, middle):
                record = packed[position] & ((1 << row_bits) - 1)
                work[record] += end - position - 1 if is_one_file else rights
            for position in range(begin, end):
                packed[count] = packed[position]
                count += 1
        begin = end
    return count


@njit_cached
def _take(packed: Longs, layout: _Layout, first: int, rights: Ints, written: Longs) -> None:
    """Write the right record of each pair, duplicates included, of left record `first + k`.

    The records go to `rights` from `written[k]` on; `written[k]` moves to their end.
    """
    row_bits, is_one_file = layout.row_bits, layout.is_one_file
    record = (1 << row_bits) - 1
    begin = 0
    while begin < packed.size:
        end = _run_end(packed, begin, row_bits)
        middle = end if is_one_file else _first_right(packed, begin, end, layout)
        for position in range(begin, middle):
            left = (packed[position] & record) - first
            if left >= written.size:
                break
            if left >= 0:
                at = written[left]
                for other_row in range(position + 1 if is_one_file else middle, end):
                    rights[at] = packed[other_row] & record
                    at += 1
                written[left] = at
        begin = end


@njit_cached
def _in_order(first: int, starts: Longs, rights: Ints, offset: int) -> tuple[Longs, Longs]:
    """Return the sorted, distinct pairs of each left record.

    Left record `first + k` meets `rights[starts[k]:starts[k + 1]]` less `offset`. No record is
    paired with itself.
    """
    out, right_row = np.empty(rights.size, np.int64), np.empty(rights.size, np.int64)
    count = 0
    for number in range(starts.size - 1):
        own_rights = rights[starts[number] : starts[number + 1]]
        own_rights.sort()
        last = first + number
        for right in own_rights:
            if right != last:
                out[count], right_row[count] = first + number, right - offset
                count += 1
                last = right
    return out[:count].copy(), right_row[:count].copy()


@njit_cached
def _all_pairs(first: int, last: int, right: int, is_one_file: int) -> tuple[Longs, Longs]:
    count = 0
    for left in range(first, last):
        count += right - (left + 1 if is_one_file else 0)
    lefts, rights = np.empty(count, np.int64), np.empty(count, np.int64)
    end = 0
    for left in range(first, last):
        for left_row in range(left + 1 if is_one_file else 0, right):
            lefts[end], rights[end] = left, left_row
            end += 1
    return lefts, rights

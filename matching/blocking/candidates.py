"""Candidate pairs of `link`: pairs that share a blocking key, each once, by ascending left record.

This module scores no pair. It packs each key and its record into one int64 and sorts them, so
records that share a key are adjacent. It then yields pairs for as many left records at a time as
memory allows. A key that too many records share is skipped (MAX_BLOCK_SIZE): it costs much and
discriminates little. The combined key kinds of keys.py replace it. A record all of whose keys are
skipped is compared with the records that share most of them, so nobody is left out. Equal records
count once: only the first one of them has keys (equal_rows.py).

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

from matching.arrays import Bytes, Flags, Ints, Longs
from matching.blocking import keys
from matching.blocking.equal_rows import EqualRows, expand_pairs
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
# fate of a record: all its shared keys are shared by too many records, or it has a pair
_CROWDED: Final = 1
_COMPARED: Final = 2
# Most carriers of skipped keys that are looked at for a crowded record, rarest key first (judged).
_MOST_CARRIERS: Final = 5_000
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
    each other. `keys` is None for a plan of every pair. `groups` are the equal rows of the left and
    of the right records: only first rows are paired. A plan of every pair has no groups.
    """

    right: int
    is_one_file: bool
    keys: SortedKeys | None  # None: compare every pair
    work: Longs
    at_once: int
    groups: tuple[EqualRows, EqualRows]

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

    def equal_pairs(self) -> Pairs:
        """Return each first row of several equal ones paired with itself; none for two files."""
        rows = self.groups[0].groups() if self.is_one_file else np.empty(0, np.int64)
        return rows, rows

    def expanded(self, left: Longs, right: Longs) -> Iterator[tuple[Longs, Longs, Longs]]:
        """Yield (position, left, right) of all pairs of rows equal to these: `expand_pairs`."""
        return expand_pairs(left, right, *self.groups, PAIRS_PER_SHARD)


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
        work = np.full(len(left), count, np.int64)
        none = EqualRows.none(len(left)), EqualRows.none(count)
        return LinkPlan(count, right is None, None, work, PAIRS_PER_SHARD, none)
    sides = [left] if right is None else [left, right]
    groups = [EqualRows.of(people.marks()) for people in sides]
    room = room or MemoryBudget()
    total = sum(map(len, sides))
    needed = 8 * _PARTS * keys.MAX_KEYS * total
    cuts = 0 if room.spill is None else min((needed // (room.memory + 1)).bit_length(), _MOST_CUTS)
    layout = _Layout(max(total - 1, 1).bit_length(), len(left), int(right is None))
    sorted_keys = SortedKeys(layout, cuts, room.spill)
    for offset, people, group in zip((0, len(left)), sides, groups, strict=False):
        for first, starts, kinds, values in keys.key_tables(people, _PEOPLE_AT_ONCE):
            is_first = group.is_first[first : first + starts.size - 1]
            sorted_keys.add(
                _packed(starts, kinds, values, is_first, offset + first, layout.row_bits)
            )
    work = sorted_keys.sort(total)
    pairs_per_pass = max(PAIRS_AT_ONCE, int(work.sum()) // _MOST_PASSES)
    at_once = max(min(pairs_per_pass, room.memory // _PARTS // _BYTES_A_PAIR), 1)
    return LinkPlan(count, right is None, sorted_keys, work, at_once, (groups[0], groups[-1]))


@dataclass(slots=True)
class SortedKeys:
    """Packed keys (key in the upper bits, record in the lower), sorted.

    The keys are in 2**cuts parts by their uppermost bits. Right records are numbered after left
    ones. Only keys that give pairs are kept. With a `spill`, memory holds at most one part. If it
    is None, there is one part, in memory. Further parts have the pairs of crowded records, each as
    a key of its own.
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

    def sort(self, total: int) -> Longs:
        """Sort the added keys of `total` records; return the number of pairs per left record."""
        work, fate = np.zeros(self.layout.left, np.int64), np.zeros(total, np.uint8)
        skipped = []
        for blocks in self._blocks:
            packed = np.concatenate([np.empty(0, np.int64), *map(self._taken, blocks)])
            blocks.clear()
            packed.sort()
            skipped.append(self._stored_block(_frequent(packed, self.layout, MAX_BLOCK_SIZE)))
            blocks.append(self._kept(packed, work, fate))
        if np.any(fate == _CROWDED):
            runs = [_crowded_runs(self._taken(block), self.layout, fate) for block in skipped]
            records, starts = (np.concatenate(arrays) for arrays in zip(*runs, strict=True))
            of_records = _runs_of_records(records, cumulative_starts(starts), fate)
            for first in range(0, total, _PEOPLE_AT_ONCE):
                some = first, min(first + _PEOPLE_AT_ONCE, total)
                rare = _rare_pairs(records, *of_records, self.layout, some, MAX_BLOCK_SIZE)
                self._blocks.append([self._kept(rare, work, fate)])
        return work

    def _kept(self, packed: Longs, work: Longs, fate: Bytes) -> Longs | int:
        """Store the keys that give pairs, and count these in `work` and `fate`."""
        count = _keep_useful(packed, self.layout, MAX_BLOCK_SIZE, work, fate)
        return self._stored_block(packed[:count].copy())

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
def _packed(
    starts: Longs, kinds: Bytes, values: Longs, is_first: Flags, first: int, row_bits: int
) -> Longs:
    """Return packed keys: the key's upper bits, and the record number in the lowest `row_bits`.

    Packed keys are never negative. Only people with `is_first` get keys.
    """
    out, count = np.empty(values.size, np.int64), 0
    for person in range(starts.size - 1):
        for position in range(starts[person], starts[person + 1] if is_first[person] else 0):
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
            out[count] = key << row_bits | (first + person)
            count += 1
    return out[:count]


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
def _frequent(packed: Longs, layout: _Layout, most: int) -> Longs:
    """Return the keys that more than `most` right records share, with each other or a left one."""
    out, count, begin = np.empty(packed.size, np.int64), 0, 0
    while begin < packed.size:
        end = _run_end(packed, begin, layout.row_bits)
        middle = begin if layout.is_one_file else _first_right(packed, begin, end, layout)
        if end - middle > most and (layout.is_one_file or middle > begin):
            out[count : count + end - begin] = packed[begin:end]
            count += end - begin
        begin = end
    return out[:count].copy()


@njit_cached
def _crowded_runs(packed: Longs, layout: _Layout, fate: Bytes) -> tuple[Ints, Longs]:
    """Return the records of each key that a crowded record has, and the number of each key's."""
    records, sizes = np.empty(packed.size, np.int32), np.empty(packed.size, np.int64)
    count, runs, begin = 0, 0, 0
    while begin < packed.size:
        end = _run_end(packed, begin, layout.row_bits)
        is_crowded = False
        for position in range(begin, end):
            records[count + position - begin] = packed[position] & ((1 << layout.row_bits) - 1)
            is_crowded |= fate[records[count + position - begin]] == _CROWDED
        if is_crowded:
            sizes[runs] = end - begin
            count, runs = count + end - begin, runs + 1
        begin = end
    return records[:count].copy(), sizes[:runs].copy()


@njit_cached
def _runs_of_records(records: Ints, starts: Longs, fate: Bytes) -> tuple[Longs, Longs]:
    """Return the runs of each crowded record, fewest records first.

    Record r has rows `owned[r]:owned[r + 1]` of int64[n, 3]: begin and end of a run in `records`,
    and the record's own position.
    """
    owned = np.zeros(fate.size + 1, np.int64)
    for record in records:
        owned[record + 1] += fate[record] == _CROWDED
    owned = np.cumsum(owned)
    runs, written = np.empty((owned[-1], 3), np.int64), owned[:-1].copy()
    for run in np.argsort(starts[1:] - starts[:-1], kind="mergesort"):
        for position in range(starts[run], starts[run + 1]):
            record = records[position]
            if fate[record] == _CROWDED:
                runs[written[record]] = starts[run], starts[run + 1], position
                written[record] += 1
    return owned, runs


@njit_cached
def _rare_pairs(
    records: Ints,
    owned: Longs,
    runs: Longs,
    layout: _Layout,
    some: tuple[int, int],
    most: int,
) -> Longs:
    """Return each pair of a crowded record as a packed key of its own; `some` are first and end.

    A crowded record is paired with at most `most` records of the other side that share most of its
    keys; of equally many with those that share a rarer key, then with those that follow it.
    """
    out = np.empty((some[1] - some[0]) * most * 2 if runs.size else 0, np.int64)
    shared, met, pairs = np.zeros(owned.size, np.uint8), np.empty(_MOST_CARRIERS, np.int64), 0
    for record in range(some[0], some[1]):
        count, looked = 0, 0
        for begin, end, own in runs[owned[record] : owned[record + 1]]:
            for step in range(1, end - begin):
                other = records[begin + (own - begin + step) % (end - begin)]
                is_other_side = (other < layout.left) != (record < layout.left)
                if looked == _MOST_CARRIERS or not (layout.is_one_file or is_other_side):
                    continue
                looked += 1
                if shared[other] == 0:
                    met[count] = other
                    count += 1
                shared[other] += 1
        taken = 0
        for times in range(keys.MAX_KEYS, 0, -1):
            for other in met[:count]:
                if shared[other] == times and taken < most:
                    low, high = min(record, other), max(record, other)
                    out[2 * pairs] = pairs << layout.row_bits | low
                    out[2 * pairs + 1] = pairs << layout.row_bits | high
                    taken, pairs = taken + 1, pairs + 1
        for other in met[:count]:
            shared[other] = 0
    return out[: 2 * pairs].copy()


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

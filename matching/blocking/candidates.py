"""Which pairs `link` scores: those that share a blocking key, each once, by ascending left record.
Scores nothing.

A key and a record are packed into one int64 and sorted, so the records that share a key lie side by
side. Pairs are taken out of them for as many left records at a time as there is room for. A key
that too many records share says little and costs much: it is passed over (MOST_SHARING); the
combined key kinds of keys.py stand in for it.

What is left of a key beside a record (44 bits among a million) may be another key's too: that costs
a few pairs more in a billion, which are then scored as any other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, Protocol, TypeVar

import numpy as np

from matching.blocking import keys
from matching.jit import njit_cached
from matching.names.tokens.token_table import Bytes, Ints, Longs
from matching.packing.sections import cumulative_starts
from matching.scoring.population import Population

_T = TypeVar("_T")
_W = TypeVar("_W")
Pairs = tuple[Longs, Longs]  # left and right index

MAX_BLOCK_SIZE: Final = (
    200  # right records a key may bring to one left record (judged; recall measured in the tests)
)
PAIRS_PER_SHARD: Final = 200_000
PAIRS_AT_ONCE: Final = (
    1 << 22
)  # taken out of the keys, doubles counted; more where that would take too many passes
_MOST_PASSES: Final = 32
_PEOPLE_AT_ONCE: Final = 1 << 16
_BYTES_A_PAIR: Final = 56  # of memory, while pairs are put in order and the ones before are scored
_MOST_CUTS: Final = 10
_CROWDED, _COMPARED = (
    1,
    2,
)  # what became of a record: its keys are shared by too many, or it is compared with somebody
_PARTS: Final = 4  # of the memory there is: keys while they are sorted (twice), sorted keys, pairs


class _Layout(NamedTuple):
    """How packed keys number their records: in the lowest `row_bits`, right records behind the
    `left` ones. In one file every record is both.
    """

    row_bits: int
    left: int
    is_one_file: int


class KeySpill(Protocol):
    """Where sorted keys are put aside when memory is short."""

    def write(self, block: bytes) -> int:
        """Put a block aside and return its number."""

    def read(self, number: int) -> bytes:
        """Return a block."""


@dataclass(frozen=True, slots=True)
class MemoryBudget:
    """How much memory keys and pairs may take at once (bytes), and where keys go that find no room
    in it.
    """

    memory: int = 1 << 62
    spill: KeySpill | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """How a link is cut: how many pairs each left record brings (doubles counted), how many are
    taken at once, and how many records of either side share keys with others, but none with few
    enough to be compared with anybody.
    """

    right: int
    is_one_file: bool
    keys: SortedKeys | None  # None: every pair
    work: Longs
    at_once: int
    crowded_out: int = 0

    def shards(self) -> Iterator[Pairs]:
        """Yield the pairs, ascending, each once, about PAIRS_A_SHARD at a time."""
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
    """Return the plan of linking `left` with `right`, or with itself (each pair i < j once) when
    `right` is None.
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
    """Return the plan for records whose keys are `tables`, as `keys.key_tables` gives them: of the
    left ones, and of the right ones where there are `right`.
    """
    total = left + (right or 0)
    needed = 8 * _PARTS * keys.MAX_KEYS * total
    cuts = 0 if room.spill is None else min((needed // (room.memory + 1)).bit_length(), _MOST_CUTS)
    found = SortedKeys(left, right is None, max(total - 1, 1).bit_length(), cuts, room.spill)
    for offset, table in zip((0, left), tables, strict=False):
        for first, starts, kinds, values in table:
            found.add(_packed(starts, kinds, values, offset + first, found.row_bits))
    work, crowded_out = found.sort(total)
    pairs_per_pass = max(PAIRS_AT_ONCE, int(work.sum()) // _MOST_PASSES)
    at_once = max(min(pairs_per_pass, room.memory // _PARTS // _BYTES_A_PAIR), 1)
    return LinkPlan(
        left if right is None else right, right is None, found, work, at_once, crowded_out
    )


@dataclass(slots=True)
class SortedKeys:
    """Packed keys (key above, record below), sorted, in 2**cuts parts by their uppermost bits;
    right records are numbered behind left ones. Only keys that bring pairs are kept; with a spill,
    not more than a part is in memory.
    """

    left: int
    is_one_file: bool
    row_bits: int
    cuts: int
    spill: KeySpill | None
    _blocks: list[list[Longs | int]] = field(init=False)

    def __post_init__(self) -> None:
        self._blocks = [[] for _ in range(1 << self.cuts)]

    def add(self, packed: Longs) -> None:
        """Take in packed keys of some records."""
        if self.cuts == 0:
            self._blocks[0].append(packed)
            return
        packed.sort()
        bounds = np.arange(1, 1 << self.cuts, dtype=np.int64) << (63 - self.cuts)
        ends = [0, *np.searchsorted(packed, bounds).tolist(), packed.size]
        for part, (low, high) in enumerate(pairwise(ends)):
            self._blocks[part].append(self._kept(packed[low:high]))

    def sort(self, total: int) -> tuple[Longs, int]:
        """Sort what was taken in of `total` records; return how many pairs each left record brings,
        and how many records share keys with others but none that is kept.
        """
        work, fate = np.zeros(self.left, np.int64), np.zeros(total, np.uint8)
        for part, blocks in enumerate(self._blocks):
            packed = np.concatenate([np.empty(0, np.int64), *map(self._taken, blocks)])
            blocks.clear()
            packed.sort()
            count = _keep_useful(packed, self._layout, MAX_BLOCK_SIZE, work, fate)
            self._blocks[part] = [self._kept(packed[:count].copy())]
        return work, int(np.count_nonzero(fate == _CROWDED))

    def pairs(self, first: int, work: Longs) -> Pairs:
        """Return the pairs of the left records from `first` on, ascending, each once; `work`: how
        many each brings.
        """
        starts = cumulative_starts(work)
        rights, written = np.empty(starts[-1], np.int32), starts[:-1].copy()
        for (block,) in self._blocks:
            _take(self._taken(block), self._layout, first, rights, written)
        return _in_order(first, starts, rights, 0 if self.is_one_file else self.left)

    @property
    def _layout(self) -> _Layout:
        return _Layout(self.row_bits, self.left, int(self.is_one_file))

    def _kept(self, packed: Longs) -> Longs | int:
        return (
            packed if self.cuts == 0 or self.spill is None else self.spill.write(packed.tobytes())
        )

    def _taken(self, block: Longs | int) -> Longs:
        if isinstance(block, int):
            assert self.spill is not None
            return np.frombuffer(bytearray(self.spill.read(block)), np.int64)
        return block


def run_in_threads(work: Callable[[_W], _T], shards: Iterable[_W], threads: int) -> Iterator[_T]:
    """Yield the result of each shard in order, worked on by `threads` threads, a few ahead of the
    reader; by none but the reader's own where one is asked for: to start threads takes longer than
    to score some hundred pairs.
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
    """Yield the shards; the next one is made in a thread of its own meanwhile."""
    source, done = iter(shards), object()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, source, done)
        while (shard := future.result()) is not done:
            future = pool.submit(next, source, done)
            yield shard  # type: ignore[misc]


def _cut(work: Longs, most: int) -> Iterator[tuple[int, int]]:
    """Yield runs of left records, first and last (not included), of about `most` pairs each."""
    if work.size:
        cuts = np.flatnonzero(np.diff(np.cumsum(work) // most)) + 1
        yield from pairwise([0, *cuts.tolist(), work.size])


@njit_cached
def _packed(starts: Longs, kinds: Bytes, values: Longs, first: int, row_bits: int) -> Longs:
    """Return each key's uppermost bits (never negative) and, in the lowest `row_bits`, the number
    of its record.
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
    """Return where the records that share the key at `begin` end."""
    end = begin + 1
    while end < packed.size and packed[end] >> row_bits == packed[begin] >> row_bits:
        end += 1
    return end


@njit_cached
def _first_right(packed: Longs, begin: int, end: int, layout: _Layout) -> int:
    """Return where the right records among those that share a key begin."""
    while begin < end and packed[begin] & ((1 << layout.row_bits) - 1) < layout.left:
        begin += 1
    return begin


@njit_cached
def _keep_useful(packed: Longs, layout: _Layout, most: int, work: Longs, fate: Bytes) -> int:
    """Move the keys that bring pairs to the front, add to `work` how many they bring, and return
    their end; keys that more than `most` right records share bring none. `fate`: of every record
    _COMPARED, else _CROWDED, else 0.
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
    """Write the right record of each pair, doubles too, of left record `first + k` to `rights` from
    `written[k]` on, and move that behind it.
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
    """Return the pairs of left record `first + k` with `rights[starts[k]:starts[k + 1]]` less
    `offset`: ascending, each once, none of a record with itself.
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

"""Which pairs `link` scores: those that share a blocking key, cut into shards by left record. Scores nothing.

A key that too many records share says little and costs much: it is passed over (MOST_SHARING); the combined key
kinds of keys.py stand in for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from matching import keys
from matching.compiled import compiled
from matching.names.table import Longs
from matching.population import Population

_T = TypeVar("_T")

MOST_SHARING: Final = 200  # right records a key may bring to one left record (judged; recall measured in the tests)
PAIRS_A_SHARD: Final = 200_000


class Shard(NamedTuple):
    """A run of left records, first to last (not included)."""

    first: int
    last: int


class KeyIndex(NamedTuple):
    """For each left record's keys, the run `low:high` of right `rows` that share them."""

    starts: Longs
    low: Longs
    high: Longs
    rows: Longs


@dataclass(frozen=True, slots=True)
class Plan:
    """How a link is cut: shards in the order of left records, and the pairs of each."""

    left: int
    right: int
    is_one_file: bool
    index: KeyIndex | None
    shards: tuple[Shard, ...]

    def pairs(self, shard: Shard) -> tuple[Longs, Longs]:
        """Return left and right index of a shard's pairs, ascending, each pair once."""
        if self.index is None:
            return _all_pairs(shard.first, shard.last, self.right, int(self.is_one_file))
        return _keyed_pairs(self.index, shard.first, shard.last, self.right, int(self.is_one_file))


def plan(left: Population, right: Population | None, *, exhaustive: bool) -> Plan:
    """Return the plan of linking `left` with `right`, or with itself (each pair i < j once) when `right` is None."""
    other = left if right is None else right
    if exhaustive:
        index, work = None, np.full(len(left), len(other), np.int64)
    else:
        index = _key_index(left, other)
        work = (
            np.add.reduceat(np.append(index.high - index.low, 0), index.starts[:-1])
            if len(left)
            else np.zeros(0, np.int64)
        )
        work[np.diff(index.starts) == 0] = 0
    return Plan(len(left), len(other), right is None, index, _shards(work))


def in_threads(work: Callable[[Shard], _T], shards: Sequence[Shard], threads: int) -> Iterator[_T]:
    """Yield the result of each shard in order, worked on by `threads` threads, a few ahead of the reader."""
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        waiting: deque[Future[_T]] = deque()
        try:
            for shard in shards:
                waiting.append(pool.submit(work, shard))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _shards(work: Longs) -> tuple[Shard, ...]:
    """Cut left records into runs of about PAIRS_A_SHARD pairs."""
    if work.size == 0:
        return ()
    cuts = np.flatnonzero(np.diff(np.cumsum(work) // PAIRS_A_SHARD)) + 1
    bounds = [0, *cuts.tolist(), work.size]
    return tuple(Shard(first, last) for first, last in pairwise(bounds))


def _key_index(left: Population, right: Population) -> KeyIndex:
    right_starts, right_kinds, right_values = keys.key_table(right)
    order = np.argsort(_combined(right_kinds, right_values), kind="stable")
    sorted_keys = _combined(right_kinds, right_values)[order]
    rows = np.repeat(np.arange(len(right), dtype=np.int64), np.diff(right_starts))[order]
    starts, kinds, values = keys.key_table(left)
    wanted = _combined(kinds, values)
    low = np.searchsorted(sorted_keys, wanted, "left")
    high = np.searchsorted(sorted_keys, wanted, "right")
    high = np.where(high - low > MOST_SHARING, low, high)
    return KeyIndex(starts, low.astype(np.int64), high.astype(np.int64), rows)


def _combined(kinds: npt.NDArray[np.uint8], values: Longs) -> Longs:
    """Return kind and value as one number."""
    return (values * np.int64(len(keys.KEY_KINDS) * 2 + 1)) ^ kinds.astype(np.int64)


@compiled
def _all_pairs(first: int, last: int, right: int, is_one_file: int) -> tuple[Longs, Longs]:
    count = 0
    for left in range(first, last):
        count += right - (left + 1 if is_one_file else 0)
    lefts, rights = np.empty(count, np.int64), np.empty(count, np.int64)
    end = 0
    for left in range(first, last):
        for other in range(left + 1 if is_one_file else 0, right):
            lefts[end], rights[end] = left, other
            end += 1
    return lefts, rights


@compiled
def _keyed_pairs(index: KeyIndex, first: int, last: int, right: int, is_one_file: int) -> tuple[Longs, Longs]:
    room = np.int64(0)
    for key in range(index.starts[first], index.starts[last]):
        room += index.high[key] - index.low[key]
    lefts, rights = np.empty(room, np.int64), np.empty(room, np.int64)
    seen = np.full(right, -1, np.int64)
    end = 0
    for left in range(first, last):
        begin = end
        for key in range(index.starts[left], index.starts[left + 1]):
            for position in range(index.low[key], index.high[key]):
                other = index.rows[position]
                if seen[other] != left and (not is_one_file or other > left):
                    seen[other] = left
                    lefts[end], rights[end] = left, other
                    end += 1
        rights[begin:end].sort()
    return lefts[:end].copy(), rights[:end].copy()

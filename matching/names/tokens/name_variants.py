"""Table of related names (short forms, other languages) and of distinct names spelt alike.

A group is a name with its short forms, or a name with its forms in other languages. Two names of
one group are related. A third kind of group holds the spellings of one name that is easily confused
with others, as Ahmad and Muhammad. Two names in different groups of this kind, and in none
together, are distinct. Names are looked up romanised, so names of other scripts match the table if
their reading does. The table is `matching/data/nicknames`, made by `python -m matching.train
nicknames`. Compiled; the weights are elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.jit import njit_cached, njit_no_refcount
from matching.names.tokens.string_interning import find_known, gather_strings, intern

KINDS: Final = ("nickname", "equivalent", "apart")
NICKNAME, EQUIVALENT, DISTINCT = range(len(KINDS))
_KINDS: Final = len(KINDS)
GROUPS: Final = "groups.tsv"


class NameGroups(NamedTuple):
    """Names and their groups.

    Name i is `letters[starts[i]:starts[i + 1]]`, found by its hash in `slots`. It is in
    `groups[firsts[i]:firsts[i + 1]]`, ascending. Group g has kind g % 3 and is named after `heads[g
    // 3]`, the full name or the first form.
    """

    letters: Bytes
    starts: Longs
    slots: Ints
    firsts: Longs
    groups: Ints
    heads: tuple[bytes, ...]


@lru_cache(maxsize=1)
def shipped_name_groups() -> NameGroups:
    """Return the shipped table."""
    return load_name_groups(files("matching") / "data" / "nicknames")


def load_name_groups(folder: Traversable) -> NameGroups:
    """Return the table of a folder that `python -m matching.train nicknames` wrote.

    Each line has a kind, then the names of a group.
    """
    lines = [line.split("\t") for line in (folder / GROUPS).read_text("ascii").splitlines()]
    members = [
        (name.encode(), _KINDS * number + KINDS.index(kind))
        for number, (kind, names) in enumerate(lines)
        for name in names.split(" ")
    ]
    letters = np.frombuffer(b"".join(name for name, _ in members), np.uint8)
    starts = np.cumsum([0, *(len(name) for name, _ in members)], dtype=np.int64)
    ids, seen, slots = intern(letters, starts)
    name_letters, name_starts = gather_strings(letters, starts, seen)
    groups = np.array([group for _, group in members], np.int32)
    order = np.lexsort((groups, ids))
    firsts = np.searchsorted(ids[order], np.arange(seen.size + 1)).astype(np.int64)
    heads = tuple(names.split(" ", 1)[0].encode() for _, names in lines)
    return NameGroups(name_letters, name_starts, slots, firsts, groups[order], heads)


def groups_of_tokens(latin: Bytes, starts: Longs, kin: NameGroups) -> tuple[Longs, Ints]:
    """Return the groups of each romanised token `latin[starts[i]:starts[i + 1]]`.

    Return the start of each token's groups, and all groups.
    """
    ids = find_known(latin, starts, kin.letters, kin.starts, kin.slots)
    out: tuple[Longs, Ints] = _spread(ids, kin.firsts, kin.groups)
    return out


@njit_cached
def group_kind(group: int) -> int:
    """Return the kind of a group: `NICKNAME`, `EQUIVALENT` or `DISTINCT`.

    A group number is its line number times the number of kinds, plus the kind.
    """
    return group % _KINDS


@njit_cached
def group_head(group: int) -> int:
    """Return the line number of a group: the index of its first name in `NameGroups.heads`."""
    return group // _KINDS


@njit_cached
def _spread(ids: Ints, firsts: Longs, groups: Ints) -> tuple[Longs, Ints]:
    starts = np.zeros(ids.size + 1, np.int64)
    for index in range(ids.size):
        starts[index + 1] = starts[index] + (
            firsts[ids[index] + 1] - firsts[ids[index]] if ids[index] >= 0 else 0
        )
    out = np.empty(starts[-1], np.int32)
    for index in range(ids.size):
        if ids[index] >= 0:
            out[starts[index] : starts[index + 1]] = groups[
                firsts[ids[index]] : firsts[ids[index] + 1]
            ]
    return starts, out


@njit_no_refcount
def shared_group_count(
    kind: int, left: Ints, left_ends: Longs, right: Ints, right_ends: Longs
) -> int:
    """Return the larger number of groups of one kind that either name has, if they share one.

    Return 0 if they share none. The names' groups are `left[left_ends[0]:left_ends[1]]`, and the
    same on the right.
    """
    count, other_count, shared = 0, 0, False
    for position in range(left_ends[0], left_ends[1]):
        count += left[position] % _KINDS == kind
    for place in range(right_ends[0], right_ends[1]):
        other_count += right[place] % _KINDS == kind
        for position in range(left_ends[0], left_ends[1]):
            shared = shared or (left[position] == right[place] and left[position] % _KINDS == kind)
    return max(count, other_count) if shared else 0


@njit_no_refcount
def are_distinct(left: Ints, left_ends: Longs, right: Ints, right_ends: Longs) -> bool:
    """Return whether the table keeps two names distinct, regardless of their spelling.

    The groups are given as in `shared_group_count`.
    """
    is_one, is_other = False, False
    for position in range(left_ends[0], left_ends[1]):
        is_one = is_one or left[position] % _KINDS == DISTINCT
    for place in range(right_ends[0], right_ends[1]):
        is_other = is_other or right[place] % _KINDS == DISTINCT
    return (
        is_one
        and is_other
        and shared_group_count(DISTINCT, left, left_ends, right, right_ends) == 0
    )

"""Multiplicity penalty: the best of many alignments agrees by chance more often."""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.arrays import Ints
from matching.codes import code_lists
from matching.jit import njit_inline, njit_no_refcount
from matching.names.constants import SCALE
from matching.names.name_sets import NameSet
from matching.names.tokens.token_similarity import TokenPairs
from matching.names.tokens.transducer_choice import entry_bytes, is_equal

# The best of all alignments of two people's names counts, so more alternatives give more chance
# agreement. The penalty is log2 of the number of parts tried (count_parts_tried), times this factor
# (simulated).
PENALTY_BITS: Final = 1.5
MAX_PARTS: Final = 256  # from this number on the penalty is constant
MULTIPLICITY_PENALTY: Final = np.rint(
    PENALTY_BITS * SCALE * np.log2(np.maximum(np.arange(MAX_PARTS), 1))
).astype(np.int32)
NO_PENALTY: Final = np.zeros(MAX_PARTS, np.int32)  # used when only spelling is compared


@njit_inline
def part_count(names: NameSet, name: int) -> int:
    """Return the number of a name's parts, as an index into MULTIPLICITY_PENALTY."""
    return int(min(names.starts[name + 1] - names.starts[name], MAX_PARTS - 1))


@njit_no_refcount
def count_parts_tried(
    both: TokenPairs,
    sides: tuple[NameSet, NameSet],
    runs: tuple[tuple[int, int], tuple[int, int]],
    tried: Ints,
) -> None:
    """Write to `tried` int32[2, names] from how many parts each name was chosen, on either side.

    The number includes the name's own parts and those of the person's names that the other person
    does not have. A name that both have is not counted, so a further such name never lowers a
    score. A name composed with the father's counts only if it was chosen, because each further name
    creates one.
    """
    left, right = sides
    (first, last), (other_first, other_last) = runs
    tried[0, : last - first], tried[1, : other_last - other_first] = 0, 0
    for i in range(first, last):
        for j in range(other_first, other_last):
            if _is_same(both, left, i, right, j):
                tried[0, i - first], tried[1, j - other_first] = 1, 1
    for side in range(2):
        begin, end = runs[side]
        names = sides[side]
        single_parts = 0
        for name in range(begin, end):
            if not tried[side, name - begin] and names.roles[name] < code_lists.COMPOSED_NAME_ROLE:
                single_parts += part_count(names, name)
        for name in range(begin, end):
            is_in_script = (
                not tried[side, name - begin] and names.roles[name] < code_lists.COMPOSED_NAME_ROLE
            )
            parts = single_parts if is_in_script else single_parts + part_count(names, name)
            tried[side, name - begin] = min(parts, MAX_PARTS - 1)


@njit_inline
def _is_same(both: TokenPairs, left: NameSet, i: int, right: NameSet, j: int) -> bool:
    if part_count(left, i) != part_count(right, j):
        return False
    for place in range(left.starts[i + 1] - left.starts[i]):
        left_part = left.tokens[0, left.starts[i] + place]
        right_part = right.tokens[0, right.starts[j] + place]
        if not is_equal(entry_bytes(both.left, left_part), entry_bytes(both.right, right_part)):
            return False
    return True

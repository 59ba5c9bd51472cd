"""The kinds of key that the two records of a pair share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Longs
from matching.blocking.keys import key_table
from matching.jit import njit_cached
from matching.scoring.population import Population

KindSets = npt.NDArray[np.uint32]  # bit `1 << n` means keys.KEY_KINDS[n]


def shared_kinds(left: Population, right: Population, pairs: tuple[Longs, Longs]) -> KindSets:
    """Return the kinds of the keys that the records of each pair share; 0 without a shared key."""
    own = key_table(left)
    return _shared(own, own if right is left else key_table(right), *pairs)


@njit_cached
def _shared(
    left: tuple[Longs, Bytes, Longs],
    right: tuple[Longs, Bytes, Longs],
    lefts: Longs,
    rights: Longs,
) -> KindSets:
    starts, kinds, values = left
    other_starts, other_kinds, other_values = right
    kind_bits = np.zeros(lefts.size, np.uint32)
    for pair in range(lefts.size):
        for at in range(starts[lefts[pair]], starts[lefts[pair] + 1]):
            for other in range(other_starts[rights[pair]], other_starts[rights[pair] + 1]):
                if kinds[at] == other_kinds[other] and values[at] == other_values[other]:
                    kind_bits[pair] |= np.uint32(1) << np.uint32(kinds[at])
    return kind_bits

"""Edit distance between two romanised tokens. Compiled."""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.arrays import Bytes, Longs
from matching.jit import njit_inline, njit_no_refcount
from matching.names.tokens.transducer import LATIN_SYMBOLS

MAX_LETTERS: Final = 62  # of the token with `letter_places`, whose set of places is one number


@njit_inline
def letter_places(symbols: Bytes, places: Longs) -> None:
    """Write for each Latin symbol the set of its places (one bit each) in a token.

    The token has at most MAX_LETTERS letters. `places` is int64[LATIN_SYMBOLS].
    """
    places[:LATIN_SYMBOLS] = 0
    for position in range(symbols.size):
        places[symbols[position]] |= np.int64(1) << position


@njit_no_refcount
def edit_distance(places: Longs, size: int, other_sounds: Bytes) -> int:
    """Return the least number of insertions, deletions and substitutions between two tokens.

    One token has `size` letters, at most MAX_LETTERS, and the `places` that `letter_places` wrote.
    The other is `other_sounds`, its letters as Latin symbols. The method is Myers': a column of
    distances as two sets, of steps up and down.
    """
    if size == 0:
        return int(other_sounds.size)
    last = np.int64(1) << (size - 1)
    up, down, distance = (last << 1) - 1, np.int64(0), size
    for symbol in other_sounds:
        fits = places[symbol]
        diagonal = (((fits & up) + up) ^ up) | fits | down
        grows, falls = down | ~(diagonal | up), up & diagonal
        distance += int(grows & last != 0) - int(falls & last != 0)
        grows = (grows << 1) | 1
        up, down = (falls << 1) | ~(diagonal | grows), grows & diagonal
    return distance

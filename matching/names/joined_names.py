"""Comparison of two whole names, each joined into one word. Compiled.

It is used if one name is in syllables, where the ends of parts are unknown.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Bytes, Ints
from matching.jit import njit_no_refcount
from matching.names.constants import SCALE, WHOLE_BITS
from matching.names.text.scripts import LATIN, SCRIPTS
from matching.names.tokens.token_similarity import TokenPairs, discount_common
from matching.names.tokens.token_table import Entries
from matching.names.tokens.transducer import TransducerModels, Workspace
from matching.names.tokens.transducer_choice import (
    entry_bytes,
    latin_entry_bytes,
    script_number,
    spelling_odds,
)

_IS_SYLLABIC = np.array([script.is_syllabic for script in SCRIPTS])


@njit_no_refcount
def is_syllabic(side: Entries, token: int) -> bool:
    """Return whether a name that begins with this entry is written in a syllabic script."""
    return bool(_IS_SYLLABIC[script_number(entry_bytes(side, token))])


@njit_no_refcount
def joined_name_bits(both: TokenPairs, left: Ints, right: Ints, room: Workspace) -> int:
    """Return the bits (x 64) of two names (entries of their tokens), each joined into one word.

    One of the two is in syllables.
    """
    if is_syllabic(both.left, left[0]):
        return _whole_bits(both.models, (both.left, left), (both.right, right), room)
    return _whole_bits(both.models, (both.right, right), (both.left, left), room)


@njit_no_refcount
def _whole_bits(
    models: TransducerModels,
    syllabic: tuple[Entries, Ints],
    turned: tuple[Entries, Ints],
    room: Workspace,
) -> int:
    """Return the bits (x 64) of two joined names, the best over the second name's first part."""
    left_text = room.whole[0]
    one_latin = room.whole[1]
    right_text = room.whole[2]
    other_latin = room.whole[3]
    size, latin_size = _write_whole(syllabic[0], syllabic[1], 0, left_text, one_latin)
    best = -1.0e9
    for first in range(turned[1].size):
        other_size, other_latin_size = _write_whole(
            turned[0], turned[1], first, right_text, other_latin
        )
        odds = spelling_odds(
            models,
            left_text[:size],
            one_latin[:latin_size],
            right_text[:other_size],
            other_latin[:other_latin_size],
            room,
        )
        best = max(best, odds)
    frequency = min(_rarest(syllabic[0], syllabic[1]), _rarest(turned[0], turned[1]))
    return discount_common(best, frequency) + int(WHOLE_BITS * SCALE)


@njit_no_refcount
def _rarest(side: Entries, tokens: Ints) -> float:
    rarest = 1.0
    for token in tokens:
        rarest = min(rarest, np.float64(side.frequency[token]))
    return rarest


@njit_no_refcount
def _write_whole(
    side: Entries, tokens: Ints, first: int, out: Bytes, latin: Bytes
) -> tuple[int, int]:
    """Write a name's tokens in sequence, starting at `first` and wrapping around.

    Return the number of bytes of either form. If the tokens are of several scripts, or do not fit,
    both forms are the romanised one.
    """
    size, latin_size = 0, 0
    script = script_number(entry_bytes(side, tokens[first]))
    is_one_script = True
    for step in range(tokens.size):
        token = entry_bytes(side, tokens[(first + step) % tokens.size])
        is_one_script = is_one_script and script_number(token) == script
        for position in range(1 if script != LATIN and step > 0 else 0, token.size):
            if size < out.size:
                out[size] = token[position]
                size += 1
        for letter in latin_entry_bytes(side, tokens[(first + step) % tokens.size]):
            if latin_size < latin.size and (letter != 126 or latin_size == 0):
                latin[latin_size] = letter
                latin_size += 1
    if not is_one_script:
        size = latin_size
        for position in range(size):
            out[position] = latin[position]
    return size, latin_size

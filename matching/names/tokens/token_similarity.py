"""Bits of two token entries from spelling, rarity, neighbourhood density and relation by table.

Compiled. `TokenPairs` holds all inputs for two sides. Only transducer_choice.py compares letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matching.arrays import Floats, Ints, Longs
from matching.errors import PopulationError
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.constants import (
    BEYOND_OWN_ODDS,
    BEYOND_RARITY,
    CROWD_SHARE,
    EQUIVALENT_ODDS,
    INITIAL_FITS_BITS,
    NICKNAME_ODDS,
    SCALE,
    TWO_NAMES_BITS,
)
from matching.names.text.consonant_skeleton import is_skeleton
from matching.names.tokens.name_variants import (
    EQUIVALENT,
    NICKNAME,
    are_distinct,
    shared_group_count,
)
from matching.names.tokens.pair_cache import (
    MAX_ENTRIES,
    MIN_CACHED_BITS,
    NOT_CACHED,
    cache_bits,
    cached_bits,
    new_pair_cache,
)
from matching.names.tokens.prefilter import may_match, may_share_group
from matching.names.tokens.token_table import Entries, build_table, flatten
from matching.names.tokens.transducer import (
    TransducerModels,
    Workspace,
    new_workspace,
    shipped_models,
)
from matching.names.tokens.transducer_choice import entry_bytes, entry_odds, is_equal, is_initial

NOT_RELATED = -(1 << 20)
_INITIAL_FITS = int(INITIAL_FITS_BITS * SCALE)
_APART = int(TWO_NAMES_BITS * SCALE)
_RELATED = int(max(NICKNAME_ODDS, EQUIVALENT_ODDS) * SCALE)


class TokenPairs(NamedTuple):
    """Tables, transducers and the memo (`slots`, pair_cache.py) of two sides.

    `left_own[i]` is the log2 odds of left entry i against itself, 0 for a skeleton. `left_most[i]`
    is an upper bound on the bits (x 64) of left entry i with any entry. `right_own` and
    `right_most` are the same for the right side. Passing this object costs more than a memo
    look-up, so callers with many tokens read the memo first.
    """

    left: Entries
    right: Entries
    models: TransducerModels
    slots: Longs
    left_own: Floats
    right_own: Floats
    left_most: Ints
    right_most: Ints


def token_pairs(left: Entries, right: Entries, pairs: int) -> TokenPairs:
    """Return the token scorer of two tables, with an empty memo sized for `pairs` comparisons.

    Threads may share it. Raises PopulationError for a table with more entries than a memo can
    number.
    """
    if max(left.skeleton.size, right.skeleton.size) > MAX_ENTRIES:
        raise PopulationError("more distinct names than one comparison can hold")
    models = shipped_models()
    left_own = _own(models, left)
    right_own = left_own if right.letters is left.letters else _own(models, right)
    most = (_most(left, left_own), _most(right, right_own))
    return TokenPairs(left, right, models, new_pair_cache(pairs), left_own, right_own, *most)


def _own(models: TransducerModels, side: Entries) -> Floats:
    return side.own if side.own.size else own_odds(models, side)


def own_odds_of(tokens: Sequence[bytes]) -> Floats:
    """Return the log2 odds (float32) of tokens against themselves, 0 for skeletons."""
    table, ids = build_table(*flatten(tokens))
    own: Floats = own_odds(
        shipped_models(), table.entries(np.zeros(table.skeleton.size, np.float32))
    )[ids]
    own[[is_skeleton(token) for token in tokens]] = 0.0  # here the table holds skeletons as tokens
    return own


@njit_cached
def own_odds(models: TransducerModels, side: Entries) -> Floats:
    """Return the log2 odds (float32) of every entry of a table against itself, 0 for skeletons."""
    own = np.zeros(side.skeleton.size, np.float32)
    room = new_workspace()
    for index in range(own.size):
        if side.skeleton[index] != index:
            own[index] = entry_odds(models, side, side, index, index, room)
    return own


@njit_cached
def _most(side: Entries, own: Floats) -> Ints:
    """Return an upper bound on the bits (x 64) of each entry of a table.

    It is a little more than a token's bits with itself, or the bits of a matching initial or of a
    relation by table if these are more.
    """
    most = np.zeros(own.size, np.int32)
    for index in range(own.size):
        frequency = np.float64(min(side.frequency[index], side.frequency[side.skeleton[index]]))
        odds = np.float64(own[index]) + BEYOND_OWN_ODDS
        most[index] = max(
            discount_common(odds, 0.0 if is_initial(side, index) else frequency), _INITIAL_FITS
        )
        if side.kin_starts[index + 1] > side.kin_starts[index]:
            most[index] = max(most[index], _RELATED)
    return most


@njit_no_refcount
def token_bits(both: TokenPairs, i: int, j: int, is_joined: bool) -> int:  # noqa: FBT001
    """Return the bits (x 64) that a left entry `i` and a right entry `j` are one name.

    The result is at least a conflict's bits. `is_joined` means that one of them is two joined
    tokens.
    """
    left, right = both.left, both.right
    if not may_match(
        left.classes[i], left.outlines[i], right.classes[j], right.outlines[j], is_joined
    ):
        return MIN_CACHED_BITS
    bits = cached_bits(both.slots, i, j)
    return bits if bits != NOT_CACHED else _compare_one(both, i, j)


@njit_cached
def _compare_one(both: TokenPairs, i: int, j: int) -> int:
    return compute_bits(both, i, j, new_workspace())


@njit_inline
def compute_bits(both: TokenPairs, i: int, j: int, room: Workspace) -> int:
    """Return the bits (x 64) of two near entries, and store them in the memo."""
    bits = _spelling_bits(both, i, j, room)
    if may_share_group(both.left.classes[i], both.right.classes[j]):
        left, right = both.left, both.right
        if are_distinct(
            left.kin, left.kin_starts[i : i + 2], right.kin, right.kin_starts[j : j + 2]
        ):
            bits = min(bits, _APART)
        bits = max(bits, _kin_bits(left, right, i, j))
    return cache_bits(both.slots, i, j, bits)


@njit_inline
def _kin_bits(left: Entries, right: Entries, i: int, j: int) -> int:
    """Return the bits (x 64) of two names related by table, NOT_RELATED if they are not.

    A short form of several names shares its odds among them, because people with one of the other
    names would match as well.
    """
    frequency = np.float64(
        max(left.frequency[left.skeleton[i]], right.frequency[right.skeleton[j]])
    )
    best = NOT_RELATED
    for kind, odds in ((NICKNAME, NICKNAME_ODDS), (EQUIVALENT, EQUIVALENT_ODDS)):
        names = shared_group_count(
            kind, left.kin, left.kin_starts[i : i + 2], right.kin, right.kin_starts[j : j + 2]
        )
        if names:
            best = max(best, discount_common(odds - np.log2(names), min(names * frequency, 1.0)))
    return best


@njit_inline
def _spelling_bits(both: TokenPairs, i: int, j: int, room: Workspace) -> int:
    """Return the bits (x 64) of two entries by their spelling.

    No name matches another much better than it matches itself.
    """
    odds = entry_odds(both.models, both.left, both.right, i, j, room)
    odds = min(odds, np.float64(min(both.left_own[i], both.right_own[j])) + BEYOND_OWN_ODDS)
    if odds * SCALE <= MIN_CACHED_BITS:  # rarity and density cannot raise these bits
        return MIN_CACHED_BITS
    value = discount_common(odds, pair_frequency(both.left, both.right, i, j))
    crowd = min(both.left.crowd[i], both.right.crowd[j])
    if crowd >= 0.0:
        value += int(np.rint(CROWD_SHARE * min((odds - crowd) * SCALE - value, 0.0)))
    return value


@njit_no_refcount
def discount_common(odds: float, frequency: float) -> int:
    """Return log2 odds as bits (x 64), discounted by the share of people with the name.

    Another person of the same name would be spelt this differently nearly as often.
    """
    shared = max(odds + np.log2(frequency), -30.0) if frequency > 0.0 else -30.0
    penalty = np.log2(1.0 + np.exp2(min(shared, 60.0)))
    return int(np.rint((odds - (1.0 - BEYOND_RARITY) * penalty) * SCALE))


@njit_inline
def pair_frequency(left: Entries, right: Entries, i: int, j: int) -> float:
    """Return the share of people who would match as well because they have the same name.

    For identical spellings it is the share among people with a name in the script. It is 0 for an
    initial.
    """
    if is_initial(left, i) or is_initial(right, j):
        return 0.0
    if is_equal(entry_bytes(left, i), entry_bytes(right, j)):
        return np.float64(max(left.script_share[i], right.script_share[j]))
    return carrier_share(left, right, i, j)


@njit_inline
def carrier_share(left: Entries, right: Entries, i: int, j: int) -> float:
    """Return the larger share of all people who carry either spelling.

    For equal entries it is the entry's own share. For different entries it is the share of the more
    frequent skeleton: any spelling with either skeleton would match as well.
    """
    if not is_equal(entry_bytes(left, i), entry_bytes(right, j)):
        i, j = left.skeleton[i], right.skeleton[j]
    return np.float64(max(left.frequency[i], right.frequency[j]))


@njit_inline
def own_bits(side: Entries, own: Floats, token: int) -> int:
    """Return the bits (x 64) of an entry against another spelling that matches as well as itself.

    It assumes the share of the entry's skeleton and the same neighbourhood.
    """
    odds = np.float64(own[token])
    if is_initial(side, token):
        return discount_common(odds, 0.0)
    value = discount_common(
        odds, np.float64(max(side.script_share[token], side.frequency[side.skeleton[token]]))
    )
    if side.crowd[token] >= 0.0:
        value += int(np.rint(CROWD_SHARE * min((odds - side.crowd[token]) * SCALE - value, 0.0)))
    return value

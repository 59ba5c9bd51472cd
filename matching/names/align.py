"""Two names to one number: tokens assigned exactly, neighbours written as one, extra and missing parts paid for.

Compiled. All sums are whole 1/64 bits, so the best assignment is the same number either way round. Owns the memo of
token pairs; letters are looked at in odds.py alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.kin import EQUIVALENT, NICKNAME, groups_of
from matching.names.odds import (
    LONGEST_SYMBOLS,
    entry,
    entry_odds,
    is_equal,
    is_initial,
    latin_entry,
    script_number,
    spelling_odds,
)
from matching.names.scripts import LATIN, SCRIPTS
from matching.names.table import Bytes, Entries, Ints, Longs, is_far, may_be_kin
from matching.names.transducer import Models
from matching.names.weights import (
    BEYOND_RARITY,
    CONFLICT_BITS,
    CROWD_SHARE,
    EQUIVALENT_ODDS,
    EXTRA_BITS,
    FARTHEST_CLASSES,
    JOINED_BITS,
    NICKNAME_ODDS,
    SCALE,
    WHOLE_BITS,
)

_CONFLICT = int(CONFLICT_BITS * SCALE)
_EXTRA = int(EXTRA_BITS * SCALE)
_JOINED = int(JOINED_BITS * SCALE)
NO_EDGE = -(1 << 20)
NOT_YET = -(1 << 20)
WAYS = 4  # places of the memo that a pair may stand in; beyond that the first is written over
_IS_SYLLABIC = np.array([script.is_syllabic for script in SCRIPTS])


class TokenPairs(NamedTuple):
    """Everything that makes two entries, one of either table, into bits: tables, transducers, memo.

    The memo: `keys` holds left << 32 | right, plus one (0: empty), `values` the bits (x 64). `left_own`, `right_own`
    hold what an entry reaches against itself, NOT_YET until it is asked for.
    """

    left: Entries
    right: Entries
    models: Models
    keys: Longs
    values: Ints
    left_own: Ints
    right_own: Ints


@compiled
def token_bits(both: TokenPairs, i: int, j: int) -> int:
    """Return the bits (x 64) that entry `i` on the left and `j` on the right are one name; remembered in the memo."""
    one, other = both.left.classes[i], both.right.classes[j]
    if is_far(one, other, FARTHEST_CLASSES) and not may_be_kin(one, other):
        return _CONFLICT
    slot = _slot(both.keys, i, j)
    if both.keys[slot] != _key(i, j):
        both.values[slot] = _token_bits(both, i, j)
        both.keys[slot] = _key(i, j)
    return int(both.values[slot])


@compiled
def _key(i: int, j: int) -> int:
    return int((np.int64(i) << 32) | np.int64(j)) + 1


@compiled
def _slot(keys: Longs, i: int, j: int) -> int:
    """Return a pair's place in the memo: where it is, else where it may be written, one of WAYS beside each other.

    The finaliser of MurmurHash3: both ids reach every bit.
    """
    value = (np.uint64(i) << np.uint64(32)) | np.uint64(j)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    first = np.int64((value ^ (value >> np.uint64(33))) & np.uint64(keys.size - 1))
    key = _key(i, j)
    for way in range(WAYS):
        if keys[first ^ way] == key or keys[first ^ way] == 0:
            return int(first ^ way)
    return int(first)


@compiled
def _token_bits(both: TokenPairs, i: int, j: int) -> int:
    one, other = both.left.classes[i], both.right.classes[j]
    bits = _CONFLICT if is_far(one, other, FARTHEST_CLASSES) else _spelling_bits(both, i, j)
    return max(bits, _kin_bits(both.left, both.right, i, j)) if may_be_kin(one, other) else bits


@compiled
def _kin_bits(left: Entries, right: Entries, i: int, j: int) -> int:
    """Return the bits (x 64) of two names for being related by table, however they are spelt; NO_EDGE: they are not.

    A short form of several names stands for any of them: the odds are shared among them, and whoever carries one of the
    others would fit as well.
    """
    frequency = max(left.frequency[left.skeleton[i]], right.frequency[right.skeleton[j]])
    best = NO_EDGE
    for kind, odds in ((NICKNAME, NICKNAME_ODDS), (EQUIVALENT, EQUIVALENT_ODDS)):
        names = groups_of(kind, left.kin, left.kin_starts[i : i + 2], right.kin, right.kin_starts[j : j + 2])
        if names:
            best = max(best, _rarer(odds - np.log2(names), min(names * frequency, 1.0)))
    return best


@compiled
def _spelling_bits(both: TokenPairs, i: int, j: int) -> int:
    odds = entry_odds(both.models, both.left, both.right, i, j)
    value = _rarer(odds, pair_frequency(both.left, both.right, i, j))
    crowd = min(both.left.crowd[i], both.right.crowd[j])
    if crowd >= 0.0:
        value += int(np.rint(CROWD_SHARE * min((odds - crowd) * SCALE - value, 0.0)))
    return value


@compiled
def _rarer(odds: float, frequency: float) -> int:
    """Return odds (log2) as bits (x 64) when a share of people carry the name anyway: another person of the same name
    would be spelt this differently nearly as often.
    """
    shared = max(odds + np.log2(frequency), -30.0) if frequency > 0.0 else -30.0
    lost = np.log2(1.0 + np.exp2(min(shared, 60.0)))
    return int(np.rint((odds - (1.0 - BEYOND_RARITY) * lost) * SCALE))


@compiled
def pair_frequency(left: Entries, right: Entries, i: int, j: int) -> float:
    """Return the share of people who would fit as well by carrying the same name; 0 for an initial."""
    if is_initial(left, i) or is_initial(right, j):
        return 0.0
    if not is_equal(entry(left, i), entry(right, j)):
        one, other = left.skeleton[i], right.skeleton[j]
        if is_equal(entry(left, one), entry(right, other)):
            i, j = one, other
    return float(max(left.frequency[i], right.frequency[j]))


@compiled
def reach_bits(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the bits (x 64) that the two names could reach: the less of what each would against itself."""
    own, other = both.left_own, both.right_own
    reach, other_reach = 0, 0
    for token in left:
        if own[token] == NOT_YET:
            own[token] = _own_bits(both.models, both.left, token)
        reach += own[token]
    for token in right:
        if other[token] == NOT_YET:
            other[token] = _own_bits(both.models, both.right, token)
        other_reach += other[token]
    return min(reach, other_reach)


@compiled
def _own_bits(models: Models, side: Entries, token: int) -> int:
    odds = entry_odds(models, side, side, token, token)
    return _rarer(odds, 0.0 if is_initial(side, token) else float(side.frequency[token]))


@compiled
def name_bits(both: TokenPairs, left: Ints, right: Ints) -> int:
    """Return the bits (x 64) of two names (int32[2, tokens]: each token, and it with its neighbour as one)."""
    edges = np.full((3, left.shape[1], right.shape[1]), NO_EDGE, np.int32)
    bits = _assign(edges) if find_edges(both, left, right, edges) else leftovers(left.shape[1], right.shape[1])
    if is_syllabic(both.left, left[0]) != is_syllabic(both.right, right[0]):
        if is_syllabic(both.left, left[0]):
            bits = max(bits, whole_bits(both.models, (both.left, left[0]), (both.right, right[0])))
        else:
            bits = max(bits, whole_bits(both.models, (both.right, right[0]), (both.left, left[0])))
    return bits


@compiled
def find_edges(both: TokenPairs, left: Ints, right: Ints, edges: npt.NDArray[np.int32]) -> bool:
    """Write the bits of every two tokens that may be one name to `edges` (as `_assign` wants them); say if any are.

    Looks into the memo itself: a call that hands over all tables costs more than the look.
    """
    classes, other_classes, keys, values = both.left.classes, both.right.classes, both.keys, both.values
    has_edge = False
    for sort in range(3):
        one, other = left[1 if sort == 1 else 0], right[1 if sort == 2 else 0]
        least, cost = (0, _JOINED) if sort else (_CONFLICT, 0)
        for i in range(one.size):
            if one[i] < 0:
                continue
            for j in range(other.size):
                if other[j] < 0:
                    continue
                own, others = classes[one[i]], other_classes[other[j]]
                if is_far(own, others, FARTHEST_CLASSES) and not may_be_kin(own, others):
                    continue
                slot = _slot(keys, one[i], other[j])
                bits = int(values[slot]) if keys[slot] == _key(one[i], other[j]) else token_bits(both, one[i], other[j])
                if bits > least:
                    edges[sort, i, j] = bits + cost
                    has_edge = True
    return has_edge


@compiled
def is_syllabic(side: Entries, tokens: Ints) -> bool:
    """Say whether a name is written in signs that are syllables."""
    return bool(_IS_SYLLABIC[script_number(entry(side, tokens[0]))])


@compiled
def whole_bits(models: Models, syllabic: tuple[Entries, Ints], turned: tuple[Entries, Ints]) -> int:
    """Return the bits (x 64) of two names each written as one word, whichever part of the second comes first.

    For names in syllables against others: where one part ends and the next begins is not written there.
    """
    one, one_latin = np.empty(LONGEST_SYMBOLS, np.uint8), np.empty(LONGEST_SYMBOLS, np.uint8)
    other, other_latin = np.empty(LONGEST_SYMBOLS, np.uint8), np.empty(LONGEST_SYMBOLS, np.uint8)
    size, latin_size = _write_whole(syllabic[0], syllabic[1], 0, one, one_latin)
    best = -1.0e9
    for first in range(turned[1].size):
        other_size, other_latin_size = _write_whole(turned[0], turned[1], first, other, other_latin)
        odds = spelling_odds(
            models, one[:size], one_latin[:latin_size], other[:other_size], other_latin[:other_latin_size]
        )
        best = max(best, odds)
    frequency = min(_rarest(syllabic[0], syllabic[1]), _rarest(turned[0], turned[1]))
    return _rarer(best, frequency) + int(WHOLE_BITS * SCALE)


@compiled
def _rarest(side: Entries, tokens: Ints) -> float:
    rarest = 1.0
    for token in tokens:
        rarest = min(rarest, float(side.frequency[token]))
    return rarest


@compiled
def _write_whole(side: Entries, tokens: Ints, first: int, out: Bytes, latin: Bytes) -> tuple[int, int]:
    """Write a name's tokens one after the other, from the `first` on round; return how many bytes of either form.

    Where the tokens are of several scripts, or do not fit, both forms are the romanised one.
    """
    size, latin_size = 0, 0
    script = script_number(entry(side, tokens[first]))
    is_one_script = True
    for step in range(tokens.size):
        token = entry(side, tokens[(first + step) % tokens.size])
        is_one_script = is_one_script and script_number(token) == script
        for position in range(1 if script != LATIN and step > 0 else 0, token.size):
            if size < out.size:
                out[size] = token[position]
                size += 1
        for letter in latin_entry(side, tokens[(first + step) % tokens.size]):
            if latin_size < latin.size and (letter != 126 or latin_size == 0):
                latin[latin_size] = letter
                latin_size += 1
    if not is_one_script:
        out[:latin_size] = latin[:latin_size]
        size = latin_size
    return size, latin_size


@compiled
def leftovers(unused_a: int, unused_b: int) -> int:
    """Return what parts without partner cost: a conflict where both sides have one, little where only one side has."""
    return _CONFLICT * min(unused_a, unused_b) + _EXTRA * abs(unused_a - unused_b)


@compiled
def _assign(edges: npt.NDArray[np.int32]) -> int:
    """Return the best total over all assignments; `edges[0]`: one to one, `[1]`: two to one, `[2]`: one to two."""
    return _best_end(assignments(edges)[edges.shape[1]], edges.shape[1], edges.shape[2])


@compiled
def assignments(edges: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the best value of every state of an assignment, int32[left + 2, left + 1, masks] (trace.py walks it)."""
    count_a, count_b = edges.shape[1], edges.shape[2]
    masks = 1 << count_b
    # best[i, used, mask]: the first i left tokens decided, `used` of them matched, `mask` of the right ones taken.
    best = np.full((count_a + 2, count_a + 1, masks), NO_EDGE, np.int32)
    best[0, 0, 0] = 0
    for i in range(count_a):
        for used in range(i + 1):
            for mask in range(masks):
                value = best[i, used, mask]
                if value <= NO_EDGE:
                    continue
                best[i + 1, used, mask] = max(best[i + 1, used, mask], value)
                for j in range(count_b):
                    taken = mask | (1 << j)
                    if taken == mask:
                        continue
                    if edges[0, i, j] > NO_EDGE:
                        best[i + 1, used + 1, taken] = max(best[i + 1, used + 1, taken], value + edges[0, i, j])
                    if edges[1, i, j] > NO_EDGE:
                        best[i + 2, used + 2, taken] = max(best[i + 2, used + 2, taken], value + edges[1, i, j])
                    if edges[2, i, j] > NO_EDGE and not (mask >> (j + 1)) & 1:
                        both = taken | (1 << (j + 1))
                        best[i + 1, used + 1, both] = max(best[i + 1, used + 1, both], value + edges[2, i, j])
    return best


@compiled
def _best_end(ends: npt.NDArray[np.int32], count_a: int, count_b: int) -> int:
    """Return the best end state after paying for the parts left over on either side."""
    result = leftovers(count_a, count_b)
    for used in range(count_a + 1):
        for mask in range(1 << count_b):
            if ends[used, mask] > NO_EDGE:
                taken = 0
                for j in range(count_b):
                    taken += (mask >> j) & 1
                result = max(result, ends[used, mask] + leftovers(count_a - used, count_b - taken))
    return result

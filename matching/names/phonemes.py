"""How far apart two tokens sound, as the cheapest way of turning one's sounds into the other's; vowels cost little.

Compiled; owns the costs, in twentieths of a consonant (judged; what a cost is worth in bits is estimated, weights.py).
A written-out vowel that the other side left out costs next to nothing where short vowels are not written at all.
"""

from __future__ import annotations

import numpy as np

from matching.compiled import compiled
from matching.names.skeleton import class_of
from matching.names.table import Bytes

MOST_SOUNDS = 32
WHOLE = 20  # one consonant put for another

_VOWELS = (97, 101, 105, 117)  # a e i u

# Consonants (classes of skeleton.py) and vowels that are often put for each other, and what that costs.
_NEAR = (
    ("a", "e", 1), ("e", "i", 1), ("a", "i", 4), ("a", "u", 4), ("e", "u", 4), ("i", "u", 6), ("K", "H", 8),
    ("T", "D", 6), ("D", "S", 6), ("T", "S", 8), ("S", "J", 8), ("J", "K", 8), ("J", "Y", 4), ("J", "i", 6),
    ("Y", "i", 3), ("V", "u", 2), ("V", "F", 6), ("V", "B", 8), ("B", "F", 8), ("M", "N", 12), ("L", "R", 14),
    ("H", "a", 8), ("H", "e", 8),
    # c is k, s before e and i, j in Turkish; q is k, ch in Chinese; x is h in Somali, kh in Kurdish, s in Chinese.
    ("C", "K", 1), ("C", "Q", 2), ("C", "S", 4), ("C", "J", 4), ("Q", "K", 0), ("Q", "S", 6), ("X", "K", 3),
    ("X", "H", 2), ("X", "S", 4), ("X", "J", 4), ("X", "Q", 6), ("X", "C", 6),
)  # fmt: skip


def _cost_table() -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Return what each sound costs for each other, int32[128, 128]."""
    table = np.full((128, 128), WHOLE, np.int32)
    np.fill_diagonal(table, 0)
    for one, other, cost in _NEAR:
        table[ord(one), ord(other)] = table[ord(other), ord(one)] = cost
    return table


_COSTS = _cost_table()


@compiled
def write_sounds(token: Bytes, out: Bytes) -> int:
    """Write a token's sounds into `out` (uint8[32]), doubled ones once, and return how many there are."""
    position = 1 if token.size and token[0] == 126 else 0
    start = position
    length, previous = 0, 0
    while position < token.size and length < MOST_SOUNDS:
        letter = int(token[position])
        follower = int(token[position + 1]) if position + 1 < token.size else 0
        code = class_of(letter, follower, position - start)
        sound = code & 255
        if code < 256 and letter in (99, 113, 120):  # c q x: each spelling habit reads them its own way
            sound = letter - 32
        elif letter == 104 and follower == 115:  # hs, an x in Wade-Giles
            code, sound = 256, 88
        elif letter == 99 and follower == 122:  # cz
            code, sound = 256, 83
        position += 2 if code >= 256 else 1
        if sound == 0:  # a vowel, or w and y inside a word
            sound = 117 if letter in (111, 117, 119) else 105 if letter in (105, 121) else letter
        if sound != previous and not (sound == 72 and position >= token.size and length > 0):
            out[length] = sound
            length += 1
        previous = sound
    return length


@compiled
def _dropping(sound: int, short: int, long: int) -> int:
    """Return what it costs that a sound is missing on the other side, by what its vowels cost."""
    if sound in _VOWELS:
        return short if sound in (97, 101) else long
    # h is often left out, and so is the c that stands for the Arabic letter ain in Somali.
    return 6 if sound == 72 else 8 if sound == 67 else 14


@compiled
def distance(left: Bytes, right: Bytes) -> float:
    """Return the cost of turning one token into the other as a share of their consonants, 0 and up; symmetric."""
    one, other = np.empty(MOST_SOUNDS, np.uint8), np.empty(MOST_SOUNDS, np.uint8)
    count, other_count = write_sounds(left, one), write_sounds(right, other)
    left_bare = left.size > 0 and left[0] == 126
    right_bare = right.size > 0 and right[0] == 126
    # A vowel sound in a token without vowels is a letter that stands for a long one; in the other it may be short.
    row_short, row_long = (6, 8) if left_bare or not right_bare else (2, 3)
    column_short, column_long = (6, 8) if right_bare or not left_bare else (2, 3)
    costs = np.empty(MOST_SOUNDS + 1, np.int32)
    costs[0] = 0
    for j in range(other_count):
        costs[j + 1] = costs[j] + _dropping(other[j], column_short, column_long)
    for i in range(count):
        diagonal = costs[0]
        drop = _dropping(one[i], row_short, row_long)
        costs[0] += drop
        for j in range(other_count):
            best = min(diagonal + _COSTS[one[i], other[j]], costs[j + 1] + drop)
            diagonal = costs[j + 1]
            costs[j + 1] = min(best, costs[j] + _dropping(other[j], column_short, column_long))
    consonants = max(_consonants(one[:count]), _consonants(other[:other_count]), 1)
    return float(costs[other_count]) / (WHOLE * consonants)


@compiled
def _consonants(sounds: Bytes) -> int:
    count = 0
    for sound in sounds:
        if sound not in _VOWELS:
            count += 1
    return count

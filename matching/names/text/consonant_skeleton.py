"""Consonant skeleton of a token: one capital per consonant class, no vowels.

Spellings by different habits get the same skeleton. Compiled. The classes follow frequent
confusions in European offices: q/k/g/kh/gh/x/c, p/b, s/z/sh/ch/ts/zh and c before e, i, y
(Kovacevic loses its diacritics), j/dj/dz/dzh, w and y inside a word (written vowels in Arabic), a
final h, doubled letters.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Bytes
from matching.jit import njit_cached, njit_inline

# Letters and letter groups of each class (none: dropped); those at the beginning of a word; those
# before another letter that is not part of them.
_CLASSES = {
    "": "a e i o u w y",
    "B": "b p",
    "D": "d dh",
    "F": "f ph",
    "H": "h",
    "J": "j dj dz dzh",
    "K": "k g q c x kh gh",
    "L": "l",
    "M": "m",
    "N": "n",
    "R": "r",
    "S": "s z sh zh ch cz ts tsh tch",
    "T": "t th",
    "V": "v",
}
_BEGINNING = {"V": "w", "Y": "y"}
_BEFORE_ANOTHER = {"S": "ce ci cy"}

SKELETON_MARK = ord("^")  # first byte of a skeleton in a token table
LONGEST_SKELETON = 24


def _table(classes: dict[str, str], length: int) -> Bytes:
    """Return the class of every group of this many letters (a is 1), 0 for none."""
    table = np.zeros((27,) * length, np.uint8)
    for capital, spellings in classes.items():
        for letters in spellings.split():
            if len(letters) == length:
                table[tuple(ord(letter) - 96 for letter in letters)] = (
                    ord(capital) if capital else 0
                )
    return table


_ONE, _TWO, _THREE = (_table(_CLASSES, length) for length in (1, 2, 3))
_FIRST, _BEFORE = _table(_BEGINNING, 1), _table(_BEFORE_ANOTHER, 2)


def is_skeleton(token: bytes) -> bool:
    """Return whether an entry of a token table is a skeleton."""
    return token[:1] == bytes((SKELETON_MARK,))


@njit_cached
def class_of(letter: int, follower: int, third: int, place: int) -> int:
    """Return the class (a capital, or a digit itself) of the letter at `place`, 0 to drop it.

    Each following letter that belongs to the same group adds 256.
    """
    first, two, three = _number(letter), _number(follower), _number(third)
    if first == 0:
        return letter
    if _THREE[first, two, three]:
        return int(_THREE[first, two, three]) + 512
    if _TWO[first, two]:
        return int(_TWO[first, two]) + 256
    if place == 0 and _FIRST[first]:
        return int(_FIRST[first])
    return int(_BEFORE[first, two] or _ONE[first])


@njit_inline
def _number(letter: int) -> int:
    return letter - 96 if 97 <= letter <= 122 else 0


@njit_cached
def write_skeleton(token: Bytes, out: Bytes) -> int:
    """Write the skeleton of `token` (with its mark) into `out` (at least 25 bytes).

    Return its length. A token without consonants gets the skeleton A.
    """
    out[0] = SKELETON_MARK
    length = 1
    position = 1 if token.size and token[0] == 126 else 0
    start = position
    previous = 0
    while position < token.size and length < LONGEST_SKELETON:
        letter = int(token[position])
        follower = int(token[position + 1]) if position + 1 < token.size else 0
        third = int(token[position + 2]) if position + 2 < token.size else 0
        code = class_of(letter, follower, third, position - start)
        position += 1 + (code >> 8)
        capital = code & 255
        is_final_h = capital == 72 and position >= token.size and length > 1
        if capital and not is_final_h and capital != previous:
            out[length] = capital
            length += 1
        previous = capital  # a vowel between two equal consonants keeps both
    if length == 1:
        out[1] = 65
        length = 2
    return length

"""A token's consonant skeleton: a capital a class of consonants, no vowels, so that spelling habits fall together.

Compiled; owns the classes. They follow what offices in Europe confuse: q/k/g/kh/gh/x/c, p/b, s/z/sh/ch/ts/zh and c
before e, i, y (Kovacevic loses its signs), j/dj/dz/dzh, w and y inside a word (written vowels in Arabic), a final h,
doubled letters.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled

SKELETON_MARK = ord("^")  # first byte of a skeleton where it stands among tokens
LONGEST_SKELETON = 24


def is_skeleton(token: bytes) -> bool:
    """Say whether what stands among tokens is a skeleton and no name."""
    return token[:1] == bytes((SKELETON_MARK,))


@compiled
def class_of(letter: int, follower: int, third: int, place: int) -> int:
    """Return the class (a capital) of the letter at `place`, 0 to drop it; plus 256 for each letter behind it that is
    part of it.
    """
    h = 104
    if letter in (97, 101, 105, 111, 117):  # a e i o u
        return 0
    if letter in (119, 121):  # w y: consonants only at the beginning
        return (86 if letter == 119 else 89) if place == 0 else 0
    if letter == 116 and follower in (115, 99) and third == h:  # tsh tch
        return 83 + 512
    if letter == 100 and follower == 122:  # dz dzh
        return 74 + (512 if third == h else 256)
    if letter == 99 and follower in (101, 105, 121):  # c before e i y
        return 83
    if letter in (115, 122, 99) and follower == h:  # sh zh ch
        return 83 + 256
    if (letter == 99 and follower == 122) or (letter == 116 and follower == 115):  # cz ts
        return 83 + 256
    if letter in (107, 103) and follower == h:  # kh gh
        return 75 + 256
    if letter in (116, 100) and follower == h:  # th dh
        return (84 if letter == 116 else 68) + 256
    if letter == 112 and follower == h:  # ph
        return 70 + 256
    if letter == 100 and follower == 106:  # dj
        return 74 + 256
    if letter in (115, 122):
        return 83
    if letter in (107, 113, 99, 103, 120):  # k q c g x
        return 75
    if letter in (112, 98):
        return 66
    return letter - 32 if letter >= 97 else letter


@compiled
def write_skeleton(token: npt.NDArray[np.uint8], out: npt.NDArray[np.uint8]) -> int:
    """Write the skeleton of `token` (with its mark) into `out` (at least 25 bytes) and return its length.

    A token without any consonant gets the skeleton A.
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

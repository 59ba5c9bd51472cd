"""Prefilter: skip pairs of entries whose consonants differ too much.

Compiled; it reads two numbers per entry. `classes` is the set of consonant classes of the skeleton,
one bit each, and the marks below. An outline is the sequence of the classes, five bits each, first
lowest, with their number from bit 60 on. In both, f counts as v and j as s, because scripts differ
in which they write (Arabic has no v, Cyrillic no j).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.jit import njit_cached, njit_inline, njit_no_refcount

INITIAL: Final = 1 << 28
LOOSE: Final = 1 << 29  # a script whose spelling is a poor guide to the sound of other scripts
# The bits of `classes` above these represent groups of related names (name_variants.py). Two
# entries without a common bit share no group, so their groups need no search.
FIRST_GROUP_BIT: Final = 30
GROUP_BITS: Final = 33
_KIN: Final = ((1 << GROUP_BITS) - 1) << FIRST_GROUP_BIT
_ALL_CLASSES: Final = INITIAL - 1

MAX_CLASS_DISTANCE: Final = 6  # larger distances never match, not even in loose scripts
NEAR: Final = 0
NOT_NEAR: Final = -1
CLASSES: Final = 32  # values of an outline's five bits
_MOST = 12  # most classes of an outline; a longer skeleton has no outline
# Allowed consonant differences by the longer skeleton's length, 1 to 12, and for two joined tokens
# against one, which count only for a good match. Of the true pairs of the training part in Arabic,
# Hebrew, Russian and Ge'ez they exclude 2 to 4 %, about the share of wrong labels. In Korean,
# Japanese and Chinese they would exclude 7 to 15 %.
_FARTHEST = np.array([0, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 6, 7])
_FARTHEST_JOINED = np.array([0, 1, 1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6])

_ANY_NUMBER: Final = 99
_ONE, _TWO, _FOUR, _LAST = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
_BY_ONE, _BY_TWO = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_BY_FOUR, _SUMMED = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)


@njit_inline
def near_class(letter: int) -> int:
    """Return the number (0 to 27) of a skeleton class as the prefilter distinguishes it."""
    if letter == 70:  # f
        return 86 - 64
    if letter == 74:  # j
        return 83 - 64
    return min(max(int(letter) - 64, 0), 27)


@njit_cached
def skeleton_outlines(letters: Bytes, starts: Longs, skeleton: Ints) -> Longs:
    """Return the outline of each entry, 0 for one with more than twelve consonants."""
    out = np.zeros(skeleton.size, np.int64)
    for index in range(out.size):
        first, last = starts[skeleton[index]] + 1, starts[skeleton[index] + 1]
        if last - first <= _MOST:
            out[index] = np.int64(last - first) << 60
            for position in range(first, last):
                out[index] |= np.int64(near_class(letters[position]) + 1) << (
                    5 * (position - first)
                )
    return out


@njit_no_refcount
def are_classes_far(left: int, right: int, farthest: int) -> bool:
    """Return whether two sets of consonant classes differ too much.

    They differ in more than `farthest`, or in more than two without a common class. False for an
    initial.
    """
    if (left | right) & INITIAL:
        return False
    if left & right & _ALL_CLASSES == 0:
        farthest = min(farthest, 2)
    rest = (left ^ right) & _ALL_CLASSES
    for _ in range(farthest):
        rest &= rest - 1
    return bool(rest != 0)


@njit_no_refcount
def may_share_group(left: int, right: int) -> bool:
    """Return whether two entries may share a group of related names; False is certain."""
    return bool(left & right & _KIN)


@njit_inline
def may_match(left: int, one_outline: int, right: int, other_outline: int, is_joined: bool) -> bool:  # noqa: FBT001
    """Return whether two entries may be one name by classes and outlines; False is certain.

    `is_joined` means that one of them is two joined tokens.
    """
    most = outline_edits_allowed(left, one_outline, right, other_outline, is_joined)
    return bool(most == NEAR or (most > NEAR and _edits_of_two(one_outline, other_outline) <= most))


@njit_inline
def outline_edits_allowed(
    left: int,
    one_outline: int,
    right: int,
    other_outline: int,
    is_joined: bool,  # noqa: FBT001
) -> int:
    """Return NEAR or NOT_NEAR if sets and sizes decide, else the allowed outline edits.

    `is_joined` means that one of the entries is two joined tokens.
    """
    if may_share_group(left, right):
        return NEAR
    if (left | right) & (INITIAL | LOOSE) or one_outline == 0 or other_outline == 0:
        return NOT_NEAR if are_classes_far(left, right, MAX_CLASS_DISTANCE) else NEAR
    size, other_size = (one_outline >> 60) & 15, (other_outline >> 60) & 15
    most = (
        _FARTHEST_JOINED[max(size, other_size)] if is_joined else _FARTHEST[max(size, other_size)]
    )
    if abs(size - other_size) > most or are_classes_far(
        left, right, min(2 * most, MAX_CLASS_DISTANCE)
    ):
        return NOT_NEAR
    return NEAR if max(size, other_size) <= most else most


@njit_cached
def _edits_of_two(left: int, right: int) -> int:
    places = np.empty(CLASSES, np.int64)
    read_outline(left, places)
    return outline_edits(places, left, right)


@njit_inline
def outline_size(outline: int) -> int:
    """Return the number of consonants in an outline; 0 if there is none."""
    return (outline >> 60) & 15


@njit_inline
def allowed_edits(classes: int, outline: int, is_joined: int) -> int:
    """Return the most consonants in which an entry may differ from an entry that is not longer.

    A loose script and an entry without an outline allow any number.
    """
    if classes & LOOSE or outline == 0:
        return _ANY_NUMBER
    return int(
        _FARTHEST_JOINED[outline_size(outline)] if is_joined else _FARTHEST[outline_size(outline)]
    )


@njit_inline
def may_match_by_classes(
    left: int, allowed: int, size: int, right: int, other_allowed: int, other_size: int
) -> bool:
    """Return whether two entries may be near, by classes only; False is certain.

    Each class that only one set has requires at least one substitution or deletion.
    """
    most = max(allowed, other_allowed)
    only_left = _count(left & ~right & _ALL_CLASSES)
    only_right = _count(right & ~left & _ALL_CLASSES)
    farthest = min(2 * most, MAX_CLASS_DISTANCE)
    if left & right & _ALL_CLASSES == 0:
        farthest = min(farthest, 2)
    is_close = (only_left + only_right <= farthest) & (only_left <= most) & (only_right <= most)
    is_close &= abs(size - other_size) <= most
    return bool(is_close | ((left & right & _KIN) != 0) | (((left | right) & INITIAL) != 0))


@njit_inline
def _count(members: int) -> int:
    """Return the size of a set, in a form that compiles to the processor's bit count."""
    rest = np.uint64(members)
    rest -= (rest >> _ONE) & _BY_ONE
    rest = (rest & _BY_TWO) + ((rest >> _TWO) & _BY_TWO)
    rest = (rest + (rest >> _FOUR)) & _BY_FOUR
    return int((rest * _SUMMED) >> _LAST)


@njit_no_refcount
def read_outline(outline: int, places: Longs) -> None:
    """Write for each class the set of its places (one bit each) in an outline.

    `places` is int64[CLASSES].
    """
    places[:] = 0
    for position in range((outline >> 60) & 15):
        places[(outline >> (5 * position)) & 31] |= np.int64(1) << position


@njit_no_refcount
def outline_edits(places: Longs, left: int, right: int) -> int:
    """Return the edit distance in consonants between two outlines.

    `read_outline` wrote the `places` of `left`. Neither outline is 0. The method is Myers': a
    column of edit distances as two sets, of steps up and of steps down.
    """
    size, other_size = (left >> 60) & 15, (right >> 60) & 15
    up, down, distance = (1 << size) - 1, 0, size
    last = 1 << (size - 1)
    for place in range(other_size):
        fits = places[(right >> (5 * place)) & 31]
        diagonal = (((fits & up) + up) ^ up) | fits | down
        grows, falls = down | ~(diagonal | up), up & diagonal
        distance += int(grows & last != 0) - int(falls & last != 0)
        grows = (grows << 1) | 1
        up, down = (falls << 1) | ~(diagonal | grows), grows & diagonal
    return distance

"""Summary cards: one cache line per person, enough for an upper bound on a pair's bits.

Compiled. A card decides no level. It saves the comparison of pairs that cannot reach the floor.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.arrays import Ints, Longs
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.kernel.attribute_numbers import (
    BIRTH,
    BIRTH_PLACE,
    DOCUMENT,
    ETHNICITY,
    EVENT,
    HEIGHT,
    HOME,
    INTERVAL,
    MARKS,
    ORIGIN,
    PHONE,
    RELATIVE,
    SENSITIVE_MARKS,
)
from matching.kernel.births import birth_level, soften_misfit
from matching.kernel.coded import ATTRIBUTES, COUNT, coded_level
from matching.kernel.origin import LANGUAGE_PLAUSIBLE, LANGUAGE_SHARED, origin_of
from matching.kernel.phones import ONE_DIGIT, SHORT_TAIL_MODULUS
from matching.kernel.physical import growth_level
from matching.kernel.places import OTHER_COUNTRY, ROUTE, SAME_PLACE, days_level
from matching.model import coded, levels
from matching.packing.columns import FactColumns

# Numbers of a card. 0 to 6: the only birth, with its source and the role and day of the only event.
# Then the kinds of values present; sex, colours and centimetres; two nations; two languages; the
# day of the measurement. Then sets as masks: countries of birth, relations, ordinary marks, last
# digits of phones.
_HAS, _BODY, _NATIONS, _LANGUAGES, _MEASURED, _LANDS, _RELATIONS, _MARKS, _PHONES = range(7, 16)
CARD_WIDTH = 16
_KNOWN = 6  # the number that holds all three
_ROLE_BITS = 4  # its first bit of the role
_DAY_BITS = 8  # its first bit of the day
(
    _MANY_BIRTHS,
    _MANY_ORIGINS,
    _BIRTH,
    _BIRTH_WORDS,
    _EVENT,
    _DOCUMENT,
    _ETHNICITY,
    _TALL,
    _MANY_EVENTS,
    _HOME,
    _SENSITIVE_MARK,
) = (1 << bit for bit in range(11))
# The number that holds the centimetres and after them every code: first bit and mask of each.
_MOST_CM = 255
_CODE_WIDTHS = [len(attribute.codes).bit_length() for attribute in coded.CODED.values()]
_CODE_SHIFTS = np.cumsum([_MOST_CM.bit_length(), *_CODE_WIDTHS[:-1]])
_CODE_MASKS = np.array([(1 << width) - 1 for width in _CODE_WIDTHS])
if _CODE_SHIFTS[-1] + _CODE_WIDTHS[-1] > 31:
    raise ValueError("the codes exceed one number of a card")

_LAST = np.array([len(attribute.levels) - 1 for attribute in levels.ATTRIBUTES])
_NO_MARK = levels.level_number("marks", "differ")


@njit_cached
def summary_cards(columns: FactColumns) -> Ints:
    """Return the card of each person, int32[people, 16]: the numbers listed above.

    The birth and the event are 0 unless the person has exactly one.
    """
    cards = np.zeros((columns.body.shape[0], CARD_WIDTH), np.int32)
    for person in range(cards.shape[0]):
        card = cards[person]
        births = columns.births[columns.birth_starts[person] : columns.birth_starts[person + 1]]
        if births.shape[0] == 1:
            card[:7] = births[0, :7]
        places = columns.places[columns.place_starts[person] : columns.place_starts[person + 1]]
        if places.shape[0] == 1:
            day = 0 if places[0, 2] == ROUTE else places[0, 1]
            card[_KNOWN] |= places[0, 2] << _ROLE_BITS | day << _DAY_BITS
        card[_HAS] = _what_there_is(columns, person)
        card[_BODY] = min(columns.height[person, 0], _MOST_CM)
        for place in range(COUNT):
            card[_BODY] |= np.int64(columns.body[person, place]) << _CODE_SHIFTS[place]
        card[_MEASURED] = columns.height[person, 1]
        card[_NATIONS] = _first_two(
            columns.nations[columns.nation_starts[person] : columns.nation_starts[person + 1]]
        )
        card[_LANGUAGES] = _first_two(
            columns.languages[columns.language_starts[person] : columns.language_starts[person + 1]]
        )
        for spot in columns.spots[columns.spot_starts[person] : columns.spot_starts[person + 1]]:
            if spot[0] == 0:
                card[_LANDS] |= _bit(spot[1])
        for relative in columns.relatives[
            columns.relative_starts[person] : columns.relative_starts[person + 1]
        ]:
            card[_RELATIONS] |= _bit(relative[0])
        for mark in columns.marks[columns.mark_starts[person] : columns.mark_starts[person + 1]]:
            card[_MARKS] |= _bit(mark[0] * 64 + mark[1])
        for phone in columns.phones[
            columns.phone_starts[person] : columns.phone_starts[person + 1]
        ]:
            card[_PHONES] |= _bit(phone % SHORT_TAIL_MODULUS)
    return cards


@njit_no_refcount
def _bit(number: int) -> int:
    """Return a mask with one bit out of 31, chosen by the number."""
    return 1 << int(
        (np.uint64(number) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)) % np.uint64(31)
    )


@njit_no_refcount
def _first_two(codes: npt.NDArray[np.uint16]) -> int:
    pair = np.int64(0)
    for place in range(min(codes.size, 2)):
        pair |= np.int64(codes[place]) << (16 * place)
    return int(pair)


@njit_no_refcount
def _run_length(starts: Longs, person: int) -> int:
    return int(starts[person + 1] - starts[person])


@njit_no_refcount
def _what_there_is(columns: FactColumns, person: int) -> int:
    births = _run_length(columns.birth_starts, person)
    nations = _run_length(columns.nation_starts, person)
    has = _MANY_BIRTHS if births > 1 else 0
    has |= _MANY_ORIGINS if max(nations, _run_length(columns.language_starts, person)) > 2 else 0
    has |= _BIRTH if births else 0
    has |= _BIRTH_WORDS if _run_length(columns.birth_place_starts, person) else 0
    places = _run_length(columns.place_starts, person)
    has |= _EVENT if places else 0
    has |= _MANY_EVENTS if places > 1 else 0
    has |= _DOCUMENT if _run_length(columns.document_starts, person) else 0
    has |= _ETHNICITY if _run_length(columns.ethnicity_starts, person) else 0
    has |= _HOME if _run_length(columns.home_starts, person) else 0
    has |= _SENSITIVE_MARK if _run_length(columns.sensitive_mark_starts, person) else 0
    return has | (_TALL if columns.height[person, 0] >= _MOST_CM else 0)


@njit_cached
def max_bits_of(bits: Ints) -> Ints:
    """Return the most bits (x 64) of each attribute if both sides have it, int32[A].

    No known level may have fewer bits than a lower one; weight_set.py checks that.
    """
    most = np.zeros(levels.ATTRIBUTE_COUNT, np.int32)
    for attribute in range(levels.ATTRIBUTE_COUNT):
        most[attribute] = max(bits[attribute, _LAST[attribute]], 0)
    return most


@njit_inline
def upper_bound(left: Ints, a: int, right: Ints, b: int, bits: Ints, most: Ints) -> int:
    """Return an upper bound on two people's bits (x 64), names excluded.

    `most` is the result of `max_bits_of`.
    """
    has, other_has = left[a, _HAS], right[b, _HAS]
    both, either = has & other_has, has | other_has
    packed, other_packed = left[a, _KNOWN], right[b, _KNOWN]
    total = 0
    if both & _BIRTH:
        left_card = (left[a, 0], left[a, 1], left[a, 2], left[a, 3], left[a, 4], left[a, 5])
        right_card = (right[b, 0], right[b, 1], right[b, 2], right[b, 3], right[b, 4], right[b, 5])
        value = soften_misfit(
            bits[BIRTH, birth_level(left_card, right_card)], packed & 0xF, other_packed & 0xF
        )
        total += most[BIRTH] if either & _MANY_BIRTHS else value
    body, other_body = left[a, _BODY], right[b, _BODY]
    for place in range(COUNT):
        shift, mask = _CODE_SHIFTS[place], _CODE_MASKS[place]
        level = coded_level(place, body >> shift & mask, other_body >> shift & mask)
        total += bits[ATTRIBUTES[place], level]
    height, other_height = body & _MOST_CM, other_body & _MOST_CM
    if height and other_height:
        if either & (_TALL | _MANY_BIRTHS):
            total += most[HEIGHT]
        else:
            born = max(left[a, 1], right[b, 1])
            sizes = (height, left[a, _MEASURED]), (other_height, right[b, _MEASURED])
            total += bits[HEIGHT, growth_level(sizes[0], sizes[1], born)]
    if either & _MANY_ORIGINS:
        total += most[ORIGIN]
    else:
        nation = _share(left[a, _NATIONS], right[b, _NATIONS])
        # A card holds neither how widely a language is spoken nor which languages go together.
        language = (0, LANGUAGE_PLAUSIBLE, LANGUAGE_SHARED)[
            _share(left[a, _LANGUAGES], right[b, _LANGUAGES])
        ]
        total += bits[ORIGIN, origin_of(nation, language)]
    if both & _EVENT:
        role, other_role = packed >> _ROLE_BITS & 0xF, other_packed >> _ROLE_BITS & 0xF
        if either & _MANY_EVENTS:
            total += most[EVENT] + most[INTERVAL]
        else:
            total += most[EVENT] if ROUTE in (role, other_role) else max(bits[EVENT, SAME_PLACE], 0)
            level = days_level(packed >> _DAY_BITS, role, other_packed >> _DAY_BITS, other_role)
            total += bits[INTERVAL, level]
    total += most[DOCUMENT] if may_share_documents(left, a, right, b) else 0
    total += most[ETHNICITY] if both & _ETHNICITY else 0
    total += most[HOME] if both & _HOME else 0
    total += most[SENSITIVE_MARKS] if both_have_sensitive_marks(left, a, right, b) else 0
    total += most[RELATIVE] if may_share_relatives(left, a, right, b) else 0
    if may_share_birth_place(left, a, right, b):
        total += most[BIRTH_PLACE]
    elif left[a, _LANDS] and right[b, _LANDS]:
        total += bits[BIRTH_PLACE, OTHER_COUNTRY]
    if both_have_phones(left, a, right, b):
        total += phones_upper_bound(left, a, right, b, bits, most)
    if left[a, _MARKS] and right[b, _MARKS]:
        total += most[MARKS] if may_share_marks(left, a, right, b) else bits[MARKS, _NO_MARK]
    return int(total)


@njit_inline
def may_share_documents(left: Ints, a: int, right: Ints, b: int) -> bool:
    """Return whether both people have documents."""
    return bool(left[a, _HAS] & right[b, _HAS] & _DOCUMENT)


@njit_inline
def both_have_phones(left: Ints, a: int, right: Ints, b: int) -> bool:
    """Return whether both people have phones."""
    return bool(left[a, _PHONES] != 0 and right[b, _PHONES] != 0)


@njit_inline
def phones_upper_bound(left: Ints, a: int, right: Ints, b: int, bits: Ints, most: Ints) -> int:
    """Return an upper bound on the bits (x 64) of two people's phones, without digit errors.

    `most` is the result of `max_bits_of`.
    """
    return int(most[PHONE] if left[a, _PHONES] & right[b, _PHONES] else bits[PHONE, ONE_DIGIT])


@njit_inline
def may_share_marks(left: Ints, a: int, right: Ints, b: int) -> bool:
    """Return whether two people may have an ordinary mark in common."""
    return bool(left[a, _MARKS] & right[b, _MARKS])


@njit_inline
def both_have_sensitive_marks(left: Ints, a: int, right: Ints, b: int) -> bool:
    """Return whether both people have sensitive marks."""
    return bool(left[a, _HAS] & right[b, _HAS] & _SENSITIVE_MARK)


@njit_inline
def may_share_relatives(left: Ints, a: int, right: Ints, b: int) -> bool:
    """Return whether two people may have relatives of one relation."""
    return bool(left[a, _RELATIONS] & right[b, _RELATIONS])


@njit_inline
def may_share_birth_place(left: Ints, a: int, right: Ints, b: int) -> bool:
    """Return whether two people may have a place of birth in common."""
    lands, other_lands = left[a, _LANDS], right[b, _LANDS]
    if lands and other_lands:
        return bool(lands & other_lands)
    return bool(left[a, _HAS] & right[b, _HAS] & _BIRTH_WORDS)


@njit_no_refcount
def _share(left: int, right: int) -> int:
    """Compare two sets of at most two codes.

    Return 0 if one is empty, 1 if they have no common code, 2 otherwise.
    """
    if left == 0 or right == 0:
        return 0
    first = left & 0xFFFF
    second = left >> 16 & 0xFFFF
    third = right & 0xFFFF
    fourth = right >> 16 & 0xFFFF
    shares = first in (third, fourth) or (second != 0 and second in (third, fourth))
    return 2 if shares else 1

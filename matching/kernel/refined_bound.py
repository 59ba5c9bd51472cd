"""Refined upper bound on two people's bits apart from names. Compiled.

It is used for pairs whose bound from the cards reaches the floor. It compares exactly the values
that a card holds as a mask or only as present. It compares no text.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching.arrays import Ints, Longs
from matching.jit import njit_inline
from matching.kernel import upper_bound
from matching.kernel.attribute_numbers import (
    BIRTH_PLACE,
    DOCUMENT,
    MARKS,
    PHONE,
    RELATIVE,
    SENSITIVE_MARKS,
)
from matching.kernel.documents import documents_level
from matching.kernel.phones import phones_level
from matching.kernel.physical import marks_level
from matching.kernel.places import level_of_spots
from matching.kernel.relatives import RELATIVE_PART, relatives_upper_bound
from matching.names.tokens.token_similarity import TokenPairs
from matching.packing.columns import ComparisonSide, FactColumns

_Value = TypeVar("_Value", bound=np.generic)


@njit_inline
def rows_of_person(values: npt.NDArray[_Value], starts: Longs, person: int) -> npt.NDArray[_Value]:
    """Return the rows of one person in a column."""
    return values[starts[person] : starts[person + 1]]


@njit_inline
def refined_bound(
    sides: tuple[ComparisonSide, ComparisonSide],
    pair: tuple[int, int],
    both: TokenPairs,
    bits: Ints,
    most: Ints,
    total: int,
) -> int:
    """Return an upper bound on the bits (x 64) of two people, names excluded.

    `total` is the bound from their cards (`upper_bound`). Facts that cards do not compare are
    compared here, for a lower bound. `most` is the result of `max_bits_of`.
    """
    a, b = pair
    left_cards, right_cards = sides[0].cards, sides[1].cards
    left_columns, right_columns = sides[0].columns, sides[1].columns
    if upper_bound.may_share_documents(left_cards, a, right_cards, b):
        total += (
            bits[DOCUMENT, documents_level_of(left_columns, a, right_columns, b)] - most[DOCUMENT]
        )
    if upper_bound.both_have_phones(left_cards, a, right_cards, b):
        promised = upper_bound.phones_upper_bound(left_cards, a, right_cards, b, bits, most)
        total += bits[PHONE, phones_level_of(left_columns, a, right_columns, b)] - promised
    if upper_bound.may_share_marks(left_cards, a, right_cards, b):
        total += bits[MARKS, marks_level_of(left_columns, a, right_columns, b)] - most[MARKS]
    if upper_bound.both_have_sensitive_marks(left_cards, a, right_cards, b):
        total += (
            bits[SENSITIVE_MARKS, sensitive_marks_level_of(left_columns, a, right_columns, b)]
            - most[SENSITIVE_MARKS]
        )
    if upper_bound.may_share_relatives(left_cards, a, right_cards, b):
        level = relatives_upper_bound(
            both,
            rows_of_person(left_columns.relatives, left_columns.relative_starts, a),
            rows_of_person(right_columns.relatives, right_columns.relative_starts, b),
        )
        # Fathers who agree may be excluded; then no other relative may remain.
        value = bits[RELATIVE, level]
        total += (max(value, 0) if level >= RELATIVE_PART else value) - most[RELATIVE]
    if upper_bound.may_share_birth_place(left_cards, a, right_cards, b):
        level, is_decided = level_of_spots(
            rows_of_person(left_columns.birth_place_tokens, left_columns.birth_place_starts, a),
            rows_of_person(right_columns.birth_place_tokens, right_columns.birth_place_starts, b),
            rows_of_person(left_columns.spots, left_columns.spot_starts, a),
            rows_of_person(right_columns.spots, right_columns.spot_starts, b),
        )
        if is_decided:
            total += bits[BIRTH_PLACE, level] - most[BIRTH_PLACE]
    return int(total)


@njit_inline
def documents_level_of(left: FactColumns, a: int, right: FactColumns, b: int) -> int:
    """Return the level of two people's documents."""
    return documents_level(
        rows_of_person(left.documents, left.document_starts, a),
        rows_of_person(left.document_signs, left.document_starts, a),
        rows_of_person(right.documents, right.document_starts, b),
        rows_of_person(right.document_signs, right.document_starts, b),
    )


@njit_inline
def phones_level_of(left: FactColumns, a: int, right: FactColumns, b: int) -> int:
    """Return the level of two people's phones."""
    return phones_level(
        rows_of_person(left.phones, left.phone_starts, a),
        rows_of_person(left.phone_flags, left.phone_starts, a),
        rows_of_person(right.phones, right.phone_starts, b),
        rows_of_person(right.phone_flags, right.phone_starts, b),
    )


@njit_inline
def marks_level_of(left: FactColumns, a: int, right: FactColumns, b: int) -> int:
    """Return the level of two people's ordinary marks."""
    return marks_level(
        rows_of_person(left.marks, left.mark_starts, a),
        rows_of_person(left.mark_words, left.mark_starts, a),
        rows_of_person(right.marks, right.mark_starts, b),
        rows_of_person(right.mark_words, right.mark_starts, b),
    )


@njit_inline
def sensitive_marks_level_of(left: FactColumns, a: int, right: FactColumns, b: int) -> int:
    """Return the level of two people's sensitive marks."""
    return marks_level(
        rows_of_person(left.sensitive_marks, left.sensitive_mark_starts, a),
        rows_of_person(left.sensitive_mark_words, left.sensitive_mark_starts, a),
        rows_of_person(right.sensitive_marks, right.sensitive_mark_starts, b),
        rows_of_person(right.sensitive_mark_words, right.sensitive_mark_starts, b),
    )

"""What two people reach at most beside their names, where two cards promise more than there may be.
Compiled.

Looked up exactly is what a card holds as a mask, or as no more than that there is something; no
letters are compared.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

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
from matching.names.tokens.token_table import Ints, Longs
from matching.packing.columns import ComparisonSide, FactColumns

_Value = TypeVar("_Value", bound=np.generic)


@njit_inline
def rows_of_person(values: npt.NDArray[_Value], starts: Longs, person: int) -> npt.NDArray[_Value]:
    """Return a person's own rows of a column."""
    return values[starts[person] : starts[person + 1]]


@njit_inline
def refined_bound(  # noqa: PLR0913, PLR0917, RUF100
    sides: tuple[ComparisonSide, ComparisonSide],
    a: int,
    b: int,
    both: TokenPairs,
    bits: Ints,
    most: Ints,
    total: int,
) -> int:
    """Return the bits (x 64) that two people reach at most, names not counted, of whom cards.reach
    told `total`.
    """
    ours, theirs = sides[0].cards, sides[1].cards
    one, other = sides[0].columns, sides[1].columns
    if upper_bound.may_share_documents(ours, a, theirs, b):
        total += bits[DOCUMENT, documents_level_of(one, a, other, b)] - most[DOCUMENT]
    if upper_bound.both_have_phones(ours, a, theirs, b):
        promised = upper_bound.phones_upper_bound(ours, a, theirs, b, bits, most)
        total += bits[PHONE, phones_level_of(one, a, other, b)] - promised
    if upper_bound.may_share_marks(ours, a, theirs, b):
        total += bits[MARKS, marks_level_of(one, a, other, b)] - most[MARKS]
    if upper_bound.both_have_sensitive_marks(ours, a, theirs, b):
        total += (
            bits[SENSITIVE_MARKS, sensitive_marks_level_of(one, a, other, b)]
            - most[SENSITIVE_MARKS]
        )
    if upper_bound.may_share_relatives(ours, a, theirs, b):
        level = relatives_upper_bound(
            both,
            rows_of_person(one.relatives, one.relative_starts, a),
            rows_of_person(other.relatives, other.relative_starts, b),
        )
        # Fathers who agree may be left out, and then there may be no other relative.
        value = bits[RELATIVE, level]
        total += (max(value, 0) if level >= RELATIVE_PART else value) - most[RELATIVE]
    if upper_bound.may_share_birth_place(ours, a, theirs, b):
        level, is_told = level_of_spots(
            rows_of_person(one.birth_place_tokens, one.birth_place_starts, a),
            rows_of_person(other.birth_place_tokens, other.birth_place_starts, b),
            rows_of_person(one.spots, one.spot_starts, a),
            rows_of_person(other.spots, other.spot_starts, b),
        )
        if is_told:
            total += bits[BIRTH_PLACE, level] - most[BIRTH_PLACE]
    return int(total)


@njit_inline
def documents_level_of(one: FactColumns, a: int, other: FactColumns, b: int) -> int:
    """Return the level of two people's documents."""
    return documents_level(
        rows_of_person(one.documents, one.document_starts, a),
        rows_of_person(one.document_signs, one.document_starts, a),
        rows_of_person(other.documents, other.document_starts, b),
        rows_of_person(other.document_signs, other.document_starts, b),
    )


@njit_inline
def phones_level_of(one: FactColumns, a: int, other: FactColumns, b: int) -> int:
    """Return the level of two people's phones."""
    return phones_level(
        rows_of_person(one.phones, one.phone_starts, a),
        rows_of_person(one.phone_flags, one.phone_starts, a),
        rows_of_person(other.phones, other.phone_starts, b),
        rows_of_person(other.phone_flags, other.phone_starts, b),
    )


@njit_inline
def marks_level_of(one: FactColumns, a: int, other: FactColumns, b: int) -> int:
    """Return the level of two people's ordinary marks."""
    return marks_level(
        rows_of_person(one.marks, one.mark_starts, a),
        rows_of_person(one.mark_words, one.mark_starts, a),
        rows_of_person(other.marks, other.mark_starts, b),
        rows_of_person(other.mark_words, other.mark_starts, b),
    )


@njit_inline
def sensitive_marks_level_of(one: FactColumns, a: int, other: FactColumns, b: int) -> int:
    """Return the level of two people's sensitive marks."""
    return marks_level(
        rows_of_person(one.sensitive_marks, one.sensitive_mark_starts, a),
        rows_of_person(one.sensitive_mark_words, one.sensitive_mark_starts, a),
        rows_of_person(other.sensitive_marks, other.sensitive_mark_starts, b),
        rows_of_person(other.sensitive_mark_words, other.sensitive_mark_starts, b),
    )

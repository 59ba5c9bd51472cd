from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from matching.names.tokens.edit_distance import MAX_LETTERS, edit_distance, letter_places
from matching.names.tokens.transducer import LATIN_SYMBOLS

few = st.lists(st.integers(1, 4), max_size=MAX_LETTERS)
any_letters = st.lists(st.integers(1, LATIN_SYMBOLS - 1), max_size=MAX_LETTERS)


def edits(one: list[int], other: list[int]) -> int:
    places = np.empty(LATIN_SYMBOLS, np.int64)
    letter_places(np.array(one, np.uint8), places)
    return int(edit_distance(places, len(one), np.array(other, np.uint8)))


@settings(deadline=None)  # the first call compiles
@given(st.one_of(st.tuples(few, few), st.tuples(any_letters, any_letters)))
def test_letters_changed_are_those_of_the_edit_distance(pair: tuple[list[int], list[int]]) -> None:
    assert edits(*pair) == Levenshtein.distance(*pair)


@pytest.mark.parametrize("length", [0, 1, 31, 32, MAX_LETTERS])
def test_it_holds_at_the_ends_of_a_number_of_bits(length: int) -> None:
    assert edits([1] * length, [2] * length) == length
    assert edits([1] * length, [1] * (length + 1)) == 1
    assert edits([1] * length, []) == length

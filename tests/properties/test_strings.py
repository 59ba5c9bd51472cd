"""A growing table of byte strings behaves like a dictionary.

It returns the number of each string, or reports that the string is not in it.
"""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.names.tokens.string_interning import Strings
from matching.names.tokens.token_table import flatten

_SOME = st.lists(st.binary(max_size=3), max_size=40, unique=True)


@settings(deadline=None)
@given(st.lists(_SOME, max_size=6), _SOME)
def test_added_strings_are_found_by_their_number(
    batches: list[list[bytes]], others: list[bytes]
) -> None:
    strings, numbers = Strings(), dict[bytes, int]()
    for batch in batches:
        new = [one for one in batch if one not in numbers]
        strings.add(*flatten(new))
        numbers |= {one: len(numbers) + place for place, one in enumerate(new)}
        queries = [*others, *numbers]
        assert strings.find(*flatten(queries)).tolist() == [numbers.get(one, -1) for one in queries]
    assert len(strings) == len(numbers)


def test_thousands_of_strings_are_found_and_of_a_slice_only_its_own_letters_count() -> None:
    everybody = [str(number).encode() for number in range(9_000)]
    letters, starts = flatten(everybody)
    strings = Strings()
    for first in range(0, len(everybody), 1_500):
        strings.add(letters, starts[first : first + 1_501])
    assert strings.find(letters, starts).tolist() == list(range(len(everybody)))
    assert strings.find(letters, starts[4_000:]).tolist() == list(range(4_000, len(everybody)))
    assert strings.find(*flatten([b"9000", b"", b"00"])).tolist() == [-1, -1, -1]
    assert np.array_equal(strings.find(*flatten([b"0", b"8999"])), [0, 8_999])

from __future__ import annotations

import pytest

from core.hidden_characters import has_hidden_character

REFUSED = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
REFUSED += [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
# a zero width joiner and non-joiner (Persian), marks of both directions (Hebrew), a soft hyphen
PERMITTED = [0x200C, 0x200D, 0x200E, 0x200F, 0xAD]


@pytest.mark.parametrize("is_name", [True, False])
def test_control_characters_and_directions_are_found_and_joiners_and_marks_are_not(
    is_name: bool,
) -> None:
    found = [
        code
        for code in (*REFUSED, *PERMITTED)
        if has_hidden_character(f"A{chr(code)}B", is_name=is_name)
    ]
    assert found == REFUSED


@pytest.mark.parametrize("character", ["\u200b", "\ufeff"])
def test_a_name_has_no_zero_width_space(character: str) -> None:
    assert has_hidden_character(f"A{character}B", is_name=True)
    assert not has_hidden_character(f"A{character}B")


def test_a_line_break_is_permitted_in_a_text_of_several_lines_and_around_a_line() -> None:
    assert not has_hidden_character("first\r\n\tsecond")
    assert has_hidden_character("first\nsecond", is_name=True)
    assert not has_hidden_character(" Amina\n", is_name=True)

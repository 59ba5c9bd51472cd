"""Two texts that look like the same name are the same name."""

from __future__ import annotations

import pytest

from services.foundation.facts.name_words import is_same_full_name, name_words


@pytest.mark.parametrize(
    "written",
    [
        "parwin HOTAKYAR",
        "Hotakyar, Parwin",
        "Parwín Hotâkyar",
        "Par\u200dwin Hotakyar",  # zero width joiner
        "Par\u200cwin Hotakyar",  # zero width non-joiner
        "Par\u00adwin Hotakyar",  # soft hyphen
        "Par\u2060win Hotakyar",  # word joiner
        "Par\u034fwin Hotakyar",  # combining grapheme joiner
        "Par\ufe0fwin Hotakyar",  # variation selector
        "\U0001d40farwin Hotakyar",  # mathematical capital
        "\uff30arwin Hotakyar",  # full width
    ],
)
def test_signs_that_nobody_sees_do_not_change_a_name(written: str) -> None:
    assert name_words(written) == {"parwin", "hotakyar"}
    assert is_same_full_name(written, "Parwin Hotakyar")


def test_a_persian_name_is_written_with_a_space_or_a_non_joiner() -> None:
    assert name_words("رحیم\u200cزاده") == name_words("رحیم زاده")

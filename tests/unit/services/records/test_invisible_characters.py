from __future__ import annotations

import pytest

from core.errors import InvalidInput
from services.records.intake import code_checks


@pytest.mark.parametrize("column", sorted(code_checks.NAMES))
@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\x07", "\x85", "\n", "\u200b", "\ufeff"]
)
def test_a_name_or_reference_with_such_a_character_is_refused(column: str, character: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        code_checks.check_characters({column: ["mother:Test", f"mother:A{character}B"]})
    assert (refused.value.field, refused.value.reason) == (column, "hidden_character")
    code_checks.check_characters({"notes": "first\nsecond", column: "A\u200cB"})

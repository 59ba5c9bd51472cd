"""The form of a SIRENE reference: it has numbers, and no sentence or name."""

from __future__ import annotations

import pytest

from core.policy.sharing.sirene import MAX_REFERENCE, is_reference


@pytest.mark.parametrize(
    "text", ["DE-A-2026-004711", "FR0000001234567000001", "IT.M.2026.00123", "CH/2026/4711-2"]
)
def test_a_reference_of_a_state_is_accepted(text: str) -> None:
    assert is_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DE",
        "DE-A-123",
        "de-a-2026-004711",
        "2026-004711",
        "+49 30 5550199",
        "DE-A-2026 seen in Berlin",
        "DE-MARIAM-KARIMI-2026-004711",
        "DE-KARIMI.RAHIM-2026-004711",
        "DE-A-2026-004711\n",
        "DE-" + "1" * MAX_REFERENCE,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    assert not is_reference(text)

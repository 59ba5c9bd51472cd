from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.clock import add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 3, 2), 1, (2026, 4, 2)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2026, 12, 15), 36, (2029, 12, 15)),
        ((2026, 3, 31), -1, (2026, 2, 28)),
        ((2026, 1, 5), -1, (2025, 12, 5)),
        ((2026, 5, 5), 0, (2026, 5, 5)),
    ],
)
def test_months_are_those_of_the_calendar(
    day: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert add_months(datetime(*day, 9, 30, tzinfo=UTC), months) == datetime(
        *expected, 9, 30, tzinfo=UTC
    )

"""The end of work is estimated at the pace that it had so far."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.expected_end import expected_end

SINCE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done", "total", "minutes_left"), [(0, 8, None), (2, 8, 30), (4, 8, 10), (8, 8, None)]
)
def test_work_ends_at_the_pace_that_it_had(done: int, total: int, minutes_left: int | None) -> None:
    now = SINCE + timedelta(minutes=10)
    expected = None if minutes_left is None else now + timedelta(minutes=minutes_left)
    assert expected_end(SINCE, now, done=done, total=total) == expected

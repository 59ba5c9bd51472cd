"""Counts that are published after an agency took the records of another agency.

The successor knows its own and the received units of both days, and subtracts them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import Installation
from tests.integration.counting import Rows, newest_cubes, night, people, register
from tests.integration.steps import merge_agency

pytestmark = pytest.mark.late

TOTAL = ("found",)


def _named(prefix: str, count: int) -> Rows:
    return [
        {**row, "record_ref": f"{prefix}-{row['record_ref']}"} for row in people("found", count)
    ]


@pytest.mark.both
@pytest.mark.parametrize(("others", "total"), [(3, None), (12, 94)])
def test_a_successor_cannot_subtract_the_records_that_it_received(
    installation: Installation, others: int, total: int | None
) -> None:
    one = installation
    for agency, count in (("DE-JUG", 30), ("FR-116", 20), ("CH-CPA", 20)):
        register(one, _named(agency, count), agency)
    assert night(one)["kinds"].cells[TOTAL] == 70
    merge_agency(one, "DE-JUG", "FR-116")
    register(one, _named("more", 12), "FR-116")
    register(one, _named("more", others), "CH-CPA")
    one.clock.move(timedelta(days=29))
    night(one)
    assert newest_cubes(one)["kinds"].cells[TOTAL] == total

"""Counts that are published after an agency took the records of another agency.

The successor knows its own and the received units of both days, and subtracts them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.codes.agencies import ClosingReason
from core.policy.access import CLOSING_WAIT_HOURS
from core.policy.roles import Role
from services.approvals.approvals import Decision
from services.case.care import agency_closings
from services.case.care.agency_closings import ClosingForm
from services.decisions import decisions
from tests.factories import Installation
from tests.integration.counting import Rows, newest_cubes, night, people, register

pytestmark = pytest.mark.late

TOTAL = ("found",)


def _merge(one: Installation, code: str, successor: str) -> None:
    form = ClosingForm(successor, ClosingReason.MERGED, "gdpr_6_1_e_9_2_g")
    giver, taker = (one.actor(Role.SUPERVISOR, agency) for agency in (code, successor))
    approval = one.do(giver, agency_closings.ask_closing, code, form)
    one.clock.move(timedelta(hours=CLOSING_WAIT_HOURS))
    one.do(taker, decisions.decide_approval, approval, Decision(is_approved=True))
    one.work()


def _more(count: int) -> Rows:
    return [{**row, "record_ref": f"more-{row['record_ref']}"} for row in people("found", count)]


def _named(agency: str, count: int) -> Rows:
    return [
        {**row, "record_ref": f"{agency}-{row['record_ref']}"} for row in people("found", count)
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
    _merge(one, "DE-JUG", "FR-116")
    register(one, _more(12), "FR-116")
    register(one, _more(others), "CH-CPA")
    one.clock.move(timedelta(days=29))
    night(one)
    assert newest_cubes(one)["kinds"].cells[TOTAL] == total

"""An agency closes. Who may not see a record of it does not learn whether the record moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.policy.access import CLOSING_WAIT_HOURS
from tests.integration.noninterference import input_steps
from tests.integration.noninterference.acts import (
    ACTS,
    APPROVED,
    HEAD,
    THIRD_HEAD,
    see_everything,
)
from tests.integration.noninterference.cases import Case, case
from tests.integration.noninterference.steps import LEGAL_BASIS
from tests.integration.noninterference.twins import RESPONSIBLE, VIEWER, Stores, Twin

pytestmark = pytest.mark.late

TAKER = {"FR-116": THIRD_HEAD, VIEWER: "supervisor"}


def _close(twin: Twin, _case: Case, _number: int) -> None:
    assert ACTS["close the record"].do(twin)


def _ask(twin: Twin, _case: Case, _number: int, *, successor: str) -> None:
    body = {"successor": successor, "reason": "merged", "legal_basis": LEGAL_BASIS}
    asked = twin.ask(HEAD, "POST", f"/v1/agencies/{RESPONSIBLE}/closing", json=body)
    assert asked.status_code == 201, asked.text
    twin.met["closing"] = [asked.json()["approval"]]


def _approve(twin: Twin, _case: Case, _number: int, *, successor: str) -> None:
    twin.move(CLOSING_WAIT_HOURS * 60)
    path = f"/v1/approvals/{twin.met['closing'][0]}/decision"
    answer = twin.ask(TAKER[successor], "POST", path, json=APPROVED)
    assert answer.status_code == 200, answer.text


def _wait_a_day(twin: Twin, _case: Case, _number: int) -> None:
    twin.one.clock.move(timedelta(hours=25))
    twin.sign_in()
    twin.one.enqueue("close_agencies")


@pytest.mark.parametrize(
    ("kind", "view", "successor", "is_closed"),
    [
        ("found", "none", "FR-116", False),
        ("found", "none", "FR-116", True),
        ("found", "barred", "FR-116", False),
        ("missing", "barred", "FR-116", False),
        # the successor does not get a record that a bar keeps from its state
        ("found", "barred", VIEWER, False),
        ("found", "barred", VIEWER, True),
        ("missing", "barred", VIEWER, False),
    ],
)
def test_the_end_of_an_agency_reveals_no_hidden_record(
    stores: Stores, kind: str, view: str, successor: str, *, is_closed: bool
) -> None:
    with stores.twins(case("existence", kind, view)) as twins:
        twins.do(input_steps.register, row=twins.case.own(), who="caseworker")
        if is_closed:
            twins.do(_close)
        twins.do(_ask, successor=successor)
        twins.do(see_everything)
        twins.do(_approve, successor=successor)
        twins.do(see_everything)
        twins.do(_wait_a_day)
        twins.do(see_everything)

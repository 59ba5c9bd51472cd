"""A night declaration tells no agency of a found child that protection keeps from this agency.

Agencies that were told keep what they were told, and learn nothing that happened afterwards.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from core.codes.operations import JobKind
from core.policy.roles import Role
from models.records.record import Record, RecordShare
from services.foundation import jobs
from tests.factories import Installation
from tests.integration.api.care_steps import (
    SignIn,
    care_confirmation_of,
    find_child,
    news,
    read_view,
    report,
)
from tests.integration.statements import heard

pytestmark = [pytest.mark.both, pytest.mark.late]

REASON = {"reason": "Alone on duty."}
# What keeps the found child from the agency of the missing report.
HIDDEN: dict[str, dict[str, Any]] = {
    "barred": {"nationalities": ["GR"], "international_protection": "applicant"},
    "sharing none": {"sharing": "none"},
    "not among the recipients": {"recipients": ["FR"]},
    "trafficking": {"trafficking_status": "presumed:assessor:2026-02-01:A21 helpline"},
}


def _declare(desk: TestClient, child: str) -> None:
    answer = desk.post(f"/v1/records/{child}/care-confirmation/declaration", json=REASON)
    assert answer.status_code == 201, answer.text


def _call(desk: TestClient, record: object, agency: str) -> tuple[int, str]:
    answer = desk.post(f"/v1/records/{record}/care-confirmation/call-back", json={"agency": agency})
    return answer.status_code, answer.text


def _learned(desk: TestClient, report_id: object) -> tuple[object, ...]:
    """Return everything that the desk of a missing report learns of declarations about it."""
    care_confirmation = care_confirmation_of(desk, report_id)
    calls = [_call(desk, report_id, agency) for agency in ("DE-JUG", "DE-POL", "XX-NO")]
    objected = desk.post(f"/v1/records/{report_id}/care-confirmation/objection")
    return (
        "care_declared" in news(desk),
        care_confirmation,
        calls,
        objected.status_code,
        objected.text,
    )


def _share(one: Installation, child: str, view: int) -> None:
    """Share the found record with Greece from now on, or no longer."""
    record = one.read_one(select(Record.id).where(Record.public_id == UUID(child)))
    shares = RecordShare.record_id == record
    one.change(update(RecordShare).where(shares).values(view=view))


@pytest.mark.parametrize("why", HIDDEN)
def test_a_hidden_child_is_told_to_no_desk_before_or_after_the_declaration(
    installation: Installation, sign_in: SignIn, why: str
) -> None:
    before = report(installation, record_ref="M-1")
    night, missing = sign_in(Role.CASEWORKER), sign_in(Role.CASEWORKER, "GR-CPA")
    child = find_child(installation, night, **HIDDEN[why])
    assert missing.get(f"/v1/records/{child}").status_code == 404
    untouched = _learned(missing, before)
    _declare(night, child)
    installation.work()
    after = report(installation, record_ref="M-2")
    installation.work()
    missing = sign_in(Role.CASEWORKER, "GR-CPA")
    assert _learned(missing, before) == untouched
    assert _learned(missing, after) == untouched
    # the found side reads the report, and no desk to call: none was notified
    assert read_view(night, before) == "identity"
    care_confirmation = care_confirmation_of(night, child)
    assert (care_confirmation["desks"], care_confirmation["declarations"][0]["notified"]) == (
        [],
        [],
    )
    assert "No other desk was notified." in night.get(f"/records/{child}").text
    # the declaration completes without a call that cannot be made
    head = sign_in(Role.SUPERVISOR)
    assert (
        head.post(f"/v1/records/{child}/care-confirmation", json={"way": "colleague"}).status_code
        == 204
    )
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "complete"


def test_a_call_to_the_desk_of_a_hidden_report_is_answered_like_one_to_no_desk(
    installation: Installation, sign_in: SignIn
) -> None:
    report(installation, sharing="none")
    night = sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    _declare(night, child)
    assert care_confirmation_of(night, child)["desks"] == []
    answers = []
    for agency in ("GR-CPA", "GR-POL", "XX-NO"):
        with heard(installation.app) as statements:
            answers.append((*_call(night, child, agency), list(statements)))
    assert answers[0][0] == 422
    assert answers[0] == answers[1] == answers[2]


def test_both_responsible_agencies_read_whom_a_declaration_told(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night)
    _declare(night, child)
    installation.work()
    missing, head = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.SUPERVISOR)
    for desk, record in ((head, child), (missing, report_id)):
        (declared,) = care_confirmation_of(desk, record)["declarations"]
        assert [one["agency"] for one in declared["notified"]] == ["GR-CPA"]
        accesses = desk.get(f"/v1/records/{record}/access-log").json()["accesses"]
        assert [one["action"] for one in accesses].count("notify_of_care_declaration") == 1
    (act,) = [
        one
        for one in head.get("/v1/audit").json()["acts"]
        if one["action"] == "notify_of_care_declaration"
    ]
    assert (act["outcome"], act["agency"]) == ("GR-CPA", "DE-JUG")
    assert "GR-CPA" in head.get(f"/records/{child}").text
    officer = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    assert care_confirmation_of(officer, child)["declarations"][0]["notified"] == []


def test_an_untold_declaration_is_not_told_when_the_child_is_shared_later(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night, recipients=["GR"])
    _share(installation, child, 0)
    _declare(night, child)
    installation.work()
    _share(installation, child, 1)
    missing = sign_in(Role.CASEWORKER, "GR-CPA")
    assert missing.get(f"/v1/records/{child}").status_code == 200
    with installation.database.transaction() as session:
        target = jobs.JobTarget(record_id=installation.row_of(UUID(child)).id)
        jobs.enqueue(session, installation.context, JobKind.NOTIFY, [target])
    installation.work()
    assert "care_declared" not in news(missing)
    assert care_confirmation_of(missing, report_id)["declarations"] == []


def test_a_told_desk_keeps_what_it_was_told_and_learns_nothing_after_the_child_is_hidden(
    installation: Installation, sign_in: SignIn
) -> None:
    report_id, night = report(installation), sign_in(Role.CASEWORKER)
    child = find_child(installation, night, recipients=["GR"])
    _declare(night, child)
    missing = sign_in(Role.CASEWORKER, "GR-CPA")
    told = care_confirmation_of(missing, report_id)
    assert [one["state"] for one in told["declarations"]] == ["open"]
    _share(installation, child, 0)
    assert missing.get(f"/v1/records/{child}").status_code == 404
    desk = care_confirmation_of(night, child)["desks"][0]["agency"]
    assert _call(night, child, desk)[0] == 204
    head = sign_in(Role.SUPERVISOR)
    assert (
        head.post(f"/v1/records/{child}/care-confirmation", json={"way": "colleague"}).status_code
        == 204
    )
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "complete"
    assert care_confirmation_of(missing, report_id) == told
    assert _call(missing, report_id, told["desks"][0]["agency"])[0] == 204
    assert missing.post(f"/v1/records/{report_id}/care-confirmation/objection").status_code == 204
    assert care_confirmation_of(night, child)["declarations"][0]["state"] == "complete"
    installation.clock.move(timedelta(hours=25))
    assert care_confirmation_of(sign_in(Role.CASEWORKER, "GR-CPA"), report_id)["declarations"] == []

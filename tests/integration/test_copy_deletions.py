"""A withdrawn report: which agencies delete its copies, and which of them are reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from core.codes.agencies import AgencyStatus
from core.codes.case import DeadlineKind
from core.policy.case.deadlines import DELETION_HOURS
from core.policy.roles import Role
from models.agencies.agency import Agency
from services.case import record_deadlines
from services.case.care import copy_deletions, missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from services.case.record_deadlines import RecordDeadline
from services.sharing import notification_lists
from tests.factories import AGENCIES, Installation
from tests.integration.api import conftest
from tests.integration.steps import decide, known_child, page_text

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
pytestmark = pytest.mark.both
SENDER, HOTLINE, POLICE = "DE-JUG", "FR-116", "DE-POL"
ASKED = "missing_from_care_withdrawn"
DELETION = {DeadlineKind.DELETION, DeadlineKind.DELETION_CALL}


def _withdrawn(one: Installation) -> UUID:
    """Return a report that the hotline and the own police were sent, and that was refused."""
    leaving = MissingFromCareForm(
        one.clock.now(), place="Hamburg", likely_states=("FR:nobody_known",)
    )
    child = known_child(one)
    report = one.do(
        one.actor(Role.CASEWORKER), missing_from_care.report_missing_from_care, child, leaving
    ).report
    decide(one, one.actor(Role.SUPERVISOR), report, is_approved=False)
    return report


def _confirm(one: Installation, agency: str) -> None:
    """Confirm the newest notification that asks an agency to delete its copies."""
    head = one.actor(Role.SUPERVISOR, agency)
    notification = next(
        notification
        for notification in one.do(head, notification_lists.list_notifications)
        if notification.kind == ASKED
    )
    one.do(head, copy_deletions.mark_notification_read, notification.id)


def _running(one: Installation, agency: str) -> list[RecordDeadline]:
    """Return the deadlines about deletions that the supervisor of an agency reads."""
    listed = one.do(one.actor(Role.SUPERVISOR, agency), record_deadlines.list_running)
    return [row for row in listed if row.kind in DELETION]


def _reminders(one: Installation, agency: str) -> list[str]:
    """Return the notifications of a supervisor about the deletion or an overdue deadline."""
    read = one.notifications(one.actor(Role.SUPERVISOR, agency))
    return [kind for kind, _ in read if kind in {ASKED, "deadline_passed", "overdue"}]


def _pass(one: Installation, hours: float) -> None:
    one.clock.move(timedelta(hours=hours))
    one.pass_deadlines()


def test_an_unconfirmed_deletion_reminds_its_receiver_and_the_sender_and_nobody_else(
    installation: Installation,
) -> None:
    one, report = installation, _withdrawn(installation)
    running = {agency: _running(one, agency) for agency in AGENCIES}
    assert {agency: [row.kind for row in rows] for agency, rows in running.items() if rows} == {
        SENDER: ["deletion_call"],
        HOTLINE: ["deletion"],
        POLICE: ["deletion"],
    }
    # who no longer sees the report gets no address of the report
    assert {agency: [row.record for row in rows] for agency, rows in running.items() if rows} == {
        SENDER: [report],
        HOTLINE: [None],
        POLICE: [None],
    }
    _confirm(one, HOTLINE)
    assert _running(one, HOTLINE) == []
    before = {agency: _reminders(one, agency) for agency in AGENCIES}
    _pass(one, DELETION_HOURS - 1)
    waiting = (SENDER, POLICE)
    assert _reminders(one, POLICE) == before[POLICE]
    (call,) = _running(one, SENDER)
    assert (call.is_role_notified, call.level) == (False, 0)
    _pass(one, 1)
    _pass(one, 24)
    after = {agency: _reminders(one, agency) for agency in AGENCIES}
    assert after[POLICE] == [ASKED, ASKED]
    assert {agency for agency in AGENCIES if after[agency] != before[agency]} == set(waiting)
    (call,) = _running(one, SENDER)
    assert (call.is_role_notified, call.level) == (True, 1)
    _confirm(one, POLICE)
    assert [_running(one, agency) for agency in AGENCIES] == [[]] * len(AGENCIES)


def test_the_confirmation_of_a_reminder_confirms_the_deletion(
    installation: Installation, sign_in: SignIn
) -> None:
    one, report = installation, _withdrawn(installation)
    _pass(one, DELETION_HOURS)
    head = sign_in(Role.SUPERVISOR, POLICE)
    home = page_text(head, "/")
    assert home.count("Confirm: all copies are deleted") == 2
    assert "Withdrawn report: delete all copies and confirm it in the notification" in home
    assert f'href="/records/{report}"' not in home
    responsible = sign_in(Role.CASEWORKER)
    assert "call the desks that have not confirmed the deletion" in page_text(
        responsible, f"/records/{report}/deadlines"
    )
    notification = head.get("/v1/notifications").json()["notifications"][0]
    assert head.post(f"/v1/notifications/{notification['id']}/read").status_code == 204
    assert "Confirm: all copies are deleted" not in page_text(head, "/")
    assert (
        page_text(responsible, f"/records/{report}/missing-from-care").count("Deletion confirmed")
        == 1
    )


def test_a_report_that_no_desk_was_sent_asks_for_no_deletion(installation: Installation) -> None:
    one = installation
    leaving = MissingFromCareForm(one.clock.now(), place="Hamburg")
    closed = update(Agency).where(Agency.code == POLICE)
    one.change(closed.values(status=AgencyStatus.CLOSED))
    child = known_child(one)
    report = one.do(
        one.actor(Role.CASEWORKER), missing_from_care.report_missing_from_care, child, leaving
    ).report
    decide(one, one.actor(Role.SUPERVISOR), report, is_approved=False)
    assert _running(one, SENDER) == []

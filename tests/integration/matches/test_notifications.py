"""Notifications of matches: their recipients, sent once, and with references only."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.errors import NotFound
from core.policy.roles import Role
from models.records.notification import Notification
from models.records.record import Record
from services.matching_runs import candidate_notifications
from services.records.intake.preparation import Declaration
from services.sharing import notification_lists
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE, list_matches, register_both


def test_both_sides_are_notified_once_even_if_the_job_is_repeated(
    installation: Installation,
) -> None:
    register_both(installation)
    with installation.database.transaction() as session:
        for record_id in session.scalars(select(Record.id)).all():
            candidate_notifications.notify_of_candidates(session, installation.context, record_id)
    notification_rows = installation.read_rows(
        select(Notification.kind, Record.kind).join(Record, Record.id == Notification.record_id)
    )
    assert sorted(tuple(one) for one in notification_rows) == [
        ("candidate", "found"),
        ("candidate", "missing"),
    ]


def test_only_the_responsible_of_a_hidden_found_child_is_notified(
    installation: Installation,
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    installation.register(
        FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE), Declaration(None, "checked", "no")
    )
    installation.work()
    assert list_matches(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE)) == []
    assert len(list_matches(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))) == 1
    assert installation.read_all(
        select(Record.kind).join(Notification, Notification.record_id == Record.id)
    ) == ["found"]


def test_the_responsible_of_a_hidden_child_is_notified_and_the_tracing_family_is_not(
    installation: Installation,
) -> None:
    tracing = {**MISSING, "kind": "tracing", "record_ref": "T-1"}
    installation.register(tracing, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    installation.register(
        {**FOUND, "sharing": "none"}, installation.actor(Role.CASEWORKER, FOUND_SIDE)
    )
    installation.work()
    for side in (FOUND_SIDE, MISSING_SIDE):
        assert list_matches(installation, installation.actor(Role.SUPERVISOR, side)) == []
    notification_rows = installation.read_rows(
        select(Notification.kind, Record.kind).join(Record, Record.id == Notification.record_id)
    )
    assert [tuple(one) for one in notification_rows] == [("silent_match", "found")]


def test_a_notification_is_read_by_its_own_agency_and_holds_references_only(
    installation: Installation,
) -> None:
    _, found = register_both(installation)
    responsible = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    with installation.database.transaction() as session:
        own_notifications = notification_lists.list_notifications(
            session, installation.context, responsible
        )
        assert [(one.record, one.is_read) for one in own_notifications] == [(found, False)]
        notification_lists.mark_read(
            session, installation.context, responsible, own_notifications[0].id
        )
    assert installation.do(responsible, notification_lists.list_notifications)[0].is_read
    with pytest.raises(NotFound):
        installation.do(
            installation.actor(Role.SUPERVISOR, "FR-116"),
            notification_lists.mark_read,
            own_notifications[0].id,
        )

"""What an agency learns of an event is decided when it happens, and each list passes the table."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from core.codes.case import DeadlineKind
from core.codes.notifications import NotificationKind
from core.codes.review import MatchState
from core.errors import Refused
from core.policy.actions import TokenScope
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.consent.written_consent import RiskAssessment
from models.matching_runs.match import Match
from models.records.record import Record, RecordShare
from services.foundation.actor import Actor
from services.oversight import audit_reading
from services.review import visible_matches
from services.sharing import match_knowledge, notification_lists, notifications
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.matches.decided import SAME, Decided
from tests.integration.matches.steps import record_decision

pytestmark = pytest.mark.both


def _notify(one: Installation, kind: NotificationKind, agency: str, record: UUID) -> int:
    with one.database.transaction() as session:
        agency_id = session.scalars(select(Agency.id).where(Agency.code == agency)).one()
        found = session.scalars(select(Record).where(Record.public_id == record)).one()
        return notifications.notify_agency(session, one.context, agency_id, kind=kind, record=found)


def _move(one: Installation, record: UUID, agency: str, **changes: object) -> None:
    with one.database.transaction() as session:
        agency_id = session.scalars(select(Agency.id).where(Agency.code == agency)).one()
        session.execute(
            update(Record)
            .where(Record.public_id == record)
            .values(agency_id=agency_id, state=agency[:2], **changes)
        )


def test_no_notification_is_written_about_a_record_that_the_agency_does_not_see(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    hidden = installation.register({**FOUND, "sharing": "none"}, responsible)
    shown = installation.register({**FOUND, "sharing": "link", "record_ref": "F-2"}, responsible)
    assert _notify(installation, NotificationKind.MATCH_HELP, "GR-CPA", hidden) == 0
    assert _notify(installation, NotificationKind.MATCH_HELP, "GR-CPA", shown) == 1
    assert _notify(installation, NotificationKind.CARE_DECLARATION_LAPSED, "GR-CPA", shown) == 0


def test_supervisors_read_no_notification_about_a_record_that_their_agency_no_longer_sees(
    installation: Installation,
) -> None:
    child = installation.register({**FOUND, "sharing": "none"}, installation.actor(Role.CASEWORKER))
    assert _notify(installation, NotificationKind.CARE_DECLARATION_LAPSED, "DE-JUG", child) == 1
    head = installation.actor(Role.SUPERVISOR)
    (notification,) = installation.do(head, notification_lists.list_notifications)
    _move(installation, child, "GR-CPA")
    assert installation.do(head, notification_lists.list_notifications) == []
    assert notification.record == child


def test_software_lists_notifications_and_marks_none_as_read(installation: Installation) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.register(
        {**MISSING, "recipients": ""}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    installation.work()
    head = installation.actor(Role.SUPERVISOR)
    software = Actor(
        Role.SYSTEM,
        head.agency_id,
        head.agency_kind,
        head.state,
        token_scopes=frozenset(TokenScope),
    )
    (notification,) = installation.do(software, notification_lists.list_notifications)
    assert notification.record == child
    with pytest.raises(Refused):
        installation.do(software, notification_lists.mark_read, notification.id)


@pytest.mark.parametrize("is_at_risk", [False, True])
def test_the_list_of_accesses_names_no_agency_that_the_match_hides(
    installation: Installation, is_at_risk: bool
) -> None:
    found = installation.actor(Role.CASEWORKER)
    missing = installation.actor(Role.SUPERVISOR, "GR-CPA")
    child = installation.register(FOUND, found)
    report = installation.register({**MISSING, "recipients": ""}, missing, CHECKED)
    if is_at_risk:
        _move(installation, child, "DE-JUG", may_warn=False)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        match = session.scalars(select(Match.public_id)).one()
    installation.do(installation.actor(Role.SUPERVISOR), visible_matches.read_match, match)
    installation.do(missing, visible_matches.read_match, match)

    def names(actor: Actor, record: UUID) -> set[tuple[str, str]]:
        accesses = installation.do(actor, audit_reading.list_record_accesses, record)
        return {(one.agency, one.role) for one in accesses if one.action == "read_match"}

    ours = ("GR-CPA (fictional)", "supervisor")
    assert names(missing, report) == {ours, ("", "")}
    # the child's side sees the report at `identity`
    assert ours in names(installation.actor(Role.SUPERVISOR), child)


def test_a_risk_that_only_the_other_side_knows_makes_no_deadline_urgent(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    report = installation.register({**MISSING, "recipients": ["DE"]}, responsible, CHECKED)
    with installation.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == report)).one()
        session.add(
            RiskAssessment(
                public_id=uuid4(),
                record_id=record.id,
                sealed=b"sealed",
                assessed_by=responsible.user_id,
                assessed_at=installation.clock.now(),
                act_by=installation.clock.now(),
            )
        )
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        rows = session.execute(
            select(Agency.code, CaseDeadline.is_urgent)
            .join(CaseDeadline, CaseDeadline.agency_id == Agency.id)
            .where(CaseDeadline.kind == DeadlineKind.FIRST_REVIEW)
        )
        assert {row.code: row.is_urgent for row in rows} == {"DE-JUG": False}


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_decision_starts_a_deadline_only_of_an_responsible_who_may_learn_of_it(
    installation: Installation, is_hidden: bool
) -> None:
    """The child's side decided. Then the report is hidden from it, and the other side confirms."""
    decided = Decided(installation, "one side")
    report = Record.public_id == decided.missing
    if is_hidden:
        with installation.database.transaction() as session:
            record = session.scalars(select(Record).where(report)).one()
            record.sharing = "none"
            session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))
            session.flush()
            match_knowledge.update_record_knowledge(session, installation.context, record.id)
    head = installation.actor(Role.SUPERVISOR, "GR-CPA")
    record_decision(installation, head, decided.match, *SAME)
    assert decided.row().state == MatchState.CONFIRMED
    kind = CaseDeadline.kind == DeadlineKind.BEST_INTERESTS
    assert installation.count(CaseDeadline, kind) == (0 if is_hidden else 1)

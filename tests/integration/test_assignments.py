"""A supervisor assigns records; a caseworker reads only assigned records."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core.codes.notifications import NotificationKind
from core.errors import Conflict, InvalidInput, NotFound
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.records.notification import Notification
from models.records.record import Record
from services.agencies import accounts, user_directory
from services.agencies.accounts import INSTALLER
from services.case import assignments
from services.foundation.actor import Actor
from services.records import register
from services.sharing import notifications
from tests.factories import FOUND, LAWFUL, OTHER, Installation
from tests.integration.api.insiders import add
from tests.integration.records.steps import close

pytestmark = pytest.mark.both


class Desk:
    """DE-JUG with two caseworkers and their user ids."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        add(installation, "anna", Role.CASEWORKER, "DE-JUG")
        self.supervisor = installation.actor(Role.SUPERVISOR)
        self.first = installation.actor(Role.CASEWORKER)
        with installation.database.transaction(is_read_only=True) as session:
            self.anna = accounts.actor_of(session, installation.context, "anna")
            rows = session.execute(select(UserAccount.id, UserAccount.public_id)).all()
        self._ids: Mapping[int, UUID] = {row.id: row.public_id for row in rows}

    def id_of(self, actor: Actor) -> UUID:
        assert actor.user_id is not None
        return self._ids[actor.user_id]

    def register(self, reference: str) -> UUID:
        return self.installation.register({**FOUND, "record_ref": reference}, self.first, LAWFUL)

    def assign(self, *record_ids: UUID, to: Actor) -> int:
        return self.installation.do(
            self.supervisor, assignments.assign_records, record_ids, self.id_of(to)
        )

    def reaches(self, actor: Actor, record_id: UUID) -> bool:
        try:
            return self.installation.do(actor, register.read_record, record_id).is_responsible
        except NotFound:
            return False


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation)


def test_a_caseworker_reaches_a_record_while_it_is_assigned_to_them(desk: Desk) -> None:
    record = desk.register("A-1")
    assert (desk.reaches(desk.first, record), desk.reaches(desk.anna, record)) == (True, False)
    assert (desk.assign(record, to=desk.anna), desk.assign(record, to=desk.anna)) == (1, 0)
    assert desk.reaches(desk.anna, record)
    found = desk.installation.do(desk.supervisor, assignments.read_assignments, record)
    assert [assignee.account.id for assignee in found.assignees] == [
        desk.id_of(desk.first),
        desk.id_of(desk.anna),
    ]
    assert desk.installation.read_all(
        select(Notification.kind).where(Notification.kind == "assigned")
    ) == ["assigned"]
    end = assignments.unassign_record
    desk.installation.do(desk.supervisor, end, record, desk.id_of(desk.first))
    assert (desk.reaches(desk.first, record), desk.reaches(desk.anna, record)) == (False, True)
    with pytest.raises(NotFound):
        desk.installation.do(desk.supervisor, end, record, desk.id_of(desk.first))


def test_only_open_records_of_the_agency_go_to_its_active_caseworkers(desk: Desk) -> None:
    record = desk.register("A-1")
    stranger = desk.installation.actor(Role.CASEWORKER, "GR-CPA")
    foreign = desk.installation.register({**OTHER, "record_ref": "G-1"}, stranger, LAWFUL)
    for person in (desk.supervisor, stranger):
        with pytest.raises(InvalidInput, match="no_caseworker"):
            desk.assign(record, to=person)
    for unknown in (foreign, uuid4()):
        with pytest.raises(NotFound):
            desk.assign(record, unknown, to=desk.anna)
    assert not desk.reaches(desk.anna, record)
    close(desk.installation, desk.supervisor, record, "withdrawn", "registered by mistake")
    with pytest.raises(Conflict, match="closed"):
        desk.assign(record, to=desk.anna)


def test_a_disabled_caseworkers_records_are_handed_over(desk: Desk) -> None:
    one, two = desk.register("A-1"), desk.register("A-2")
    with desk.installation.database.transaction() as session:
        user_directory.disable_account(
            session, desk.installation.context, INSTALLER, desk.id_of(desk.first)
        )
    caseload = desk.installation.do(desk.supervisor, assignments.list_caseload)
    assert {row.account.id: (row.account.status, row.open_records) for row in caseload.rows} == {
        desk.id_of(desk.first): ("disabled", 2),
        desk.id_of(desk.anna): ("active", 0),
    }
    assert [view.id for view in caseload.unassigned] == [two, one]
    assert caseload.unassigned_count == 2
    moved = desk.installation.do(
        desk.supervisor, assignments.hand_over, desk.id_of(desk.first), desk.id_of(desk.anna)
    )
    assert (moved, desk.reaches(desk.anna, one), desk.reaches(desk.anna, two)) == (2, True, True)
    caseload = desk.installation.do(desk.supervisor, assignments.list_caseload)
    assert [(row.account.id, row.open_records) for row in caseload.rows] == [
        (desk.id_of(desk.anna), 2)
    ]
    assert caseload.unassigned_count == 0
    with pytest.raises(InvalidInput, match="same_person"):
        desk.installation.do(
            desk.supervisor, assignments.hand_over, desk.id_of(desk.anna), desk.id_of(desk.anna)
        )


def _shown(desk: Desk, actor: Actor) -> list[str]:
    return [kind for kind, _ in desk.installation.notifications(actor)]


def _disable(desk: Desk, actor: Actor) -> None:
    with desk.installation.database.transaction() as session:
        user_directory.disable_account(
            session, desk.installation.context, INSTALLER, desk.id_of(actor)
        )


def test_a_record_that_only_a_supervisor_holds_is_unassigned(desk: Desk) -> None:
    one = desk.installation
    record = one.register({**FOUND, "record_ref": "S-1"}, desk.supervisor, LAWFUL)
    caseload = one.do(desk.supervisor, assignments.list_caseload)
    assert [view.id for view in caseload.unassigned] == [record]
    desk.assign(record, to=desk.anna)
    assert one.do(desk.supervisor, assignments.list_caseload).unassigned_count == 0


def test_supervisors_are_notified_of_records_that_a_disabled_account_leaves(desk: Desk) -> None:
    record = desk.register("A-1")
    desk.assign(record, to=desk.anna)
    _disable(desk, desk.first)
    assert "records_unassigned" not in _shown(desk, desk.supervisor)  # a colleague works on it
    _disable(desk, desk.anna)
    assert _shown(desk, desk.supervisor).count("records_unassigned") == 1
    other = desk.installation.actor(Role.SUPERVISOR, "GR-CPA")
    assert "records_unassigned" not in _shown(desk, other)


def test_notifications_of_a_record_follow_a_hand_over(desk: Desk) -> None:
    record = desk.register("A-1")
    with desk.installation.database.transaction() as session:
        notifications.notify_agency(
            session,
            desk.installation.context,
            desk.installation.row_of(record).agency_id,
            kind=NotificationKind.CONSENT_ENDED,
            record=session.get_one(Record, desk.installation.row_of(record).id),
        )
    assert ("consent_ended" in _shown(desk, desk.first), _shown(desk, desk.anna)) == (True, [])
    desk.installation.do(
        desk.supervisor, assignments.hand_over, desk.id_of(desk.first), desk.id_of(desk.anna)
    )
    assert _shown(desk, desk.first) == []
    assert {"consent_ended", "assigned"} <= set(_shown(desk, desk.anna))

"""The second approver of a disclosure: of another unit, of the state's desk, or a colleague."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.codes.approvals import ApprovalKind
from core.policy.approvals import APPROVALS
from core.policy.roles import Role
from core.policy.sharing.disclosure import SecondApprover
from models.agencies.user import UserAccount
from models.disclosure.requests_and_grants import Disclosure
from models.oversight.approval import Approval
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.foundation.context import Context
from services.sharing import desks, notifications
from services.sharing.desks import DeskEntry
from services.sharing.notifications import NotificationSubject


def find(session: Session, disclosure: Disclosure, first: int | None) -> SecondApprover:
    """Return who gives the second approval after the account `first` of the responsible agency.

    It is a supervisor of another named unit if there is one, else the desk of the responsible
    agency's state. It is a colleague if the agency is this desk, or if the state has none. Read
    under the role of the responsible agency.
    """
    responsible = RoleIdentity(agency_id=disclosure.responsible_agency_id)
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible):
        unit = session.scalar(select(UserAccount.unit).where(UserAccount.id == first)) or ""
        others = select(UserAccount.id).where(
            UserAccount.agency_id == disclosure.responsible_agency_id,
            UserAccount.role == Role.SUPERVISOR,
            UserAccount.status == AccountStatus.ACTIVE,
            UserAccount.unit.not_in(("", unit)),
        )
        if unit and session.scalar(others.limit(1)) is not None:
            return SecondApprover.OTHER_UNIT
    has_desk = bool(_state_desks(session, disclosure))
    return SecondApprover.STATE_DESK if has_desk else SecondApprover.COLLEAGUE


def _state_desks(session: Session, disclosure: Disclosure) -> list[DeskEntry]:
    """Return the contact desks of the responsible agency's state; none if the responsible agency is
    one of them.
    """
    listed = desks.state_desks(session, [disclosure.responsible_state])
    is_own = any(desk.agency_id == disclosure.responsible_agency_id for desk in listed)
    return [] if is_own else listed


def notify_state_desk(session: Session, context: Context, disclosure: Disclosure) -> None:
    """Ask the supervisors of the state's desk for the second approval; they see no record."""
    disclosure.needs_desk = True
    session.flush()
    asked = _state_desks(session, disclosure)
    kind = APPROVALS[ApprovalKind.DANGER_RELEASE].desk_notification
    assert kind is not None
    # the responsible agency writes no notification about no record to another agency
    with database_roles.as_role(session, DatabaseRole.WORKER):
        for desk in asked:
            about = NotificationSubject(desk.agency_id, None)
            notifications.notify_of_event(session, context, about, kind=kind)


def ask_state_desk(session: Session, context: Context, approval: Approval) -> None:
    """Ask the state's desk too, because no second approver answered in time. For workers.

    No effect if the agency of the release is this desk.
    """
    responsible = RoleIdentity(agency_id=approval.agency_id)
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible):
        query = select(Disclosure).where(Disclosure.public_id == approval.subject)
        disclosure = session.scalars(query).one()
        if _state_desks(session, disclosure):
            notify_state_desk(session, context, disclosure)

"""Open records that no active caseworker of their agency works on."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from core.codes.agencies import AccountStatus
from core.codes.notifications import NotificationKind
from core.codes.records import RecordStatus
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.records.record import Record, RecordAssignment
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.foundation.context import Context
from services.sharing import notifications


def has_caseworker() -> ColumnElement[bool]:
    """Return the condition that a record is assigned to an active caseworker of its agency.

    A supervisor who registered or accepted a record does not count.
    """
    held = aliased(RecordAssignment)
    return (
        select(held.record_id)
        .join(UserAccount, UserAccount.id == held.user_id)
        .where(
            held.record_id == Record.id,
            UserAccount.status == AccountStatus.ACTIVE,
            UserAccount.role == Role.CASEWORKER,
            UserAccount.agency_id == Record.agency_id,
        )
        .exists()
    )


def notify_supervisors(session: Session, context: Context, user: UserAccount) -> None:
    """Notify the supervisors of an agency if a closed account leaves records without a worker."""
    session.flush()
    left = (
        select(Record.id)
        .join(RecordAssignment, RecordAssignment.record_id == Record.id)
        .where(
            RecordAssignment.user_id == user.id,
            Record.agency_id == user.agency_id,
            Record.status == RecordStatus.OPEN,
            ~has_caseworker(),
        )
    )
    agency_id = user.agency_id
    with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency_id)):
        if session.scalar(left.limit(1)) is not None:
            notifications.notify_agency(
                session, context, agency_id, kind=NotificationKind.RECORDS_UNASSIGNED
            )

"""The ends of an agency: no new duties from the approval on, no access once its records moved."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus, AgencyKind, AgencyStatus
from core.codes.approvals import ApprovalKind
from core.codes.notifications import AlertKind
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import SystemToken, UserAccount
from models.row_security import database_roles as role_switch
from models.row_security.database_roles import DatabaseRole
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import user_directory
from services.agencies.accounts import INSTALLER
from services.approvals import approval_requests
from services.foundation import actor_database_role, alerts, audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context


def begin(
    session: Session, context: Context, actor: Actor, agency_id: int, successor_id: int
) -> None:
    """Let an agency close: nothing is added, its tokens end, and other desks get its duties.

    A desk of the same state becomes the state's desk, that of the successor first. The auditor is
    alerted if the relay desk ends. Accounts stay, because people decide about the records that do
    not move.
    """
    with actor_database_role.in_office(session, actor):
        locks.take_lock(session, Lock.ACCOUNTS)
        agency = session.get_one(Agency, agency_id)
        agency.status = AgencyStatus.CLOSING
        tokens = session.scalars(
            update(SystemToken)
            .where(SystemToken.agency_id == agency_id, SystemToken.revoked_at.is_(None))
            .values(revoked_at=context.clock.now())
            .returning(SystemToken.public_id)
        )
        for token_id in tokens.all():
            approval_requests.withdraw(session, ApprovalKind.SYSTEM_TOKEN, token_id)
        was_relay = _end_desk_duties(session, agency, successor_id)
    if was_relay:
        alerts.raise_alert(session, context, actor, AlertKind.RELAY_DESK, agency.public_id)


def _end_desk_duties(session: Session, agency: Agency, successor_id: int) -> bool:
    """Take the duties of an agency's desk away; return whether it was the relay desk."""
    desk = session.scalar(select(Desk).where(Desk.agency_id == agency.id))
    if desk is None:
        return False
    was_state_desk, was_relay = desk.is_state_desk, desk.is_relay
    desk.is_state_desk = desk.is_relay = False
    session.flush()
    if was_state_desk:
        is_police = Agency.kind == AgencyKind.POLICE
        following = (
            select(Desk)
            .join(Agency, Agency.id == Desk.agency_id)
            .where(Desk.state == agency.state, Agency.status == AgencyStatus.OPEN)
            .order_by(Desk.agency_id != successor_id, is_police, Desk.id)
        )
        heir = session.scalars(following.limit(1)).first()
        if heir is not None:
            heir.is_state_desk = True
            session.flush()
    return was_relay


def end(session: Session, context: Context, agency_id: int) -> None:
    """Close an agency whose records moved: its accounts are disabled. For workers. Audited."""
    with role_switch.as_role(
        session, DatabaseRole.OFFICE, actor_database_role.describe_actor(INSTALLER)
    ):
        locks.take_lock(session, Lock.ACCOUNTS)
        agency = session.get_one(Agency, agency_id)
        agency.status = AgencyStatus.CLOSED
        accounts = select(UserAccount.public_id).where(
            UserAccount.agency_id == agency_id, UserAccount.status != AccountStatus.DISABLED
        )
        for user_id in session.scalars(accounts.order_by(UserAccount.id)).all():
            user_directory.disable_account(session, context, INSTALLER, user_id)
        audit_log.record_event(
            session,
            context,
            INSTALLER,
            audit_log.AuditEvent("close_agency", subject=agency.public_id),
        )

"""Expiry of clearances that no second person confirmed in time. For workers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import ClearanceRequestKind
from core.codes.notices import NoticeKind
from core.codes.records import Clearance, RecordStatus
from core.policy.roles import Role
from models.case.clearance import ClearanceRequest
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.clearance import clearances
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import records
from services.sharing import notices


def overdue_confirmations(
    session: Session, context: Context, *, limit: int = 500
) -> list[tuple[int, int]]:
    """Return (record id, agency id) of at most `limit` reports whose confirmation is overdue.

    The earliest deadline comes first. Decided requests and erased records are left out.
    """
    rows = session.execute(
        select(ClearanceRequest.record_id, Record.agency_id)
        .join(Record, Record.id == ClearanceRequest.record_id)
        .where(
            ClearanceRequest.decided_at.is_(None), ClearanceRequest.due_at <= context.clock.now()
        )
        .where(Record.status != RecordStatus.ERASED)
        .order_by(ClearanceRequest.due_at, ClearanceRequest.record_id)
        .limit(limit)
    )
    return [(record_id, agency_id) for record_id, agency_id in rows]


def expire_clearance(session: Session, context: Context, record_id: int, agency_id: int) -> None:
    """Make a report unverified, turn its confirmation into a request, and notify supervisors.

    Works as the record's agency. Confirmed pairs stay confirmed, because no version is written.
    """
    clock = Actor(role=Role.MATCHER, agency_id=agency_id, agency_kind="", state="")
    with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency_id)):
        record = session.scalars(
            select(Record).where(Record.id == record_id).with_for_update()
        ).one()
        found = clearances.find_open_request(session, record)
        if found is None or found.due_at is None or found.due_at > context.clock.now():
            return
        found.kind, found.due_at = ClearanceRequestKind.REQUEST, None
        if record.clearance == Clearance.CLEARED:
            records.change_clearance(session, context, record, Clearance.UNVERIFIED)
        notices.notify_of_event(
            session,
            context,
            notices.NoticeSubject(agency_id, record_id),
            kind=NoticeKind.CLEARANCE_LAPSED,
        )
        audit_log.record_act(session, context, clock, "clearance_lapsed", record.public_id)
        session.flush()

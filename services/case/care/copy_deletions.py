"""The copies of a withdrawn report: each agency that was sent it deletes them and confirms this.

Both the agency and the sender have a deadline for it (`core.policy.case.deadlines`). The agency
learns only of its own. The sender reads which desks have confirmed
(`departure_states.read_outcomes`).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.codes.notifications import NotificationKind
from core.policy.case.deadlines import DEADLINES, DeadlineFact, hours_of
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.case import deadlines
from services.case.care.departure_states import SENT_KINDS
from services.case.deadlines import DeadlineSubject
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records.closing import case_deadlines
from services.sharing import notification_lists, notifications


def ask_for_deletion(session: Session, context: Context, report: Record) -> None:
    """Ask every notified agency to delete its copies; reading the notification confirms this.

    Start the deadline of each of them, and that of the sender. A closed agency is not asked.
    """
    kind = NotificationKind.MISSING_FROM_CARE_WITHDRAWN
    asked = [
        agency_id
        for agency_id in notifications.sent_notifications(session, report.id, SENT_KINDS)
        if notifications.notify_agency(session, context, agency_id, kind=kind, record=report)
    ]
    if not asked:
        return
    case_deadlines.start_deadline(
        session, report, DeadlineKind.DELETION_CALL, started_at=context.clock.now()
    )
    states = dict(
        iter(session.execute(select(Agency.id, Agency.state).where(Agency.id.in_(asked))))
    )
    hours = hours_of(DEADLINES[DeadlineKind.DELETION])
    with database_roles.as_role(session, DatabaseRole.WORKER):  # deadlines of other agencies
        for agency_id in asked:
            subject = DeadlineSubject(agency_id, states[agency_id], report.id)
            deadlines.start_deadline(
                session, context, DeadlineKind.DELETION, subject, hours=hours, is_urgent=False
            )


def mark_notification_read(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> None:
    """Mark a notification for the actor as read; raise `NotFound` for any other notification.
    Audited.

    If it asks to delete the copies of a report, this confirms the deletion: the deadline of the
    agency ends, and with the last agency that of the sender.
    """
    notification = notification_lists.mark_read(session, context, actor, public_id)
    if notification.kind != NotificationKind.MISSING_FROM_CARE_WITHDRAWN:
        return
    of_report = CaseDeadline.record_id == notification.record_id
    kind = DeadlineKind.DELETION
    deadlines.complete_deadline(
        session, context, kind, agency_id=notification.agency_id, about=of_report
    )
    with database_roles.as_role(session, DatabaseRole.WORKER):  # deadlines of other agencies
        waiting = select(CaseDeadline.id).where(
            of_report, CaseDeadline.kind == kind, CaseDeadline.met_at.is_(None)
        )
        if session.scalar(waiting.limit(1)) is None:
            report = session.scalars(
                select(Record).where(Record.id == notification.record_id)
            ).one()
            case_deadlines.record_fact(session, context, report, DeadlineFact.COPIES_DELETED)

"""Retention: notifications about reviews and erasure of closed records, run hourly by the
scheduler.

No clock closes an open record: an overdue review is notified again until two people decide.

Each run handles at most `BATCH_SIZE` items per step and ends at most `END_LIMIT` records; the next
run continues. What ends or deletes something also has a limit per day (`core.policy.clock_steps`),
because a wrong system clock may be the reason. Records are changed as their agency.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from core.clock import add_months
from core.codes.data_rights import DataRequestState
from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind, RecordStatus
from core.policy.clock_steps import ClockStep
from core.policy.records.retention import (
    CLOSED_MONTHS,
    OVERDUE_AGAIN_DAYS,
    REVIEW_NOTIFICATIONS,
    SEARCH_MONTHS,
    UNSOLVED_CLOSURES,
    review_months,
)
from models.consent.written_consent import RiskAssessment
from models.data_rights.data_request import DataRequest, RecordRestriction
from models.data_rights.retention import RetentionNotification
from models.oversight.approval import Approval
from models.oversight.decoy import Decoy
from models.records.facts import DataKey
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.search.stored_searches import Search
from models.sql.in_list import in_values
from services.foundation import audit_log, clock_steps
from services.foundation.actor import MATCHER
from services.foundation.context import Context
from services.imports import files as import_files
from services.records import erasure
from services.records.intake import drafts
from services.sharing import notifications

BATCH_SIZE = 200
END_LIMIT = 50


def run_retention(session: Session, context: Context) -> None:
    """Do all that is due; it may be interrupted and repeated at any time."""
    for step in (
        _shorten_at_risk,
        _send_notifications,
        _erase_closed,
        _forget_searches,
        import_files.delete_expired_files,
        drafts.delete_expired_drafts,
    ):
        step(session, context)


def is_reviewed() -> ColumnElement[bool]:
    """Return the condition for records with a review: open, or missing and closed unsolved.

    A decoy has no review, because opening the review would be reported as access to the decoy.
    """
    is_decoy = select(Decoy.record_id).where(Decoy.record_id == Record.id).exists()
    is_unsolved = (
        (Record.status == RecordStatus.CLOSED)
        & (Record.kind == RecordKind.MISSING)
        & Record.closure.in_(sorted(UNSOLVED_CLOSURES))
    )
    return or_(Record.status == RecordStatus.OPEN, is_unsolved) & ~is_decoy


def is_at_risk(session: Session, record: Record) -> bool:
    """Return whether a risk assessment with an act-by date exists."""
    query = select(RiskAssessment.id).where(
        RiskAssessment.record_id == record.id, RiskAssessment.act_by.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _shorten_at_risk(session: Session, context: Context) -> None:
    """Move the review of a record at risk forward to its shorter term after the assessment."""
    rows = session.execute(
        select(Record, RiskAssessment.assessed_at)
        .join(RiskAssessment, RiskAssessment.record_id == Record.id)
        .where(
            is_reviewed(),
            RiskAssessment.act_by.is_not(None),
            Record.review_at > RiskAssessment.assessed_at,
        )
        .order_by(RiskAssessment.id.desc())
    )
    for record, assessed_at in rows:
        due = add_months(assessed_at, review_months(record.kind, is_at_risk=True))
        if record.review_at is not None and due < record.review_at and due > context.clock.now():
            record.review_at = due
    session.flush()


def _send_notifications(session: Session, context: Context) -> None:
    """Notify responsible agencies once of each review that is ahead, near or overdue."""
    now = context.clock.now()
    later_days = [*list(REVIEW_NOTIFICATIONS)[1:], None]
    for (days, kind), later in zip(REVIEW_NOTIFICATIONS.items(), later_days, strict=True):
        notified = exists().where(
            RetentionNotification.record_id == Record.id,
            RetentionNotification.due_at == Record.review_at,
            RetentionNotification.days_before <= days,
        )
        window = [is_reviewed(), Record.review_at <= now + timedelta(days=days), ~notified]
        if later is not None:
            window.append(Record.review_at > now + timedelta(days=later))
        for record in session.scalars(
            select(Record).where(*window).order_by(Record.id).limit(BATCH_SIZE)
        ).all():
            _notify(session, context, record, kind, days_before=days)
    _repeat_overdue(session, context)
    session.flush()


def _repeat_overdue(session: Session, context: Context) -> None:
    """Notify responsible agencies again of a review that is overdue for another
    `OVERDUE_AGAIN_DAYS`.
    """
    now = context.clock.now()
    again = timedelta(days=OVERDUE_AGAIN_DAYS)
    is_recent = exists().where(
        RetentionNotification.record_id == Record.id,
        RetentionNotification.due_at == Record.review_at,
        RetentionNotification.sent_at > now - again,
    )
    overdue = select(Record).where(is_reviewed(), Record.review_at <= now - again, ~is_recent)
    for record in session.scalars(overdue.order_by(Record.id).limit(BATCH_SIZE)).all():
        days = (now - record.review_at).days if record.review_at is not None else 0
        _notify(session, context, record, NotificationKind.REVIEW_OVERDUE, days_before=-days)


def _notify(
    session: Session, context: Context, record: Record, kind: NotificationKind, *, days_before: int
) -> None:
    """Write a notification to the responsible agency, and remember that it was sent for this
    review.

    Each review has notifications of its own. `days_before` is a key of `REVIEW_NOTIFICATIONS`, or
    minus the number of days for which the review is overdue.
    """
    session.add(
        RetentionNotification(
            record_id=record.id,
            due_at=record.review_at,
            days_before=days_before,
            sent_at=context.clock.now(),
        )
    )
    about = notifications.NotificationSubject(record.agency_id, record.id)
    notifications.notify_of_event(session, context, about, kind=kind)


def _erase_closed(session: Session, context: Context) -> None:
    """Erase records that were closed for `CLOSED_MONTHS`.

    Records under restriction, with a pending data-rights request, or unsolved are kept.
    """
    restricted = select(RecordRestriction.id).where(
        RecordRestriction.record_id == Record.id, RecordRestriction.ended_at.is_(None)
    )
    requested = select(DataRequest.id).where(
        DataRequest.record_id == Record.id, DataRequest.state == DataRequestState.PROPOSED
    )
    query = select(Record).where(
        Record.status == RecordStatus.CLOSED,
        Record.closed_at <= add_months(context.clock.now(), -CLOSED_MONTHS),
        ~is_reviewed(),
        ~restricted.exists(),
        ~requested.exists(),
    )
    records = session.scalars(query.order_by(Record.id).limit(END_LIMIT)).all()
    for record in records[: clock_steps.permitted(session, context, ClockStep.ERASE, len(records))]:
        erasure.erase_record(session, context, record, RoleIdentity(agency_id=record.agency_id))
        actor = dataclasses.replace(MATCHER, agency_id=record.agency_id)
        audit_log.record_event(
            session,
            context,
            actor,
            audit_log.AuditEvent(
                "erase_by_clock", records=(audit_log.ShownRecord(record.public_id),)
            ),
        )
        database_roles.enter_role(session, DatabaseRole.WORKER)


def _forget_searches(session: Session, context: Context) -> None:
    """Destroy the data keys of searches and exports older than the retention of the audit log."""
    before = add_months(context.clock.now(), -SEARCH_MONTHS)
    searched = select(Search.public_id).where(Search.at <= before)
    exported = select(Approval.subject).where(Approval.asked_at <= before)
    old = or_(
        (DataKey.scope == "search") & DataKey.subject.in_(searched),
        (DataKey.scope == "export") & DataKey.subject.in_(exported),
    )
    due = select(DataKey.subject).where(old).order_by(DataKey.created_at, DataKey.subject)
    permitted = clock_steps.permitted_items(session, context, ClockStep.FORGET_SEARCH, due)
    session.execute(delete(DataKey).where(in_values(session, DataKey.subject, permitted)))

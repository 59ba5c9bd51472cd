"""The review of a record: keep for another term, archive, or erase if unsolved.

One person proposes, and another approves (`ApprovalKind.RETENTION_REVIEW`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import add_months
from core.codes.approvals import ApprovalKind
from core.codes.records import RecordKind, RecordStatus
from core.errors import Conflict
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.records.retention import (
    ARCHIVED_CLOSURE,
    UNSOLVED_CLOSURES,
    ReviewOutcome,
    review_months,
)
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.data_rights.retention import RetentionNotification
from models.oversight.approval import Approval
from models.records.record import Record
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.data_rights import retention
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.records import alert_reviews, erasure, register, repository
from services.records.closing import closures
from services.sharing.notifications import NotificationSubject

_KIND = ApprovalKind.RETENTION_REVIEW


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewState:
    """The state of a review: its time, and whether it may be decided now (`is_near`).

    `review_at` is None for an erased record, which has no review. `outcome` and `reason` are the
    proposal that waits for a second person, and `approval` is its approval; None and "" without
    one. `is_own`: the reader proposed it. `refusal`: why the reader cannot decide about the
    proposal, None if they can.
    """

    review_at: datetime | None
    is_near: bool
    outcome: ReviewOutcome | None = None
    reason: str = ""
    approval: UUID | None = None
    is_own: bool = False
    refusal: Refusal | None = None


def read_review(session: Session, context: Context, actor: Actor, record_id: UUID) -> ReviewState:
    """Return the state of the review of a record of the actor's agency. Audited.

    Raise `Refused` for a role that does not decide reviews. Raise `NotFound` for a record of
    another agency.
    """
    require(actor, Action.EXTEND)
    record = register.require_own_record(session, context, actor, record_id, Action.READ_OWN).record
    row = _notification(session, record)
    waiting = None if row is None else approval_requests.waiting(session, _KIND, record_id)
    reason = ""
    if row is not None and row.reason is not None and waiting is not None:
        key = data_keys.open_data_key(session, context.keys, record.public_id)
        reason = data_keys.unseal_json(key, row.reason, _place(record, row))
    shown_classes = (FieldClass.F5,) if reason else ()
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            "read_review",
            subject=record_id,
            records=(audit_log.ShownRecord(record_id, shown_classes),),
        ),
    )
    if row is None or row.outcome is None or waiting is None:
        return ReviewState(record.review_at, is_near=row is not None)
    return ReviewState(
        record.review_at,
        is_near=True,
        outcome=ReviewOutcome(row.outcome),
        reason=reason,
        approval=waiting.public_id,
        is_own=waiting.asked_by == actor.user_id,
        refusal=approval_requests.refusals(session, context, actor, [(waiting, ())])[0],
    )


def propose_review(
    session: Session,
    context: Context,
    actor: Actor,
    record_id: UUID,
    outcome: ReviewOutcome,
    *,
    reason: str,
) -> UUID:
    """Propose what happens to a record of the actor's agency; return the id of the approval.

    The proposal replaces one that waits. Raise `Conflict` if no review is near, or the outcome does
    not fit. An archive also raises what `closures.check_sentence` raises. Raise `InvalidInput` for
    a blank reason, and `NotFound` for a record of another agency. Audited.
    """
    require_reason(reason)
    record = register.require_own_record(
        session, context, actor, record_id, Action.EXTEND, reason
    ).record
    approval_requests.withdraw(session, _KIND, record_id)
    row = _check(session, context, actor, record, outcome)
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    row.outcome = outcome.value
    row.reason = data_keys.seal_json(key, reason, _place(record, row))
    about = NotificationSubject(record.agency_id, record.id)
    approval = approval_requests.ask(session, context, actor, _KIND, record_id, about=about)
    act = audit_log.AuditEvent(
        "propose_review",
        outcome.value,
        subject=record_id,
        records=(audit_log.ShownRecord(record_id),),
    )
    audit_log.record_event(session, context, actor, act)
    return approval.public_id


def carry_out(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Keep, archive or erase the record of an approved proposal.

    Raise what `propose_review` raises, if the proposal does not fit any more.
    """
    record = register.find_own(session, context, actor, approval.subject).record
    row = _notification(session, record)
    if row is None or row.outcome is None:
        raise Conflict(Refusal.NO_REVIEW_IS_NEAR)
    outcome = ReviewOutcome(row.outcome)
    _check(session, context, actor, record, outcome)
    row.decided_at = context.clock.now()
    act = audit_log.AuditEvent(
        "review_record",
        outcome.value,
        subject=record.public_id,
        records=(audit_log.ShownRecord(record.public_id),),
    )
    audit_log.record_event(session, context, actor, act)
    session.flush()
    if outcome is ReviewOutcome.ERASE:
        erasure.erase_decided(session, context, actor, record)
        return
    if outcome is ReviewOutcome.ARCHIVE:
        repository.close_record(session, context, record, closure=ARCHIVED_CLOSURE)
    record.review_at = _next_review(session, context, record)


def describe_reviews(
    session: Session, _context: Context, _actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the proposed outcomes of the current reviews."""
    query = (
        select(Record.public_id, RetentionNotification.outcome)
        .join(RetentionNotification, RetentionNotification.record_id == Record.id)
        .where(
            Record.public_id.in_(subjects),
            RetentionNotification.due_at == Record.review_at,
            RetentionNotification.outcome.is_not(None),
        )
    )
    rows = session.execute(query)
    return {row.public_id: Description("", {"to_keep": row.outcome}) for row in rows}


def _notification(session: Session, record: Record) -> RetentionNotification | None:
    """Return the first notification of the current review, or None."""
    return session.scalars(
        select(RetentionNotification)
        .where(
            RetentionNotification.record_id == record.id,
            RetentionNotification.due_at == record.review_at,
        )
        .order_by(RetentionNotification.id)
        .limit(1)
    ).first()


def _place(record: Record, row: RetentionNotification) -> SealPlace:
    return SealPlace("retention_notification", record.public_id, FieldClass.F5.value, row.id)


def _check(
    session: Session, context: Context, actor: Actor, record: Record, outcome: ReviewOutcome
) -> RetentionNotification:
    """Return the first notification of the current review, with the record locked.

    Raise `Conflict` unless the outcome fits the record now.
    """
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    row = _notification(session, record)
    if row is None:
        raise Conflict(Refusal.NO_REVIEW_IS_NEAR)
    is_unsolved = (
        record.status == RecordStatus.CLOSED
        and record.kind == RecordKind.MISSING
        and record.closure in UNSOLVED_CLOSURES
    )
    fits = {
        ReviewOutcome.KEEP: record.status == RecordStatus.OPEN or is_unsolved,
        ReviewOutcome.ARCHIVE: record.status == RecordStatus.OPEN,
        ReviewOutcome.ERASE: is_unsolved,
    }
    if not fits[outcome]:
        raise Conflict(Refusal.REVIEW_DOES_NOT_FIT)
    if outcome is ReviewOutcome.ARCHIVE:
        closures.check_sentence(session, context, record, ARCHIVED_CLOSURE, actor.role)
    return row


def _next_review(session: Session, context: Context, record: Record) -> datetime:
    """Return the time of the review after one that was decided."""
    months = review_months(record.kind, is_at_risk=retention.is_at_risk(session, record))
    review_at = add_months(context.clock.now(), months)
    if record.status != RecordStatus.OPEN:
        return review_at
    record_statements = register.open_statements(
        session, context, [(record, frozenset({FieldClass.F4B}))]
    ).get(record.id, [])
    alert_day = alert_reviews.stated_day(record.kind, record_statements)
    return alert_reviews.earlier_undecided(session, record, review_at, alert_day)

"""The review of a record by two people: keep for another term, archive, or erase if unsolved."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import add_months
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
from core.published import published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.data_rights.retention import RetentionNotice
from models.records.record import Record
from services.data_rights import retention
from services.foundation import audit_log, data_keys, dual_control
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.records import alert_reviews, erasure, records, repository
from services.records.closing import closures


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ReviewResult:
    """The result of a decision on a review, and the time of the next review.

    `is_decided`: both people decided, so the decision was carried out. `review_at` is None after
    the review erased the record.
    """

    is_decided: bool
    review_at: datetime | None


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ReviewState:
    """The state of a review: its time, and whether it may be decided now (`is_near`).

    `review_at` is None for an erased record, which has no review. `outcome` is the first person's
    decision, None before it; `reason` is that person's reason. `is_own_word`: the reader is the
    first person.
    """

    review_at: datetime | None
    is_near: bool
    outcome: ReviewOutcome | None
    reason: str
    is_own_word: bool


def read_review(session: Session, context: Context, actor: Actor, record_id: UUID) -> ReviewState:
    """Return the state of the review of a record of the actor's agency. Audited.

    Raise `Refused` for a role that does not decide reviews. Raise `NotFound` for a record of
    another agency.
    """
    require(actor, Action.EXTEND)
    record = records.require_own_record(session, context, actor, record_id, Action.READ_OWN).record
    row = _notice(session, record)
    reason = ""
    if row is not None and row.reasons:
        key = data_keys.open_data_key(session, context.keys, record.public_id)
        reason = data_keys.unseal_json(key, row.reasons, _place(record, row))[-1]
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
    return ReviewState(
        record.review_at,
        is_near=row is not None,
        outcome=ReviewOutcome(row.outcome) if row is not None and row.outcome else None,
        reason=reason,
        is_own_word=row is not None and row.first_review_by == actor.user_id,
    )


def decide_review(
    session: Session,
    context: Context,
    actor: Actor,
    record_id: UUID,
    outcome: ReviewOutcome,
    *,
    reason: str,
) -> ReviewResult:
    """Store a decision about a record of the actor's agency; the second person's carries it out.

    The second person must give the same decision. Raise `Conflict` if this is the same person.
    Raise `Refused` for an account that is not independent of the first person. A different decision
    replaces the first one and waits for its own second person. Raise `Conflict` if no review is
    near, or the outcome does not fit. An archive also raises what `closures.check_sentence` raises.
    Raise `NotFound` for a record of another agency. Audited.
    """
    require_reason(reason)
    record = records.require_own_record(
        session, context, actor, record_id, Action.EXTEND, reason
    ).record
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    row = _notice(session, record)
    if row is None:
        raise Conflict(Refusal.NO_REVIEW_IS_NEAR)
    _check(record, outcome)
    if outcome is ReviewOutcome.ARCHIVE:
        closures.check_sentence(session, context, record, ARCHIVED_CLOSURE, actor.role)
    is_decided = row.outcome == outcome.value
    if is_decided:
        dual_control.check_second_person(
            session, context, actor, row.first_review_by, refusal=Refusal.SECOND_PERSON_REVIEWS
        )
        row.second_review_by = actor.user_id
    else:
        row.first_review_by, row.outcome = actor.user_id, outcome.value
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    place = _place(record, row)
    before = data_keys.unseal_json(key, row.reasons, place) if row.reasons and is_decided else []
    row.reasons = data_keys.seal_json(key, [*before, reason], place)
    act = audit_log.AuditEvent(
        "review_record",
        outcome.value,
        subject=record_id,
        records=(audit_log.ShownRecord(record_id),),
    )
    audit_log.record_event(session, context, actor, act)
    session.flush()
    if is_decided:
        _carry_out(session, context, actor, record, outcome)
    return ReviewResult(is_decided, record.review_at)


def _notice(session: Session, record: Record) -> RetentionNotice | None:
    """Return the first notice of the current review, or None."""
    return session.scalars(
        select(RetentionNotice)
        .where(RetentionNotice.record_id == record.id, RetentionNotice.due_at == record.review_at)
        .order_by(RetentionNotice.id)
        .limit(1)
    ).first()


def _place(record: Record, row: RetentionNotice) -> SealPlace:
    return SealPlace("retention_notice", record.public_id, FieldClass.F5.value, row.id)


def _check(record: Record, outcome: ReviewOutcome) -> None:
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


def _carry_out(
    session: Session, context: Context, actor: Actor, record: Record, outcome: ReviewOutcome
) -> None:
    if outcome is ReviewOutcome.ERASE:
        erasure.erase_decided(session, context, actor, record)
        return
    if outcome is ReviewOutcome.ARCHIVE:
        repository.close_record(session, context, record, closure=ARCHIVED_CLOSURE)
    months = review_months(record.kind, is_at_risk=retention.is_at_risk(session, record))
    record.review_at = add_months(context.clock.now(), months)
    if record.status == RecordStatus.OPEN:
        record_statements = records.open_statements(
            session, context, [(record, frozenset({FieldClass.F4B}))]
        ).get(record.id, [])
        record.review_at = alert_reviews.earlier_undecided(
            session,
            record,
            record.review_at,
            alert_reviews.stated_day(record.kind, record_statements),
        )

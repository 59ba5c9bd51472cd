"""Closing sentences: after a hit the reporter's side may only use one the found side approved.

So a family learns "located, no contact wished", never the place, and never that another person
decided differently.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from core.codes.notices import NoticeKind
from core.codes.records import RecordKind
from core.codes.review import PairState, VerdictOutcome, VerdictStep
from core.errors import Conflict, require_code, require_found
from core.policy.actions import Action
from core.policy.case.case_story import CLOSURES
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair, Verdict
from models.records.record import Record
from models.records.record_link import ClosureApproval
from models.sql.upsert import insert_missing
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import evidence_changes, notices, visibility


def approve_sentence(
    session: Session, context: Context, actor: Actor, pair_id: UUID, *, closure: str
) -> None:
    """Approve a sentence for the reporter of the missing side of a confirmed pair.

    Only the found side's supervisor may do this.
    """
    require(actor, Action.APPROVE_CLOSURE)
    require_code("closure", closure, CLOSURES)
    row = require_found(
        session.execute(
            select(Pair, Record, _was_confirmed(Record))
            .join(Record, or_(Record.id == Pair.low, Record.id == Pair.high))
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                Pair.public_id == pair_id,
                Record.kind == RecordKind.FOUND,
                visibility.owned_by(actor, context.clock.now()),
            )
        ).first(),
        "no such pair",
    )
    pair, own, was_confirmed = row
    evidence_changes.check_reviewed(pair, own.id)
    if not was_confirmed:
        raise Conflict(Refusal.SENTENCE_NEEDS_CONFIRMED_PAIR)
    content = {
        "pair_id": pair.id,
        "closure": closure,
        "user_id": actor.user_id,
        "approved_at": context.clock.now(),
    }
    insert_missing(session, ClosureApproval, [content], ["pair_id", "closure"])
    other_author = session.scalar(
        select(Record).where(Record.id == (pair.high if own.id == pair.low else pair.low))
    )
    if other_author is not None and other_author.agency_id != own.agency_id:
        notices.notify_agency(
            session,
            context,
            other_author.agency_id,
            kind=NoticeKind.CLOSURE_APPROVED,
            record=other_author,
        )
    act = audit_log.AuditEvent(
        "approve_closure", closure, subject=pair_id, records=(audit_log.ShownRecord(own.public_id),)
    )
    audit_log.record_event(session, context, actor, act)


def allowed_sentences(session: Session, record: Record) -> frozenset[str]:
    """Return the sentences that may close a record: after a hit those every found side approved.

    Before a hit all sentences are allowed.
    """
    pair_ids = _hits(session, record)
    if not pair_ids:
        return CLOSURES
    rows = session.execute(
        select(ClosureApproval.pair_id, ClosureApproval.closure).where(
            ClosureApproval.pair_id.in_(pair_ids)
        )
    ).all()
    approved = [{row.closure for row in rows if row.pair_id == pair_id} for pair_id in pair_ids]
    return CLOSURES.intersection(*approved)


def check_sentence(session: Session, record: Record, closure: str) -> None:
    """Raise for a sentence that is not in the list or that a found side has not approved."""
    require_code("closure", closure, CLOSURES)
    evidence_changes.check_record_reviewed(session, record.id)
    if closure not in allowed_sentences(session, record):
        raise Conflict(Refusal.SENTENCE_IS_NOT_APPROVED)


def _hits(session: Session, record: Record) -> list[int]:
    """Return the once-confirmed pairs of an own report with other agencies' found records."""
    if record.kind == RecordKind.FOUND:
        return []
    if (
        session.get_bind().dialect.name == "postgresql"
    ):  # the owner of the other record may be hidden from its partner
        rows = session.execute(
            text("SELECT id FROM homeward_hits(:wanted) AS id"), {"wanted": record.id}
        )
        return [int(row.id) for row in rows]
    other_record = aliased(Record)
    other_end = case((Pair.low == record.id, Pair.high), else_=Pair.low)
    query = (
        select(Pair.id)
        .join(other_record, other_record.id == other_end)
        .where(or_(Pair.low == record.id, Pair.high == record.id), _was_confirmed(other_record))
        .where(other_record.kind == RecordKind.FOUND, other_record.agency_id != record.agency_id)
    )
    return list(session.scalars(query))


def _was_confirmed(found: type[Record]) -> ColumnElement[bool]:
    """Return the condition that both sides confirmed a pair and its found side did not undo that.

    An undo by the reporter's side does not remove the need for the found side's approval.
    """
    later = aliased(Verdict)
    taken_back = select(later.id).where(
        later.pair_id == Verdict.pair_id,
        later.id > Verdict.id,
        later.agency_id == found.agency_id,
        or_(
            later.step == VerdictStep.UNDO,
            (later.step == VerdictStep.CONFIRM) & (later.outcome == VerdictOutcome.DIFFERENT),
        ),
    )
    is_taken_back = taken_back.correlate(Verdict, found).exists()
    sides = (
        select(func.count(func.distinct(Verdict.agency_id)))
        .where(
            Verdict.pair_id == Pair.id,
            Verdict.step == VerdictStep.CONFIRM,
            Verdict.outcome == VerdictOutcome.SAME,
            ~is_taken_back,
        )
        .correlate(Pair, found)
        .scalar_subquery()
    )
    return or_(Pair.state == PairState.CONFIRMED, sides > 1)

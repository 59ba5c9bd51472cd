"""Closing: the sentences for a record, the facts that each one lacks, and the notification to the
other side.

After a confirmed match the reporter's side may only use a sentence that the found side approved. So
a family learns "located, no contact wished". It never learns the place, nor that another
person decided.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind
from core.codes.review import DecisionOutcome, DecisionStep, MatchState
from core.errors import Conflict, Refused, require_code, require_found
from core.policy.actions import Action
from core.policy.case.closures import (
    CLOSURE_RULES,
    CLOSURES,
    LACKING,
    REPORT_CLOSURES,
    RETURN_CLOSURES,
    REUNIFIED,
    ClosureFact,
    needs_of,
)
from core.policy.roles import Role
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.matching_runs.match import Match, MatchDecision
from models.records.record import Record
from models.records.record_link import ClosureApproval
from models.sql.upsert import insert_missing
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records.closing import closure_facts
from services.sharing import evidence_changes, notifications, visibility


def approve_sentence(
    session: Session, context: Context, actor: Actor, match_id: UUID, *, closure: str
) -> None:
    """Approve a sentence for the reporter of the missing side of a confirmed match.

    Only the found side's supervisor may do this. Raise `InvalidInput` for an unknown sentence, and
    `NotFound` for a match without a found record of the agency. Raise `Conflict` for a match that
    was not confirmed, that must be reviewed first, or whose records belong to one agency. Audited.
    """
    require(actor, Action.APPROVE_CLOSURE)
    require_code("closure", closure, REPORT_CLOSURES)
    match, own, was_confirmed = require_found(
        session.execute(
            select(Match, Record, _was_confirmed(Record))
            .join(Record, or_(Record.id == Match.low, Record.id == Match.high))
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                Match.public_id == match_id,
                Record.kind == RecordKind.FOUND,
                visibility.of_own_agency(actor, context.clock.now()),
            )
        ).first(),
        "no such match",
    )
    evidence_changes.check_reviewed(match, own.id)
    if not was_confirmed:
        raise Conflict(Refusal.SENTENCE_NEEDS_CONFIRMED_MATCH)
    other_author = session.scalar(
        select(Record).where(Record.id == (match.high if own.id == match.low else match.low))
    )
    if other_author is not None and other_author.agency_id == own.agency_id:
        raise Conflict(Refusal.BOTH_RECORDS_ARE_OWN)
    _check_facts(session, context, own, closure)
    content = {
        "match_id": match.id,
        "closure": closure,
        "user_id": actor.user_id,
        "approved_at": context.clock.now(),
    }
    insert_missing(session, ClosureApproval, [content], ["match_id", "closure"])
    if other_author is not None:
        about = notifications.NotificationSubject(other_author.agency_id, other_author.id, match.id)
        notifications.notify_once(session, context, about, kind=NotificationKind.CLOSURE_APPROVED)
    act = audit_log.AuditEvent(
        "approve_closure",
        closure,
        subject=match_id,
        records=(audit_log.ShownRecord(own.public_id),),
    )
    audit_log.record_event(session, context, actor, act)


@dataclasses.dataclass(frozen=True, slots=True)
class ClosureOption:
    """A sentence for a record.

    `refusal` is the reason why it may not be used now, None where it may be used.
    """

    closure: str
    refusal: Refusal | None = None


def closure_options(
    session: Session, context: Context, record: Record, role: Role
) -> list[ClosureOption]:
    """Return every sentence for a kind of record, in the order of the table."""
    kinds = {closure for closure, rule in CLOSURE_RULES.items() if record.kind in rule.kinds}
    approved = _approved_sentences(session, record)
    if approved is not None:
        return [
            ClosureOption(
                closure, None if closure in approved else Refusal.SENTENCE_IS_NOT_APPROVED
            )
            for closure in CLOSURE_RULES
            if closure in kinds
        ]
    held, is_child = closure_facts.held_facts(session, context, record)
    return [
        _option(closure, role, held, is_child=is_child)
        for closure in CLOSURE_RULES
        if closure in kinds
    ]


def _option(
    closure: str, role: Role, held: frozenset[ClosureFact], *, is_child: bool
) -> ClosureOption:
    if role not in CLOSURE_RULES[closure].roles:
        return ClosureOption(closure, Refusal.CLOSURE_IS_A_SUPERVISORS)
    for fact in needs_of(closure, is_child=is_child):
        if fact not in held:
            return ClosureOption(closure, LACKING[fact])
    return ClosureOption(closure)


def sentence_options(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[ClosureOption]:
    """Return the sentences that a found record of the actor's agency may approve for a reporter.

    A sentence that may not be approved has the first fact that is missing. The list is empty for
    any other record.
    """
    require(actor, Action.APPROVE_CLOSURE)
    record = session.scalar(
        select(Record)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            Record.public_id == record_id,
            Record.kind == RecordKind.FOUND,
            visibility.of_own_agency(actor, context.clock.now()),
        )
    )
    if record is None:
        return []
    held, is_child = closure_facts.held_facts(session, context, record)
    return [
        _option(closure, actor.role, held, is_child=is_child)
        for closure in CLOSURE_RULES
        if closure in REPORT_CLOSURES
    ]


def check_sentence(
    session: Session, context: Context, record: Record, closure: str, role: Role
) -> None:
    """Raise unless a record may be closed with this sentence by this role now.

    Raise `InvalidInput` for an unknown sentence. Raise `Conflict` while the side of the record must
    review a confirmed match. Raise `Refused` for a sentence that only supervisors may use. Raise
    `Conflict` for a sentence of another kind of record, for missing facts, and for a sentence that
    the found side did not approve. The refusal names the first reason.
    """
    require_code("closure", closure, CLOSURES)
    evidence_changes.check_record_reviewed(session, record.id)
    options = closure_options(session, context, record, role)
    refusals = {option.closure: option.refusal for option in options}
    _raise(refusals.get(closure, Refusal.CLOSURE_IS_OF_OTHER_RECORDS))


def check_reunification(session: Session, context: Context, record: Record) -> None:
    """Raise `Conflict` with the first unmet condition of `reunification_lacks`, if there is one."""
    _raise(next(iter(reunification_lacks(session, context, record)), None))


def reunification_lacks(session: Session, context: Context, record: Record) -> tuple[Refusal, ...]:
    """Return a refusal for each condition for a reunification that is not met.

    After a confirmed match the only condition is that the side with the child approved the
    sentence.
    """
    approved = _approved_sentences(session, record)
    if approved is not None:
        return () if REUNIFIED in approved else (Refusal.SENTENCE_IS_NOT_APPROVED,)
    return _lacking(session, context, record, REUNIFIED)


def return_lacks(session: Session, report: Record) -> tuple[Refusal, ...]:
    """Return a refusal for each reason why a return cannot close the report with any sentence."""
    lacking = []
    if evidence_changes.is_review_needed(session, report.id):
        lacking.append(Refusal.REVIEW_IS_NEEDED)
    approved = _approved_sentences(session, report)
    if approved is not None and not approved & RETURN_CLOSURES:
        lacking.append(Refusal.SENTENCE_IS_NOT_APPROVED)
    return tuple(lacking)


def _check_facts(session: Session, context: Context, record: Record, closure: str) -> None:
    _raise(next(iter(_lacking(session, context, record, closure)), None))


def _lacking(
    session: Session, context: Context, record: Record, closure: str
) -> tuple[Refusal, ...]:
    held, is_child = closure_facts.held_facts(session, context, record)
    needs = needs_of(closure, is_child=is_child)
    return tuple(LACKING[fact] for fact in needs if fact not in held)


def _raise(refusal: Refusal | None) -> None:
    if refusal is Refusal.CLOSURE_IS_A_SUPERVISORS:
        raise Refused(refusal)
    if refusal is not None:
        raise Conflict(refusal)


def notify_other_sides(
    session: Session, context: Context, actor: Actor, record: Record, closure: str
) -> None:
    """Notify the other responsible agencies of confirmed matches that a record is closed; call this
    before.

    A responsible agency who sees the identity learns the kind of closure, any other only that it
    was closed.
    """
    kind, now = CLOSURE_RULES[closure].notification, context.clock.now()
    query = (
        select(case((Match.low == record.id, Match.high), else_=Match.low), Match.id)
        .where(or_(Match.low == record.id, Match.high == record.id))
        .where(Match.state == MatchState.CONFIRMED)
    )
    ends: dict[int, int] = dict(iter(session.execute(query)))
    others = visibility.visible_records(session, actor, now=now, ids=list(ends)) if ends else []
    for other in others:
        agency_id = other.record.agency_id
        if agency_id == record.agency_id:
            continue
        about = notifications.NotificationSubject(agency_id, other.record.id, ends[other.record.id])
        if not notifications.notify_of_event(session, context, about, kind=kind):
            notifications.notify_of_event(
                session, context, about, kind=NotificationKind.OTHER_CLOSED
            )


def _approved_sentences(session: Session, record: Record) -> frozenset[str] | None:
    """Return the sentences that every found side approved; None before a confirmed match."""
    match_ids = _confirmed_match_ids(session, record)
    if not match_ids:
        return None
    rows = session.execute(
        select(ClosureApproval.match_id, ClosureApproval.closure).where(
            ClosureApproval.match_id.in_(match_ids)
        )
    ).all()
    approved = [{row.closure for row in rows if row.match_id == match_id} for match_id in match_ids]
    return REPORT_CLOSURES.intersection(*approved)


def _confirmed_match_ids(session: Session, record: Record) -> list[int]:
    """Return the once-confirmed matches of a report of the agency with other agencies' found
    records.
    """
    if record.kind == RecordKind.FOUND:
        return []
    # the responsible agency of the other record may be hidden from its partner
    if session.get_bind().dialect.name == "postgresql":
        rows = session.execute(
            text("SELECT id FROM homeward_confirmed_matches(:wanted) AS id"), {"wanted": record.id}
        )
        return [int(row.id) for row in rows]
    other_record = aliased(Record)
    other_end = case((Match.low == record.id, Match.high), else_=Match.low)
    query = (
        select(Match.id)
        .join(other_record, other_record.id == other_end)
        .where(or_(Match.low == record.id, Match.high == record.id), _was_confirmed(other_record))
        .where(other_record.kind == RecordKind.FOUND, other_record.agency_id != record.agency_id)
    )
    return list(session.scalars(query))


def _was_confirmed(found_record: type[Record]) -> ColumnElement[bool]:
    """Return the condition that both sides confirmed a match and its found side did not undo that.

    An undo by the reporter's side does not remove the need for the found side's approval.
    """
    later = aliased(MatchDecision)
    taken_back = select(later.id).where(
        later.match_id == MatchDecision.match_id,
        later.id > MatchDecision.id,
        later.agency_id == found_record.agency_id,
        or_(
            later.step == DecisionStep.UNDO,
            (later.step == DecisionStep.CONFIRM) & (later.outcome == DecisionOutcome.DIFFERENT),
        ),
    )
    is_taken_back = taken_back.correlate(MatchDecision, found_record).exists()
    sides = (
        select(func.count(func.distinct(MatchDecision.agency_id)))
        .where(
            MatchDecision.match_id == Match.id,
            MatchDecision.step == DecisionStep.CONFIRM,
            MatchDecision.outcome == DecisionOutcome.SAME,
            ~is_taken_back,
        )
        .correlate(Match, found_record)
        .scalar_subquery()
    )
    return or_(Match.state == MatchState.CONFIRMED, sides > 1)

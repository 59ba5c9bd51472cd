"""Verdicts on pairs: proposals and confirmations by both sides, by the policy table of pairs.

Data flows to where the child is: the found side proposes and confirms; the missing side confirms
the identity of its own report. Within one agency a supervisor who is not the proposer confirms.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.codes.notices import NoticeKind
from core.codes.operations import JobKind
from core.codes.records import RecordKind
from core.codes.review import PairState, VerdictOutcome, VerdictStep
from core.errors import Conflict, InvalidInput, VersionConflict
from core.policy.actions import Action, scope
from core.policy.disclosure import BEST_INTERESTS_HOURS
from core.policy.review import (
    MIN_ANSWERS,
    REASONS_FROM_ANSWERS,
    VERDICT_REASONS,
)
from core.refusals import Refusal
from models.matching_runs.pair import Question
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.case import deadlines
from services.foundation import audit_log, dual_control, jobs
from services.foundation.actor import Actor, require, require_fresh
from services.foundation.context import Context
from services.review import pair_locks, release, reviews, verdict_steps
from services.review.reviews import PairAccess
from services.review.verdict_steps import Judgement
from services.sharing import notices

# Outcomes that one person records and that decide nothing, with their acts.
_UNCONFIRMED_OUTCOMES = {
    VerdictOutcome.CANNOT_TELL: "doubt",
    VerdictOutcome.PROVISIONALLY_SAME: "provisional",
}
_STEPS = {
    "confirm_one_side": VerdictStep.CONFIRM,
    "confirm_same": VerdictStep.CONFIRM,
    "confirm_different": VerdictStep.CONFIRM,
    "provisional": VerdictStep.PROVISIONAL,
}


def give_verdict(
    session: Session, context: Context, actor: Actor, public_id: UUID, judgement: Judgement
) -> str:
    """Propose or confirm a verdict, and return the state of the pair after it.

    A supervisor confirms another person's proposal of the own side, or of the found side for the
    own missing report. Otherwise it is a proposal, or a provisional finding by one person. Raises
    `Conflict` for a step that is not open, and `VersionConflict` if the pair or its evidence
    changed since it was read.
    """
    require(actor, Action.PROPOSE_VERDICT)
    outcome, reason = judgement.outcome, judgement.reason
    if reason not in VERDICT_REASONS.get(outcome, frozenset()):
        raise InvalidInput("reason", "not_of_this_outcome")
    opened = reviews.find_pair(session, context, actor, public_id)
    pair = opened.pair
    check_unchanged(opened, judgement)
    if pair.state in {PairState.CONFIRMED, PairState.REFUTED}:
        raise Conflict(Refusal.PAIR_IS_DECIDED)
    pair_locks.require_unlocked(opened, actor, context.clock.now())
    act = _act(session, context, actor, opened, outcome)
    if act.startswith("confirm"):
        require_fresh(actor, Action.CONFIRM_VERDICT)
    _require_answers(session, opened, reason=reason, is_confirmation=act.startswith("confirm"))
    state = verdict_steps.next_pair_state(pair, actor, act)
    step = _STEPS.get(act, VerdictStep.PROPOSE)
    verdict_steps.store_verdict(session, context, actor, opened, step, judgement)
    verdict_steps.move(session, pair, state, judgement.expected_version)
    verdict_steps.mark_reviewed(session, opened, is_new_decision=state != PairState.OPEN)
    verdict_steps.notify_other_side(session, context, opened)
    if step is VerdictStep.PROVISIONAL:
        _start_best_interests(session, context, opened)
        own = opened.own.record
        subject = notices.NoticeSubject(own.agency_id, own.id, pair.id)
        notices.notify_of_event(session, context, subject, kind=NoticeKind.PROVISIONAL_MATCH)
    if state == PairState.CONFIRMED:
        _start_best_interests(session, context, opened)
        ends = (
            opened.own.record.id,
            opened.other.record.id,
        )  # each side may know the other's reporter from now on
        jobs.enqueue(
            session, context, JobKind.CONTACTS, [jobs.JobTarget(record_id=end) for end in ends]
        )
    entry = audit_log.AuditEvent(f"verdict_{step}", outcome, subject=public_id, ends=opened.ends())
    audit_log.record_event(session, context, actor, entry)
    return state


def check_unchanged(opened: PairAccess, judgement: Judgement) -> None:
    """Raise `VersionConflict` if the pair, or the evidence its side may know, is not what was
    read.
    """
    if opened.pair.version != judgement.expected_version:
        raise VersionConflict("the pair changed in between")
    if opened.evidence != judgement.evidence:
        raise VersionConflict("the evidence changed in between")


def _start_best_interests(session: Session, context: Context, opened: PairAccess) -> None:
    """Start the clock against the owner of a found child: the child is located, so its best
    interests are decided.
    """
    for record in (opened.own.record, opened.other.record):
        if record.kind != RecordKind.FOUND:
            continue
        with database_roles.as_role(
            session, DatabaseRole.ACTOR, RoleIdentity(agency_id=record.agency_id)
        ):
            is_child = release.release_state(session, context, record).is_child
        if is_child:
            subject = deadlines.DeadlineSubject(
                record.agency_id, record.state, record.id, opened.pair.id
            )
            deadlines.start_deadline(
                session,
                context,
                DeadlineKind.BEST_INTERESTS,
                subject,
                hours=BEST_INTERESTS_HOURS,
                is_urgent=False,
            )


def _act(
    session: Session,
    context: Context,
    actor: Actor,
    opened: PairAccess,
    outcome: str,
) -> str:
    """Return which act of `PAIR_TRANSITIONS` this verdict is."""
    verdicts = verdict_steps.current_verdicts(session, opened.pair)
    proposal = verdicts[0] if verdicts else None
    confirmed_by = {
        verdict.agency_id for verdict in verdicts if verdict.step == VerdictStep.CONFIRM
    }
    is_confirmation = (
        scope(Action.CONFIRM_VERDICT, actor.role) is not None
        and proposal is not None
        and proposal.outcome == outcome
        and outcome not in _UNCONFIRMED_OUTCOMES
    )
    own, other_record = opened.own.record, opened.other.record
    if not is_confirmation or proposal is None:
        is_missing_side = (
            own.kind == RecordKind.MISSING
            and other_record.kind == RecordKind.FOUND
            and not opened.other.is_owner
        )
        if is_missing_side and outcome != VerdictOutcome.CANNOT_TELL:
            raise Conflict(Refusal.FOUND_SIDE_PROPOSES)
        if confirmed_by:
            raise Conflict(Refusal.ONE_SIDE_HAS_CONFIRMED)
        return _UNCONFIRMED_OUTCOMES.get(VerdictOutcome(outcome), "propose")
    dual_control.check_second_person(
        session, context, actor, proposal.user_id, refusal=Refusal.SECOND_PERSON_CONFIRMS
    )
    if own.agency_id in confirmed_by:
        raise Conflict(Refusal.OWN_SIDE_HAS_CONFIRMED)
    if own.agency_id != proposal.agency_id and proposal.agency_id not in confirmed_by:
        raise Conflict(Refusal.PROPOSING_SIDE_CONFIRMS_FIRST)
    if outcome == VerdictOutcome.DIFFERENT:
        return "confirm_different"
    is_last = {own.agency_id, other_record.agency_id} <= confirmed_by | {own.agency_id}
    return "confirm_same" if is_last else "confirm_one_side"


def _require_answers(
    session: Session, opened: PairAccess, *, reason: str, is_confirmation: bool
) -> None:
    """Raise `Conflict` for a verdict from answers that were not given, or a confirmation before
    what was asked is.
    """
    rows = session.scalars(
        select(Question.answered_at).where(Question.pair_id == opened.pair.id)
    ).all()
    answered = sum(answered_at is not None for answered_at in rows)
    if reason in REASONS_FROM_ANSWERS and answered < MIN_ANSWERS:
        raise Conflict(Refusal.QUESTIONS_ARE_OPEN)
    if is_confirmation and opened.own.record.kind == RecordKind.MISSING and answered < len(rows):
        raise Conflict(Refusal.OWN_SIDE_ANSWERS_FIRST)

"""What people say of a pair: proposals, confirmations by both sides, and undoing them, by the table
of pairs.

Data flows to where the child is: the found side proposes and confirms; the missing side confirms
the identity of its own report. Within one agency a supervisor who is not the proposer confirms.
Superseded, never deleted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.codes.notices import NoticeKind
from core.codes.operations import JobKind
from core.codes.records import RecordKind
from core.codes.review import PairState, VerdictOutcome, VerdictStep
from core.errors import Conflict, InvalidInput, VersionConflict, require_code
from core.policy.actions import Action, scope
from core.policy.disclosure import BEST_INTERESTS_HOURS
from core.policy.review import (
    MIN_ANSWERS,
    PAIR_TRANSITIONS,
    REASONS_FROM_ANSWERS,
    UNDO_REASONS,
    VERDICT_REASONS,
)
from core.policy.state_machine import next_state
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair, Question, Score, Verdict
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.case import deadlines
from services.foundation import audit_log, dual_control, jobs
from services.foundation import database_roles as services_wall
from services.foundation.actor import Actor, require, require_fresh
from services.foundation.context import Context
from services.review import pair_locks, release, reviews
from services.review.reviews import PairAccess
from services.sharing import notices, visibility


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of the version of a pair that they read."""

    outcome: str
    reason: str
    expected_version: int


def give_verdict(
    session: Session, context: Context, actor: Actor, public_id: UUID, judgement: Judgement
) -> str:
    """Propose or confirm, as the role and what was said before make it; return the state the pair
    is in then.

    A supervisor confirms another person's proposal of the own side, or of the found side for the
    own missing report; otherwise it is a proposal. `Conflict` for a step that is not open,
    `VersionConflict` when somebody was faster.
    """
    require(actor, Action.PROPOSE_VERDICT)
    outcome, reason = judgement.outcome, judgement.reason
    if reason not in VERDICT_REASONS.get(outcome, frozenset()):
        raise InvalidInput("reason", "not_of_this_outcome")
    opened = reviews.find_pair(session, context, actor, public_id)
    pair = opened.pair
    if pair.version != judgement.expected_version:
        raise VersionConflict("the pair changed in between")
    if pair.state in {PairState.CONFIRMED, PairState.REFUTED}:
        raise Conflict(Refusal.PAIR_IS_DECIDED)
    pair_locks.require_unlocked(opened, actor, context.clock.now())
    act = _act(
        session, context, actor, opened, _current_verdicts(session, pair, opened.score), outcome
    )
    if act.startswith("confirm"):
        require_fresh(actor, Action.CONFIRM_VERDICT)
    _require_answers(session, opened, reason=reason, is_confirmation=act.startswith("confirm"))
    state = _next_state(pair, actor, act)
    said_as = VerdictStep.CONFIRM if act.startswith(VerdictStep.CONFIRM) else VerdictStep.PROPOSE
    _store_verdict(session, context, actor, opened, said_as, judgement)
    _move(session, pair, state, judgement.expected_version)
    _notify_of_verdict(session, context, opened)
    if state == PairState.CONFIRMED:
        _start_best_interests(session, context, opened)
        ends = (
            opened.own.record.id,
            opened.other.record.id,
        )  # each side may know the other's reporter from now on
        jobs.enqueue(
            session, context, JobKind.CONTACTS, [jobs.JobTarget(record_id=end) for end in ends]
        )
    entry = audit_log.AuditEvent(
        f"verdict_{said_as}", outcome, subject=public_id, ends=opened.ends()
    )
    audit_log.record_event(session, context, actor, entry)
    return state


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


def _current_verdicts(session: Session, pair: Pair, score: Score) -> list[Verdict]:
    """Return the verdicts that count: since the last proposal, on the versions that are compared
    now.
    """
    verdicts = session.scalars(
        select(Verdict)
        .where(
            Verdict.pair_id == pair.id,
            Verdict.id > pair.said_after,
            Verdict.step != VerdictStep.UNDO,
        )
        .where(Verdict.low_version == score.low_version, Verdict.high_version == score.high_version)
        .order_by(Verdict.id)
    ).all()
    last = max(
        (i for i, verdict in enumerate(verdicts) if verdict.step == VerdictStep.PROPOSE),
        default=len(verdicts),
    )
    return list(verdicts[last:])


def _act(
    session: Session,
    context: Context,
    actor: Actor,
    opened: PairAccess,
    verdicts: Sequence[Verdict],
    outcome: str,
) -> str:
    """Return which act of `PAIR_TRANSITIONS` this verdict is."""
    proposal = verdicts[0] if verdicts else None
    confirmed_by = {
        verdict.agency_id for verdict in verdicts if verdict.step == VerdictStep.CONFIRM
    }
    is_confirmation = (
        scope(Action.CONFIRM_VERDICT, actor.role) is not None
        and proposal is not None
        and proposal.outcome == outcome
        and outcome != VerdictOutcome.CANNOT_TELL
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
        return "doubt" if outcome == VerdictOutcome.CANNOT_TELL else "propose"
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


def _next_state(pair: Pair, actor: Actor, act: str) -> str:
    """Return the state an act leads to by the table."""
    state = next_state(PAIR_TRANSITIONS, pair.state, act, actor.role)
    if state is None:
        raise Conflict(Refusal.OUTCOME_DOES_NOT_FIT)
    return state


def _store_verdict(
    session: Session,
    context: Context,
    actor: Actor,
    opened: PairAccess,
    step: str,
    judgement: Judgement,
) -> Verdict:
    verdict = Verdict(
        public_id=uuid4(),
        pair_id=opened.pair.id,
        low_version=opened.score.low_version,
        high_version=opened.score.high_version,
        agency_id=opened.own.record.agency_id,
        user_id=actor.user_id,
        step=step,
        outcome=judgement.outcome,
        reason=judgement.reason,
        created_at=context.clock.now(),
    )
    session.add(verdict)
    session.flush()
    return verdict


def _notify_of_verdict(session: Session, context: Context, opened: PairAccess) -> None:
    """Tell the other side that something was said, where it may know of the pair; what was said is
    read there.
    """
    other_record = opened.other.record
    if other_record.agency_id == opened.own.record.agency_id:
        return
    agency = visibility.agency_actor(session.get_one(Agency, other_record.agency_id))
    with database_roles.as_role(session, DatabaseRole.ACTOR, services_wall.describe_actor(agency)):
        is_known = reviews.is_pair_known_to(session, context, agency, opened)
    if is_known:
        notices.notify_of_event(
            session,
            context,
            notices.NoticeSubject(other_record.agency_id, other_record.id, opened.pair.id),
            kind=NoticeKind.VERDICT,
        )


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


def undo_verdict(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    reason: str,
    expected_version: int,
) -> str:
    """Take a proposal back, or as a supervisor undo what was decided; return the state then.

    The verdict stays in memory, superseded. A broken confirmed link lets the others of its group be
    opened again.
    """
    require(actor, Action.PROPOSE_VERDICT)
    require_code("reason", reason, UNDO_REASONS)
    opened = reviews.find_pair(session, context, actor, public_id)
    pair = opened.pair
    if pair.version != expected_version:
        raise VersionConflict("the pair changed in between")
    pair_locks.require_unlocked(opened, actor, context.clock.now())
    is_proposal = pair.state == PairState.PROPOSED
    if not is_proposal:
        require(actor, Action.CONFIRM_VERDICT)
    state = _next_state(pair, actor, "take_back" if is_proposal else "undo")
    verdicts = _current_verdicts(session, pair, opened.score)
    is_proposer = bool(verdicts) and verdicts[0].user_id == actor.user_id
    is_of_side = bool(verdicts) and opened.own.record.agency_id in {
        verdict.agency_id for verdict in verdicts
    }
    if (
        is_proposal
        and not is_proposer
        and not (is_of_side and scope(Action.CONFIRM_VERDICT, actor.role))
    ):
        raise Conflict(Refusal.ANOTHER_PERSONS_PROPOSAL)
    if not is_proposal and not is_of_side:
        raise Conflict(Refusal.ANOTHER_SIDES_DECISION)
    outcome = verdicts[0].outcome if verdicts else VerdictOutcome.CANNOT_TELL
    undone = Judgement(outcome, reason, expected_version)
    verdict = _store_verdict(session, context, actor, opened, VerdictStep.UNDO, undone)
    was_confirmed = pair.state == PairState.CONFIRMED
    _move(session, pair, state, expected_version)
    session.execute(update(Pair).where(Pair.id == pair.id).values(said_after=verdict.id))
    if was_confirmed:
        ends = (opened.own.record.id, opened.other.record.id)
        jobs.enqueue(
            session, context, JobKind.REOPEN, [jobs.JobTarget(record_id=end) for end in ends]
        )
    _notify_of_verdict(session, context, opened)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("undo_verdict", outcome, subject=public_id, ends=opened.ends()),
    )
    return state


def _move(session: Session, pair: Pair, state: str, expected_version: int) -> None:
    """Take the step if nobody was faster; of several at once one wins."""
    result = session.execute(
        update(Pair)
        .where(Pair.id == pair.id, Pair.version == expected_version)
        .values(state=state, version=expected_version + 1)
    )
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise VersionConflict("the pair changed in between")

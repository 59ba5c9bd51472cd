"""Decisions on matches: proposals and confirmations by both sides, by the policy table of matches.

Data flows to the place of the child. The found side proposes and confirms; the missing side
confirms the identity of its own report. Within one agency a supervisor other than the proposer
confirms.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.codes.records import RecordKind
from core.codes.review import DecisionOutcome, DecisionStep, MatchState
from core.errors import Conflict, InvalidInput
from core.policy.actions import Action, scope
from core.policy.review import (
    DECISION_REASONS,
    MIN_ANSWERS,
    REASONS_FROM_ANSWERS,
    MatchPhase,
)
from core.policy.sharing.disclosure import BEST_INTERESTS_HOURS
from core.refusals import Refusal
from models.matching_runs.match import MatchDecision
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.case import deadlines
from services.foundation import audit_log, jobs
from services.foundation.actor import Actor, require, require_fresh
from services.foundation.context import Context
from services.review import decision_steps, match_situation, release, visible_matches
from services.review.decision_steps import Judgement, Move
from services.review.visible_matches import MatchAccess
from services.sharing import events, notifications

# Outcomes that one person records without a decision, with their acts.
_UNCONFIRMED_OUTCOMES = {
    DecisionOutcome.CANNOT_TELL: "doubt",
    DecisionOutcome.PROVISIONALLY_SAME: "provisional",
}
_STEPS = {"confirm": DecisionStep.CONFIRM, "provisional": DecisionStep.PROVISIONAL}


def give_decision(
    session: Session, context: Context, actor: Actor, public_id: UUID, judgement: Judgement
) -> str:
    """Propose or confirm a decision, and return the state of the match after it.

    A supervisor confirms another person's proposal of the actor's side, or of the found side if the
    actor's record is the missing report. Otherwise it is a proposal, or a provisional finding by
    one person. Raise `Conflict` for a step that is not open, and `VersionConflict` if the match or
    its evidence changed since it was read. Raise `InvalidInput` for a reason that does not belong
    to the outcome, and `NotFound` for a match that the actor does not see. Audited.
    """
    require(actor, Action.PROPOSE_DECISION)
    outcome, reason = judgement.outcome, judgement.reason
    if reason not in DECISION_REASONS.get(outcome, frozenset()):
        raise InvalidInput("reason", "not_of_this_outcome")
    opened = visible_matches.find_match(session, context, actor, public_id, Action.PROPOSE_DECISION)
    match = opened.match
    decision_steps.check_unchanged(opened, judgement.expected_version, judgement.evidence)
    decisions = decision_steps.current_decisions(session, match)
    act = _act(actor, decisions, outcome)
    match_situation.check_step(session, context, actor, opened, act)
    if act == "confirm":
        require_fresh(actor, Action.CONFIRM_DECISION)
    _require_answers(session, opened, reason=reason, is_confirmation=act == "confirm")
    phase = _confirmed_phase(opened, decisions, outcome) if act == "confirm" else None
    state = decision_steps.next_match_state(match, actor, act, phase)
    step = _STEPS.get(act, DecisionStep.PROPOSE)
    decision_steps.take_step(session, context, actor, opened, Move(step, state), judgement)
    decision_steps.mark_reviewed(session, opened, is_new_decision=state != MatchState.OPEN)
    if step is DecisionStep.PROVISIONAL or state == MatchState.CONFIRMED:
        _start_best_interests(session, context, opened)
    own, other = opened.own.record, opened.other.record
    if step is DecisionStep.PROVISIONAL:
        subject = notifications.NotificationSubject(own.agency_id, own.id, match.id)
        notifications.notify_of_event(
            session, context, subject, kind=NotificationKind.PROVISIONAL_MATCH
        )
    if state == MatchState.CONFIRMED:  # each side may know the other's reporter from now on
        targets = [jobs.JobTarget(record_id=own.id), jobs.JobTarget(record_id=other.id)]
        jobs.enqueue(session, context, JobKind.CONTACTS, targets)
    entry = audit_log.AuditEvent(f"decision_{step}", outcome, subject=public_id, ends=opened.ends())
    audit_log.record_event(session, context, actor, entry)
    return state


def _start_best_interests(session: Session, context: Context, opened: MatchAccess) -> None:
    """Start the deadline of the best-interests decision for the responsible agency of a located
    found child.

    A child has one such deadline at a time: a provisional outcome may have started it. A
    responsible agency who may not learn of the decision gets none.
    """
    kind = DeadlineKind.BEST_INTERESTS
    for record in (opened.own.record, opened.other.record):
        if record.kind != RecordKind.FOUND or not events.may_agency_learn(
            session,
            context,
            NotificationKind.MATCH_DECISION,
            record.agency_id,
            record_id=record.id,
            match_id=opened.match.id,
        ):
            continue
        with database_roles.as_role(
            session, DatabaseRole.ACTOR, RoleIdentity(agency_id=record.agency_id)
        ):
            is_child = release.release_state(session, context, record).is_child
            is_running = deadlines.is_running(
                session, kind, agency_id=record.agency_id, record_id=record.id
            )
        if is_child and not is_running:
            subject = deadlines.DeadlineSubject(
                record.agency_id, record.state, record.id, opened.match.id
            )
            deadlines.start_deadline(
                session, context, kind, subject, hours=BEST_INTERESTS_HOURS, is_urgent=False
            )


def _act(actor: Actor, decisions: Sequence[MatchDecision], outcome: str) -> str:
    """Return the step of `MATCH_PROCESS` for a decision with this outcome.

    It confirms if it repeats the proposal and the actor's role confirms; otherwise it proposes.
    """
    if outcome in _UNCONFIRMED_OUTCOMES:
        return _UNCONFIRMED_OUTCOMES[DecisionOutcome(outcome)]
    is_repeated = bool(decisions) and decisions[0].outcome == outcome
    may_confirm = scope(Action.CONFIRM_DECISION, actor.role) is not None
    return "confirm" if is_repeated and may_confirm else "propose"


def _confirmed_phase(
    opened: MatchAccess, decisions: Sequence[MatchDecision], outcome: str
) -> MatchPhase:
    """Return the phase after the actor's side confirms: refuted, confirmed or half-confirmed.

    The outcome `different` refutes the match at once. Otherwise the match is confirmed once both
    sides have confirmed; two records of one agency need one confirmation.
    """
    if outcome == DecisionOutcome.DIFFERENT:
        return MatchPhase.REFUTED
    own, other = opened.own.record.agency_id, opened.other.record.agency_id
    confirmed = {
        decision.agency_id for decision in decisions if decision.step == DecisionStep.CONFIRM
    }
    is_last = {own, other} <= confirmed | {own}
    return MatchPhase.CONFIRMED if is_last else MatchPhase.HALF_CONFIRMED


def _require_answers(
    session: Session, opened: MatchAccess, *, reason: str, is_confirmation: bool
) -> None:
    """Raise `Conflict` for a decision from missing answers, or an early confirmation.

    A reason of `REASONS_FROM_ANSWERS` needs `MIN_ANSWERS` answers. The side of a missing report
    confirms only after all questions are answered.
    """
    asked, answered = match_situation.count_questions(session, [opened.match.id]).get(
        opened.match.id, (0, 0)
    )
    if reason in REASONS_FROM_ANSWERS and answered < MIN_ANSWERS:
        raise Conflict(Refusal.QUESTIONS_ARE_OPEN)
    if is_confirmation and opened.own.record.kind == RecordKind.MISSING and answered < asked:
        raise Conflict(Refusal.OWN_SIDE_ANSWERS_FIRST)

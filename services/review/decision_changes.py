"""Undo decisions on matches, and review decided matches whose evidence changed.

Two people make a decision, so two people undo it. A proposed undo stops new disclosures at once.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.codes.review import DecisionOutcome, DecisionStep, MatchState, ReviewCause
from core.errors import require_code
from core.policy.actions import Action
from core.policy.review import UNDO_REASONS
from models.matching_runs.match import Match, MatchDecision
from services.foundation import audit_log, jobs
from services.foundation.actor import Actor, require, require_fresh
from services.foundation.context import Context
from services.review import decision_steps, match_situation, visible_matches
from services.review.decision_steps import Judgement, Move
from services.review.visible_matches import MatchAccess


def undo_decision(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    reason: str,
    expected_version: int,
) -> str:
    """Withdraw a proposal, propose to undo a decision, or undo it as the second person.

    Return the new state of the match. Either side that decided may undo. Undoing "same" ends the
    disclosures that depend on it, and asks for a review of the other matches of the group. Raise
    `InvalidInput` for an unknown reason. Raise `VersionConflict` if the match changed since it was
    read, and `Conflict` for a step that is not permitted now. Audited.
    """
    require(actor, Action.PROPOSE_DECISION)
    require_code("reason", reason, UNDO_REASONS)
    opened = visible_matches.find_match(session, context, actor, public_id, Action.PROPOSE_DECISION)
    decision_steps.check_unchanged(opened, expected_version)
    proposed = decision_steps.undo_proposal(session, opened.match)
    act = _undo_act(opened.match, proposed)
    step = DecisionStep.PROPOSE_UNDO if act == "propose_undo" else DecisionStep.UNDO
    match_situation.check_step(session, context, actor, opened, act)
    if act == "undo":
        require_fresh(actor, Action.CONFIRM_DECISION)
    decisions = decision_steps.current_decisions(session, opened.match)
    state = decision_steps.next_match_state(opened.match, actor, act)
    outcome = decisions[0].outcome if decisions else DecisionOutcome.CANNOT_TELL
    judgement = Judgement(outcome, reason, expected_version, opened.evidence)
    was_confirmed = opened.match.state == MatchState.CONFIRMED
    decision = decision_steps.take_step(
        session, context, actor, opened, Move(step, state), judgement
    )
    if step is DecisionStep.UNDO:
        _clear(session, opened.match, decision)
        _start_consequences(session, context, opened, was_confirmed=was_confirmed)
        event = audit_log.AuditEvent(
            "undo_decision", outcome, subject=public_id, ends=opened.ends()
        )
    else:
        decision_steps.mark_undo_proposed(session, opened.match, before=ReviewCause.NONE)
        event = audit_log.AuditEvent("propose_undo", outcome, subject=public_id, ends=opened.ends())
    audit_log.record_event(session, context, actor, event)
    return state


def keep_decision(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    expected_version: int,
    evidence: str,
) -> str:
    """Record that a proposal or decision is kept after a review of the evidence; return the state.

    This completes the required review of the actor's side. A proposed undo is withdrawn by the
    person who proposed it, or refused by a supervisor of a side that decided. Raise
    `VersionConflict` if the match or its evidence changed since it was read. Audited.
    """
    opened = visible_matches.find_match(session, context, actor, public_id, Action.PROPOSE_DECISION)
    decision_steps.check_unchanged(opened, expected_version, evidence)
    match_situation.check_step(session, context, actor, opened, "review")
    state = decision_steps.next_match_state(opened.match, actor, "review")
    decisions = decision_steps.current_decisions(session, opened.match)
    outcome = decisions[0].outcome if decisions else DecisionOutcome.CANNOT_TELL
    judgement = Judgement(outcome, opened.review.cause, expected_version, evidence)
    proposed = decision_steps.undo_proposal(session, opened.match)
    # the other side learns only of the end of a proposal of which it was notified
    ends_proposal = opened.review.cause is ReviewCause.UNDO_PROPOSED
    move = Move(DecisionStep.REVIEW, state, is_notified=ends_proposal)
    decision_steps.take_step(session, context, actor, opened, move, judgement)
    decision_steps.mark_reviewed(session, opened, is_new_decision=False)
    if ends_proposal:
        decision_steps.mark_undo_proposed(session, opened.match, before=ReviewCause.UNDO_PROPOSED)
    elif proposed is not None:
        decision_steps.mark_undo_proposed(session, opened.match, before=ReviewCause.NONE)
    event = audit_log.AuditEvent("keep_decision", outcome, subject=public_id, ends=opened.ends())
    audit_log.record_event(session, context, actor, event)
    return state


def _undo_act(match: Match, proposed: MatchDecision | None) -> str:
    """Return the act: withdraw a proposal, propose an undo, or undo as the second person."""
    if match.state not in {MatchState.CONFIRMED, MatchState.REFUTED}:
        return "take_back"
    return "propose_undo" if proposed is None else "undo"


def _clear(session: Session, match: Match, undone_by: MatchDecision) -> None:
    """Reset a match for both sides: earlier decisions do not count, and both are notified again."""
    session.execute(
        update(Match)
        .where(Match.id == match.id)
        .values(
            undone_up_to=undone_by.id,
            low_reviewed=0,
            high_reviewed=0,
            low_review=ReviewCause.NONE,
            high_review=ReviewCause.NONE,
            low_notified=0,
            high_notified=0,
        )
    )


def _start_consequences(
    session: Session, context: Context, opened: MatchAccess, *, was_confirmed: bool
) -> None:
    """Enqueue new notifications for both records; with `was_confirmed` also what an undo starts."""
    targets = [jobs.JobTarget(record_id=end.record.id) for end in (opened.own, opened.other)]
    if was_confirmed:
        jobs.enqueue(session, context, JobKind.REOPEN, targets)
    jobs.enqueue(session, context, JobKind.NOTIFY, targets)

"""Decision rows and match states: what the acts on a match read and write.

A decision counts until a person undoes it. The record versions that it was given at are kept for
the history and never expire it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.review import DecisionStep, MatchState, ReviewCause
from core.errors import Conflict, VersionConflict
from core.policy.review import MatchPhase, phases_after, stored_state
from core.refusals import Refusal
from models.matching_runs.match import Match, MatchDecision
from models.records.record import Record
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import match_message_sealing
from services.review.visible_matches import MatchAccess
from services.sharing import evidence_changes, notifications

COUNTED_STEPS = (DecisionStep.PROPOSE, DecisionStep.CONFIRM)


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """A person's judgement of a match: outcome, reason, and the version and evidence they read.

    `evidence` is `CandidateView.evidence` of the match as it was read.
    """

    outcome: str
    reason: str
    expected_version: int
    evidence: str


def check_unchanged(opened: MatchAccess, version: int, evidence: str | None = None) -> None:
    """Raise `VersionConflict` if the match, or its visible evidence, changed since it was read.

    `evidence` is None for an act that does not depend on it.
    """
    if opened.version != version:
        raise VersionConflict("the match changed in between")
    if evidence is not None and opened.evidence != evidence:
        raise VersionConflict("the evidence changed in between")


def decisions_since_open(
    session: Session, matches: Iterable[Match]
) -> dict[int, list[MatchDecision]]:
    """Return the steps since each match was last open, oldest first, by match id; one statement."""
    undone_up_to = {match.id: match.undone_up_to for match in matches}
    rows = session.scalars(
        select(MatchDecision)
        .where(MatchDecision.match_id.in_(list(undone_up_to)))
        .order_by(MatchDecision.id)
    )
    decisions: dict[int, list[MatchDecision]] = {match_id: [] for match_id in undone_up_to}
    for row in rows:
        if row.id > undone_up_to[row.match_id]:
            decisions[row.match_id].append(row)
    return decisions


def current_decisions(session: Session, match: Match) -> list[MatchDecision]:
    """Return the decisions that count: the last proposal that was not undone and what followed."""
    return counted_decisions(decisions_since_open(session, [match])[match.id])


def counted_decisions(steps: Sequence[MatchDecision]) -> list[MatchDecision]:
    """Return the last proposal and what followed, of the steps since a match was last open."""
    decisions = [step for step in steps if step.step in COUNTED_STEPS]
    last = max(
        (i for i, decision in enumerate(decisions) if decision.step == DecisionStep.PROPOSE),
        default=len(decisions),
    )
    return decisions[last:]


def has_decided(opened: MatchAccess, decisions: Sequence[MatchDecision]) -> bool:
    """Return whether the actor's side gave one of these decisions.

    A decision of an agency without either record counts for both sides, because the new
    responsible agency takes over decisions with a transfer.
    """
    sides = {opened.own.record.agency_id, opened.other.record.agency_id}
    agencies = {decision.agency_id for decision in decisions}
    return opened.own.record.agency_id in agencies or bool(agencies - sides)


def next_match_state(
    match: Match, actor: Actor, act: str, phase: MatchPhase | None = None
) -> MatchState:
    """Return the new state of an act by the table; raise `Conflict` if the act is not possible.

    `phase` is the one that the act leads to, where the table has several.
    """
    phases = phases_after(match.state, act, actor.role)
    states = {stored_state(one) for one in phases if phase in (None, one)}
    if len(states) != 1:
        raise Conflict(Refusal.OUTCOME_DOES_NOT_FIT)
    return states.pop()


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """A step on a match and the state after it.

    `is_notified`: it is an event for the other side.
    """

    step: DecisionStep
    state: MatchState
    is_notified: bool = True


def take_step(
    session: Session,
    context: Context,
    actor: Actor,
    opened: MatchAccess,
    move: Move,
    judgement: Judgement,
) -> MatchDecision:
    """Take a step of the actor's side: set the state of the match, notify the other side, and store
    the step with whether the other side learned of it.

    Raise `VersionConflict` if another step was taken at the same time.
    """
    _set_state(session, opened.match, move.state)
    is_of_one_agency = opened.other.record.agency_id == opened.own.record.agency_id
    is_learned = is_of_one_agency or (
        move.is_notified
        and match_message_sealing.notify_other_side(
            session, context, opened, kind=NotificationKind.MATCH_DECISION
        )
    )
    decision = MatchDecision(
        public_id=uuid4(),
        match_id=opened.match.id,
        low_version=opened.score.low_version,
        high_version=opened.score.high_version,
        agency_id=opened.own.record.agency_id,
        user_id=actor.user_id,
        step=move.step,
        outcome=judgement.outcome,
        reason=judgement.reason,
        is_learned=is_learned,
        created_at=context.clock.now(),
    )
    session.add(decision)
    session.flush()
    return decision


def _set_state(session: Session, match: Match, state: MatchState) -> None:
    """Set the state of a match and raise its version, unless another step raised it."""
    read_version = match.version
    result = session.execute(
        update(Match)
        .where(Match.id == match.id, Match.version == read_version)
        .values(state=state, version=read_version + 1)
    )
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise VersionConflict("the match changed in between")


def mark_reviewed(session: Session, opened: MatchAccess, *, is_new_decision: bool) -> None:
    """Store that the actor's side reviewed the current evidence of a match.

    If both records belong to the actor, store it for both sides. `is_new_decision`: store this
    evidence also for a side that never reviewed the match, so that its next review compares with
    it.
    """
    match, reviewed = opened.match, {opened.end}
    if opened.other.is_responsible:
        reviewed = set(evidence_changes.ENDS)
    values: dict[str, object] = {}
    for end in evidence_changes.ENDS:
        if end in reviewed or (is_new_decision and not getattr(match, f"{end}_reviewed")):
            values |= {f"{end}_reviewed": opened.score.id, f"{end}_review": ReviewCause.NONE}
    session.execute(update(Match).where(Match.id == match.id).values(values))


def require_review_of_both(
    session: Session, context: Context, match: Match, cause: ReviewCause
) -> None:
    """Require a review of a decided match from both sides, and notify both responsible agencies."""
    match.low_review = match.high_review = cause
    for record in session.scalars(select(Record).where(Record.id.in_((match.low, match.high)))):
        about = notifications.NotificationSubject(record.agency_id, record.id, match.id)
        notifications.notify_of_event(session, context, about, kind=NotificationKind.REVIEW_NEEDED)


def mark_undo_proposed(session: Session, match: Match, *, before: ReviewCause) -> None:
    """Set why sides must review a match when a proposal to undo begins (`NONE`) or has ended.

    A side with the cause `before` gets `UNDO_PROPOSED`. With `UNDO_PROPOSED` as `before`, the
    proposal has ended and the side gets `NONE`. A side with another cause keeps it: only a person
    of that side ends it.
    """
    cause = ReviewCause.NONE if before is ReviewCause.UNDO_PROPOSED else ReviewCause.UNDO_PROPOSED
    for column in (Match.low_review, Match.high_review):
        session.execute(
            update(Match).where(Match.id == match.id, column == before).values({column: cause})
        )


def undo_proposal(session: Session, match: Match) -> MatchDecision | None:
    """Return the proposal to undo a decision that waits for its second person, None without one."""
    return waiting_undo(decisions_since_open(session, [match])[match.id])


def waiting_undo(steps: Sequence[MatchDecision]) -> MatchDecision | None:
    """Return the proposal to undo that waits for its second person, None without one.

    `steps` are those since the match was last open.
    """
    newest = next(
        (
            step
            for step in reversed(steps)
            if step.step == DecisionStep.PROPOSE_UNDO
            or (step.step == DecisionStep.REVIEW and step.reason == ReviewCause.UNDO_PROPOSED)
        ),
        None,
    )
    return newest if newest is not None and newest.step == DecisionStep.PROPOSE_UNDO else None

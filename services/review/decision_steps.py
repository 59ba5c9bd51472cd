"""Decision rows and pair states: what the acts on a pair read and write.

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
from core.codes.review import DecisionStep, PairState, ReviewCause
from core.errors import Conflict, VersionConflict
from core.policy.review import PairPhase, phases_after, stored_state
from core.refusals import Refusal
from models.matching_runs.pair import MatchDecision, Pair
from models.records.record import Record
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import pair_message_sealing
from services.review.reviews import PairAccess
from services.sharing import evidence_changes, notifications

COUNTED_STEPS = (DecisionStep.PROPOSE, DecisionStep.CONFIRM)


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """A person's judgement of a pair: outcome, reason, and the version and evidence they read.

    `evidence` is `CandidateView.evidence` of the pair as it was read.
    """

    outcome: str
    reason: str
    expected_version: int
    evidence: str


def check_unchanged(opened: PairAccess, version: int, evidence: str | None = None) -> None:
    """Raise `VersionConflict` if the pair, or its visible evidence, changed since it was read.

    `evidence` is None for an act that does not depend on it.
    """
    if opened.version != version:
        raise VersionConflict("the pair changed in between")
    if evidence is not None and opened.evidence != evidence:
        raise VersionConflict("the evidence changed in between")


def decisions_since_open(session: Session, pairs: Iterable[Pair]) -> dict[int, list[MatchDecision]]:
    """Return the steps since each pair was last open, oldest first, by pair id; one statement."""
    undone_up_to = {pair.id: pair.undone_up_to for pair in pairs}
    rows = session.scalars(
        select(MatchDecision)
        .where(MatchDecision.pair_id.in_(list(undone_up_to)))
        .order_by(MatchDecision.id)
    )
    found: dict[int, list[MatchDecision]] = {pair_id: [] for pair_id in undone_up_to}
    for row in rows:
        if row.id > undone_up_to[row.pair_id]:
            found[row.pair_id].append(row)
    return found


def current_decisions(session: Session, pair: Pair) -> list[MatchDecision]:
    """Return the decisions that count: the last proposal that was not undone and what followed."""
    return counted_decisions(decisions_since_open(session, [pair])[pair.id])


def counted_decisions(steps: Sequence[MatchDecision]) -> list[MatchDecision]:
    """Return the last proposal and what followed, of the steps since a pair was last open."""
    decisions = [step for step in steps if step.step in COUNTED_STEPS]
    last = max(
        (i for i, decision in enumerate(decisions) if decision.step == DecisionStep.PROPOSE),
        default=len(decisions),
    )
    return decisions[last:]


def has_decided(opened: PairAccess, decisions: Sequence[MatchDecision]) -> bool:
    """Return whether the actor's side gave one of these decisions.

    A decision of an agency that no longer owns either record counts for both sides, because the new
    owner takes over decisions with a transfer.
    """
    sides = {opened.own.record.agency_id, opened.other.record.agency_id}
    agencies = {decision.agency_id for decision in decisions}
    return opened.own.record.agency_id in agencies or bool(agencies - sides)


def next_pair_state(
    pair: Pair, actor: Actor, act: str, phase: PairPhase | None = None
) -> PairState:
    """Return the new state of an act by the table; raise `Conflict` if the act is not possible.

    `phase` is the one that the act leads to, where the table has several.
    """
    phases = phases_after(pair.state, act, actor.role)
    states = {stored_state(one) for one in phases if phase in (None, one)}
    if len(states) != 1:
        raise Conflict(Refusal.OUTCOME_DOES_NOT_FIT)
    return states.pop()


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """A step on a pair and the state after it. `is_notified`: it is an event for the other side."""

    step: DecisionStep
    state: PairState
    is_notified: bool = True


def take_step(
    session: Session,
    context: Context,
    actor: Actor,
    opened: PairAccess,
    move: Move,
    judgement: Judgement,
) -> MatchDecision:
    """Take a step of the actor's side: set the state of the pair, notify the other side, and store
    the step with whether the other side learned of it.

    Raise `VersionConflict` if another step was taken at the same time.
    """
    _set_state(session, opened.pair, move.state)
    is_of_one_agency = opened.other.record.agency_id == opened.own.record.agency_id
    is_learned = is_of_one_agency or (
        move.is_notified
        and pair_message_sealing.notify_other_side(
            session, context, opened, kind=NotificationKind.MATCH_DECISION
        )
    )
    decision = MatchDecision(
        public_id=uuid4(),
        pair_id=opened.pair.id,
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


def _set_state(session: Session, pair: Pair, state: PairState) -> None:
    """Set the state of a pair and raise its version, unless another step raised it."""
    read_version = pair.version
    result = session.execute(
        update(Pair)
        .where(Pair.id == pair.id, Pair.version == read_version)
        .values(state=state, version=read_version + 1)
    )
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise VersionConflict("the pair changed in between")


def mark_reviewed(session: Session, opened: PairAccess, *, is_new_decision: bool) -> None:
    """Store that the actor's side reviewed the current evidence of a pair.

    If both records belong to the actor, store it for both sides. `is_new_decision`: store this
    evidence also for a side that never reviewed the pair, so that its next review compares with it.
    """
    pair, reviewed = opened.pair, {opened.end}
    if opened.other.is_owner:
        reviewed = set(evidence_changes.ENDS)
    values: dict[str, object] = {}
    for end in evidence_changes.ENDS:
        if end in reviewed or (is_new_decision and not getattr(pair, f"{end}_reviewed")):
            values |= {f"{end}_reviewed": opened.score.id, f"{end}_review": ReviewCause.NONE}
    session.execute(update(Pair).where(Pair.id == pair.id).values(values))


def require_review_of_both(
    session: Session, context: Context, pair: Pair, cause: ReviewCause
) -> None:
    """Require a review of a decided pair from both sides, and notify both owners."""
    pair.low_review = pair.high_review = cause
    for record in session.scalars(select(Record).where(Record.id.in_((pair.low, pair.high)))):
        about = notifications.NotificationSubject(record.agency_id, record.id, pair.id)
        notifications.notify_of_event(session, context, about, kind=NotificationKind.REVIEW_NEEDED)


def mark_undo_proposed(session: Session, pair: Pair, *, before: ReviewCause) -> None:
    """Set why sides must review a pair when a proposal to undo begins (`NONE`) or has ended.

    A side with the cause `before` gets `UNDO_PROPOSED`. With `UNDO_PROPOSED` as `before`, the
    proposal has ended and the side gets `NONE`. A side with another cause keeps it: only a person
    of that side ends it.
    """
    cause = ReviewCause.NONE if before is ReviewCause.UNDO_PROPOSED else ReviewCause.UNDO_PROPOSED
    for column in (Pair.low_review, Pair.high_review):
        session.execute(
            update(Pair).where(Pair.id == pair.id, column == before).values({column: cause})
        )


def undo_proposal(session: Session, pair: Pair) -> MatchDecision | None:
    """Return the proposal to undo a decision that waits for its second person, None without one."""
    return waiting_undo(decisions_since_open(session, [pair])[pair.id])


def waiting_undo(steps: Sequence[MatchDecision]) -> MatchDecision | None:
    """Return the proposal to undo that waits for its second person, None without one.

    `steps` are those since the pair was last open.
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

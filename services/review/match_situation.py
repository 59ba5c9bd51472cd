"""The situation of a match for one viewer, the input of `core.policy.review.MATCH_PROCESS`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.codes.messages import MatchMessageKind
from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from core.codes.review import DecisionOutcome, DecisionStep, MatchState, ReviewCause
from core.policy.actions import Action, scope
from core.policy.case.reporter_check import REPORT_KINDS
from core.policy.process import DoneStep, NextSteps, Situation
from core.policy.review import MATCH_PROCESS, MAX_QUESTIONS, MatchPhase, MatchRole
from core.policy.roles import Role
from core.policy.sharing.disclosure import ASKED_AGAIN_STATES
from core.refusals import Refusal
from models.disclosure.requests_and_grants import Disclosure
from models.matching_runs.match import Match, MatchDecision, MatchMessage
from models.records.record_link import ClosureApproval
from services.foundation import process_steps
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import decision_steps, match_locks, match_message_sealing, visible_matches
from services.review.visible_matches import MatchAccess
from services.sharing import events

# Decision step -> act in the list of steps.
_ACTS = {
    DecisionStep.PROPOSE: "propose",
    DecisionStep.CONFIRM: "confirm",
    DecisionStep.PROVISIONAL: "provisional",
    DecisionStep.PROPOSE_UNDO: "propose_undo",
    DecisionStep.UNDO: "undo",
    DecisionStep.REVIEW: "review",
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Loaded:
    """What the situations of some matches depend on, by match id.

    `steps`: the decision steps since the match was last open. `has_questions`: matches with a
    question that has no answer. `is_asked_out`: matches with as many questions as are permitted.
    `disclosures`: match, record and responsible agency of the requests that are with their
    responsible agency.
    """

    steps: dict[int, list[MatchDecision]]
    has_sentence: frozenset[int]
    has_questions: frozenset[int]
    is_asked_out: frozenset[int]
    disclosures: frozenset[tuple[int | None, int | None, int | None]]


def check_step(
    session: Session, context: Context, actor: Actor, opened: MatchAccess, act: str
) -> None:
    """Raise unless the act is allowed now: `Refused` for the role, else `Conflict`."""
    current = situation(session, context, actor, opened)
    process_steps.check_step(
        session, context, MATCH_PROCESS, current, act, record=opened.own.record.public_id
    )


def read_next_steps(session: Session, context: Context, actor: Actor, public_id: UUID) -> NextSteps:
    """Return the steps of a match for the viewer: done, next, and each action.

    Raise `NotFound` for a match that the actor does not see.
    """
    opened = visible_matches.find_match(session, context, actor, public_id, Action.PROPOSE_DECISION)
    return process_steps.next_steps(
        session, context, MATCH_PROCESS, situation(session, context, actor, opened)
    )


def situation(session: Session, context: Context, actor: Actor, opened: MatchAccess) -> Situation:
    """Load the situation of a match for the viewer."""
    situation = situations(session, context, actor, [opened])[opened.match.id]
    return dataclasses.replace(
        situation,
        unmet=situation.unmet.union(
            _unmet_of_other_side(session, context, opened, situation.unmet)
        ),
    )


def _unmet_of_other_side(
    session: Session, context: Context, opened: MatchAccess, unmet: frozenset[Refusal]
) -> Iterator[Refusal]:
    """Yield the conditions that depend on what the other side may learn."""
    other = opened.other.record
    if Refusal.FOUND_SIDE_ASKS not in unmet and not match_message_sealing.is_known_to_other_side(
        session, context, opened
    ):
        yield Refusal.OTHER_SIDE_DOES_NOT_SEE
    refusals = {
        NotificationKind.DISCLOSURE: Refusal.OTHER_SIDE_IS_BARRED,
        NotificationKind.DANGER_ASKED: Refusal.OTHER_SIDE_LEARNS_OF_RECORD,
    }
    for kind, refusal in refusals.items():
        if not events.may_agency_learn(
            session,
            context,
            kind,
            other.agency_id,
            record_id=other.id,
            match_id=opened.match.id,
        ):
            yield refusal


def situations(
    session: Session, context: Context, actor: Actor, page: Sequence[MatchAccess]
) -> dict[int, Situation]:
    """Return the situations of matches for the viewer, by match id; four statements for all.

    The refusals that depend on what the other side may learn are left out. They only forbid
    questions and requests for disclosure. `situation` adds them for one match.
    """
    loaded = _load(session, page)
    return {opened.match.id: _situation(context, actor, opened, loaded) for opened in page}


def _situation(context: Context, actor: Actor, opened: MatchAccess, loaded: _Loaded) -> Situation:
    steps = loaded.steps[opened.match.id]
    decisions = decision_steps.counted_decisions(steps)
    has_sentence = opened.match.id in loaded.has_sentence
    return Situation(
        state=_phase(opened.match, decisions),
        sides=_sides(opened, decisions),
        role=actor.role,
        user_id=actor.user_id,
        done=_done(opened, steps),
        unmet=frozenset(_unmet(context, actor, opened, loaded)),
        finished=frozenset(_finished(opened, steps, has_sentence=has_sentence)),
        takers=_takers(steps),
    )


def _finished(
    opened: MatchAccess, steps: Sequence[MatchDecision], *, has_sentence: bool
) -> Iterator[str]:
    """Yield the steps that are not due: no undo is proposed, no review is needed, and so on."""
    if decision_steps.waiting_undo(steps) is None:
        yield "undo"
    if not opened.review.is_needed:
        yield "review"
    if has_sentence or _has_one_desk(opened):
        yield "approve_closure"


def _takers(steps: Sequence[MatchDecision]) -> dict[str, frozenset[int | None]]:
    """Return who took each act that counts for the open decision, on both sides, by act.

    A decision "cannot tell" opens the match again, so it and the proposals before it do not count.
    Of the proposals to undo, only the one that waits counts: the others were withdrawn or refused.
    """
    undo = decision_steps.waiting_undo(steps)
    counted: list[MatchDecision] = []
    for step in steps:
        if step.step == DecisionStep.PROPOSE and step.outcome == DecisionOutcome.CANNOT_TELL:
            counted.clear()
        elif step.step != DecisionStep.PROPOSE_UNDO or step is undo:
            counted.append(step)
    return {
        act: frozenset(one.user_id for one in counted if one.step == step)
        for step, act in _ACTS.items()
    }


def count_questions(session: Session, match_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return how many questions were asked about each of these matches, and how many answered.

    An answer that waits for a colleague does not count.
    """
    kinds = (MatchMessageKind.QUESTION, MatchMessageKind.ANSWER)
    asked, answered = (func.sum(case((MatchMessage.kind == kind, 1), else_=0)) for kind in kinds)
    rows = session.execute(
        select(MatchMessage.match_id, asked, answered)
        .where(
            MatchMessage.match_id.in_(match_ids),
            MatchMessage.kind.in_(kinds),
            MatchMessage.letter.is_(None),
        )
        .group_by(MatchMessage.match_id)
    )
    return {match_id: (int(asked), int(answered)) for match_id, asked, answered in rows}


def _load(session: Session, page: Sequence[MatchAccess]) -> _Loaded:
    ids = [opened.match.id for opened in page]
    approved = select(ClosureApproval.match_id).where(ClosureApproval.match_id.in_(ids))
    questions = count_questions(session, ids)
    disclosures = session.execute(
        select(Disclosure.match_id, Disclosure.record_id, Disclosure.responsible_agency_id).where(
            Disclosure.match_id.in_(ids), Disclosure.state.not_in(ASKED_AGAIN_STATES)
        )
    )
    return _Loaded(
        steps=decision_steps.decisions_since_open(session, [opened.match for opened in page]),
        has_sentence=frozenset(session.scalars(approved)),
        has_questions=frozenset(match for match, (all_, done) in questions.items() if done < all_),
        is_asked_out=frozenset(
            match for match, (all_, _) in questions.items() if all_ >= MAX_QUESTIONS
        ),
        disclosures=frozenset((row[0], row[1], row[2]) for row in disclosures),
    )


def _phase(match: Match, decisions: Sequence[MatchDecision]) -> MatchPhase:
    if match.state == MatchState.PROPOSED and any(
        decision.step == DecisionStep.CONFIRM for decision in decisions
    ):
        return MatchPhase.HALF_CONFIRMED
    return MatchPhase(match.state)


def _has_one_desk(opened: MatchAccess) -> bool:
    """Return whether one agency has both records, or there is no report to close."""
    kinds = {opened.own.record.kind, opened.other.record.kind}
    return opened.other.is_responsible or RecordKind.MISSING not in kinds


def _sides(opened: MatchAccess, decisions: Sequence[MatchDecision]) -> frozenset[MatchRole]:
    own, other = opened.own.record, opened.other.record
    is_report = (
        own.kind == RecordKind.MISSING
        and other.kind == RecordKind.FOUND
        and not opened.other.is_responsible
    )
    sides = {MatchRole.REPORT if is_report else MatchRole.CHILD}
    confirmed = {
        decision.agency_id for decision in decisions if decision.step == DecisionStep.CONFIRM
    }
    if decisions and decisions[0].agency_id == own.agency_id:
        sides.add(MatchRole.PROPOSER)
    if confirmed and own.agency_id not in confirmed:
        sides.add(MatchRole.OTHER)
    if decision_steps.has_decided(opened, decisions):
        sides.add(MatchRole.DECIDER)
    return frozenset(sides)


def _done(opened: MatchAccess, steps: Sequence[MatchDecision]) -> tuple[DoneStep, ...]:
    """Return the steps since the match was last open, each by the viewer's or the other side.

    A step of the other side is left out if the viewer's side did not learn of it.
    """
    own = opened.own.record.agency_id
    return tuple(
        DoneStep(
            act=_ACTS[DecisionStep(decision.step)],
            side="own" if decision.agency_id == own else "other",
            at=decision.created_at,
            user_id=decision.user_id,
        )
        for decision in steps
        if decision.is_learned or decision.agency_id == own
    )


def _unmet(
    context: Context, actor: Actor, opened: MatchAccess, loaded: _Loaded
) -> Iterable[Refusal]:
    """Yield the conditions of `MATCH_PROCESS` that are not met now."""
    own, other, match = opened.own.record, opened.other.record, opened.match
    steps = loaded.steps[match.id]
    decisions = decision_steps.counted_decisions(steps)
    if match_locks.is_locked_for(opened, actor, context.clock.now()):
        yield Refusal.MATCH_IS_IN_WORK
    if own.kind == RecordKind.MISSING and match.id in loaded.has_questions:
        yield Refusal.OWN_SIDE_ANSWERS_FIRST
    is_proposer = bool(decisions) and decisions[0].user_id == actor.user_id
    if not is_proposer and actor.role is not Role.SUPERVISOR:
        yield Refusal.ANOTHER_PERSONS_PROPOSAL
    undo = decision_steps.waiting_undo(steps)
    yield Refusal.UNDO_IS_PROPOSED if undo is not None else Refusal.UNDO_IS_NOT_PROPOSED
    yield Refusal.REVIEW_IS_NEEDED if opened.review.is_needed else Refusal.NO_REVIEW_NEEDED
    yield from _unmet_of_review(actor, opened, undo, decisions)
    if opened.other.is_responsible:
        yield Refusal.BOTH_RECORDS_ARE_OWN
    if RecordStatus.CLOSED in {own.status, opened.other.record.status}:
        yield Refusal.RECORD_IS_CLOSED
    if own.kind != RecordKind.FOUND or opened.other.record.kind != RecordKind.MISSING:
        yield Refusal.FOUND_SIDE_ASKS
    if match.id in loaded.is_asked_out:
        yield Refusal.ALL_QUESTIONS_ARE_ASKED
    if own.kind in REPORT_KINDS and own.reporter_check != ReporterCheck.CHECKED:
        yield Refusal.REPORT_IS_NOT_CHECKED
    if (match.id, other.id, other.agency_id) in loaded.disclosures:
        yield Refusal.DISCLOSURE_IS_ASKED
    is_of_report = own.kind == RecordKind.MISSING and not _has_one_desk(opened)
    if is_of_report and match.id not in loaded.has_sentence:
        yield Refusal.SENTENCE_IS_NOT_APPROVED


def _unmet_of_review(
    actor: Actor,
    opened: MatchAccess,
    undo: MatchDecision | None,
    decisions: Sequence[MatchDecision],
) -> Iterable[Refusal]:
    """Yield the conditions that the actor lacks to keep a decision after a review.

    The person whose edit changed the evidence needs a colleague to keep it. A supervisor of a side
    that decided refuses a proposed undo; the person who proposed it withdraws it.
    """
    review, editor = opened.review, opened.own.record.compared_by
    if review.cause is ReviewCause.EVIDENCE_CHANGED and review.is_own_change:
        if editor is not None and editor == actor.user_id:
            yield Refusal.COLLEAGUE_REVIEWS_CHANGE
    elif review.cause is ReviewCause.UNDO_PROPOSED and undo is not None:
        if undo.user_id == actor.user_id:
            return
        if scope(Action.CONFIRM_DECISION, actor.role) is None:
            yield Refusal.SUPERVISOR_TAKES_STEP
        if not decision_steps.has_decided(opened, decisions):
            yield Refusal.ANOTHER_SIDES_DECISION

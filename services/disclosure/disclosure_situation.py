"""The situation of a disclosure for one viewer.

It is the input of `core.policy.sharing.disclosure_steps`. For the asking side it is computed from
the state shown to it and from steps it knows, without consent, risk and approvals.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.disclosure import DisclosurePath, DisclosureState
from core.codes.review import ReviewCause
from core.errors import Refused
from core.policy.process import DoneStep, NextSteps, Situation
from core.policy.sharing.disclosure import (
    ACTING_SIDES,
    ENDED_AFTER_RELEASE,
    ENDED_STATES,
    RELEASED_STATES,
    STATE_SHOWN_TO_ASKER,
    UNANSWERED_DAYS,
    SecondApprover,
)
from core.policy.sharing.disclosure_steps import (
    ACTS_SHOWN_TO_ASKER,
    ACTS_SHOWN_TO_DESK,
    process_shown,
)
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep, Grant
from models.matching_runs.match import Match
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.disclosure import second_approvers, telephone_calls
from services.disclosure import steps as disclosure_steps
from services.disclosure.steps import DANGER_APPROVALS, Standpoint
from services.foundation import process_steps
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review.release import ReleaseState
from services.sharing import evidence_changes

_ASKER_ACTS = frozenset(
    {"ask", *(act for act, side in ACTING_SIDES.items() if side in {"asker", "named"})}
)
_ANSWERED_STATES = ENDED_STATES | {DisclosureState.CONSENT_REFUSED}
# States in which a step needs at least one scope that may be released now.
_CHECKS_RELEASE = RELEASED_STATES | {
    DisclosureState.UNDER_REVIEW,
    DisclosureState.CONSENT_GIVEN,
    DisclosureState.RISK_CHECK,
    DisclosureState.APPROVED_ONCE,
    DisclosureState.APPROVED_TWICE,
}
_CHECKS_CONSENT = frozenset({DisclosureState.CONSENT_CHECK, DisclosureState.CONSENT_SOUGHT})


@dataclasses.dataclass(frozen=True, slots=True)
class _Looked:
    """A request seen by the responsible agency or the desk, with the steps that were taken."""

    session: Session
    context: Context
    actor: Actor
    at: Standpoint
    taken: Sequence[DisclosureStep]

    @property
    def disclosure(self) -> Disclosure:
        return self.at.disclosure

    @property
    def is_vital(self) -> bool:
        return self.disclosure.path == DisclosurePath.VITAL_INTEREST

    def doers(self, *acts: str) -> list[int | None]:
        """Return the people who took these acts, in order; None for an act of the server."""
        return [step.user_id for step in self.taken if step.act in acts]


def check_step(session: Session, context: Context, actor: Actor, at: Standpoint, act: str) -> None:
    """Raise unless the act is allowed now: `Refused` for the role or side, else `Conflict`."""
    process = process_shown(at.side, at.disclosure.path)
    if act not in process.acts:
        raise Refused(Refusal.STEP_OF_ANOTHER_SIDE)
    ids = {} if at.record is None or at.side != "responsible" else {"record": at.record.public_id}
    process_steps.check_step(
        session, context, process, situation(session, context, actor, at), act, **ids
    )


def read_next_steps(session: Session, context: Context, actor: Actor, at: Standpoint) -> NextSteps:
    """Return the steps done, the next step and every action with its reason, for the viewer."""
    process = process_shown(at.side, at.disclosure.path)
    return process_steps.next_steps(
        session, context, process, situation(session, context, actor, at)
    )


def is_answer_hidden(taken: Sequence[DisclosureStep]) -> bool:
    """Return whether a request ended without a release, and the asking side learned of no end.

    A bar then kept the record from the asking side. It sees a request without an answer.
    `taken` are all steps of the request.
    """
    ends = [step for step in taken if step.state in _ANSWERED_STATES and step.act != "withdraw"]
    was_released = any(step.act == "release" for step in taken)
    return bool(ends) and not was_released and not any(step.is_learned for step in ends)


def state_for_asker(
    disclosure: Disclosure, taken: Sequence[DisclosureStep], *, now: datetime
) -> str:
    """Return the state of a request as the asking side may see it.

    A request that ended by the other side is shown as not released, or as ended after a release.
    So the asker cannot distinguish a refusal from another end. An end that the asking side may not
    learn is shown as no answer: it waits, and is not released after `UNANSWERED_DAYS`. For any
    other state see `STATE_SHOWN_TO_ASKER`. `taken` are all steps of the request.
    """
    was_released = any(step.act == "release" for step in taken)
    if is_answer_hidden(taken):
        if any(step.act == "withdraw" for step in taken):
            return STATE_SHOWN_TO_ASKER[DisclosureState.WITHDRAWN]
        is_over = disclosure.requested_at <= now - timedelta(days=UNANSWERED_DAYS)
        shown = DisclosureState.EXPIRED if is_over else DisclosureState.REQUESTED
        return STATE_SHOWN_TO_ASKER[shown]
    if disclosure.state in ENDED_STATES and disclosure.state != DisclosureState.WITHDRAWN:
        return ENDED_AFTER_RELEASE if was_released else "not_released"
    return STATE_SHOWN_TO_ASKER[disclosure.state]


def situation(session: Session, context: Context, actor: Actor, at: Standpoint) -> Situation:
    """Load the situation of a request for the viewer."""
    query = select(DisclosureStep).where(DisclosureStep.disclosure_id == at.disclosure.id)
    taken = session.scalars(query.order_by(DisclosureStep.id)).all()
    if at.side == "asker":
        return Situation(
            state=state_for_asker(at.disclosure, taken, now=context.clock.now()),
            sides=at.acting_sides,
            role=actor.role,
            user_id=actor.user_id,
            done=_done(taken, ACTS_SHOWN_TO_ASKER, is_asker=True),
        )
    looked = _Looked(session, context, actor, at, taken)
    shown = ACTS_SHOWN_TO_DESK if at.side == "desk" else frozenset(step.act for step in taken)
    unmet = frozenset(_unmet(looked))
    return Situation(
        state=at.disclosure.state,
        sides=at.acting_sides,
        role=actor.role,
        user_id=actor.user_id,
        done=_done(taken, shown, is_asker=False),
        unmet=unmet,
        finished=frozenset(_finished(looked, unmet)),
        takers={act: frozenset(looked.doers(act)) for act in {step.act for step in taken}},
        due_at=_due_at(looked),
    )


def _due_at(looked: _Looked) -> datetime | None:
    """Return the first running deadline of the viewer's agency about the request, None without."""
    running = select(func.min(CaseDeadline.due_at)).where(
        CaseDeadline.disclosure_id == looked.disclosure.id,
        CaseDeadline.agency_id == looked.actor.agency_id,
        CaseDeadline.met_at.is_(None),
    )
    return looked.session.scalar(running)


def _done(
    taken: Sequence[DisclosureStep], shown: frozenset[str], *, is_asker: bool
) -> tuple[DoneStep, ...]:
    return tuple(
        DoneStep(
            act=step.act,
            side="own" if (step.act in _ASKER_ACTS) is is_asker else "other",
            at=step.at,
            user_id=step.user_id,
        )
        for step in taken
        if step.act in shown
    )


def _unmet(looked: _Looked) -> Iterator[Refusal]:
    """Yield the unmet conditions of the steps in the current state."""
    state, disclosure = looked.disclosure.state, looked.disclosure
    if state in {*_CHECKS_CONSENT, DisclosureState.UNDER_REVIEW} and not looked.is_vital:
        yield from _unmet_of_consent(looked)
    if looked.actor.user_id in {disclosure.asked_by, disclosure.named_user_id}:
        yield Refusal.ASKER_DOES_NOT_APPROVE
    if state in _CHECKS_RELEASE or (looked.is_vital and state == DisclosureState.REQUESTED):
        yield from _unmet_of_release(looked)
    if looked.is_vital:
        yield from _unmet_in_danger(looked)
    elif _must_review(looked):
        yield Refusal.REVIEW_IS_NEEDED


def _unmet_of_consent(looked: _Looked) -> Iterator[Refusal]:
    session, context, disclosure = looked.session, looked.context, looked.disclosure
    if not disclosure_steps.needs_consent(session, context, disclosure):
        yield Refusal.ASSESS_RISK_INSTEAD
    elif disclosure.state == DisclosureState.UNDER_REVIEW:
        yield Refusal.CHECK_CONSENT_FIRST
    if disclosure.state in _CHECKS_CONSENT and not disclosure_steps.consented_scopes_now(
        session, context, disclosure
    ):
        yield Refusal.NO_CONSENT_COVERS_THIS


def _unmet_of_release(looked: _Looked) -> Iterator[Refusal]:
    session, disclosure = looked.session, looked.disclosure
    allowed, state = disclosure_steps.permitted_scopes_now(session, looked.context, disclosure)
    if not allowed:
        yield Refusal.NOTHING_MAY_BE_RELEASED
    if looked.is_vital and not _is_danger_assessed(looked, state):
        yield Refusal.DANGER_IS_NOT_ASSESSED
    first = (looked.doers("release" if looked.is_vital else "approve") or [None])[-1]
    is_second = disclosure.state in {DisclosureState.APPROVED_ONCE, *RELEASED_STATES}
    if (
        is_second
        and disclosure_steps.needs_another_unit(allowed, state)
        and looked.actor.agency_id == disclosure.responsible_agency_id
        and not _is_independent(looked, first)
    ):
        yield Refusal.APPROVER_OF_ANOTHER_UNIT


def _is_danger_assessed(looked: _Looked, state: ReleaseState) -> bool:
    """Return whether the newest assessment is recent and names an imminent danger."""
    risk, now = state.risk, looked.context.clock.now()
    return (
        risk is not None and bool(risk.form.imminent) and risk.is_fresh(looked.disclosure.path, now)
    )


def _is_independent(looked: _Looked, first: int | None) -> bool:
    """Return whether the actor may be the second approver after another of the own agency."""
    needed = second_approvers.find(looked.session, looked.disclosure, first)
    return needed is SecondApprover.COLLEAGUE or (
        needed is SecondApprover.OTHER_UNIT
        and disclosure_steps.is_of_another_unit(looked.session, looked.actor, first)
    )


def _unmet_in_danger(looked: _Looked) -> Iterator[Refusal]:
    disclosure = looked.disclosure
    if telephone_calls.needs_police_call(disclosure, looked.at.record):
        yield Refusal.CALL_OWN_POLICE_FIRST
    if disclosure.called_at is None:
        yield Refusal.CALL_BACK_FIRST
    is_approved = _is_approved_by_two(looked)
    yield Refusal.APPROVED_BY_SECOND_PERSON if is_approved else Refusal.SECOND_APPROVER_NEEDED
    if disclosure.state in RELEASED_STATES and not _has_running_grant(looked):
        yield Refusal.SECOND_APPROVAL_IS_LATE
    if disclosure.guardian_notified_at is None or disclosure.reviewed_at is None:
        yield Refusal.TELL_AND_REVIEW_FIRST


def _is_approved_by_two(looked: _Looked) -> bool:
    return len({*looked.doers(*DANGER_APPROVALS)} - {None}) > 1


def _has_running_grant(looked: _Looked) -> bool:
    session, disclosure = looked.session, looked.disclosure
    running = select(Grant.id).where(
        Grant.disclosure_id == disclosure.id,
        Grant.revoked_at.is_(None),
        Grant.ends_at > looked.context.clock.now(),
    )
    responsible = disclosure_steps.responsible_actor(disclosure)
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible):
        return session.scalar(running.limit(1)) is not None


def _must_review(looked: _Looked) -> bool:
    """Return whether the responsible agency's side must review the match before further steps."""
    session, disclosure = looked.session, looked.disclosure
    responsible = disclosure_steps.responsible_actor(disclosure)
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible):
        match = session.get(Match, disclosure.match_id, populate_existing=True)
        if (
            match is None
        ):  # the new responsible agency of the record releases nothing of this request
            return False
        return evidence_changes.review_of(match, disclosure.record_id) != ReviewCause.NONE


def _finished(looked: _Looked, unmet: frozenset[Refusal]) -> Iterator[str]:
    """Yield the main acts that are done, not needed, or not needed yet."""
    disclosure = looked.disclosure
    is_before_release = disclosure.state in {DisclosureState.REQUESTED, DisclosureState.RISK_CHECK}
    if Refusal.ASSESS_RISK_INSTEAD in unmet:
        yield "check_consent"
    if Refusal.NO_CONSENT_COVERS_THIS not in unmet:
        yield "seek_consent"
    if Refusal.CALL_BACK_FIRST not in unmet:
        yield "call_back"
    if not is_before_release or Refusal.CALL_OWN_POLICE_FIRST not in unmet:
        yield "call_police"
    if _is_approved_by_two(looked) or Refusal.SECOND_APPROVAL_IS_LATE in unmet:
        yield "approve_after"
    if disclosure.guardian_notified_at is not None:
        yield "tell_guardian"
    if disclosure.reviewed_at is not None:
        yield "review_after"
    if disclosure.state in ENDED_STATES and not looked.doers("release"):
        yield from ("tell_guardian", "review_after")

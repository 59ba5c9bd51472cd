"""The effects of each step of a disclosure.

`services.disclosure.disclosure_situation` decides first whether the step is allowed. The permitted
scopes are computed again at each approval and at the release.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.approvals import ApprovalKind
from core.codes.case import DeadlineKind
from core.codes.disclosure import DisclosurePath, DisclosureState
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.review import MatchState
from core.errors import Conflict, InvalidInput, LimitReached, require_code
from core.policy.case.consent import ADDRESSEES
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.sharing.disclosure import (
    ANSWER_DEADLINES,
    ANSWERED_NOTIFICATIONS,
    AUTOMATIC_ENDING,
    DANGER_RELEASES_WITHIN_DAYS,
    ENDED_STATES,
    GRANT_HOURS,
    MAX_DANGER_RELEASES,
    SCOPES_NEEDING_OTHER_UNIT,
    VITAL_REVIEW_HOURS,
    SecondApprover,
)
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.case.deadline import CaseDeadline
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep, Grant
from models.matching_runs.match import Match
from models.oversight.approval import Approval
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.agencies import user_directory
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision
from services.case import deadlines, guardians
from services.case.risks import RiskForm
from services.disclosure import endings as disclosure_endings
from services.disclosure import second_approvers, telephone_calls
from services.disclosure.endings import Ending
from services.disclosure.telephone_calls import CallableDesk, RecordedCall
from services.foundation import alerts, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import free_text_screening
from services.foundation.facts.age_range import AgeRange
from services.foundation.facts.statements import Statement
from services.foundation.limits import rate_limits
from services.records import register
from services.review import match_messages, release
from services.review.release import ReleaseRecipient, ReleaseRequest, ReleaseState
from services.sharing import notifications

UNKNOWN_RELEASE_STATE = ReleaseState(
    statements=(), ages=AgeRange(), risk=None, is_child=True, is_victim=True
)
# Steps that name the agency whose desk was called.
CALL_ACTS = frozenset({"call_back", "call_police"})
# Steps that do not change the state of a request.
ACTS_AFTER_RELEASE = frozenset({*CALL_ACTS, "approve_after", "tell_guardian", "review_after"})
# of a release in danger: the person who released, and the one who approved it afterwards
DANGER_APPROVALS = ("release", "approve_after")
# recorded in place of a call whose number is not in the directory
UNLISTED_CALL = "call_other"
PERMISSION_ENDED, NO_CONSENT = Ending(AUTOMATIC_ENDING), Ending("no_consent")
ScopeRule = Callable[[Session, Context, Record, ReleaseRequest, ReleaseState], frozenset[str]]
SIDE_BY_RANK = ("responsible", "desk", "named", "asker")


@dataclasses.dataclass(frozen=True, slots=True)
class Standpoint:
    """A request, its record if visible, and the sides of the actor.

    `record` is None if the actor does not see it.
    """

    disclosure: Disclosure
    record: Record | None
    sides: frozenset[str]

    @property
    def side(self) -> str:
        """The side for which it is shown."""
        first = next((side for side in SIDE_BY_RANK if side in self.sides), "asker")
        return "asker" if first == "named" else first

    @property
    def acting_sides(self) -> frozenset[str]:
        """Return the sides of the table whose steps the actor may take."""
        return self.sides | ({"approver"} if self.sides & {"responsible", "desk"} else frozenset())


@dataclasses.dataclass(frozen=True, slots=True)
class StepDetails:
    """Further data of a step: reason of the end, called desk, informed addressee, assessment.

    `agency` is the code of a desk of `telephone_calls.callable_desks`. `number` is another number
    that was called: it is recorded and does not count as the call. `recipient` is one of
    `ADDRESSEES`, "" for the guardian. `assessment` is stored by the step that checks the risk in
    danger; None keeps the newest one.
    """

    ending: Ending = disclosure_endings.NO_ENDING
    agency: str = ""
    recipient: str = ""
    number: str = ""
    assessment: RiskForm | None = None

    def check(self, act: str) -> None:
        """Raise `InvalidInput` if an act lacks data that the act needs, or has data of another act.

        A call needs either `agency` or `number`. Only an ending act has an ending with a reason.
        Only `tell_guardian` may have `recipient`, a code of `ADDRESSEES`. Only `check_risk` may
        have an assessment.
        """
        self.ending.check(act)
        if bool(self.agency or self.number) != (act in CALL_ACTS):
            raise InvalidInput("agency", "needed" if act in CALL_ACTS else "not_allowed")
        if self.agency and self.number:
            raise InvalidInput("number", "not_allowed")
        if len(self.number) > CALLED_LENGTH:
            raise InvalidInput("number", "too_long")
        if self.assessment is not None and act != "check_risk":
            raise InvalidInput("assessment", "not_allowed")
        if self.recipient and act != "tell_guardian":
            raise InvalidInput("told", "not_allowed")
        if self.recipient:
            require_code("told", self.recipient, ADDRESSEES)


CALLED_LENGTH = 100  # of a number that is not in the directory
NO_DETAILS = StepDetails()


@dataclasses.dataclass(frozen=True, slots=True)
class RequestedStep:
    """A step to take: actor, request, new state and details."""

    session: Session
    context: Context
    actor: Actor
    disclosure: Disclosure
    new_state: str
    act: str
    details: StepDetails


def responsible_actor(disclosure: Disclosure) -> RoleIdentity:
    """Return the identity of the responsible agency, which checks consent, risk and age."""
    return RoleIdentity(agency_id=disclosure.responsible_agency_id)


def asker_actor(session: Session, disclosure: Disclosure) -> RoleIdentity:
    """Return the identity of the asking agency."""
    agency = session.get_one(Agency, disclosure.agency_id)
    return RoleIdentity(
        agency_id=agency.id,
        state=disclosure.asker_state,
        home_state=agency.state,
        is_participant={disclosure.asker_state, agency.state} <= STATES,
        is_state_police=agency.kind == AgencyKind.POLICE,
    )


def release_request_of(
    session: Session, disclosure: Disclosure
) -> tuple[ReleaseRequest, Record] | None:
    """Return the requested scopes with the asker, and the asker's own record in the match.

    That record is read under the asker's own role. None if another agency is responsible for it
    now: this agency makes its own request.
    """
    agency = session.get_one(Agency, disclosure.agency_id)
    responsible = session.get_one(Agency, disclosure.responsible_agency_id)
    with database_roles.as_role(session, DatabaseRole.ACTOR, asker_actor(session, disclosure)):
        match = session.get(Match, disclosure.match_id, populate_existing=True)
        if match is None:
            return None
        own_id = match.low if match.high == disclosure.record_id else match.high
        own = session.get(Record, own_id, populate_existing=True)
    if own is None or not _is_of_asker(session, own, agency, disclosure.asker_state):
        return None
    asker = ReleaseRecipient(
        agency.kind,
        disclosure.asker_state,
        agency.state,
        own.kind,
        own.reporter_check,
        own.has_basis,
    )
    request = ReleaseRequest(
        frozenset(disclosure.asked.split()),
        disclosure.path,
        asker,
        responsible.kind,
        is_confirmed=match.state == MatchState.CONFIRMED,
    )
    return request, own


def _is_of_asker(session: Session, own: Record, asker: Agency, state: str) -> bool:
    """Return whether a record is one of the asking agency, or of the police it acts for."""
    if own.agency_id == asker.id:
        return True
    responsible = session.get_one(Agency, own.agency_id)
    return asker.kind == responsible.kind == AgencyKind.POLICE and own.state == state


def permitted_scopes_now(
    session: Session, context: Context, disclosure: Disclosure
) -> tuple[frozenset[str], ReleaseState]:
    """Return the requested scopes that may be released now, and the state of the record.

    The record is read under the database role of the responsible agency named in the disclosure. If
    one of the two records is not found or has another responsible agency now, return no scopes and
    `UNKNOWN_RELEASE_STATE`.
    """
    return _scopes_now(session, context, disclosure, release.permitted_scopes)


def consented_scopes_now(
    session: Session, context: Context, disclosure: Disclosure
) -> frozenset[str]:
    """Return the requested scopes that the consents of the record cover now."""
    return _scopes_now(session, context, disclosure, release.consented_scopes)[0]


def _scopes_now(
    session: Session, context: Context, disclosure: Disclosure, rule: ScopeRule
) -> tuple[frozenset[str], ReleaseState]:
    release_request = release_request_of(session, disclosure)
    if release_request is None:
        return frozenset(), UNKNOWN_RELEASE_STATE
    # a consent that asker or reader gave permits no scope
    people = (disclosure.asked_by, disclosure.named_user_id)
    names = tuple(user_directory.names_of(session, context, people))
    request = dataclasses.replace(
        release_request[0], asker=dataclasses.replace(release_request[0].asker, names=names)
    )
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        record = session.get(Record, disclosure.record_id, populate_existing=True)
        if record is None or record.agency_id != disclosure.responsible_agency_id:
            # another agency is responsible for the record now and needs a new request
            return frozenset(), UNKNOWN_RELEASE_STATE
        state = release.release_state(session, context, record)
        return rule(session, context, record, request, state), state


def perform_step(
    session: Session,
    context: Context,
    actor: Actor,
    at: Standpoint,
    move: tuple[str, str],
    details: StepDetails = NO_DETAILS,
) -> None:
    """Check and apply a step, update the request, and log the step.

    `move` holds the act and the new state. Raise `Conflict` if a condition of the act is not met.
    """
    disclosure, (act, state) = at.disclosure, move
    taking = RequestedStep(
        session=session,
        context=context,
        actor=actor,
        disclosure=disclosure,
        new_state=state,
        act=act,
        details=details,
    )
    STEP_HANDLERS.get(act, _do_nothing)(taking)
    was_refused = disclosure.state == DisclosureState.CONSENT_REFUSED
    disclosure.state = state
    now, is_learned = context.clock.now(), True
    is_listed_call = act in CALL_ACTS and not details.number
    if state in ENDED_STATES:
        disclosure.ended_at = disclosure.ended_at or now
    is_over = state in ENDED_STATES and act not in ACTS_AFTER_RELEASE
    is_answered = is_over or (
        act not in ACTS_AFTER_RELEASE
        and state in {DisclosureState.RELEASED, DisclosureState.CONSENT_REFUSED}
    )
    if is_over and act != "expire":  # the worker ends an approval whose time is over
        _end_release(taking)
    # grants and deadline belong to the responsible agency, also if the asker withdraws
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        if is_over:
            running = update(Grant).where(
                Grant.disclosure_id == disclosure.id, Grant.revoked_at.is_(None)
            )
            session.execute(running.values(revoked_at=now))
        if is_answered:
            deadlines.complete_deadline(
                session,
                context,
                ANSWER_DEADLINES[disclosure.path],
                agency_id=disclosure.responsible_agency_id,
                about=CaseDeadline.disclosure_id == disclosure.id,
            )
        # A refused consent was told. A second notification would distinguish it from other
        # refusals.
        if act == "withdraw":  # the responsible agency may be working on its answer
            about = notifications.NotificationSubject(
                disclosure.responsible_agency_id, disclosure.record_id, disclosure.match_id
            )
            notifications.notify_of_event(session, context, about, kind=NotificationKind.DISCLOSURE)
        elif (is_answered and not was_refused) or (act == "call_police" and is_listed_call):
            is_learned = _notify_asker(taking)
    if act in CALL_ACTS:
        _record_call(taking, at.record, is_learned=is_learned)
    else:
        store_step(session, context, actor, disclosure, move, is_learned=is_learned)


def store_step(  # noqa: PLR0913 - the columns of a step
    session: Session,
    context: Context,
    actor: Actor,
    disclosure: Disclosure,
    move: tuple[str, str],
    *,
    is_learned: bool = True,
    called: bytes | None = None,
) -> None:
    """Log a step of a request: the act and the new state of `move`.

    `is_learned`: the asking side may know the step. `called`: what a call stores, sealed.
    """
    act, state = move
    step = DisclosureStep(
        disclosure_id=disclosure.id,
        act=act,
        state=state,
        user_id=actor.user_id,
        at=context.clock.now(),
        is_learned=is_learned,
        called=called,
    )
    session.add(step)
    session.flush()


def _store_ending(taking: RequestedStep) -> None:
    """Store the reason; a remark for the other side must not locate the person of the actor's
    record.
    """
    session, disclosure, ending = taking.session, taking.disclosure, taking.details.ending
    is_shown = disclosure_endings.is_reason_shown(taking.act, ending.reason)
    if ending.remark.strip() and is_shown:
        free_text_screening.check_text(ending.remark, _own_statements(taking), field="remark")
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        record = session.get(Record, disclosure.record_id, populate_existing=True)
        if record is not None:
            disclosure_endings.store_ending(
                session, taking.context, disclosure, record.public_id, ending
            )


def _own_statements(taking: RequestedStep) -> list[Statement]:
    """Return all statements of the record of the side that takes the step.

    The asking side withdraws; the responsible agency takes every other step. Empty if that side can
    no longer read the record.
    """
    session, disclosure = taking.session, taking.disclosure
    side, record_id = responsible_actor(disclosure), disclosure.record_id
    if taking.act == "withdraw":
        request = release_request_of(session, disclosure)
        if request is None:
            return []
        side, record_id = asker_actor(session, disclosure), request[1].id
    with database_roles.as_role(session, DatabaseRole.ACTOR, side):
        record = session.get(Record, record_id, populate_existing=True)
        if record is None:
            return []
        return register.open_statements(
            session, taking.context, [(record, frozenset(FieldClass))]
        ).get(record.id, [])


def _do_nothing(_taking: RequestedStep) -> None:
    """Do no more than the change of state."""


def _notify_asker(taking: RequestedStep) -> bool:
    """Notify the asking side; return whether it may learn of the step."""
    session, disclosure = taking.session, taking.disclosure
    request = release_request_of(session, disclosure)
    if request is None:
        return False
    own = request[1]
    about = notifications.NotificationSubject(own.agency_id, own.id, disclosure.match_id)
    # the responsible agency may have no access to the match any more
    with database_roles.as_role(session, DatabaseRole.ACTOR, asker_actor(session, disclosure)):
        kind = ANSWERED_NOTIFICATIONS[disclosure.path]
        return bool(notifications.notify_of_event(session, taking.context, about, kind=kind))


def _find_consent(taking: RequestedStep) -> None:
    covered = consented_scopes_now(taking.session, taking.context, taking.disclosure)
    taking.disclosure.permitted = " ".join(sorted(covered))


def needs_consent(session: Session, context: Context, disclosure: Disclosure) -> bool:
    """Return whether a request needs consent.

    Not in danger, nor for a missing child whom the asker searches for.
    """
    if disclosure.path == DisclosurePath.VITAL_INTEREST:
        return False
    request = release_request_of(session, disclosure)
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        record = session.get(Record, disclosure.record_id)
        if (
            request is None
            or record is None
            or record.agency_id != disclosure.responsible_agency_id
        ):
            return True
        return not release.is_search_by_authority(
            record, request[0], release.release_state(session, context, record)
        )


def _store_permitted(taking: RequestedStep) -> None:
    """Store the scopes permitted now, and whether another unit must approve."""
    allowed, state = permitted_scopes_now(taking.session, taking.context, taking.disclosure)
    if not allowed:
        raise Conflict(Refusal.NOTHING_MAY_BE_RELEASED)
    disclosure = taking.disclosure
    disclosure.permitted = " ".join(sorted(allowed))
    first = next(iter(approvers(taking.session, disclosure.public_id)), taking.actor.user_id)
    disclosure.needs_desk = disclosure.needs_desk or (
        needs_another_unit(allowed, state)
        and second_approvers.find(taking.session, disclosure, first) is not SecondApprover.COLLEAGUE
    )


def needs_another_unit(allowed: frozenset[str], state: ReleaseState) -> bool:
    """Return whether the second approver must be independent (`SecondApprover`)."""
    return bool(allowed & SCOPES_NEEDING_OTHER_UNIT) or state.is_child_at_risk


def _end_release(taking: RequestedStep) -> None:
    """End the waiting approval of a release: its second person refuses it by revoking."""
    session, disclosure = taking.session, taking.disclosure
    kind, subject = ApprovalKind.DANGER_RELEASE, disclosure.public_id
    if taking.act == "revoke":
        approval_requests.decide_if_second(
            session,
            taking.context,
            taking.actor,
            approval_requests.waiting(session, kind, subject),
            is_approved=False,
            authors=approvers(session, subject),
        )
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        approval_requests.withdraw(session, kind, subject)


def approvers(session: Session, subject: UUID) -> set[int]:
    """Return the accounts that approved a request, by its id: before the release, or by it."""
    query = select(DisclosureStep.user_id).join(
        Disclosure, Disclosure.id == DisclosureStep.disclosure_id
    )
    is_by_release = (DisclosureStep.act == "release") & (
        Disclosure.path == DisclosurePath.VITAL_INTEREST
    )
    query = query.where(
        Disclosure.public_id == subject, or_(DisclosureStep.act == "approve", is_by_release)
    )
    return {user_id for user_id in session.scalars(query) if user_id is not None}


def is_of_another_unit(session: Session, actor: Actor, first: int | None) -> bool:
    """Return whether two people belong to two named units, or to different agencies.

    An account that the actor cannot read is of another agency. A `first` of None counts as such.
    """
    rows = session.execute(
        select(UserAccount.id, UserAccount.unit).where(UserAccount.id.in_([first, actor.user_id]))
    )
    unit_of = {row.id: row.unit for row in rows}
    own, other_unit = unit_of.get(actor.user_id or 0, ""), unit_of.get(first or 0)
    return other_unit is None or (bool(own) and bool(other_unit) and own != other_unit)


def _called(taking: RequestedStep) -> CallableDesk:
    """Return the desk that a call names; raise `InvalidInput` if the step may not name it."""
    desk = telephone_calls.find_desk(
        taking.session, taking.disclosure, taking.act, taking.details.agency
    )
    if desk is None:
        raise InvalidInput("agency", *_NOT_CALLABLE[taking.act])
    return desk


_NOT_CALLABLE = {
    "call_back": ("not_the_other_side", "call a desk of the asking side's state"),
    "call_police": (
        "not_own_police",
        "call a police desk, or the contact desk, of the record's state",
    ),
}


def _record_call(taking: RequestedStep, record: Record | None, *, is_learned: bool) -> None:
    """Log a call; write one by the directory into the thread of the match too."""
    session, context, actor, disclosure = (
        taking.session,
        taking.context,
        taking.actor,
        taking.disclosure,
    )
    is_listed = not taking.details.number
    store_step(
        session,
        context,
        actor,
        disclosure,
        (taking.act if is_listed else UNLISTED_CALL, taking.new_state),
        is_learned=is_learned,
        called=_sealed_call(taking, record),
    )
    if is_listed:
        desk = _called(taking).text
        match_messages.record_call(session, context, actor, disclosure, (taking.act, desk))


def _sealed_call(taking: RequestedStep, record: Record | None) -> bytes | None:
    """Return the called desk or number, sealed; None for a record that the actor cannot open."""
    if record is None:
        return None
    key = data_keys.open_data_key(taking.session, taking.context.keys, record.public_id)
    number = taking.details.number.strip()
    call = RecordedCall(
        taking.act,
        number or _called(taking).text,
        is_listed=not number,
        at=taking.context.clock.now(),
    )
    return telephone_calls.seal_call(key, taking.disclosure, call)


def _call_back(taking: RequestedStep) -> None:
    """Record that a desk of the asking side's state was called by its number in the directory.

    The first call counts. A number that is not in the directory does not. Raise `InvalidInput` for
    a desk of another state or of the responsible agency.
    """
    disclosure = taking.disclosure
    if taking.details.number:
        return
    _called(taking)
    if disclosure.called_at is None:
        disclosure.called_by = taking.actor.user_id
        disclosure.called_at = taking.context.clock.now()


def _call_police(taking: RequestedStep) -> None:
    """Record that police of the responsible agency's own state were called and act; the first call
    counts.

    A number that is not in the directory does not count. The asking side sees the desk. Raise
    `InvalidInput` for any other desk, and for a desk whose name contains a place of the record.
    """
    disclosure = taking.disclosure
    if taking.details.number:
        return
    desk = _called(taking)
    free_text_screening.check_text(desk.name, _own_statements(taking), field="agency")
    if disclosure.police_called_at is None:
        disclosure.police_desk, disclosure.police_called_by = desk.text, taking.actor.user_id
        disclosure.police_called_at = taking.context.clock.now()


def _release(taking: RequestedStep) -> None:
    _store_permitted(taking)
    disclosure, now = taking.disclosure, taking.context.clock.now()
    record = taking.session.get_one(Record, disclosure.record_id)
    is_vital = disclosure.path == DisclosurePath.VITAL_INTEREST
    about = notifications.NotificationSubject(
        disclosure.responsible_agency_id, disclosure.record_id
    )
    ends_at = now + timedelta(hours=GRANT_HOURS[disclosure.path])
    if is_vital:
        _check_limit(taking, now)
        kind, subject = ApprovalKind.DANGER_RELEASE, disclosure.public_id
        ends_at = (
            approval_requests.open_approval(
                taking.session, taking.context, taking.actor, kind, subject, about=about
            ).due_at
            or ends_at
        )
        first = taking.actor.user_id
        asked = second_approvers.find(taking.session, disclosure, first)
        if disclosure.needs_desk and asked is SecondApprover.STATE_DESK:
            second_approvers.notify_state_desk(taking.session, taking.context, disclosure)
    classes = sorted(
        field_class.value
        for field_class in release.classes_of(disclosure.permitted.split(), record.kind)
    )
    taking.session.add(
        Grant(
            public_id=uuid4(),
            disclosure_id=disclosure.id,
            record_id=disclosure.record_id,
            user_id=disclosure.named_user_id,
            field_classes=" ".join(classes),
            granted_at=now,
            ends_at=ends_at,
        )
    )
    if is_vital:
        notifications.notify_of_event(
            taking.session, taking.context, about, kind=NotificationKind.GUARDIAN_TO_INFORM
        )
        alerts.raise_alert(
            taking.session,
            taking.context,
            taking.actor,
            AlertKind.VITAL_INTEREST,
            disclosure.public_id,
        )
        deadlines.start_deadline(
            taking.session,
            taking.context,
            DeadlineKind.VITAL_REVIEW,
            deadlines.DeadlineSubject(
                disclosure.responsible_agency_id,
                disclosure.responsible_state,
                disclosure.record_id,
                disclosure_id=disclosure.id,
            ),
            hours=VITAL_REVIEW_HOURS,
            is_urgent=False,
        )


def _check_limit(taking: RequestedStep, now: datetime) -> None:
    """Raise `LimitReached` if the actor released too often in danger within the window."""
    freed_at = rate_limits.freed_at(
        taking.session,
        Approval.asked_at,
        Approval.kind == ApprovalKind.DANGER_RELEASE,
        Approval.asked_by == taking.actor.user_id,
        most=MAX_DANGER_RELEASES,
        window=timedelta(days=DANGER_RELEASES_WITHIN_DAYS),
        now=now,
    )
    if freed_at is not None:
        raise LimitReached(
            f"{MAX_DANGER_RELEASES} releases in danger of one person in"
            f" {DANGER_RELEASES_WITHIN_DAYS} days: ask a colleague to release",
            retry_after_s=rate_limits.wait_s(freed_at, now),
        )


def _approve_after(taking: RequestedStep) -> None:
    """Approve, as the second person, a release by one approver.

    The grant then lasts as long as one that two people approved before.
    """
    session, disclosure, now = taking.session, taking.disclosure, taking.context.clock.now()
    _store_permitted(taking)
    approval = approval_requests.of_subject(
        session, ApprovalKind.DANGER_RELEASE, disclosure.public_id
    )
    authors = approvers(session, disclosure.public_id)
    decision = Decision(is_approved=True)
    approval_requests.decide(
        session, taking.context, taking.actor, approval, decision, authors=authors
    )
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        grant = session.scalars(
            select(Grant).where(
                Grant.disclosure_id == disclosure.id,
                Grant.revoked_at.is_(None),
                Grant.ends_at > now,
            )
        ).one()
        grant.ends_at = grant.granted_at + timedelta(hours=GRANT_HOURS[disclosure.path])
        session.flush()


def approved_by_two_people(session: Session, ids: Iterable[int]) -> set[int]:
    """Return the requests in danger that two people approved: by the release, and after it; one
    statement."""
    query = (
        select(DisclosureStep.disclosure_id)
        .where(
            DisclosureStep.disclosure_id.in_(sorted(ids)), DisclosureStep.act.in_(DANGER_APPROVALS)
        )
        .group_by(DisclosureStep.disclosure_id)
        .having(func.count(DisclosureStep.user_id.distinct()) > 1)
    )
    return set(session.scalars(query))


# Person to inform of a release in danger -> refusal for any other person.
ADDRESSEE_REFUSALS = {
    "guardian": Refusal.GUARDIAN_IS_TOLD,
    "court": Refusal.COURT_IS_TOLD,
    "youth_office": Refusal.YOUTH_OFFICE_IS_TOLD,
}


def _record_guardian_informed(taking: RequestedStep) -> None:
    """Record who was informed; for a guardian in conflict it must be the responsible authority."""
    disclosure, recipient = taking.disclosure, taking.details.recipient or "guardian"
    needed = release_addressee(taking.session, taking.context, disclosure)
    if recipient != needed:
        raise Conflict(ADDRESSEE_REFUSALS[needed])
    if disclosure.guardian_notified_at is None:
        disclosure.guardian_notified_at, disclosure.told = taking.context.clock.now(), recipient


def release_addressee(session: Session, context: Context, disclosure: Disclosure) -> str:
    """Return who must be informed of a release, one of `ADDRESSEES`.

    Return `guardian` if the responsible agency cannot read the record.
    """
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible_actor(disclosure)):
        record = session.get(Record, disclosure.record_id)
        return (
            "guardian" if record is None else guardians.release_addressee(session, context, record)
        )


def _review_after(taking: RequestedStep) -> None:
    taking.disclosure.reviewed_at = taking.context.clock.now()
    deadlines.complete_deadline(
        taking.session,
        taking.context,
        DeadlineKind.VITAL_REVIEW,
        agency_id=taking.disclosure.responsible_agency_id,
        about=CaseDeadline.disclosure_id == taking.disclosure.id,
    )


def _close(taking: RequestedStep) -> None:
    if taking.disclosure.state == DisclosureState.CONSENT_REFUSED:
        _store_ending(dataclasses.replace(taking, details=StepDetails(NO_CONSENT)))


STEP_HANDLERS: dict[str, Callable[[RequestedStep], None]] = {
    "consent_given": _find_consent,
    "check_risk": _store_permitted,
    "call_back": _call_back,
    "call_police": _call_police,
    "approve": _store_permitted,
    "release": _release,
    "approve_after": _approve_after,
    "tell_guardian": _record_guardian_informed,
    "review_after": _review_after,
    "close": _close,
    "withdraw": _store_ending,
    "revoke": _store_ending,
}


def end_unpermitted_grants(
    session: Session, context: Context, actor: Actor, record: Record
) -> None:
    """End the grants on a record of the actor's agency that are not permitted now."""
    now = context.clock.now()
    running = session.execute(
        select(Disclosure)
        .join(Grant, Grant.disclosure_id == Disclosure.id)
        .where(Grant.record_id == record.id, Grant.revoked_at.is_(None), Grant.ends_at > now)
    ).scalars()
    if actor.user_id is None:
        move, ending = ("expire", DisclosureState.EXPIRED), disclosure_endings.NO_ENDING
    else:
        move, ending = ("revoke", DisclosureState.REVOKED), PERMISSION_ENDED
    for disclosure in running.unique().all():
        allowed, _ = permitted_scopes_now(session, context, disclosure)
        if not allowed:
            at = Standpoint(disclosure, record, frozenset())
            perform_step(session, context, actor, at, move, StepDetails(ending))

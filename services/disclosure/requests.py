"""Requests for disclosure about the other record of a match, released to a named person.

The responsible agency of the record decides. Only scopes that are both requested and permitted are
released; they are checked at each step (services.review.release). For the asker a refusal looks
like any other end. It never reveals whether the person is there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.agencies import AccountStatus
from core.codes.disclosure import DisclosurePath, DisclosureState, Urgency
from core.codes.notifications import NotificationKind
from core.codes.records import RecordStatus
from core.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    require_code,
    require_codes,
    require_found,
)
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.process import NextSteps, next_state
from core.policy.roles import CASE_ROLES, Role
from core.policy.search import SEARCH_PURPOSES
from core.policy.sharing.disclosure import (
    ANSWER_DEADLINES,
    ANSWER_HOURS,
    ASKED_NOTIFICATIONS,
    ASKED_SCOPES,
    ENDED_STATES,
    IMMINENT_RISKS,
    RELEASED_STATES,
    SECOND_APPROVER_HOURS,
)
from core.policy.sharing.disclosure_steps import DISCLOSURE_PROCESSES, process_shown
from core.policy.sharing.events import EventPart
from core.published import Code, Codes, Text, published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep, Grant
from models.matching_runs.match import Match
from models.records.record import Record
from services.case import deadlines, risks
from services.disclosure import disclosure_situation, grant_reads, telephone_calls
from services.disclosure import endings as disclosure_endings
from services.disclosure import steps as disclosure_steps
from services.disclosure.endings import Ending
from services.disclosure.grant_reads import GrantRead
from services.disclosure.steps import NO_DETAILS, Standpoint, StepDetails
from services.disclosure.telephone_calls import CallableDesk, RecordedCall
from services.foundation import audit_log, data_keys, process_steps
from services.foundation.actor import Actor, require, require_fresh, require_reason
from services.foundation.context import Context
from services.foundation.process_steps import Subject, Task
from services.records import register
from services.review import match_situation, visible_matches
from services.sharing import contact_desks, desks, events, match_desks, notifications, visibility

PAGE = 50
TASK_LIMIT = 100  # requests whose steps are examined for the list of tasks


@published(
    examples=[
        {
            "scopes": ["identity", "photo"],
            "purpose": "verify_hit",
            "reason": "the mother waits for a sign of life",
            "urgency": Urgency.PRIORITY,
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class DisclosureForm:
    """A request to disclose the other record of a match.

    The path `vital_interest` needs the code of the danger in `imminent`. On the path `ordinary`,
    `imminent` must be empty. A request in danger is always urgent, also with another `urgency`.
    """

    scopes: Annotated[Codes, OneOf("scope", ASKED_SCOPES)]
    purpose: Annotated[Code, OneOf("purpose")]
    reason: Text
    urgency: Urgency = Urgency.ORDINARY
    path: DisclosurePath = DisclosurePath.ORDINARY
    imminent: Annotated[Code, OneOf("imminent", may_be_empty=True)] = ""
    named_user: Annotated[
        UUID | None, Field(description="The reader; null: the person who asks.")
    ] = None

    def check(self) -> None:
        """Raise `InvalidInput` for an unknown code, missing scopes or a missing reason.

        `imminent` is a danger of `IMMINENT_RISKS` on the path of vital interest, and on no other
        path.
        """
        require_codes("scopes", self.scopes or ("",), ASKED_SCOPES)
        require_code("purpose", self.purpose, SEARCH_PURPOSES)
        require_code("urgency", self.urgency, ANSWER_HOURS)
        require_code("path", self.path, DISCLOSURE_PROCESSES)
        require_reason(self.reason)
        require_code("imminent", self.imminent, ("", *sorted(IMMINENT_RISKS)))
        if self.is_in_danger:
            require_code("imminent", self.imminent, sorted(IMMINENT_RISKS))
        elif self.imminent:
            raise InvalidInput("imminent", "needed_on_the_vital_path_alone")

    @property
    def is_in_danger(self) -> bool:
        """Whether the request is made because of a danger to life."""
        return self.path == DisclosurePath.VITAL_INTEREST

    @property
    def answer_within(self) -> Urgency:
        """The urgency that sets the deadline: a danger to life is always urgent."""
        return Urgency.URGENT if self.is_in_danger else self.urgency


def request_disclosure(
    session: Session, context: Context, actor: Actor, match_id: UUID, form: DisclosureForm
) -> UUID:
    """Request disclosure from the responsible agency of the other record of a match; return the
    request's id.

    The match must be confirmed, except in imminent danger (`form.path`). The deadline for the
    answer starts, and the responsible agency gets a notification. Audited.

    Raise `NotFound` for a match that the actor does not see. Raise `InvalidInput` for a form that
    is not complete, or a reader of another agency. Raise `Conflict` with the reason if the match
    does not permit a request now.
    """
    opened = visible_matches.find_match(session, context, actor, match_id, Action.ASK_DISCLOSURE)
    form.check()
    act = "ask_in_danger" if form.is_in_danger else "ask_disclosure"
    match_situation.check_step(session, context, actor, opened, act)
    other, match = opened.other.record, opened.match
    public_id, now = uuid4(), context.clock.now()
    urgency = form.answer_within
    key = data_keys.open_data_key(session, context.keys, other.public_id)
    words = {"purpose": form.purpose, "reason": form.reason, "imminent": form.imminent}
    disclosure = Disclosure(
        public_id=public_id,
        record_id=other.id,
        match_id=match.id,
        agency_id=actor.agency_id,
        asked_by=actor.user_id,
        asker_state=actor.state,
        named_user_id=_addressee_id(session, actor, form.named_user),
        responsible_agency_id=other.agency_id,
        responsible_state=other.state,
        asked=" ".join(sorted(form.scopes)),
        permitted="",
        needs_desk=False,
        urgency=urgency,
        state=DisclosureState.REQUESTED,
        path=form.path,
        sealed=data_keys.seal_json(key, words, _place(public_id)),
        requested_at=now,
        answer_by=now + timedelta(hours=ANSWER_HOURS[urgency]),
    )
    session.add(disclosure)
    session.flush()
    session.add(
        DisclosureStep(
            disclosure_id=disclosure.id,
            act="ask",
            state=DisclosureState.REQUESTED,
            user_id=actor.user_id,
            at=now,
        )
    )
    about = notifications.NotificationSubject(other.agency_id, other.id, match.id)
    if notifications.notify_of_event(session, context, about, kind=ASKED_NOTIFICATIONS[form.path]):
        deadlines.start_deadline(
            session,
            context,
            ANSWER_DEADLINES[form.path],
            deadlines.DeadlineSubject(
                other.agency_id, other.state, other.id, match.id, disclosure.id
            ),
            hours=ANSWER_HOURS[urgency],
            is_urgent=urgency == Urgency.URGENT,
        )
    event = audit_log.AuditEvent(
        "ask_disclosure",
        form.path,
        purpose=form.purpose,
        subject=public_id,
        ends=opened.ends(),
    )
    audit_log.record_event(session, context, actor, event)
    return public_id


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("disclosure", public_id, FieldClass.F4B.value, 1)


def _addressee_id(session: Session, actor: Actor, named: UUID | None) -> int:
    """Return the id of the reader: the asker, or a person with case work in the asker's agency."""
    if named is None or named == actor.public_id:
        assert actor.user_id is not None
        return actor.user_id
    grant_id = session.scalar(
        select(UserAccount.id).where(
            UserAccount.public_id == named,
            UserAccount.agency_id == actor.agency_id,
            UserAccount.status == AccountStatus.ACTIVE,
            UserAccount.role.in_([role.value for role in CASE_ROLES]),
        )
    )
    if grant_id is None:
        raise InvalidInput("named_user", "nobody_of_this_agency")
    return grant_id


def _sides(actor: Actor, now: datetime) -> dict[str, ColumnElement[bool]]:
    """Return the condition for each side on which a request may concern the actor.

    The sides are `responsible`, `named` (the reader), `asker`, and for a supervisor `desk` (the
    contact desk of the responsible agency's state).
    """
    of_agency = Disclosure.agency_id == actor.agency_id
    is_supervisor = actor.role is Role.SUPERVISOR
    served = desks.states_served(actor.agency_id)
    sides = {
        "responsible": visibility.of_own_agency(actor, now)
        & (Record.status != RecordStatus.ERASED),
        "named": of_agency & (Disclosure.named_user_id == actor.user_id),
        "asker": of_agency if is_supervisor else of_agency & (Disclosure.asked_by == actor.user_id),
    }
    if is_supervisor:
        is_elsewhere = Disclosure.responsible_agency_id != actor.agency_id
        sides["desk"] = and_(
            Disclosure.needs_desk, is_elsewhere, Disclosure.responsible_state.in_(served)
        )
    return sides


def _query(actor: Actor, now: datetime) -> Select[Any]:
    sides = _sides(actor, now)
    columns: list[Any] = [
        Disclosure,
        Record,
        *(condition.label(side) for side, condition in sides.items()),
    ]
    return (
        select(*columns)
        .outerjoin(Record, Record.id == Disclosure.record_id)
        .outerjoin(Agency, Agency.id == Record.agency_id)
        .where(or_(*sides.values()))
    )


def _standpoints(
    session: Session, context: Context, actor: Actor, rows: Sequence[Any]
) -> list[Standpoint]:
    """Return the requests of these rows, each without its record if the actor does not see it.

    The words of a request and its end are sealed with the record, so they are not read then.
    """
    standpoints = [
        Standpoint(
            row.Disclosure,
            row.Record,
            frozenset(
                side for side in ("responsible", "named", "asker", "desk") if row._mapping.get(side)
            ),
        )
        for row in rows
    ]
    ends = {
        (at.disclosure.match_id, at.disclosure.record_id)
        for at in standpoints
        if at.side != "responsible"
    }
    reached = (
        visible_matches.reached_records(session, context, actor, ends) if ends else frozenset()
    )
    return [
        at
        if at.side == "responsible" or at.disclosure.record_id in reached
        else dataclasses.replace(at, record=None)
        for at in standpoints
    ]


def _find(session: Session, context: Context, actor: Actor, public_id: UUID) -> Standpoint:
    require(actor, Action.ASK_DISCLOSURE)
    query = _query(actor, context.clock.now()).where(Disclosure.public_id == public_id)
    row = require_found(
        session.execute(query.with_for_update(of=Disclosure)).first(), "no such request"
    )
    return _standpoints(session, context, actor, [row])[0]


@dataclasses.dataclass(frozen=True, slots=True)
class DisclosureView:
    """A request as one side sees it; internal decisions are shown to the responsible agency only.

    `record` is the record that is asked for. It is None for the contact desk, and for a reader who
    may not see the record. `about`: the reader's own record in the request; None without one.
    `acting_desk`: the police desk of the responsible agency's state that acts in danger, "" before
    the call.
    `grant` is the reader's grant, None unless the record is released to the reader.
    `needs_another_unit`: the second approver must be of another unit or the state's desk; shown to
    the responsible agency and the desk. `needs_second_approver`: the release still needs a second
    approval.
    `call`: the desk that the reader calls about the request, as `name, number`; "" in a list and
    for the contact desk. `act_by`: the end of the time for the answer, or for the second approval
    that is still needed.

    For the responsible agency only: `calls` that were recorded, `reads` of a release in danger,
    `desks` that may be called, `tell` (who must be informed of the release), `told` (who was
    informed),
    `is_guardian_notified` (somebody was informed), `is_reviewed` (the review after danger is done),
    `ended_at`, `called_at` and `needs_consent`. The last three are None for other readers.
    `needs_consent` is also None in a list and after the end; `next_steps` is None in a list.
    """

    id: UUID
    side: str
    state: str
    path: str
    urgency: str
    asked: tuple[str, ...]
    permitted: tuple[str, ...]
    record: UUID | None
    purpose: str
    reason: str
    imminent: str
    agency: str
    requested_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    needs_another_unit: bool
    called_at: datetime | None
    acting_desk: str
    police_called_at: datetime | None
    needs_second_approver: bool
    call: str
    act_by: datetime
    calls: tuple[RecordedCall, ...]
    reads: tuple[GrantRead, ...]
    desks: tuple[CallableDesk, ...]
    needs_consent: bool | None
    tell: str
    told: str
    is_guardian_notified: bool
    is_reviewed: bool
    why_ended: str
    remark: str
    grant: UUID | None
    about: UUID | None
    position: int
    next_steps: NextSteps | None = None


def read_disclosure(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> DisclosureView:
    """Return a request from the viewer's side; raise `NotFound` if it does not concern them.

    Audited.
    """
    at = _find(session, context, actor, public_id)
    return _show(session, context, actor, at, "read_disclosure")


def list_disclosures(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[DisclosureView]:
    """Return at most `PAGE` requests that concern the actor, newest first. Audited.

    `before` is the `position` of the last request of the page before, 0 for the first page.
    """
    require(actor, Action.ASK_DISCLOSURE)
    query = _query(actor, context.clock.now()).order_by(Disclosure.id.desc()).limit(PAGE)
    rows = session.execute(query.where(Disclosure.id < before) if before else query).all()
    at = _standpoints(session, context, actor, rows)
    return _disclosure_lines(session, context, actor, at)


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the steps of requests that the actor can take now, the first answer due first.

    At most `TASK_LIMIT` requests are examined. They are those that run, and those because of a
    danger to life of which the guardian is not informed or the review is not done.
    """
    require(actor, Action.ASK_DISCLOSURE)
    is_followed_up = Disclosure.guardian_notified_at.is_not(None) & Disclosure.reviewed_at.is_not(
        None
    )
    is_vital = Disclosure.path == DisclosurePath.VITAL_INTEREST
    runs = Disclosure.state.not_in(ENDED_STATES) | (is_vital & ~is_followed_up)
    query = _query(actor, context.clock.now()).where(runs)
    rows = session.execute(query.order_by(Disclosure.answer_by, Disclosure.id).limit(TASK_LIMIT))
    tasks: list[Task] = []
    for at in _standpoints(session, context, actor, rows.all()):
        record = at.record.public_id if at.record is not None and at.side == "responsible" else None
        subject = Subject(
            at.disclosure.public_id,
            record,
            disclosure_situation.situation(session, context, actor, at),
        )
        process = process_shown(at.side, at.disclosure.path)
        tasks += process_steps.tasks(session, context, process, [subject])
    return tasks


def list_of_record(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[DisclosureView]:
    """Return the newest `PAGE` requests of the matches of a record of the actor's agency, newest
    first.

    Older requests are left out. Audited. Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.ASK_DISCLOSURE
    ).record
    of_record = select(Match.id).where(or_(Match.low == record.id, Match.high == record.id))
    query = _query(actor, context.clock.now()).where(Disclosure.match_id.in_(of_record))
    rows = session.execute(query.order_by(Disclosure.id.desc()).limit(PAGE)).all()
    at = _standpoints(session, context, actor, rows)
    return _disclosure_lines(session, context, actor, at, subject=record_id)


def _disclosure_lines(
    session: Session,
    context: Context,
    actor: Actor,
    at: Sequence[Standpoint],
    *,
    subject: UUID | None = None,
) -> list[DisclosureView]:
    shown = _show_all(session, context, actor, at, words=False)
    shown_records = tuple(
        audit_log.ShownRecord(view.record, (FieldClass.F0,))
        for view in shown
        if view.record is not None
    )
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("list_disclosures", subject=subject, records=shown_records),
    )
    return shown


def _show(
    session: Session, context: Context, actor: Actor, at: Standpoint, action: str
) -> DisclosureView:
    """Return a request from the actor's side, with its next steps; audit the action."""
    disclosure, is_responsible = at.disclosure, at.side == "responsible"
    is_open = is_responsible and disclosure.state not in ENDED_STATES
    is_vital = is_responsible and disclosure.path == DisclosurePath.VITAL_INTEREST
    view = dataclasses.replace(
        _show_all(session, context, actor, [at], words=True)[0],
        needs_consent=disclosure_steps.needs_consent(session, context, disclosure)
        if is_open
        else None,
        tell=disclosure_steps.release_addressee(session, context, disclosure) if is_vital else "",
        desks=telephone_calls.callable_desks(session, disclosure) if is_vital and is_open else (),
        call=_desk_to_call(session, context, actor, at),
        calls=_calls(session, context, at) if is_vital else (),
        reads=grant_reads.reads_of(session, disclosure) if is_vital else (),
        next_steps=disclosure_situation.read_next_steps(session, context, actor, at),
    )
    classes = (FieldClass.F4B,) if view.reason else ()
    shown_records = () if view.record is None else (audit_log.ShownRecord(view.record, classes),)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(action, view.state, subject=view.id, records=shown_records),
    )
    return view


def _calls(session: Session, context: Context, at: Standpoint) -> tuple[RecordedCall, ...]:
    if at.record is None:
        return ()
    keys = data_keys.open_data_keys(session, context.keys, [at.record.public_id])
    return telephone_calls.recorded_calls(session, keys.get(at.record.public_id), at.disclosure)


def _desk_to_call(session: Session, context: Context, actor: Actor, at: Standpoint) -> str:
    """Return the desk that the reader calls about a request, as `name, number`.

    The responsible agency calls the desk of the asking agency by its number in the directory. The
    asking side calls the desk that it may know of the record. If it does not see the match now,
    that is the desk that reaches responsible agencies, as for a record that it never saw.
    """
    disclosure = at.disclosure
    if at.side == "responsible":
        asking = session.get_one(Agency, disclosure.agency_id)
        return contact_desks.desks_of_agencies(session, NotificationKind.DISCLOSURE, [asking])[
            asking.id
        ]
    if at.side == "desk":
        return ""
    public_id = session.scalar(select(Match.public_id).where(Match.id == disclosure.match_id))
    try:
        opened = visible_matches.find_match(
            session, context, actor, public_id or uuid4(), Action.ASK_DISCLOSURE
        )
    except NotFound:
        relay = contact_desks.desk_to_call(
            contact_desks.relay_desks(session), actor.agency_id, actor.state
        )
        return "" if relay is None else contact_desks.describe_desk(relay)
    return match_desks.match_desks(session, context, actor, [(opened.own, opened.other)])[0].other


def _show_all(
    session: Session,
    context: Context,
    actor: Actor,
    standpoints: Sequence[Standpoint],
    *,
    words: bool,
) -> list[DisclosureView]:
    """Return several requests from the actor's side, in a fixed number of statements."""
    ids = [at.disclosure.id for at in standpoints]
    agencies = {at.disclosure.agency_id for at in standpoints}
    names = {
        row.id: row.name
        for row in session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(agencies)))
    }
    taken: dict[int, list[DisclosureStep]] = {disclosure_id: [] for disclosure_id in ids}
    for step in session.scalars(
        select(DisclosureStep)
        .where(DisclosureStep.disclosure_id.in_(ids))
        .order_by(DisclosureStep.id)
    ):
        taken[step.disclosure_id].append(step)
    own = select(Grant.disclosure_id, Grant.public_id).where(
        Grant.disclosure_id.in_(ids),
        Grant.user_id == actor.user_id,
        Grant.ends_at > context.clock.now(),
        Grant.revoked_at.is_(None),
    )
    grants = {row.disclosure_id: row.public_id for row in session.execute(own)}
    requested_from = _requested_from(session, actor, ids)
    readable = [
        at.record.public_id
        for at in standpoints
        if words and at.side != "desk" and at.record is not None
    ]
    keys = data_keys.open_data_keys(session, context.keys, readable) if words else {}
    approved = disclosure_steps.approved_by_two_people(session, ids)
    found_keys = [
        (at, keys.get(at.record.public_id) if at.record is not None else None) for at in standpoints
    ]
    views = [
        _disclosure_view(
            at,
            agency=names[at.disclosure.agency_id],
            outcome=_state_and_ending(
                at, taken[at.disclosure.id], key=key, now=context.clock.now()
            ),
            grant=grants.get(at.disclosure.id),
            requested_from=requested_from.get(at.disclosure.id),
            key=key,
        )
        for at, key in found_keys
    ]
    shown = []
    for view, at in zip(views, standpoints, strict=True):
        number = at.disclosure.id
        needs_second = _may_approve(at) and number not in approved
        released = [step.at for step in taken[number] if step.act == "release"]
        second_by = max(released, default=view.answer_by) + timedelta(hours=SECOND_APPROVER_HOURS)
        acting_desk = _acting_desk(at, taken[number])
        shown.append(
            dataclasses.replace(
                view,
                acting_desk=acting_desk,
                police_called_at=at.disclosure.police_called_at if acting_desk else None,
                needs_second_approver=needs_second,
                act_by=second_by if needs_second else view.answer_by,
            )
        )
    return shown


def _acting_desk(at: Standpoint, taken: Sequence[DisclosureStep]) -> str:
    """Return the police desk that acts; "" before the call, and for an asker who may not know it.

    `taken` are all steps of the request.
    """
    is_learned = any(step.act == "call_police" and step.is_learned for step in taken)
    is_known = is_learned and events.has_part(NotificationKind.DANGER_ANSWERED, EventPart.DESK)
    return (at.disclosure.police_desk or "") if is_known or at.side == "responsible" else ""


def _may_approve(at: Standpoint) -> bool:
    disclosure = at.disclosure
    return (
        at.side in {"responsible", "desk"}
        and disclosure.path == DisclosurePath.VITAL_INTEREST
        and disclosure.state in RELEASED_STATES
    )


def _requested_from(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, UUID]:
    """Return, by request, the record of the actor's agency in its match."""
    rows = session.execute(
        select(Disclosure.id, Record.public_id)
        .join(Match, Match.id == Disclosure.match_id)
        .join(Record, or_(Record.id == Match.low, Record.id == Match.high))
        .where(
            Record.id != Disclosure.record_id,
            Disclosure.id.in_(ids),
            Record.agency_id == actor.agency_id,
        )
    )
    return {row.id: row.public_id for row in rows}


def _disclosure_view(
    at: Standpoint,
    *,
    agency: str,
    outcome: tuple[str, Ending],
    grant: UUID | None,
    requested_from: UUID | None,
    key: bytes | None,
) -> DisclosureView:
    (state, ending), disclosure, side = outcome, at.disclosure, at.side
    content = {"purpose": "", "reason": "", "imminent": ""}
    if key is not None:
        content = data_keys.unseal_json(key, disclosure.sealed, _place(disclosure.public_id))
    is_responsible = side == "responsible"
    knows = side in {"responsible", "desk"} or state in RELEASED_STATES
    return DisclosureView(
        id=disclosure.public_id,
        side=side,
        state=state,
        path=disclosure.path,
        urgency=disclosure.urgency,
        asked=tuple(disclosure.asked.split()),
        permitted=tuple(disclosure.permitted.split()) if knows else (),
        record=at.record.public_id if at.record is not None and side != "desk" else None,
        purpose=content["purpose"],
        reason=content["reason"],
        imminent=content["imminent"],
        agency=agency,
        requested_at=disclosure.requested_at,
        answer_by=disclosure.answer_by,
        ended_at=disclosure.ended_at if is_responsible else None,
        needs_another_unit=disclosure.needs_desk and side in {"responsible", "desk"},
        called_at=disclosure.called_at if is_responsible else None,
        acting_desk="",
        police_called_at=None,
        needs_second_approver=False,
        call="",
        act_by=disclosure.answer_by,
        calls=(),
        reads=(),
        desks=(),
        needs_consent=None,
        tell="",
        told=(disclosure.told or "") if is_responsible else "",
        is_guardian_notified=is_responsible and disclosure.guardian_notified_at is not None,
        is_reviewed=is_responsible and disclosure.reviewed_at is not None,
        why_ended=ending.reason,
        remark=ending.remark,
        grant=grant if state in RELEASED_STATES else None,
        about=at.record.public_id
        if is_responsible and at.record is not None
        else requested_from
        if side != "desk"
        else None,
        position=disclosure.id,
    )


def _state_and_ending(
    at: Standpoint, taken: Sequence[DisclosureStep], *, key: bytes | None, now: datetime
) -> tuple[str, Ending]:
    """Return the state and the reason of the end, as the side of the actor may know them.

    The responsible agency reads every reason, the desk none, the asker one that may be shown. The
    asker reads no reason of an own withdrawal: none is kept if the request had ended without the
    asker's knowledge.
    """
    disclosure = at.disclosure
    if at.side == "desk":
        return disclosure.state, disclosure_endings.NO_ENDING
    ending = disclosure_endings.read_ending(key, disclosure)
    if at.side == "responsible":
        return disclosure.state, ending
    is_shown = disclosure.state != DisclosureState.WITHDRAWN and (
        disclosure_endings.is_reason_shown("revoke", ending.reason)
        and not disclosure_situation.is_answer_hidden(taken)
    )
    state = disclosure_situation.state_for_asker(disclosure, taken, now=now)
    return state, ending if is_shown else disclosure_endings.NO_ENDING


def take_step(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    act: str,
    details: StepDetails = NO_DETAILS,
) -> DisclosureView:
    """Take a step of the table.

    Raise `Refused` if the actor never may, `Conflict` if the step is not open or not permitted now.
    Refusing, revoking and withdrawing need their reason, a call the called desk (`InvalidInput`);
    no other step accepts them. In danger the check of the risk may bring its assessment.
    """
    at = _find(session, context, actor, public_id)
    disclosure = at.disclosure
    if (
        details.assessment is not None
        and act == "check_risk"
        and at.record is not None
        and at.side == "responsible"
    ):
        risks.store_assessment(session, context, actor, at.record.public_id, details.assessment)
    disclosure_situation.check_step(session, context, actor, at, act)
    if act == "withdraw" and disclosure.state in ENDED_STATES:
        # the end is hidden from the asking side, so the request is withdrawn for this side only
        details.check(act)
        disclosure_steps.store_step(session, context, actor, disclosure, (act, disclosure.state))
        return _show(session, context, actor, at, f"disclosure_{act}")
    state = next_state(DISCLOSURE_PROCESSES[disclosure.path], disclosure.state, act, actor.role)
    if state is None:
        raise Conflict(Refusal.STEP_IS_NOT_NEXT)
    action = _approving_action(disclosure, act)
    if action is not None:
        require(actor, action)
        require_fresh(actor, action)
    details.check(act)
    disclosure_steps.perform_step(session, context, actor, at, (act, state), details)
    return _show(session, context, actor, at, f"disclosure_{act}")


def _approving_action(disclosure: Disclosure, act: str) -> Action | None:
    """Return the action of a step that approves a release; None for any other step."""
    is_before = disclosure.state == DisclosureState.RISK_CHECK
    releases = act == "release" and disclosure.path == DisclosurePath.VITAL_INTEREST
    if releases or (act == "approve" and is_before):
        return Action.APPROVE_DISCLOSURE_FIRST
    return Action.APPROVE_DISCLOSURE_SECOND if act in {"approve", "approve_after"} else None

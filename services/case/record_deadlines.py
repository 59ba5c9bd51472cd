"""Running deadlines, listed; and those of own records, ended by a recorded act with who and when.

A deadline that a fact fulfils is ended by the fact (`services.records.closing.case_deadlines`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.operations import JobKind
from core.errors import Conflict, InvalidInput, Refused, require_code, require_text
from core.policy.actions import Action, Scope
from core.policy.case.deadlines import CASE_DEADLINES, DEADLINES, is_responsible_role
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.oversight.decoy import Decoy
from models.records.record import Record
from services.case import deadlines
from services.foundation import audit_log, data_keys, jobs
from services.foundation.actor import Actor, permitted_scope, require
from services.foundation.context import Context
from services.records import register
from services.sharing import contact_desks, desks, visibility

PAGE = 200
# A danger to life comes first. A deadline that was over when its record came from a file is last.
_RANK = case(
    (CaseDeadline.kind == DeadlineKind.DANGER_ANSWER, 0),
    (CaseDeadline.escalate_at.is_(None) & (CaseDeadline.due_at > CaseDeadline.started_at), 2),
    else_=1,
)
_QUERY = select(CaseDeadline, Agency).join(Agency, Agency.id == CaseDeadline.agency_id)
# What a person may record. The others are written by the system.
RECORDED_ENDS = frozenset({DeadlineEnd.ACT, DeadlineEnd.NOT_POSSIBLE})


@dataclasses.dataclass(frozen=True, slots=True)
class RecordDeadline:
    """A deadline as the reader may know it.

    `agency` must act; `call` is the contact desk of its state as `name, on-call number`, "" without
    one. `record` is None for readers outside that agency. `role` is the role that is
    notified first; `is_role_notified`: these people were notified. `side` is the side of the
    case that must act. `is_by_fact`: the deadline ends when the record holds a fact. `ends` are the
    ends that the reader may record now. `note` is the reason of a person. `ended_at` and `ended_by`
    are None while the deadline runs. `user` is the person who recorded the end, None without one.
    `level` is 1 after the agency's supervisors were notified, and 2 when the contact desk of the
    state sees it; 0 before. `position` is for the cursor of a list.
    """

    position: int
    id: UUID
    agency: str
    call: str
    record: UUID | None
    kind: str
    role: Role
    side: str
    is_urgent: bool
    started_at: datetime
    due_at: datetime
    is_by_fact: bool
    ends: tuple[DeadlineEnd, ...]
    ended_at: datetime | None
    ended_by: str | None
    user: int | None
    note: str
    is_role_notified: bool
    level: int

    def is_overdue(self, now: datetime) -> bool:
        """Return whether the deadline runs and its time is over."""
        return self.ended_at is None and self.due_at < now


def list_of_record(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[RecordDeadline]:
    """Return the deadlines of a record of the actor's agency: those that run, by day, then those
    that ended. Audited.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.CASE_DEADLINES
    ).record
    rows = session.execute(
        _QUERY.where(
            CaseDeadline.record_id == record.id, CaseDeadline.kind.in_(sorted(CASE_DEADLINES))
        ).order_by(CaseDeadline.met_at.is_not(None), CaseDeadline.due_at, CaseDeadline.id)
    ).all()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    audit_log.record_act_on_all(
        session, context, actor, "list_deadlines", [record_id], FieldClass.F4B
    )
    calls = contact_desks.contact_desks_of_states(session, {agency.state for _, agency in rows})
    return [
        _view(row, agency, actor, record_id, calls, note=_opened_note(key, row))
        for row, agency in rows
    ]


def list_running(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    kinds: frozenset[DeadlineKind] = frozenset(DEADLINES),
    after: int = 0,
    limit: int = PAGE,
) -> list[RecordDeadline]:
    """Return running deadlines of these kinds, a danger to life first, then the most overdue.
    Audited.

    Deadlines that were over before their record came from a file are last: they hide no live one.

    They are those of the actor's own records, without decoys, and those between agencies: of the
    actor's agency, and escalated to its desk. An auditor gets all of those between agencies,
    without records. `after` is the position of the last deadline of the page before; 0 gives the
    first page. At most `limit` deadlines are returned. Raise `InvalidInput` for a position that the
    actor does not see.
    """
    if permitted_scope(actor, Action.SEE_DEADLINES) is None:
        require(actor, Action.CASE_DEADLINES)
    query = _QUERY.where(
        CaseDeadline.met_at.is_(None),
        CaseDeadline.kind.in_(sorted(kinds)),
        or_(false(), *_seen(context, actor)),
    )
    if after:
        query = query.where(_is_after(session, after))
    query = query.order_by(_RANK, CaseDeadline.due_at, CaseDeadline.id).limit(limit)
    rows = session.execute(query).all()
    may_name = permitted_scope(actor, Action.SEE_DEADLINES) is not Scope.WITHOUT_FACTS
    classes = {
        row.record_id: FieldClass.F4B if row.kind in CASE_DEADLINES else FieldClass.F0
        for row, _ in sorted(rows, key=lambda listed: listed[0].kind in CASE_DEADLINES)
        if may_name and _is_of_own_record(row, actor)
    }
    query_names = select(Record.id, Record.public_id).where(Record.id.in_(classes))
    named = {row.id: row.public_id for row in session.execute(query_names)} if classes else {}
    shown = tuple(
        audit_log.ShownRecord(public_id, (classes[record_id],))
        for record_id, public_id in named.items()
    )
    act = audit_log.AuditEvent("list_deadlines", records=shown)
    audit_log.record_event(session, context, actor, act)
    calls = contact_desks.contact_desks_of_states(session, {agency.state for _, agency in rows})
    return [_view(row, agency, actor, named.get(row.record_id), calls) for row, agency in rows]


def _is_of_own_record(row: CaseDeadline, actor: Actor) -> bool:
    """Return whether the actor may read which record the deadline is about.

    An agency that must delete the copies of a report no longer sees the report.
    """
    is_seen = row.agency_id == actor.agency_id and row.kind != DeadlineKind.DELETION
    return row.kind in CASE_DEADLINES or is_seen


def _is_after(session: Session, after: int) -> ColumnElement[bool]:
    """Return the condition of the deadlines after one; raise `InvalidInput` if it is not seen."""
    query = select(_RANK, CaseDeadline.due_at).where(CaseDeadline.id == after)
    place = session.execute(query).one_or_none()
    if place is None:
        raise InvalidInput("cursor", "not_valid")
    rank, due_at = place
    is_later = (CaseDeadline.due_at == due_at) & (CaseDeadline.id > after)
    in_rank = or_(CaseDeadline.due_at > due_at, is_later)
    return or_(rank < _RANK, and_(_RANK.in_([rank]), in_rank))


def _seen(context: Context, actor: Actor) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of the deadlines that the actor may see."""
    reach = permitted_scope(actor, Action.SEE_DEADLINES)
    is_between = CaseDeadline.kind.in_(sorted(deadlines.BETWEEN_AGENCIES))
    if reach is Scope.WITHOUT_FACTS:
        yield is_between
    elif reach is not None:
        own_states = desks.states_served(actor.agency_id)
        is_escalated = (CaseDeadline.level >= deadlines.DESK_LEVEL) & CaseDeadline.state.in_(
            own_states
        )
        yield is_between & or_(CaseDeadline.agency_id == actor.agency_id, is_escalated)
    if permitted_scope(actor, Action.CASE_DEADLINES) is None:
        return
    own = (
        select(Record.id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(visibility.of_own_agency(actor, context.clock.now()))
        .where(~exists().where(Decoy.record_id == Record.id))
    )
    yield CaseDeadline.kind.in_(sorted(CASE_DEADLINES)) & CaseDeadline.record_id.in_(own)


def _view(
    row: CaseDeadline,
    agency: Agency,
    actor: Actor,
    record_id: UUID | None,
    calls: Mapping[str, str],
    *,
    note: str = "",
) -> RecordDeadline:
    """Return a deadline; `calls` has the contact desk of each state."""
    rule = DEADLINES[DeadlineKind(row.kind)]
    return RecordDeadline(
        position=row.id,
        id=row.public_id,
        agency=agency.name,
        call=calls.get(agency.state, ""),
        record=record_id,
        kind=row.kind,
        role=rule.role,
        side=rule.side,
        is_urgent=row.is_urgent,
        started_at=row.started_at,
        due_at=row.due_at,
        is_by_fact=bool(rule.fulfilled_by),
        ends=_open_ends(row, actor),
        ended_at=row.met_at,
        ended_by=row.ended_by,
        user=row.user_id,
        note=note,
        is_role_notified=row.role_notified_at is not None,
        level=row.level,
    )


def _open_ends(row: CaseDeadline, actor: Actor) -> tuple[DeadlineEnd, ...]:
    rule = DEADLINES[DeadlineKind(row.kind)]
    is_recorded = row.kind in CASE_DEADLINES and row.met_at is None
    if not is_recorded or not is_responsible_role(rule, actor.role):
        return ()
    by_act = (DeadlineEnd.ACT,) if rule.is_ended_by_act else ()
    return (*by_act, DeadlineEnd.NOT_POSSIBLE) if rule.may_be_impossible else by_act


def end_deadline(
    session: Session, context: Context, actor: Actor, deadline_id: UUID, *, end: str, note: str
) -> None:
    """Record that a deadline of a record of the actor's agency was met, or cannot be met.

    `end` is one of `RECORDED_ENDS`, `note` the words of the person.
    Raise `InvalidInput` for an ending that is not permitted, and for `NOT_POSSIBLE` without a note.
    Raise `NotFound` for a record of another agency. Raise `Refused` if the role may not end this
    deadline. Raise `Conflict` for a deadline that has ended, that ends by a fact of the record, or
    that must be met. Audited.
    """
    require_code("end", end, RECORDED_ENDS)
    if end == DeadlineEnd.NOT_POSSIBLE:
        require_text("note", note)
    conditions = (
        CaseDeadline.public_id == deadline_id,
        CaseDeadline.kind.in_(sorted(CASE_DEADLINES)),
    )
    about = select(Record.public_id).join(CaseDeadline, CaseDeadline.record_id == Record.id)
    # a deadline that is not there costs what a hidden one costs: its record is looked up too
    record_id = session.scalar(about.where(*conditions)) or uuid4()
    record = register.require_own_record(
        session, context, actor, record_id, Action.CASE_DEADLINES
    ).record
    row = session.scalars(select(CaseDeadline).where(*conditions).with_for_update()).one()
    _check(row, actor, DeadlineEnd(end), record_id)
    row.met_at, row.ended_by, row.user_id = context.clock.now(), end, actor.user_id
    if row.kind == DeadlineKind.ADULTHOOD_PLAN:
        target = jobs.JobTarget(record_id=row.record_id)
        jobs.enqueue(session, context, JobKind.COMING_OF_AGE, [target])
    if note.strip():
        key = data_keys.open_data_key(session, context.keys, record.public_id)
        row.note = data_keys.seal_json(key, note.strip(), _place(row.public_id))
    act = audit_log.AuditEvent(
        "end_deadline",
        end,
        subject=deadline_id,
        records=(audit_log.ShownRecord(record_id),),
    )
    audit_log.record_event(session, context, actor, act)


def _check(row: CaseDeadline, actor: Actor, end: DeadlineEnd, record_id: UUID) -> None:
    rule = DEADLINES[DeadlineKind(row.kind)]
    if row.met_at is not None:
        raise Conflict(Refusal.DEADLINE_HAS_ENDED)
    if not is_responsible_role(rule, actor.role):
        raise Refused(Refusal.DEADLINE_IS_A_SUPERVISORS)
    if end is DeadlineEnd.ACT and not rule.is_ended_by_act:
        raise Conflict(Refusal.DEADLINE_ENDS_BY_FACT, record=record_id)
    if end is DeadlineEnd.NOT_POSSIBLE and not rule.may_be_impossible:
        raise Conflict(Refusal.DEADLINE_IS_POSSIBLE)


def _opened_note(key: bytes, row: CaseDeadline) -> str:
    if row.note is None:
        return ""
    return str(data_keys.unseal_json(key, row.note, _place(row.public_id)))


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("case_deadline", public_id, FieldClass.F4B.value, 1)

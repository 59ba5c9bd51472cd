"""The deadlines of own records: listed, and ended by a recorded act with who and when.

A deadline that a fact fulfils is ended by the fact (`services.records.closing.case_deadlines`).
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.operations import JobKind
from core.errors import Conflict, Refused, require_code, require_text
from core.policy.actions import Action
from core.policy.case.deadlines import CASE_DEADLINES, DEADLINES, is_owner_role
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.oversight.canary import Canary
from models.records.record import Record
from services.foundation import audit_log, data_keys, jobs
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records import records
from services.sharing import visibility

PAGE = 200
# What a person may record. The others are written by the system.
RECORDED_ENDS = frozenset({DeadlineEnd.ACT, DeadlineEnd.NOT_POSSIBLE})


@dataclasses.dataclass(frozen=True, slots=True)
class RecordDeadline:
    """A deadline of a record of the actor's agency, for its owner.

    `owner` is the role that is notified first; `is_owner_told`: these people were notified. `side`
    is the side of the case that must act. `is_by_fact`: the deadline ends when the record holds a
    fact. `ends` are the ends that the reader may record now. `note` is the reason of a person.
    `ended_at` and `ended_by` are None while the deadline runs. `user` is the person who recorded
    the end, None without one. `level` counts the escalations.
    """

    id: UUID
    record: UUID
    kind: str
    owner: Role
    side: str
    due_at: datetime
    is_by_fact: bool
    ends: tuple[DeadlineEnd, ...]
    ended_at: datetime | None
    ended_by: str | None
    user: int | None
    note: str
    is_owner_told: bool
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
    record = records.require_own_record(
        session, context, actor, record_id, Action.CASE_DEADLINES
    ).record
    rows = session.scalars(
        select(CaseDeadline)
        .where(CaseDeadline.record_id == record.id, CaseDeadline.kind.in_(sorted(CASE_DEADLINES)))
        .order_by(CaseDeadline.met_at.is_not(None), CaseDeadline.due_at, CaseDeadline.id)
    ).all()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    audit_log.record_act_on_all(
        session, context, actor, "list_deadlines", [record_id], FieldClass.F4B
    )
    return [_view(row, record_id, actor, note=_opened_note(key, row)) for row in rows]


def list_running(
    session: Session, context: Context, actor: Actor, *, limit: int = PAGE
) -> list[RecordDeadline]:
    """Return the running deadlines of the actor's own records, the most overdue first. Audited.

    At most `limit` deadlines are returned. Deadlines of canaries are left out.
    """
    require(actor, Action.CASE_DEADLINES)
    rows = session.execute(
        select(CaseDeadline, Record.public_id)
        .join(Record, Record.id == CaseDeadline.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .outerjoin(Canary, Canary.record_id == Record.id)
        .where(
            CaseDeadline.met_at.is_(None),
            CaseDeadline.kind.in_(sorted(CASE_DEADLINES)),
            visibility.owned_by(actor, context.clock.now()),
            Canary.record_id.is_(None),
        )
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
        .limit(limit)
    ).all()
    named = dict.fromkeys(public_id for _, public_id in rows)
    audit_log.record_act_on_all(session, context, actor, "list_deadlines", named, FieldClass.F4B)
    return [_view(row, public_id, actor) for row, public_id in rows]


def _view(row: CaseDeadline, record_id: UUID, actor: Actor, *, note: str = "") -> RecordDeadline:
    rule = DEADLINES[DeadlineKind(row.kind)]
    return RecordDeadline(
        row.public_id,
        record_id,
        row.kind,
        rule.owner,
        rule.side,
        row.due_at,
        is_by_fact=bool(rule.fulfilled_by),
        ends=_open_ends(row, actor),
        ended_at=row.met_at,
        ended_by=row.ended_by,
        user=row.user_id,
        note=note,
        is_owner_told=row.owner_told_at is not None,
        level=row.level,
    )


def _open_ends(row: CaseDeadline, actor: Actor) -> tuple[DeadlineEnd, ...]:
    rule = DEADLINES[DeadlineKind(row.kind)]
    if row.met_at is not None or not is_owner_role(rule, actor.role):
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
    record = records.require_own_record(
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
    if not is_owner_role(rule, actor.role):
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
    return SealPlace("case_clock", public_id, FieldClass.F4B.value, 1)

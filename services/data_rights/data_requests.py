"""Data-rights requests: proposed by one person, decided by another before the legal deadline.

Access, rectification, restriction, objection, erasure (core.policy.data_rights). Restriction and
objection apply at once. The decision is an approval (`ApprovalKind.DATA_REQUEST`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import add_months
from core.code_sets import OneOf
from core.codes.approvals import ApprovalKind
from core.codes.data_rights import DataRequestState, DataRight
from core.codes.records import RecordKind, RecordStatus
from core.errors import InvalidInput, require_code, require_found, require_text
from core.policy.actions import Action, Scope
from core.policy.data_rights import (
    ANSWER_MONTHS,
    DATA_REQUEST_PROCESS,
    DATA_REQUEST_SIDE,
    ERASE_MISSING_BY,
    EXTENSION_MONTHS,
    REFUSAL_REGIMES,
    REQUESTERS,
    RESTRICTS_AT_ONCE,
)
from core.policy.fields import FieldClass
from core.policy.process import NextSteps, Situation, done_steps
from core.policy.records.declarations import INTERNATIONAL_PROTECTION
from core.published import MomentIn, Reason, Texts, published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.data_rights.data_request import DataRequest
from models.oversight.approval import Approval
from models.records.record import Record
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision, Description
from services.foundation import audit_log, data_keys, process_steps, query_series
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.foundation.facts.intake_row import IntakeRow
from services.foundation.facts.statements import FACT_COLUMNS
from services.foundation.process_steps import Subject, Task
from services.records import erasure, processing_restrictions, register
from services.sharing import visibility
from services.sharing.notifications import NotificationSubject

# the only declaration that a rectification may change
PROTECTION_FIELD = "international_protection"

TASK_LIMIT = 100  # requests that are examined for the list of tasks

Changes = Annotated[dict[str, Texts], Field(max_length=len(FACT_COLUMNS))]


@published(
    examples=[
        {
            "kind": DataRight.ACCESS.value,
            "requester": "person",
            "proof": "identity card seen by the case team",
            "received_at": "2026-03-02T08:00:00Z",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class DataRequestForm:
    """A request as it arrived. `changes` are the changed columns of a rectification."""

    kind: DataRight
    requester: Annotated[str, OneOf("giver", REQUESTERS)]
    proof: Reason
    received_at: MomentIn
    grounds: Reason = ""
    changes: Changes = dataclasses.field(default_factory=dict)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DataRequestLine:
    """A request with its deadline, without personal data."""

    id: UUID
    kind: str
    state: str
    received_at: datetime
    due_at: datetime
    is_overdue: bool


@dataclasses.dataclass(frozen=True, slots=True)
class DataRequestView:
    """An opened request, and the public id of its record."""

    line: DataRequestLine
    record: UUID
    details: Mapping[str, Any]
    next_steps: NextSteps


def propose_request(
    session: Session, context: Context, actor: Actor, record_id: UUID, form: DataRequestForm
) -> DataRequestLine:
    """Store a request about a record of the actor's agency; raise `NotFound` for any other record.

    Audited.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.PROPOSE_DATA_RIGHT, ""
    ).record
    _check(record, form, context.clock.now())
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    content = {
        "requester": form.requester,
        "proof": form.proof,
        "grounds": form.grounds,
        "changes": dict(form.changes),
    }
    row = DataRequest(
        public_id=public_id,
        record_id=record.id,
        kind=form.kind.value,
        state=DataRequestState.PROPOSED,
        sealed=data_keys.seal_json(key, content, _place(public_id)),
        received_at=form.received_at,
        due_at=add_months(form.received_at, ANSWER_MONTHS),
    )
    session.add(row)
    session.flush()
    about = NotificationSubject(record.agency_id, record.id)
    approval_requests.ask(
        session, context, actor, ApprovalKind.DATA_REQUEST, public_id, about=about
    )
    if form.kind in RESTRICTS_AT_ONCE:
        processing_restrictions.restrict_record(session, context, record)
    act = audit_log.AuditEvent(
        "propose_data_right",
        form.kind.value,
        subject=public_id,
        records=(audit_log.ShownRecord(record.public_id),),
    )
    audit_log.record_event(session, context, actor, act)
    return _line(row, context.clock.now())


def _check(record: Record, form: DataRequestForm, now: datetime) -> None:
    require_code("requester", form.requester, REQUESTERS)
    require_text("proof", form.proof)
    date_ranges.check_dates(now, received_at=form.received_at)
    date_ranges.check_row_dates(IntakeRow.read(form.changes), today=now.date())
    if form.received_at.tzinfo is None or form.received_at > now:
        raise InvalidInput("received_at", "not_a_past_moment")
    require_code(
        f"changes.{PROTECTION_FIELD}",
        form.changes.get(PROTECTION_FIELD, "no"),
        INTERNATIONAL_PROTECTION,
    )
    if (form.kind is DataRight.RECTIFY) != bool(form.changes):
        raise InvalidInput("changes", "of_a_rectification_alone")
    is_missing = record.kind == RecordKind.MISSING and record.status == RecordStatus.OPEN
    if form.kind is DataRight.ERASE and is_missing and form.requester not in ERASE_MISSING_BY:
        raise InvalidInput("requester", "person_alone")


def list_requests(session: Session, context: Context, actor: Actor) -> list[DataRequestLine]:
    """Return the requests within reach, earliest deadline first. Audited.

    A supervisor reaches those about records of the agency, an auditor all.
    """
    reach = require(actor, Action.SEE_DEADLINES)
    columns = (
        DataRequest.public_id,
        DataRequest.kind,
        DataRequest.state,
        DataRequest.received_at,
        DataRequest.due_at,
    )
    query = select(*columns).order_by(DataRequest.due_at, DataRequest.id)
    if reach is Scope.AGENCY:
        query = query.join(Record, Record.id == DataRequest.record_id)
        query = query.where(Record.agency_id == actor.agency_id)
    rows = session.execute(query).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_data_requests"))
    now = context.clock.now()
    return [
        DataRequestLine(
            *row, is_overdue=row.state == DataRequestState.PROPOSED and row.due_at < now
        )
        for row in rows
    ]


def read_request(
    session: Session, context: Context, actor: Actor, request_id: UUID
) -> DataRequestView:
    """Return an opened request about a record of the actor's agency; raise `NotFound` for any
    other.

    Audited.
    """
    row, record = find_request(session, context, actor, request_id, Action.PROPOSE_DATA_RIGHT)
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    content = data_keys.unseal_json(key, row.sealed, _place(row.public_id))
    act = audit_log.AuditEvent(
        "read_data_request",
        subject=request_id,
        records=(audit_log.ShownRecord(record.public_id, (FieldClass.F5,)),),
    )
    audit_log.record_event(session, context, actor, act)
    now = context.clock.now()
    steps = process_steps.next_steps(
        session, context, DATA_REQUEST_PROCESS, _situation(actor, row, _approval(session, row), now)
    )
    return DataRequestView(_line(row, now), record.public_id, content, steps)


def extend_deadline(
    session: Session, context: Context, actor: Actor, request_id: UUID, *, reason: str
) -> DataRequestLine:
    """Extend the legal deadline by `EXTENSION_MONTHS`, once, before it has passed.

    The reason is stored. Raise `Conflict` if it was extended before or has passed. Audited.
    """
    require_reason(reason)
    row, record = find_request(session, context, actor, request_id, Action.APPROVE_DATA_RIGHT)
    now = context.clock.now()
    situation = _situation(actor, row, _approval(session, row), now)
    process_steps.check_step(session, context, DATA_REQUEST_PROCESS, situation, "extend")
    row.extended_at, row.due_at = now, add_months(row.due_at, EXTENSION_MONTHS)
    _add(session, context, row, record, {"extension": reason})
    act = audit_log.AuditEvent(
        "extend_data_right",
        row.kind,
        subject=request_id,
        records=(audit_log.ShownRecord(record.public_id),),
    )
    audit_log.record_event(session, context, actor, act)
    return _line(row, now)


def decide_request(
    session: Session,
    context: Context,
    actor: Actor,
    request_id: UUID,
    *,
    refusal: str | None,
    reason: str,
) -> DataRequestLine:
    """Decide a request as a second person: carry it out, or refuse it with a code of the table.

    `refusal` is the code; None carries the request out. Raise `Conflict` for its proposer, and if
    it was decided before. Raise `Refused` for an account that is not independent of the proposer.
    Raise `InvalidInput` for a blank reason, and for a refusal that the agency's regime does not
    permit. Audited.
    """
    row, record = find_request(session, context, actor, request_id, Action.APPROVE_DATA_RIGHT)
    # a rectification is an edit, which takes this lock before the row
    query_series.lock_series(session, actor)
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    session.refresh(row)
    now = context.clock.now()
    approval = _approval(session, row)
    process_steps.check_step(
        session, context, DATA_REQUEST_PROCESS, _situation(actor, row, approval, now), "decide"
    )
    approval_requests.decide(
        session, context, actor, approval, Decision(is_approved=refusal is None)
    )
    require_reason(reason)
    if refusal is not None:
        regime = session.get_one(Agency, record.agency_id).regime
        permitted = [code for code, regimes in REFUSAL_REGIMES.items() if regime in regimes]
        require_code("refusal", refusal, permitted)
    row.state, row.refusal = (
        (DataRequestState.APPROVED, None)
        if refusal is None
        else (DataRequestState.REFUSED, refusal)
    )
    _add(session, context, row, record, {"decision": reason})
    _carry_out(session, context, actor, row, record, reason)
    return _line(row, now)


def describe_requests(
    session: Session, _context: Context, _actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the rights that are asked for."""
    query = select(DataRequest.public_id, DataRequest.kind)
    rows = session.execute(query.where(DataRequest.public_id.in_(subjects)))
    return {row.public_id: Description("", {"right": row.kind}) for row in rows}


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the requests that the actor can decide now, earliest deadline first.

    At most `TASK_LIMIT` requests are examined.
    """
    require(actor, Action.APPROVE_DATA_RIGHT)
    now = context.clock.now()
    query = (
        select(DataRequest, Approval, Record.public_id)
        .join(Approval, Approval.subject == DataRequest.public_id)
        .join(Record, Record.id == DataRequest.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            Approval.kind == ApprovalKind.DATA_REQUEST,
            DataRequest.state == DataRequestState.PROPOSED,
            Record.status != RecordStatus.ERASED,
            visibility.of_own_agency(actor, now),
        )
        .order_by(DataRequest.due_at, DataRequest.id)
        .limit(TASK_LIMIT)
    )
    subjects = [
        Subject(row.public_id, record, _situation(actor, row, approval, now))
        for row, approval, record in session.execute(query)
    ]
    return process_steps.tasks(session, context, DATA_REQUEST_PROCESS, subjects)


def _approval(session: Session, row: DataRequest) -> Approval:
    return approval_requests.of_subject(session, ApprovalKind.DATA_REQUEST, row.public_id)


def _situation(actor: Actor, row: DataRequest, approval: Approval, now: datetime) -> Situation:
    """Return the situation of a request for a viewer of the record's agency."""
    cannot_extend = row.extended_at is not None or row.due_at < now
    return Situation(
        state=row.state,
        sides=frozenset({DATA_REQUEST_SIDE}),
        role=actor.role,
        user_id=actor.user_id,
        done=done_steps(
            ("request", row.received_at, approval.asked_by),
            ("extend", row.extended_at, None),
            ("decide", approval.decided_at, approval.decided_by),
        ),
        unmet=frozenset({Refusal.EXTENDED_ONCE} if cannot_extend else ()),
        due_at=row.due_at,
    )


def _carry_out(
    session: Session, context: Context, actor: Actor, row: DataRequest, record: Record, reason: str
) -> None:
    is_approved, kind = row.state == DataRequestState.APPROVED, DataRight(row.kind)
    if not is_approved and kind in RESTRICTS_AT_ONCE and not _is_held(session, row):
        processing_restrictions.lift_restriction(session, context, record)
    if is_approved and kind is DataRight.RECTIFY:
        key = data_keys.open_data_key(session, context.keys, record.public_id)
        content = data_keys.unseal_json(key, row.sealed, _place(row.public_id))
        changes, declared = dict(content["changes"]), {}
        if PROTECTION_FIELD in changes:
            declared[PROTECTION_FIELD] = changes.pop(PROTECTION_FIELD)
        register.edit_record(
            session,
            context,
            actor,
            record.public_id,
            register.Edit(
                changes=changes,
                declared=declared,
                expected_version=record.version,
                reason=reason,
                proposed_by=_approval(session, row).asked_by,
            ),
        )
    if is_approved and kind is DataRight.ERASE:
        session.flush()
        erasure.erase_decided(session, context, actor, record)


def _is_held(session: Session, row: DataRequest) -> bool:
    """Return whether another restriction or objection, pending or approved, still applies."""
    other_request = select(DataRequest.id).where(
        DataRequest.record_id == row.record_id,
        DataRequest.id != row.id,
        DataRequest.kind.in_([right.value for right in RESTRICTS_AT_ONCE]),
        DataRequest.state.in_((DataRequestState.PROPOSED, DataRequestState.APPROVED)),
    )
    return session.scalar(other_request.limit(1)) is not None


def find_request(
    session: Session, context: Context, actor: Actor, request_id: UUID, action: Action
) -> tuple[DataRequest, Record]:
    """Return a request and its record if the record is the actor's own, else raise `NotFound`.

    A foreign and a missing request take the same time.
    """
    require(actor, action)
    row = require_found(
        session.execute(
            select(DataRequest, Record)
            .join(Record, Record.id == DataRequest.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                DataRequest.public_id == request_id,
                Record.status != RecordStatus.ERASED,
                visibility.of_own_agency(actor, context.clock.now()),
            )
        ).first(),
        "no such request",
    )
    return row.DataRequest, row.Record


def _add(
    session: Session, context: Context, row: DataRequest, record: Record, words: Mapping[str, str]
) -> None:
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    content = data_keys.unseal_json(key, row.sealed, _place(row.public_id))
    row.sealed = data_keys.seal_json(key, {**content, **words}, _place(row.public_id))


def _line(row: DataRequest, now: datetime) -> DataRequestLine:
    is_overdue = row.state == DataRequestState.PROPOSED and row.due_at < now
    return DataRequestLine(
        row.public_id, row.kind, row.state, row.received_at, row.due_at, is_overdue
    )


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("data_request", public_id, FieldClass.F5.value, 1)

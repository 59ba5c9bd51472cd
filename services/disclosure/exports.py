"""Exports of records: requested by a supervisor, approved by another, then read.

The content is computed at each read from `view`, consent and restriction
(services.disclosure.export_rows). Responsible agencies are notified. Every read is audited, with a
mark in the log and in each row.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.notifications import AlertKind
from core.codes.operations import JobKind
from core.errors import (
    InvalidInput,
    NotFound,
    Refused,
    require_code,
    require_found,
    require_text,
)
from core.policy.actions import Action, Scope
from core.policy.exchange import (
    EXPORT_FORMATS,
    EXPORT_HOURS,
    EXPORT_PROCESS,
    MAX_EXPORT_ROWS,
)
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.process import NextSteps
from core.policy.search import REFUSED_PURPOSES, SEARCH_PURPOSES
from core.published import Reason, published
from core.security.crypto import SealPlace
from models.disclosure.export import RecordExport
from models.oversight.approval import Approval
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.disclosure import export_rows, export_situation, grants
from services.foundation import alerts, audit_log, data_keys, jobs, process_steps
from services.foundation.actor import Actor, require, require_fresh
from services.foundation.context import Context
from services.foundation.jobs import JobTarget
from services.foundation.process_steps import Subject, Task
from services.records import register
from services.records.register import RecordView
from services.sharing import visibility
from services.sharing.visibility import VisibleRecord

LIST_LIMIT = 50


@published(
    examples=[
        {
            "records": ["7d2f0c1e-3f2b-4d2b-9c36-0d4f6a1b2c3d"],
            "format": "csv",
            "purpose": "locate_missing",
            "reason": "the desk in Athens works without a line tonight",
            "recipient": "GR-CPA, duty desk",
            "recipient_state": "GR",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class ExportForm:
    """The records, the format, the reason, the recipient and the state of the recipient."""

    records: Annotated[Sequence[UUID], Field(min_length=1, max_length=MAX_EXPORT_ROWS)]
    format: Literal["csv", "json", "pfif"]
    purpose: Annotated[str, OneOf("purpose", is_checked_later=True)]
    reason: Reason
    recipient: Annotated[str, Field(max_length=200)]
    recipient_state: Annotated[str, OneOf("state")]

    def check(self) -> None:
        """Raise `Refused` for a purpose in `REFUSED_PURPOSES`, `InvalidInput` for other faults.

        Purpose, format and recipient state must be known codes. `reason` and `recipient` must be
        filled in. The form has 1 to `MAX_EXPORT_ROWS` different records.
        """
        if self.purpose in REFUSED_PURPOSES:
            raise Refused(REFUSED_PURPOSES[self.purpose])
        require_code("purpose", self.purpose, SEARCH_PURPOSES)
        require_code("format", self.format, EXPORT_FORMATS)
        require_code("recipient_state", self.recipient_state, STATES)
        for field in ("reason", "recipient"):
            require_text(field, getattr(self, field))
        if not 1 <= len(set(self.records)) <= MAX_EXPORT_ROWS:
            raise InvalidInput("records", "out_of_range", f"one to {MAX_EXPORT_ROWS} records")


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ExportSummary:
    """An export without reason and recipient; `state`: asked, approved, refused or expired.

    `rows` is the number of records that were requested. `ends_at` is the end of the approval, None
    without one. `is_read`: the requester has read the file.
    """

    id: UUID
    state: str
    format: str
    purpose: str
    recipient_state: str
    rows: int
    asked_at: datetime
    decide_by: datetime
    ends_at: datetime | None
    is_read: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ExportView:
    """An export as requester and approver see it, with records, reason and recipient.

    `approval` is the id under which it is decided. `is_own`: the reader requested the export.
    """

    line: ExportSummary
    approval: UUID
    records: tuple[UUID, ...]
    reason: str
    recipient: str
    is_own: bool
    next_steps: NextSteps


@dataclasses.dataclass(frozen=True, slots=True)
class ExportContent:
    """The current content of an export, with the mark of this read."""

    id: UUID
    format: str
    purpose: str
    mark: str
    reader: UUID
    read_at: datetime
    ends_at: datetime
    records: tuple[RecordView, ...]


def request_export(
    session: Session, context: Context, actor: Actor, form: ExportForm
) -> ExportSummary:
    """Request an export of records and its approval. Audited.

    Raise `NotFound` if any of the records is hidden, and `InvalidInput` for a form that is not
    complete.
    """
    require(actor, Action.EXPORT)
    form.check()
    public_ids = tuple(dict.fromkeys(form.records))
    if len(_visible_records(session, context, actor, public_ids)) != len(public_ids):
        raise NotFound("no such record")
    public_id, now = uuid4(), context.clock.now()
    key = data_keys.make_data_key(session, context.keys, subject=public_id, scope="export", now=now)
    content = {
        "records": [public_id.hex for public_id in public_ids],
        "reason": form.reason,
        "recipient": form.recipient,
    }
    row = RecordExport(
        public_id=public_id,
        agency_id=actor.agency_id,
        format=form.format,
        purpose=form.purpose,
        recipient_state=form.recipient_state,
        rows=len(public_ids),
        sealed=data_keys.seal_json(key, content, _place(public_id)),
    )
    session.add(row)
    session.flush()
    approval = approval_requests.ask(session, context, actor, ApprovalKind.EXPORT, public_id)
    shown_records = tuple(audit_log.ShownRecord(public_id) for public_id in public_ids)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            "ask_export", purpose=form.purpose, subject=public_id, records=shown_records
        ),
    )
    return _line(row, approval, now)


def name_records(
    session: Session, context: Context, actor: Actor, public_ids: Sequence[UUID]
) -> list[RecordView]:
    """Return the listed records with their names as far as visible, in their order. Audited.

    Hidden and unknown records are left out.
    """
    require(actor, Action.EXPORT)
    seen = (
        {
            visible.record.public_id: visible
            for visible in _visible_records(session, context, actor, public_ids)
        }
        if public_ids
        else {}
    )
    exported = [
        dataclasses.replace(
            seen[public_id], classes=seen[public_id].classes & register.LISTED_CLASSES
        )
        for public_id in dict.fromkeys(public_ids)
        if public_id in seen
    ]
    views = register.open_records(session, context, exported)
    if views:
        shown_records = (
            audit_log.ShownRecord(view.id, register.opened_classes(view, visible))
            for view, visible in zip(views, exported, strict=True)
        )
        audit_log.record_event(
            session,
            context,
            actor,
            audit_log.AuditEvent("name_records", records=tuple(shown_records)),
        )
    return views


def _visible_records(
    session: Session, context: Context, actor: Actor, public_ids: Sequence[UUID]
) -> list[VisibleRecord]:
    seen = visibility.visible_records(
        session, actor, now=context.clock.now(), public_ids=public_ids
    )
    for visible in seen:
        if visible.is_decoy:
            alerts.raise_alert(
                session, context, actor, AlertKind.DECOY_SEEN, visible.record.public_id
            )
    return seen


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("record_export", public_id, FieldClass.F6.value, 1)


def _find(session: Session, actor: Actor, public_id: UUID) -> RecordExport:
    require(actor, Action.EXPORT)
    query = select(RecordExport).where(
        RecordExport.public_id == public_id, RecordExport.agency_id == actor.agency_id
    )
    return require_found(session.scalar(query.with_for_update()), "no such export")


def _approval(session: Session, row: RecordExport) -> Approval:
    return approval_requests.of_subject(session, ApprovalKind.EXPORT, row.public_id)


def _line(export: Any, approval: Any, now: datetime) -> ExportSummary:
    state = export_situation.phase(
        approval.state, now, due_at=approval.due_at, ends_at=export.ends_at
    )
    return ExportSummary(
        id=export.public_id,
        state=state,
        format=export.format,
        purpose=export.purpose,
        recipient_state=export.recipient_state,
        rows=export.rows,
        asked_at=approval.asked_at,
        decide_by=approval.due_at,
        ends_at=export.ends_at,
        is_read=export.read_at is not None,
    )


_LINE = (
    RecordExport.public_id,
    RecordExport.format,
    RecordExport.purpose,
    RecordExport.recipient_state,
    RecordExport.rows,
    RecordExport.ends_at,
    RecordExport.read_at,
    Approval.state,
    Approval.asked_at,
    Approval.due_at,
)


def list_exports(session: Session, context: Context, actor: Actor) -> list[ExportSummary]:
    """Return the newest `LIST_LIMIT` exports of the agency, or of all for an auditor. Audited.

    Records, reasons and recipients are left out.
    """
    query = (
        select(*_LINE)
        .join(Approval, Approval.subject == RecordExport.public_id)
        .where(Approval.kind == ApprovalKind.EXPORT)
        .order_by(RecordExport.id.desc())
        .limit(LIST_LIMIT)
    )
    if require(actor, Action.SEE_EXPORTS) is Scope.AGENCY:
        query = query.where(RecordExport.agency_id == actor.agency_id)
    rows = session.execute(query).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_exports"))
    return [_line(row, row, context.clock.now()) for row in rows]


def describe_exports(
    session: Session, _context: Context, _actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return format and receiving state, purpose, and number of records; no record is named."""
    query = select(RecordExport).where(RecordExport.public_id.in_(subjects))
    return {
        row.public_id: Description(
            f"{row.format.upper()} → {row.recipient_state}",
            {"purpose": row.purpose, "records": str(row.rows)},
        )
        for row in session.scalars(query)
    }


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the exports that the actor can decide or read now, the newest `LIST_LIMIT`."""
    require(actor, Action.EXPORT)
    query = (
        select(RecordExport, Approval)
        .join(Approval, Approval.subject == RecordExport.public_id)
        .where(
            Approval.kind == ApprovalKind.EXPORT,
            Approval.state.in_((ApprovalState.WAITING, ApprovalState.APPROVED)),
            RecordExport.agency_id == actor.agency_id,
            RecordExport.read_at.is_(None),
        )
        .order_by(RecordExport.id.desc())
        .limit(LIST_LIMIT)
    )
    now = context.clock.now()
    subjects = [
        Subject(row.public_id, None, export_situation.situation(row, approval, actor, now))
        for row, approval in session.execute(query)
    ]
    return process_steps.tasks(session, context, EXPORT_PROCESS, subjects)


def read_export(session: Session, context: Context, actor: Actor, public_id: UUID) -> ExportView:
    """Return an export of the actor's agency with its reason, recipient and record ids. Audited.

    Every account that may export can read it. Raise `NotFound` for an export of another agency.
    """
    row, now = _find(session, actor, public_id), context.clock.now()
    approval = _approval(session, row)
    content = _content(session, context, row)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("read_export", purpose=row.purpose, subject=public_id),
    )
    return ExportView(
        line=_line(row, approval, now),
        approval=approval.public_id,
        records=_records(content),
        reason=content["reason"],
        recipient=content["recipient"],
        is_own=approval.asked_by == actor.user_id,
        next_steps=process_steps.next_steps(
            session,
            context,
            EXPORT_PROCESS,
            export_situation.situation(row, approval, actor, now),
        ),
    )


def _content(session: Session, context: Context, row: RecordExport) -> dict[str, Any]:
    key = data_keys.open_data_key(session, context.keys, row.public_id)
    content: dict[str, Any] = data_keys.unseal_json(key, row.sealed, _place(row.public_id))
    return content


def _records(content: dict[str, Any]) -> tuple[UUID, ...]:
    return tuple(UUID(hex=hex_id) for hex_id in content["records"])


def check_export(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Raise unless the actor may decide an export now, by `EXPORT_PROCESS`."""
    row = _find(session, actor, approval.subject)
    situation = export_situation.situation(row, approval, actor, context.clock.now())
    process_steps.check_step(session, context, EXPORT_PROCESS, situation, "decide")


def open_export(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Let the requester read an approved export for `EXPORT_HOURS`."""
    row = _find(session, actor, approval.subject)
    row.ends_at = context.clock.now() + timedelta(hours=EXPORT_HOURS)


def read_export_content(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> ExportContent:
    """Return the current content of an approved export, to its requester only.

    Raise `Conflict` if it is not approved or has expired. Audited with the mark of this read and
    the classes of every record. Responsible agencies of other agencies' records are notified at the
    first read.
    """
    row, now = _find(session, actor, public_id), context.clock.now()
    situation = export_situation.situation(row, _approval(session, row), actor, now)
    process_steps.check_step(session, context, EXPORT_PROCESS, situation, "read")
    require_fresh(actor, Action.EXPORT)
    assert row.ends_at is not None
    seen = _visible_records(session, context, actor, _records(_content(session, context, row)))
    rows = export_rows.export_rows(session, context, actor, seen, state=row.recipient_state)
    mark = grants.reader_mark()
    shown_records = tuple(
        audit_log.ShownRecord(view.id, register.opened_classes(view, visible))
        for view, visible in rows
    )
    act = audit_log.AuditEvent(
        "read_export_file", mark, purpose=row.purpose, subject=public_id, records=shown_records
    )
    audit_log.record_event(session, context, actor, act)
    if row.read_at is None:
        row.read_at = now
        targets = [
            JobTarget(record_id=visible.record.id)
            for _, visible in rows
            if not visible.is_responsible
        ]
        jobs.enqueue(session, context, JobKind.EXPORTED, targets)
    reader = actor.public_id
    assert reader is not None
    return ExportContent(
        id=public_id,
        format=row.format,
        purpose=row.purpose,
        mark=mark,
        reader=reader,
        read_at=now,
        ends_at=row.ends_at,
        records=tuple(view for view, _ in rows),
    )

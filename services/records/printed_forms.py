"""Printed forms of a missing report of the actor's agency, filled from its facts, with a list of
missing facts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.records import RecordStatus
from core.errors import Conflict, NotFound
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.records.alerts import SIS_COLUMN
from core.policy.records.printed_forms import (
    ACTION_LINE,
    ALSO_PRINTED,
    PRINTED_FORMS,
    PRINTED_KINDS,
    FormLine,
)
from core.policy.sharing.views import VIEW_CLASSES, View
from core.refusals import Refusal
from models.records.photo import RecordPhoto
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.statements import Statement
from services.records import register
from services.records.register import RecordView

# Permitted on a form: identity, relatives, phones, appearance, and columns in `ALSO_PRINTED`.
PRINTED_CLASSES = VIEW_CLASSES[View.CONTACTS]


@dataclasses.dataclass(frozen=True, slots=True)
class FilledLine:
    """A line of a form with its statements."""

    line: FormLine
    statements: tuple[Statement, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class FilledSection:
    """A section of a form, filled."""

    heading: str
    lines: tuple[FilledLine, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PrintedForm:
    """A filled form of a record; `missing` has the codes of needed lines without a value."""

    form: str
    record: RecordView
    sections: tuple[FilledSection, ...]
    missing: tuple[str, ...]
    has_photo: bool
    printed_at: datetime


def fill_form(
    session: Session, context: Context, actor: Actor, public_id: UUID, form: str
) -> PrintedForm:
    """Fill a form from an open missing report of the actor's agency. Audited as a print.

    The audit log has the classes shown. Raise `NotFound` for an unknown form and for a report of
    another agency, `Conflict` for any other kind and for a record that is not open.
    """
    if form not in PRINTED_FORMS:
        raise NotFound("no such form")
    seen = register.require_own_record(session, context, actor, public_id, Action.PRINT)
    if seen.record.kind not in PRINTED_KINDS or seen.record.status != RecordStatus.OPEN:
        raise Conflict(Refusal.NO_PRINTED_FORM)
    view = register.open_records(session, context, [seen])[0]
    printable = [
        statement for statement in view.statements if _may_print(statement, seen.record.kind)
    ]
    has_photo = (
        session.scalar(select(RecordPhoto.version).where(RecordPhoto.record_id == seen.record.id))
        is not None
    )
    lines = [*printable, *_action(printable, seen.record.hit_action, context.clock.now().date())]
    sections = tuple(
        FilledSection(
            section.heading,
            tuple(FilledLine(line, _line_statements(line, lines)) for line in section.lines),
        )
        for section in PRINTED_FORMS[form]
    )
    missing = tuple(
        line.code
        for section in PRINTED_FORMS[form]
        for line in section.lines
        if line.is_needed and not _is_filled(line, printable, has_photo=has_photo)
    )
    classes = {statement.class_of(seen.record.kind) for statement in printable} | {FieldClass.F0}
    act = audit_log.AuditEvent(
        f"print_{form}",
        subject=public_id,
        records=(audit_log.ShownRecord(public_id, tuple(sorted(classes))),),
    )
    audit_log.record_event(session, context, actor, act)
    return PrintedForm(form, view, sections, missing, has_photo, context.clock.now())


def _may_print(statement: Statement, kind: str) -> bool:
    is_of_form = statement.field in ALSO_PRINTED or statement.class_of(kind) in PRINTED_CLASSES
    return is_of_form and not statement.is_withheld


def _action(record_statements: Sequence[Statement], action: str, today: date) -> list[Statement]:
    """Return the action on a hit as a line; empty without a SIS category."""
    if not any(one.field == SIS_COLUMN for one in record_statements):
        return []
    return [Statement.read(ACTION_LINE, action, "derived", today)]


def _line_statements(line: FormLine, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements of the first column of a line that has any, contradictions included."""
    for column in line.columns:
        if of_column := tuple(statement for statement in statements if statement.field == column):
            return of_column
    return ()


def _is_filled(line: FormLine, statements: Sequence[Statement], *, has_photo: bool) -> bool:
    return bool(_line_statements(line, statements)) or ("photo" in line.columns and has_photo)

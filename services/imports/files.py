"""Uploaded files: sealed, parsed by a chosen mapping; after the import only failed rows are kept.

A batch goes uploaded -> running -> done -> undoing -> undone, or from running to undoing.
`services.imports.worker` stores the rows, `services.imports.undo` undoes an import.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.codes.records import ImportState, RecordKind
from core.errors import Conflict, InvalidInput, NotFound, require_code, require_found
from core.policy.actions import Action, Scope
from core.policy.clock_steps import ClockStep
from core.policy.exchange import FILE_KEPT_DAYS
from core.policy.imports import IMPORT_PROCESS, RUN_FROM_ROWS
from core.policy.process import NextSteps, next_steps
from core.published import published
from core.refusals import Refusal
from core.security.crypto import seal, unseal
from models.imports.import_batch import ImportBatch, ImportFile
from models.sql.in_list import in_values
from services.case import reporters
from services.exchange import columns, csv_rows, files
from services.foundation import audit_log, clock_steps, data_keys, jobs, process_steps
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.foundation.jobs import JobTarget
from services.foundation.process_steps import Subject, Task
from services.imports.import_situation import (
    FAILED_ROWS_FILE,
    SENT_FILE,
    check_import_step,
    situations,
)
from services.imports.rows import RowNote, place_of
from services.records.intake.preparation import Declaration

LIST_LIMIT = 50
NOTE_COLUMNS = ("line", "column", "reason", "suggestion")


@dataclasses.dataclass(frozen=True, slots=True)
class ImportPlan:
    """The plan of an import: column mapping, default kind of record, declaration for all rows.

    If `kind` is "", each row must state its kind. `police_report` is the report to the police
    (`day:desk:number`) of every missing report that states none, "" for none.
    """

    mapping: Mapping[str, str]
    kind: str = ""
    declaration: Declaration = dataclasses.field(default_factory=Declaration)
    police_report: str = ""

    def rows(self, table: files.FileTable) -> Iterator[tuple[int, Row]]:
        """Yield the intake rows of a file under the plan, each with its line."""
        return table.intake(self.mapping, self.kind, self.police_report)

    def check(self, table: files.FileTable) -> None:
        """Raise `InvalidInput` for an unknown code or a mapping that does not fit the file.

        The plan must not declare the records checked, because a file names no reporter.
        """
        if self.kind:
            require_code("kind", self.kind, list(RecordKind))
        self.declaration.check()
        reporters.check_declared(self.declaration.reporter_check, None)  # a file names no reporter
        columns.check_mapping(
            table.columns,
            self.mapping,
            needed=("record_ref",) if self.kind else csv_rows.REQUIRED_COLUMNS,
        )


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class UploadResult:
    """An uploaded file: headings, suggested mapping, number of rows and expiry, without values."""

    id: UUID
    columns: tuple[str, ...]
    suggested: Mapping[str, str]
    rows: int
    expires_at: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class ImportProgress:
    """The progress of an import: its batch, and what happens next."""

    batch: ImportBatch
    next_steps: NextSteps


def upload_file(
    session: Session, context: Context, actor: Actor, *, data: bytes, form: str
) -> UploadResult:
    """Store an uploaded file, sealed; raise `InvalidInput` beyond the limits. Audited."""
    require(actor, Action.IMPORT)
    table = files.open_file(data, form, now=context.clock.now())
    rows = sum(1 for _ in table.rows)
    if not rows:
        raise InvalidInput("file", "no_rows")
    now = context.clock.now()
    batch = ImportBatch(
        public_id=uuid4(),
        agency_id=actor.agency_id,
        user_id=actor.user_id,
        status=ImportState.UPLOADED,
        rows_in=0,
        rows_rejected=0,
        rows_warned=0,
        rows_total=rows,
        ends_with_run=rows >= RUN_FROM_ROWS,
        created_at=now,
    )
    session.add(batch)
    session.flush()
    key = data_keys.make_data_key(
        session, context.keys, subject=batch.public_id, scope="import", now=now
    )
    expires_at = now + timedelta(days=FILE_KEPT_DAYS)
    sealed = seal(key, form.encode() + b"\n" + data, place_of(batch, "import_file", SENT_FILE))
    session.add(
        ImportFile(batch_id=batch.id, version=SENT_FILE, sealed=sealed, expires_at=expires_at)
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("upload_import", subject=batch.public_id)
    )
    return UploadResult(
        batch.public_id, table.columns, columns.suggest_mapping(table.columns), rows, expires_at
    )


def find_batch(
    session: Session, actor: Actor, public_id: UUID, action: Action = Action.IMPORT
) -> ImportBatch:
    """Return a batch within the actor's reach, locked; raise `NotFound` for any other."""
    return require_found(
        session.scalar(
            select(ImportBatch)
            .where(ImportBatch.public_id == public_id, _within(actor, action))
            .with_for_update()
        ),
        "no such import",
    )


def _within(actor: Actor, action: Action) -> ColumnElement[bool]:
    own = ImportBatch.agency_id == actor.agency_id
    return (
        own
        if require(actor, action) is Scope.AGENCY
        else own & (ImportBatch.user_id == actor.user_id)
    )


def open_batch(
    session: Session, context: Context, batch: ImportBatch
) -> tuple[files.FileTable, ImportPlan | None]:
    """Return the uploaded file of a batch as a table, and the plan of its import.

    The plan is None until the import is started. Raise `Conflict` if the file is no longer stored.
    """
    file = session.get(ImportFile, batch.id)
    if file is None or file.version != SENT_FILE:
        raise Conflict(Refusal.FILE_IS_NOT_KEPT)
    key = data_keys.open_data_key(session, context.keys, batch.public_id)
    form, _, data = unseal(key, file.sealed, place_of(batch, "import_file", SENT_FILE)).partition(
        b"\n"
    )
    plan = (
        None
        if file.plan is None
        else _plan(data_keys.unseal_json(key, file.plan, place_of(batch, "import_plan", SENT_FILE)))
    )
    return files.open_file(data, form.decode(), now=context.clock.now()), plan


def _plan(content: Mapping[str, Any]) -> ImportPlan:
    declared = Declaration(*content["declared"])
    return ImportPlan(content["mapping"], content["kind"], declared, content["police_report"])


def suggest_columns(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> dict[str, str]:
    """Return the columns of an uploaded file, each with its suggested target or "".

    Raise `Refused` or `Conflict` if the actor may not start the import now.
    """
    batch = find_batch(session, actor, public_id)
    check_import_step(session, context, actor, batch, "start")
    table, _ = open_batch(session, context, batch)
    suggested = columns.suggest_mapping(table.columns)
    return {column: suggested.get(column, "") for column in table.columns}


def start_import(
    session: Session, context: Context, actor: Actor, public_id: UUID, plan: ImportPlan
) -> ImportProgress:
    """Start the import of an uploaded file under a plan; raise `Conflict` if it was started.

    Audited.
    """
    batch = find_batch(session, actor, public_id)
    check_import_step(session, context, actor, batch, "start")
    table, _ = open_batch(session, context, batch)
    plan.check(table)
    key = data_keys.open_data_key(session, context.keys, batch.public_id)
    declared = plan.declaration
    content = {
        "mapping": dict(plan.mapping),
        "kind": plan.kind,
        "police_report": plan.police_report,
        "declared": [
            declared.legal_basis,
            declared.reporter_check,
            declared.international_protection,
        ],
    }
    file = session.get_one(ImportFile, batch.id)
    file.plan = data_keys.seal_json(key, content, place_of(batch, "import_plan", SENT_FILE))
    batch.status = ImportState.RUNNING
    jobs.enqueue(session, context, JobKind.IMPORT, [JobTarget(batch_id=batch.id)])
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("start_import", subject=public_id)
    )
    return progress_of(session, actor, batch)


def read_progress(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> ImportProgress:
    """Return the progress of an import. Audited."""
    batch = find_batch(session, actor, public_id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("see_import", subject=public_id)
    )
    return progress_of(session, actor, batch)


def list_imports(session: Session, context: Context, actor: Actor) -> list[ImportProgress]:
    """Return the newest `LIST_LIMIT` imports. Audited.

    They are the actor's own ones, or those of the agency for a supervisor.
    """
    query = (
        select(ImportBatch)
        .where(_within(actor, Action.IMPORT))
        .order_by(ImportBatch.id.desc())
        .limit(LIST_LIMIT)
    )
    rows = session.scalars(query).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_imports"))
    by_batch = situations(session, actor, rows)
    return [ImportProgress(row, next_steps(IMPORT_PROCESS, by_batch[row.id])) for row in rows]


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the uploaded files that the actor can start to import now, the newest `LIST_LIMIT`."""
    query = (
        select(ImportBatch)
        .where(_within(actor, Action.IMPORT), ImportBatch.status == ImportState.UPLOADED)
        .order_by(ImportBatch.id.desc())
        .limit(LIST_LIMIT)
    )
    rows = session.scalars(query).all()
    by_batch = situations(session, actor, rows)
    subjects = [Subject(row.public_id, None, by_batch[row.id]) for row in rows]
    return process_steps.tasks(session, context, IMPORT_PROCESS, subjects)


def progress_of(session: Session, actor: Actor, batch: ImportBatch) -> ImportProgress:
    """Return the progress of a batch, for a person who may read it."""
    situation = situations(session, actor, [batch])[batch.id]
    return ImportProgress(batch, next_steps(IMPORT_PROCESS, situation))


def read_notes(session: Session, context: Context, actor: Actor, public_id: UUID) -> list[RowNote]:
    """Return the notes on rows of a finished import: lines and reasons, no values. Audited.

    Raise `Conflict` for an import that is not finished, and `NotFound` for one of another agency.
    """
    batch = find_batch(session, actor, public_id)
    if batch.report is None:
        raise Conflict(Refusal.IMPORT_IS_NOT_FINISHED)
    key = data_keys.open_data_key(session, context.keys, batch.public_id)
    content = data_keys.unseal_json(key, batch.report, place_of(batch, "import_batch", 1))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_import_notes", subject=public_id)
    )
    return [RowNote(*note) for note in content]


def store_failed_rows(
    session: Session, context: Context, batch: ImportBatch, rejected: Iterable[RowNote]
) -> None:
    """Replace the stored file of a finished import by its failed rows, or delete it."""
    by_line = {note.line: note for note in rejected if note.is_rejected}
    file = session.get_one(ImportFile, batch.id)
    if not by_line:
        session.execute(delete(ImportFile).where(ImportFile.batch_id == batch.id))
        return
    table, _ = open_batch(session, context, batch)
    rows = [
        [str(line), by_line[line].column, by_line[line].reason, by_line[line].suggestion, *cells]
        for line, cells in table.rows
        if line in by_line
    ]
    key = data_keys.open_data_key(session, context.keys, batch.public_id)
    file.sealed = data_keys.seal_json(
        key,
        {"columns": table.columns, "rows": rows},
        place_of(batch, "import_file", FAILED_ROWS_FILE),
    )
    file.version, file.plan = FAILED_ROWS_FILE, None
    file.expires_at = context.clock.now() + timedelta(days=FILE_KEPT_DAYS)


def read_failed_rows(session: Session, context: Context, actor: Actor, public_id: UUID) -> str:
    """Return the failed rows as CSV, each with its error; formulas are neutralised.

    Raise `NotFound` if no row failed, or they are no longer stored. Audited.
    """
    batch = find_batch(session, actor, public_id)
    file = session.get(ImportFile, batch.id)
    if file is None or file.version != FAILED_ROWS_FILE:
        raise NotFound("no failed rows are kept")
    key = data_keys.open_data_key(session, context.keys, batch.public_id)
    content = data_keys.unseal_json(
        key, file.sealed, place_of(batch, "import_file", FAILED_ROWS_FILE)
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_failed_rows", subject=public_id)
    )
    heads = [f"problem_{name}" for name in NOTE_COLUMNS]
    return csv_rows.write_csv([*heads, *content["columns"]], content["rows"])


def delete_expired_files(session: Session, context: Context) -> None:
    """Delete expired files up to the limit of a day, for the scheduler."""
    due = select(ImportFile.batch_id).where(ImportFile.expires_at <= context.clock.now())
    query = due.order_by(ImportFile.batch_id)
    permitted = clock_steps.permitted_items(session, context, ClockStep.DELETE_FILE, query)
    session.execute(delete(ImportFile).where(in_values(session, ImportFile.batch_id, permitted)))

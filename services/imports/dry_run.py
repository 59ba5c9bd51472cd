"""Dry run of an import: the problems of each row, and desks to call for some rows.

It stores no record. The desks come from the warning at registration
(services.search.duplicate_warning). Each row that is searched counts in the quota, and each row
that names a desk needs an approval.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.errors import InvalidInput
from core.policy.actions import Action
from core.policy.search import SEARCHES_PER_HOUR
from core.published import published
from models.agencies.agency import Agency
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.imports import files as import_files
from services.imports import import_situation
from services.imports.files import ImportPlan
from services.imports.rows import RowNote, Rows
from services.records import new_records
from services.records.intake import preparation
from services.records.intake.preparation import Declaration, ReadRow
from services.search import duplicate_warning, quota

MAX_NOTES = 1_000


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class RowDesks:
    """A row whose person another agency may have, with the desks to call."""

    line: int
    call: tuple[str, ...]


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DryRunResult:
    """The result of a dry run: counts of rows, at most `MAX_NOTES` notes, and the desks to call.

    `looked_for` is the number of rows searched. `not_looked_for` is the number of rows after the
    last one, left out because the searches were used up.
    """

    rows: int
    rejected: int
    warned: int
    notes: tuple[RowNote, ...]
    calls: tuple[RowDesks, ...]
    looked_for: int
    not_looked_for: int


@dataclasses.dataclass(frozen=True, slots=True)
class DryRunOptions:
    """The declaration for all rows, the maximum number of searches, and the batch, if any.

    `about` is the public id of the batch, None without one.
    """

    declaration: Declaration
    searches: int
    about: UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _ReadRow:
    line: int
    read: ReadRow


def dry_run(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    plan: ImportPlan,
    *,
    searches: int,
) -> DryRunResult:
    """Parse an uploaded file under a plan; search for at most `searches` rows within the quota.

    Audited.
    """
    batch = import_files.find_batch(session, actor, public_id)
    import_situation.check_import_step(session, context, actor, batch, "dry_run")
    table, _ = import_files.open_batch(session, context, batch)
    plan.check(table)
    options = DryRunOptions(plan.declaration, searches, public_id)
    return check_rows(session, context, actor, plan.rows(table), options)


def check_rows(
    session: Session, context: Context, actor: Actor, rows: Rows, options: DryRunOptions
) -> DryRunResult:
    """Return the result of importing these rows; store only the searches. Audited.

    Raise `InvalidInput` for a number of searches outside 0 to `SEARCHES_PER_HOUR`. A row that
    cannot be read is in the result, with its reason.
    """
    require(actor, Action.IMPORT)
    if not 0 <= options.searches <= SEARCHES_PER_HOUR:
        raise InvalidInput("searches", "out_of_range")
    options.declaration.check()
    today, notes = context.clock.now().date(), list[RowNote]()
    good, total = list[_ReadRow](), 0
    for line, row in rows:
        total += 1
        try:
            read = preparation.read_new_row(row, source=actor.agency_kind, today=today)
        except InvalidInput as problem:
            notes.append(
                RowNote(line, problem.field, problem.reason, problem.suggestion, is_rejected=True)
            )
            continue
        good.append(_ReadRow(line, read))
        notes.extend(
            RowNote(line, warning.column, warning.reason, warning.suggestion)
            for warning in read.warnings
        )
    refused = _refused(session, context, actor, good)
    out = {note.line for note in refused}
    calls, looked_for, left = _ask(
        session, context, actor, [row for row in good if row.line not in out], options
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("dry_run", subject=options.about)
    )
    notes = sorted((*notes, *refused), key=lambda note: note.line)
    rejected = {note.line for note in notes if note.is_rejected}
    warned = {note.line for note in notes} - rejected
    return DryRunResult(
        rows=total,
        rejected=len(rejected),
        warned=len(warned),
        notes=tuple(notes[:MAX_NOTES]),
        calls=tuple(calls),
        looked_for=looked_for,
        not_looked_for=left,
    )


def _refused(
    session: Session, context: Context, actor: Actor, good: Sequence[_ReadRow]
) -> list[RowNote]:
    """Return the rejections of a real import: kinds not permitted, and duplicate references.

    A reference is a duplicate if the agency or the file already has it.
    """
    agency = session.get_one(Agency, actor.agency_id)
    kinds = [row.read.kind for row in good]
    tags = [preparation.reference_tags(context.keys, agency.id, row.read.reference) for row in good]
    rejected = new_records.find_rejections(session, actor, agency, kinds, tags)
    return [
        RowNote(good[position].line, reason.column, reason.reason, is_rejected=True)
        for position, reason in rejected.items()
    ]


def _ask(
    session: Session,
    context: Context,
    actor: Actor,
    good: Sequence[_ReadRow],
    options: DryRunOptions,
) -> tuple[list[RowDesks], int, int]:
    """Return the desks to call, the number of rows searched, and the number of rows left over."""
    calls, calls_made = list[RowDesks](), 0
    for position, row in enumerate(good):
        if calls_made == options.searches:
            return calls, calls_made, len(good) - position
        prepared = preparation.complete_row(
            context,
            row.read,
            options.declaration,
            state=actor.state,
            today=context.clock.now().date(),
        )
        if not duplicate_warning.may_query_others(actor, prepared):
            continue
        if not quota.has_remaining(session, context, actor):
            return calls, calls_made, len(good) - position
        calls_made += 1
        desks = duplicate_warning.desks_to_warn(
            session, context, actor, prepared, options.about, channel="dry_run"
        )
        if desks:
            calls.append(RowDesks(row.line, desks))
    return calls, calls_made, 0

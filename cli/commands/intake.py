"""`homeward import`: import the rows of a file in chunks, as a user of the owning agency."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from cli import intake_pool
from cli.commands.crossmatch import progress_bar
from cli.installation import open_installation, sign_audit_log
from cli.option_groups import grouped
from core.codes.records import RecordKind, ReporterCheck
from core.errors import InvalidInput
from core.policy.exchange import MAX_FILE_BYTES
from core.process.scheduling_priority import IMPORT_NICENESS, lower_priority
from core.settings import load_settings
from models.session import Database
from services.agencies import accounts
from services.case import reporters
from services.exchange import columns, csv_rows, files
from services.foundation import actor_database_role
from services.foundation.context import Context
from services.imports import dry_run as import_dry_run
from services.imports import rows as import_rows
from services.imports.dry_run import DryRunResult
from services.imports.rows import RowNote
from services.matching_runs.warm_up import load_kernels
from services.records.intake.preparation import Declaration

MAX_NOTES_SHOWN = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Declared:
    """Declarations that apply to every row of a file."""

    legal_basis: Annotated[
        str, typer.Option(help="Code of the legal basis for the processing.")
    ] = ""
    reporter_check: Annotated[
        str, typer.Option(help="Check of the reporter: unverified or flagged.")
    ] = ReporterCheck.UNVERIFIED
    international_protection: Annotated[
        str, typer.Option(help="no, applicant, beneficiary or unknown.")
    ] = "unknown"


@grouped
def import_file(
    file: Annotated[
        Path, typer.Argument(help="Intake CSV, UTF-8; a spreadsheet (.xlsx); or PFIF (.xml).")
    ],
    login: Annotated[
        str,
        typer.Option(
            "--as", help="Sign-in name of the importing user; their agency is responsible for them."
        ),
    ],
    declared: Declared,
    searches: Annotated[
        int, typer.Option(help="With --dry-run: rows to search for; each counts as a search.")
    ] = 0,
    *,
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Check the file and report; do not store any record.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
) -> None:
    """Import a file. Valid rows are stored; every other row is reported by line, column and reason.

    Values of rows are never printed. The same command continues an import that was interrupted.
    Exit with 1 if rows were rejected and none was stored.
    """
    # a reporter is checked one by one, with proof, never by a file
    reporters.check_declared(declared.reporter_check, None)
    lower_priority(IMPORT_NICENESS)
    load_kernels()
    with open_installation(load_settings()) as (context, database):
        # Exclude the loaded modules from garbage collection: searching them for cycles again and
        # again takes a tenth of the time of an import.
        gc.freeze()
        declaration = Declaration(
            declared.legal_basis or None, declared.reporter_check, declared.international_protection
        )
        (rows, expected), digest = _rows(context, file), _digest(file)
        if is_dry:
            _print_dry_run(
                dry_run(
                    context,
                    database,
                    login=login,
                    rows=rows,
                    declaration=declaration,
                    searches=searches,
                ),
                as_json,
            )
            sign_audit_log(context, database)
            return
        request = RowImport(login, rows, declaration, digest, expected)
        with progress_bar(
            "importing", expected or None, is_hidden=as_json or not sys.stdout.isatty()
        ) as progress:
            stored, notes = run_import(context, database, request, progress=progress)
        sign_audit_log(context, database)
        rejected = sum(note.is_rejected for note in notes)
        if as_json:
            report = {
                "imported": stored,
                "rejected": rejected,
                "notes": [dataclasses.asdict(note) for note in notes],
            }
            typer.echo(json.dumps(report))
        else:
            _print_summary(stored, rejected, notes)
        if rejected and not stored:
            raise typer.Exit(1)


def _rows(context: Context, file: Path) -> tuple[import_rows.Rows, int]:
    """Return the rows of a file, and how many they are at most.

    The suffix decides the format: PFIF for XML, a spreadsheet by its column headings, otherwise
    CSV.
    """
    form = files.format_of(file.name)
    if form == "csv":
        return csv_rows.read_intake_file(file), _count_lines(file)
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_FILE_BYTES + 1)
    except OSError:
        raise InvalidInput("file", "not_readable") from None
    table = files.open_file(data, form, now=context.clock.now())
    if form == "pfif":
        rows = list(table.intake({column: column for column in table.columns}, RecordKind.MISSING))
        return rows, len(rows)
    columns.check_provenance_columns(table.columns)
    mapping = columns.suggest_mapping(table.columns)
    columns.check_mapping(table.columns, mapping, needed=csv_rows.REQUIRED_COLUMNS)
    rows = list(table.intake(mapping))
    return rows, len(rows)


def _print_summary(stored: int, rejected: int, notes: list[RowNote]) -> None:
    console = Console(highlight=False)
    console.print(
        f"{stored} records imported, {rejected} rows rejected, {len(notes) - rejected} warnings"
    )
    _print_notes(console, notes)


def _print_notes(console: Console, notes: Sequence[RowNote]) -> None:
    for note in notes[:MAX_NOTES_SHOWN]:
        word = "rejected" if note.is_rejected else "warning"
        advice = f"; {note.suggestion}" if note.suggestion else ""
        console.print(
            f"line {note.line}, {note.column}: {word}, {note.reason}{advice}",
            markup=False,
            soft_wrap=True,
        )
    if len(notes) > MAX_NOTES_SHOWN:
        console.print(f"... and {len(notes) - MAX_NOTES_SHOWN} more; --json lists all")


def _print_dry_run(result: DryRunResult, as_json: bool) -> None:  # noqa: FBT001
    if as_json:
        calls = [{"line": call.line, "call": list(call.call)} for call in result.calls]
        counts = {"rows": result.rows, "rejected": result.rejected, "looked_for": result.looked_for}
        notes = [dataclasses.asdict(note) for note in result.notes]
        typer.echo(json.dumps({**counts, "notes": notes, "calls": calls}))
        return
    console = Console(highlight=False)
    console.print(
        f"{result.rows} rows: {result.rejected} would be rejected, {result.warned} with warnings;"
        " no record was stored"
    )
    _print_notes(console, result.notes)
    for call in result.calls:
        console.print(f"line {call.line}: {'; '.join(call.call)}", markup=False, soft_wrap=True)


def dry_run(
    context: Context,
    database: Database,
    *,
    login: str,
    rows: import_rows.Rows,
    declaration: Declaration,
    searches: int,
) -> DryRunResult:
    """Return the result of a dry run as a user. No record is stored."""
    with database.transaction() as session:
        actor = accounts.actor_of(session, context, login)
        actor_database_role.enter_role(session, actor)
        return import_dry_run.check_rows(
            session, context, actor, rows, import_dry_run.DryRunOptions(declaration, searches)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class RowImport:
    """Rows to import, with the user and the declaration.

    If `digest` (of the rows) is given, an interrupted import of the same rows continues, including
    its counts and notes. `expected` is the largest possible number of rows, 0 if it is not known.
    """

    login: str
    rows: import_rows.Rows
    declaration: Declaration
    digest: bytes | None = None
    expected: int = 0


def run_import(
    context: Context, database: Database, request: RowImport, *, progress: Progress | None = None
) -> tuple[int, list[RowNote]]:
    """Import rows as a user, one transaction per chunk.

    Stored chunks remain after an error. With a digest the next run continues after them. Return how
    many rows were stored, and the notes about rows.
    """
    declaration = request.declaration
    declaration.check()
    source = (
        None if request.digest is None else import_rows.source_digest(request.digest, declaration)
    )
    with database.transaction() as session:
        actor = accounts.actor_of(session, context, request.login)
        actor_database_role.enter_role(session, actor)
        batch = import_rows.open_batch(
            session, context, actor, source=source, expected=request.expected
        )
    after = import_rows.rows_done(batch)
    _advance(progress, after)
    pace = import_rows.ChunkPace()
    ready = intake_pool.prepare_chunks(
        context,
        request.rows,
        declaration,
        actor=actor,
        after=after,
        pace=pace,
    )
    for chunk in ready:
        began = time.monotonic()
        with database.transaction() as session:
            actor_database_role.enter_role(session, actor)
            import_rows.save_chunk(session, context, actor, batch.id, chunk)
        pace.took(chunk.rows, time.monotonic() - began)
        _advance(progress, chunk.rows)
    with database.transaction() as session:
        actor_database_role.enter_role(session, actor)
        return import_rows.close_batch(session, context, actor, batch.id)


def _advance(progress: Progress | None, rows: int) -> None:
    if progress is not None:
        progress.advance(progress.task_ids[-1], rows)


def _digest(file: Path) -> bytes | None:
    """Return the SHA-256 digest of a file, or None if it cannot be read.

    The reader of the rows reports an unreadable file with a better message.
    """
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return None


def _count_lines(file: Path) -> int:
    """Return the number of lines of a file, 0 if it cannot be read.

    The reader of the rows reports an unreadable file with a better message.
    """
    try:
        with file.open("rb") as opened:
            return sum(block.count(b"\n") for block in iter(lambda: opened.read(1 << 20), b""))
    except OSError:
        return 0

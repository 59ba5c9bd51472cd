"""`homeward import`: rows of a file into the store, in chunks, as one user of the owning agency."""

from __future__ import annotations

import gc
import hashlib
import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from cli.installation import open_installation, sign_trail
from core.settings import load_settings
from models.session import Database
from services import accounts, imports, reporters, wall
from services.context import Context
from services.exchange import csv_rows
from services.imports import RowNote
from services.intake import Declaration

NOTES_SHOWN = 20


def import_file(
    file: Annotated[Path, typer.Argument(help="Intake CSV, UTF-8.")],
    login: Annotated[str, typer.Option("--as", help="Sign-in name of the user who imports; the records are theirs.")],
    legal_basis: Annotated[str, typer.Option(help="Legal basis of the processing, see the code list.")] = "",
    clearance: Annotated[str, typer.Option(help="unverified or flagged reporters.")] = "unverified",
    international_protection: Annotated[str, typer.Option(help="no, applicant, beneficiary or unknown.")] = "unknown",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Import a file. Good rows always go in; every other one is named by line, column and reason, never by value.

    An import that was ended half-way is taken up by the same command.
    """
    reporters.check_declared("missing", clearance, None)  # cleared one by one, with proof: a file names no reporter's
    with open_installation(load_settings()) as (context, database):
        gc.freeze()  # what is loaded stays: looking through it for cycles again and again takes a tenth of an import
        declaration = Declaration(legal_basis or None, clearance, international_protection)
        rows, digest = csv_rows.read(file), _digest(file)
        stored, notes = run_import(context, database, login=login, rows=rows, declaration=declaration, digest=digest)
        sign_trail(context, database)
        rejected = sum(note.is_rejected for note in notes)
        if as_json:
            report = {"imported": stored, "rejected": rejected, "notes": [_plain(note) for note in notes]}
            typer.echo(json.dumps(report))
        else:
            _tell(stored, rejected, notes)
        if rejected and not stored:
            raise typer.Exit(1)


def _tell(stored: int, rejected: int, notes: list[RowNote]) -> None:
    console = Console(highlight=False)
    console.print(f"{stored} records imported, {rejected} rows rejected, {len(notes) - rejected} warnings")
    for note in notes[:NOTES_SHOWN]:
        word = "rejected" if note.is_rejected else "warning"
        advice = f"; {note.suggestion}" if note.suggestion else ""
        console.print(f"line {note.line}, {note.column}: {word}, {note.reason}{advice}", markup=False, soft_wrap=True)
    if len(notes) > NOTES_SHOWN:
        console.print(f"... and {len(notes) - NOTES_SHOWN} more; --json lists all")


def _plain(note: RowNote) -> dict[str, object]:
    return {
        "line": note.line,
        "column": note.column,
        "reason": note.reason,
        "suggestion": note.suggestion,
        "is_rejected": note.is_rejected,
    }


def run_import(  # noqa: PLR0913, RUF100 - all but the first two by name
    context: Context,
    database: Database,
    *,
    login: str,
    rows: imports.Rows,
    declaration: Declaration,
    digest: bytes | None = None,
    progress: Progress | None = None,
) -> tuple[int, list[RowNote]]:
    """Import rows as a user, one transaction a chunk; return how many were stored and what is to be said of rows.

    With a `digest` of the rows, an import of the same ones that was ended half-way is taken up, counts and notes too.
    """
    declaration.check()
    tag = None if digest is None else imports.source_tag(context, digest, declaration)
    with database.transaction() as session:
        actor = accounts.actor_of(session, context, login)
        wall.enter(session, actor)
        batch = imports.begin(session, context, actor, tag=tag)
    _advance(progress, batch.rows_done)
    pace = imports.Pace()
    ready = imports.chunks(context, rows, declaration, source=actor.agency_kind, after=batch.rows_done, pace=pace)
    for chunk in ready:
        began = time.monotonic()
        with database.transaction() as session:
            wall.enter(session, actor)
            imports.save_chunk(session, context, actor, batch.id, chunk)
        pace.took(chunk.rows, time.monotonic() - began)
        _advance(progress, chunk.rows)
    with database.transaction() as session:
        wall.enter(session, actor)
        return imports.finish(session, context, actor, batch.id)


def _advance(progress: Progress | None, rows: int) -> None:
    if progress is not None:
        progress.advance(progress.task_ids[-1], rows)


def _digest(file: Path) -> bytes | None:
    """Return a digest of a file's bytes; None when it cannot be read, which whoever reads its rows says better."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return None

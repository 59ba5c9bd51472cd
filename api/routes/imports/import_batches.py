"""Imports of files: upload, dry run, import by the workers, undo."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import ReasonIn, file_responses
from api.schemas.imports.import_batches import (
    DryRunIn,
    ImportList,
    ImportOut,
    ImportPlanIn,
    RowNoteList,
)
from core.code_sets import OneOf
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.imports import dry_run as import_dry_run
from services.imports import files as import_files
from services.imports import undo as import_undo

router = APIRouter(prefix="/v1/imports", tags=["imports"])

MayImport = Annotated[Actor, allow(Action.IMPORT)]
MayUndo = Annotated[Actor, allow(Action.UNDO_IMPORT)]
CSV = "text/csv; charset=utf-8"
Format = Annotated[str, OneOf("import_format"), Query(alias="format")]


@router.post("", name="upload", status_code=status.HTTP_201_CREATED)
def create_import(
    file: Annotated[bytes, Body(media_type="text/csv")],
    session: SessionDep,
    context: ContextDep,
    actor: MayImport,
    form: Format = "csv",
) -> import_files.UploadResult:
    """Upload a file to import.

    The format is CSV, XLSX or PFIF, with at most 4 MB and 5,000 rows. The file is kept sealed for a
    week and is not imported yet.
    """
    return import_files.upload_file(session, context, actor, data=file, form=form)


@router.get("", name="latest")
def list_imports(session: SessionDep, context: ContextDep, actor: MayImport) -> ImportList:
    """List imports. The list has your own newest imports; supervisors see those of the agency."""
    listed = import_files.list_imports(session, context, actor)
    return ImportList(imports=[ImportOut.of(one, actor.user_id) for one in listed])


@router.get("/{import_id}", name="progress")
def read_import(
    import_id: UUID, session: SessionDep, context: ContextDep, actor: MayImport
) -> ImportOut:
    """Read the progress of an import."""
    progress = import_files.read_progress(session, context, actor, import_id)
    return ImportOut.of(progress, actor.user_id)


def suggest_columns(
    import_id: UUID, session: SessionDep, context: ContextDep, actor: MayImport
) -> dict[str, str]:
    """Return the columns of a file that waits for its import, each with a target or "".

    For the page of the import; in the interface the answer to the upload has them.
    """
    return import_files.suggest_columns(session, context, actor, import_id)


@router.post("/{import_id}/dry-run", name="dry_run")
def dry_run_import(
    import_id: UUID,
    body: DryRunIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayImport,
) -> import_dry_run.DryRunResult:
    """Try an import without storing records.

    The answer has the remarks on each row. Some rows also show which desk to call.
    """
    return import_dry_run.dry_run(
        session, context, actor, import_id, body.plan(), searches=body.searches
    )


@router.post("/{import_id}/start", name="start", status_code=status.HTTP_202_ACCEPTED)
def start_import(
    import_id: UUID,
    body: ImportPlanIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayImport,
) -> ImportOut:
    """Start an import.

    The import runs in the background. Valid rows are imported; the others are listed with their
    reasons.
    """
    progress = import_files.start_import(session, context, actor, import_id, body.plan())
    return ImportOut.of(progress, actor.user_id)


@router.get("/{import_id}/notes", name="notes")
def list_notes(
    import_id: UUID, session: SessionDep, context: ContextDep, actor: MayImport
) -> RowNoteList:
    """List remarks on the rows of an import. The import has finished."""
    return RowNoteList(notes=import_files.read_notes(session, context, actor, import_id))


@router.get(
    "/{import_id}/failed-rows",
    name="failed_rows",
    response_class=Response,
    responses=file_responses(CSV),
)
def download_failed_rows(
    import_id: UUID, session: SessionDep, context: ContextDep, actor: MayImport
) -> Response:
    """Download the failed rows of an import.

    The answer is CSV. The first columns have the error of each row. Values that a spreadsheet could
    run as a formula are neutralised. The answer is 404 if no row failed or the rows are no longer
    stored.
    """
    text = import_files.read_failed_rows(session, context, actor, import_id)
    headers = {"Content-Disposition": f'attachment; filename="failed-rows-{import_id}.csv"'}
    return Response(text, media_type=CSV, headers=headers)


@router.post("/{import_id}/undo", name="undo", status_code=status.HTTP_202_ACCEPTED)
def undo_import(
    import_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayUndo,
) -> ImportOut:
    """Undo an import. Records that no person has changed since are withdrawn in the background."""
    progress = import_undo.request_undo(session, context, actor, import_id, reason=body.reason)
    return ImportOut.of(progress, actor.user_id)

"""Import of a file: upload, assignment of columns, dry run, import, progress, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.imports import import_batches
from api.schemas.common import ReasonIn
from api.schemas.imports.import_batches import DryRunIn, ImportPlanIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, SubmittedForm, make_request
from api.web.pages.records import intake_form, new_record
from api.web.step_filters import allowed
from core.errors import InvalidInput
from core.policy.records.provenance import PARTS, PROVENANCE_COLUMNS
from services.exchange.files import format_of
from services.foundation.facts.statements import INTAKE_COLUMNS

router = APIRouter(prefix="/imports")


@router.get("", name="latest")
def list_imports(
    request: Request, session: SessionDep, context: ContextDep, actor: import_batches.MayImport
) -> Response:
    """Show the newest imports and the upload form."""
    listed = import_batches.list_imports(session, context, actor).imports
    return render.render_page(request, "imports/list.html", imports=listed, errors={})


@router.post("", name="upload")
def upload_import(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: import_batches.MayImport,
) -> Response:
    """Upload a file; its page then asks for the meaning of its columns."""
    sent = form.file("file")
    with shown_again("imports/list.html", InvalidInput, imports=[]):
        if sent is None:
            raise InvalidInput("file", "needed")
        upload_out = import_batches.create_import(
            sent.file.read(), session, context, actor, format_of(sent.filename or "")
        )
    return render.redirect_after_post(f"/imports/{upload_out.id}")


def _plan_page(import_id: UUID, mapping: dict[str, str]) -> dict[str, Any]:
    """Return the columns of a file and the possible meanings of each.

    A column is a column of the intake row, or the provenance of every column of the file.
    """
    stated = [column for column in mapping.values() if column in PROVENANCE_COLUMNS]
    targets = dict.fromkeys((*INTAKE_COLUMNS, *PROVENANCE_COLUMNS[: len(PARTS)], *stated))
    return {
        "import_id": import_id,
        "mapping": mapping,
        "targets": tuple(targets),
        "steps": None,
        "police_report": intake_form.field_of("police_report"),
    }


@router.post("/{import_id}/dry-run", name="dry_run")
def dry_run_import(
    request: Request,
    import_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: import_batches.MayImport,
) -> Response:
    """Run the import without storing it, and show all its messages."""
    page = _plan_page(import_id, _mapping(form))
    with shown_again("imports/plan.html", InvalidInput, **page, sent=form, result=None):
        result = import_batches.dry_run_import(
            import_id, make_request(DryRunIn, _plan(form)), session, context, actor
        )
    return render.render_page(
        request, "imports/plan.html", **page, sent=form, errors={}, result=result
    )


@router.post("/{import_id}/start", name="start")
def start_import(
    import_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: import_batches.MayImport,
) -> Response:
    """Start the import in the background."""
    page = _plan_page(import_id, _mapping(form))
    with shown_again("imports/plan.html", InvalidInput, **page, sent=form, result=None):
        import_batches.start_import(
            import_id, make_request(ImportPlanIn, _plan(form)), session, context, actor
        )
    return render.redirect_after_post(f"/imports/{import_id}")


def _mapping(form: SubmittedForm) -> dict[str, str]:
    return dict(zip(form.cells("column"), form.cells("as"), strict=False))


def _plan(form: SubmittedForm) -> dict[str, Any]:
    mapping = {column: target for column, target in _mapping(form).items() if target}
    stated = form.filled("kind", "legal_basis", "international_protection")
    return {"mapping": mapping} | stated | new_record.answers_of(form, {"police_report"})


@router.get("/{import_id}", name="progress")
def show_import(
    request: Request,
    import_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: import_batches.MayImport,
) -> Response:
    """Show the progress, and for a finished import the messages about its rows.

    For a file that is not imported yet, ask the uploader for the meaning of its columns.
    """
    batch = import_batches.read_import(import_id, session, context, actor)
    if "start" in allowed(batch.next_steps):
        mapping = import_batches.suggest_columns(import_id, session, context, actor)
        page = _plan_page(import_id, mapping) | {"steps": batch.next_steps}
        return render.render_page(
            request, "imports/plan.html", **page, sent=None, errors={}, result=None
        )
    notes = (
        []
        if batch.finished_at is None
        else import_batches.list_notes(import_id, session, context, actor).notes
    )
    return render.render_page(request, "imports/read.html", one=batch, notes=notes)


@router.get("/{import_id}/failed-rows", name="failed_rows")
def download_failed_rows(
    import_id: UUID, session: SessionDep, context: ContextDep, actor: import_batches.MayImport
) -> Response:
    """Return the failed rows as a file, for correction and another upload."""
    return import_batches.download_failed_rows(import_id, session, context, actor)


@router.post("/{import_id}/undo", name="undo")
def undo_import(
    import_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: import_batches.MayUndo,
) -> Response:
    """Withdraw the records of the import that no person has worked on since."""
    import_batches.undo_import(import_id, form.to_request(ReasonIn), session, context, actor)
    return render.redirect_after_post(f"/imports/{import_id}")

"""Forms of a missing report of the agency as pages to be printed with the browser."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.records import prints
from api.schemas.records.prints import FormName
from api.web import render

router = APIRouter(prefix="/records/{record_id}/print")


@router.get("", name="show")
def show_form(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: prints.MayPrint,
    form: FormName = "police",
) -> Response:
    """Show a form as it will be printed, and above it the missing entries."""
    printed = prints.fill_form(record_id, session, context, actor, form)
    return render.render_page(request, "records/print.html", printed=printed, left=None)

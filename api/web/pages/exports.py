"""Taking records out: asked by one supervisor, decided by another, read by the first, marked."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes import exports
from api.schemas.exports import DecisionIn, ExportIn
from api.web import render
from api.web.errors import Again
from api.web.forms import Form, make
from core.errors import InvalidInput
from core.policy_exchange import EXPORT_FORMATS
from services.actor import Actor

router = APIRouter(prefix="/exports")

MayExport = Annotated[Actor, exports.MAY_EXPORT]
MaySee = Annotated[Actor, exports.MAY_SEE]


@router.get("")
def latest(request: Request, session: SessionDep, context: ContextDep, actor: MaySee) -> Response:
    """Show the newest exports."""
    listed = exports.latest(session, context, actor).exports
    return render.show(request, "exports/list.html", exports=listed)


@router.get("/new")
def show_form(request: Request, actor: MayExport) -> Response:
    """Show an empty request."""
    return render.show(request, "exports/new.html", formats=EXPORT_FORMATS, sent=None, errors={})


@router.post("/new")
def ask(request: Request, form: Form, session: SessionDep, context: ContextDep, actor: MayExport) -> Response:
    """Ask for an export."""
    values: dict[str, object] = {"records": form.text("records").split()}
    for name in ("format", "purpose", "reason", "recipient", "recipient_state"):
        values[name] = form.text(name)
    try:
        made = exports.ask(make(ExportIn, values), session, context, actor)
    except InvalidInput as error:
        raise Again("exports/new.html", error, formats=EXPORT_FORMATS, sent=form) from error
    return render.see_other(f"/exports/{made.id}", done="export_asked")


@router.get("/{export_id}")
def read(request: Request, export_id: UUID, session: SessionDep, context: ContextDep, actor: MayExport) -> Response:
    """Show an export, to decide on it or to fetch it."""
    return render.show(request, "exports/read.html", one=exports.read(export_id, session, context, actor))


@router.post("/{export_id}/decision")
def decide(export_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: MayExport) -> Response:
    """Approve or refuse as the second person."""
    body = make(DecisionIn, {"is_approved": form.text("decision") == "approve", "reason": form.text("reason")})
    exports.decide(export_id, body, session, context, actor)
    return render.see_other(f"/exports/{export_id}", done="step")


@router.get("/{export_id}/file")
def file(export_id: UUID, session: SessionDep, context: ContextDep, actor: MayExport) -> Response:
    """Return the marked file."""
    return exports.file(export_id, session, context, actor)

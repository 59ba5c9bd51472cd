"""The page of agencies that close: the request, and the records that could not move."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.agencies import closings
from api.web import render
from api.web.forms import Form
from services.case.care import agency_closings
from services.case.care.agency_closings import ClosingForm

router = APIRouter(prefix="/closings")


@router.get("", name="list")
def list_closings(
    request: Request, session: SessionDep, context: ContextDep, actor: closings.MayClose
) -> Response:
    """Show the closings, and the form to ask that the own agency closes."""
    return render.render_page(
        request,
        "directory/closings.html",
        closings=closings.list_closings(session, context, actor).closings,
        own=agency_closings.own_agency(session, actor),
        successors=agency_closings.list_successors(session, actor),
        sent=None,
        errors={},
    )


@router.post("/{code}", name="ask")
def ask_closing(
    code: str, form: Form, session: SessionDep, context: ContextDep, actor: closings.MayClose
) -> Response:
    """Ask that the own agency closes."""
    closings.ask_closing(code, form.to_request(ClosingForm), session, context, actor)
    return render.redirect_after_post("/approvals", done="closing_asked")

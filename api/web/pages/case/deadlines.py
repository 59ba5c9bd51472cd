"""Deadlines of one own record, and of all own records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.case import deadlines
from api.routes.records import register
from api.schemas.case.deadlines import RecordedEndIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, From
from core.errors import Conflict, InvalidInput, Refused

router = APIRouter()


@router.get("/deadlines", name="show_running")
def show_running(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: deadlines.MaySee,
    start: From = None,
) -> Response:
    """Show the running deadlines of own records, the most overdue first."""
    listed = deadlines.list_deadlines(session, context, actor, "records", start)
    return render.render_page(request, "desk/deadlines.html", listed=listed)


@router.get("/records/{record_id}/deadlines", name="show")
def show_of_record(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: deadlines.MaySee,
) -> Response:
    """Show the deadlines of a record of the agency, with what ends each of them."""
    return render.render_page(
        request,
        "records/deadlines.html",
        **_page(record_id, session, context, actor),
        errors={},
        sent=None,
        sent_to=None,
    )


def _page(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: deadlines.MaySee
) -> dict[str, Any]:
    return {
        "record": register.read_record(record_id, session, context, actor, Response()),
        "deadlines": deadlines.list_of_record(record_id, session, context, actor).deadlines,
    }


@router.post("/records/{record_id}/deadlines/{deadline_id}", name="end")
def end_deadline(
    record_id: UUID,
    deadline_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: deadlines.MaySee,
) -> Response:
    """Record that a deadline was met, or why it cannot be."""
    page = _page(record_id, session, context, actor) | {"sent_to": deadline_id}
    with shown_again("records/deadlines.html", InvalidInput, Conflict, Refused, **page, sent=form):
        deadlines.end_deadline(deadline_id, form.to_request(RecordedEndIn), session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/deadlines", done="ended")

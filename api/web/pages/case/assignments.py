"""Assignment of records: the caseload of the agency, assigning, handing over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.case import assignments
from api.schemas.records.assignments import AssignmentIn, CaseloadRowOut, HandOverIn, UnassignmentIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, make_request
from api.web.pages.records.register import ShownRecord
from core.codes.agencies import AccountStatus
from core.errors import Conflict, InvalidInput
from services.foundation.actor import Actor
from services.foundation.context import Context

router = APIRouter()


def _receivers(rows: list[CaseloadRowOut]) -> list[tuple[str, str]]:
    """Return the possible receivers of records: id, and name with the number of open records."""
    return [
        (str(row.user), f"{row.name} ({row.open_records})")
        for row in rows
        if row.status == AccountStatus.ACTIVE
    ]


@router.get("/caseload")
def read_caseload(
    request: Request, session: SessionDep, context: ContextDep, actor: assignments.MayAssign
) -> Response:
    """Show the number of records of each caseworker, and the unassigned records."""
    return render.render_page(
        request, "desk/caseload.html", **_caseload(session, context, actor), errors={}, sent=None
    )


@router.post("/caseload/assign")
def assign_records(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: assignments.MayAssign,
) -> Response:
    """Assign the ticked records to a caseworker."""
    body = {"records": form.texts("records"), "user": form.text("user")}
    try:
        assignments.assign_records(make_request(AssignmentIn, body), session, context, actor)
    except (InvalidInput, Conflict) as error:
        page = _caseload(session, context, actor)
        raise FormRejected("desk/caseload.html", error, **page, sent=form) from error
    return render.redirect_after_post("/caseload", done="assigned")


@router.post("/caseload/hand-over")
def hand_over_records(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: assignments.MayAssign,
) -> Response:
    """Assign all open records of one person to another caseworker instead."""
    try:
        assignments.hand_over_records(form.to_request(HandOverIn), session, context, actor)
    except InvalidInput as error:
        page = _caseload(session, context, actor)
        raise FormRejected("desk/caseload.html", error, **page, sent=form) from error
    return render.redirect_after_post("/caseload", done="assigned")


@router.get("/records/{record_id}/assignees")
def show_assignees(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: assignments.MayAssign,
    record: ShownRecord,
) -> Response:
    """Show the assignees of a record, and its possible assignees."""
    listed = assignments.list_assignees(record_id, session, context, actor)
    taken = {str(assignee.user) for assignee in listed.assignees}
    return render.render_page(
        request,
        "records/assignees.html",
        record=record,
        assignees=listed.assignees,
        receivers=[row for row in _receivers(listed.caseworkers) if row[0] not in taken],
    )


@router.post("/records/{record_id}/assignees")
def assign_record(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: assignments.MayAssign,
) -> Response:
    """Assign the record to a caseworker."""
    body = {"records": [str(record_id)], "user": form.text("user")}
    assignments.assign_records(make_request(AssignmentIn, body), session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/assignees", done="assigned")


@router.post("/records/{record_id}/unassign")
def unassign_record(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: assignments.MayAssign,
) -> Response:
    """End an assignment of the record."""
    assignments.unassign_record(record_id, form.to_request(UnassignmentIn), session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/assignees", done="saved")


def _caseload(session: Session, context: Context, actor: Actor) -> dict[str, Any]:
    caseload = assignments.read_caseload(session, context, actor)
    return {"caseload": caseload, "receivers": _receivers(caseload.caseworkers)}

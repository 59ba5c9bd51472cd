"""Indicators of trafficking as a checklist: without a record, or stored with a record of the
agency.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.agencies import directory
from api.routes.case import indicators
from api.routes.records import register
from api.schemas.case.indicators import IndicatorsIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Change, Form, SubmittedForm, make_request
from core.codes.trafficking import TraffickingBasis, TraffickingStatus
from core.entry_reader import read_entry
from core.errors import Conflict, InvalidInput
from core.policy.case.indicators import INDICATORS
from services.case.indicators import IndicatorFinding
from services.foundation.actor import Actor

router = APIRouter()

LISTS: dict[str, Any] = {
    "groups": INDICATORS,
    "statuses": tuple(TraffickingStatus),
    "bases": tuple(TraffickingBasis),
}


@router.get("/indicators", name="show")
def show_checklist(request: Request, _actor: register.MayRegister) -> Response:
    """Show the empty checklist; it is never stored."""
    return render.render_page(
        request,
        "indicators.html",
        **LISTS,
        record=None,
        result=None,
        call=None,
        sent=None,
        errors={},
    )


@router.post("/indicators", name="tell")
def evaluate_checklist(
    request: Request,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: register.MayRegister,
) -> Response:
    """Show the result of the ticked indicators, the next steps and the contacts."""
    page = {**LISTS, "record": None, "sent": form}
    with shown_again("indicators.html", InvalidInput, **page, result=None, call=None):
        summary = indicators.evaluate_indicators(
            make_request(IndicatorsIn, {"indicators": form.texts("indicators")}), actor
        )
    call = (
        directory.read_directory(session, context, actor, actor.state)
        if summary.stands_out
        else None
    )
    return render.render_page(
        request, "indicators.html", **page, result=summary, call=call, errors={}
    )


@router.get("/records/{record_id}/indicators", name="show_written")
def show_indicators(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: indicators.MayAssess,
) -> Response:
    """Show the checklist with the indicators stored for a record of the agency."""
    return render.render_page(
        request, "indicators.html", **_page(record_id, session, context, actor), errors={}
    )


@router.post("/records/{record_id}/indicators", name="write")
def save_indicators(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: indicators.MayAssess,
    change: Change,
) -> Response:
    """Save the ticked indicators with the assessment."""
    page = _page(record_id, session, context, actor) | {"sent": form, "result": None}
    content = {
        "indicators": form.texts("indicators"),
        "status": form.text("status"),
        "basis": form.text("basis"),
        "by": form.text("by"),
    }
    with shown_again("indicators.html", InvalidInput, Conflict, **page):
        indicators.save_indicators(
            record_id, make_request(IndicatorFinding, content), change, session, context, actor
        )
    return render.redirect_after_post(f"/records/{record_id}/indicators", done="saved")


def _page(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> dict[str, Any]:
    record = register.read_record(record_id, session, context, actor, Response())
    ticked = [("indicators", statement.value) for statement in record.facts.get("indicators", [])]
    stated = next((statement.value for statement in record.facts.get("trafficking_status", [])), "")
    parts = read_entry("trafficking_status", stated).parts
    sent = SubmittedForm.of(
        [
            *ticked,
            ("status", parts["trafficking"].text),
            ("basis", parts["trafficking_basis"].text),
            ("by", parts["trafficking_by"].text),
        ]
    )
    summary = (
        indicators.evaluate_indicators(
            make_request(IndicatorsIn, {"indicators": [code for _, code in ticked]}), actor
        )
        if ticked
        else None
    )
    call = (
        directory.read_directory(session, context, actor, actor.state)
        if summary and summary.stands_out
        else None
    )
    return LISTS | {"record": record, "sent": sent, "result": summary, "call": call}

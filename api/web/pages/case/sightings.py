"""Sightings: send one by the reference of a report, and decide those about an own report."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.case import sightings
from api.routes.records import register
from api.schemas.common import ReasonIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, make_request, parse_moment
from core.errors import Conflict, InvalidInput, LimitReached
from core.policy.case.sightings import KEPT_DAYS, PER_PERSON_A_DAY
from core.policy.records.provenance import INFORMATION_GRADES
from services.case.sightings import SightingForm
from services.foundation.actor import Actor
from services.foundation.context import Context

router = APIRouter()

SEND, RECEIVED = "desk/sightings.html", "records/sightings.html"
_TYPED = ("reference", "person", "grounds", "country", "place", "certainty", "teller")


@router.get("/sightings", name="show_sightings")
def show_sightings(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: sightings.MaySend,
    reference: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Show the form, and the sightings that the person sent."""
    page = _sent(session, context, actor, reference)
    return render.render_page(request, SEND, **page, sent=None, errors={})


@router.post("/sightings", name="send_sighting")
def send_sighting(
    form: Form, session: SessionDep, context: ContextDep, actor: sightings.MaySend
) -> Response:
    """Send a sighting; the page after it is the same in every case."""
    values: dict[str, Any] = {name: form.text(name) for name in _TYPED}
    values["seen_at"] = parse_moment(form, "seen_at", actor.time_zone)
    values["gives_number"] = form.is_ticked("gives_number")
    try:
        sightings.send_sighting(make_request(SightingForm, values), session, context, actor)
    except (InvalidInput, LimitReached) as error:
        page = _sent(session, context, actor, None)
        raise FormRejected(SEND, error, **page, sent=form) from error
    return render.redirect_after_post("/sightings", done="sighting_sent")


@router.get("/records/{record_id}/sightings", name="show_record_sightings")
def show_record_sightings(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: sightings.MayRead,
) -> Response:
    """Show the sightings of the person of a report, to its desk and the police of its state."""
    page = _received(record_id, session, context, actor)
    return render.render_page(request, RECEIVED, **page, sent=None, errors={})


@router.post("/records/{record_id}/sightings/{sighting_id}/accept", name="accept_sighting")
def accept_sighting(
    record_id: UUID,
    sighting_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: sightings.MayDecide,
) -> Response:
    """Add a sighting to the route of the report."""
    try:
        body = form.to_request(ReasonIn)
        sightings.accept_sighting(sighting_id, body, session, context, actor)
    except (InvalidInput, Conflict, LimitReached) as error:
        page = _received(record_id, session, context, actor)
        raise FormRejected(RECEIVED, error, **page, sent=form) from error
    return render.redirect_after_post(f"/records/{record_id}/sightings", done="sighting_accepted")


@router.post("/records/{record_id}/sightings/{sighting_id}/reject", name="reject_sighting")
def reject_sighting(
    record_id: UUID,
    sighting_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: sightings.MayDecide,
) -> Response:
    """Keep a sighting with the reason why it is no fact of the report."""
    try:
        body = form.to_request(ReasonIn)
        sightings.reject_sighting(sighting_id, body, session, context, actor)
    except (InvalidInput, Conflict) as error:
        page = _received(record_id, session, context, actor)
        raise FormRejected(RECEIVED, error, **page, sent=form) from error
    return render.redirect_after_post(f"/records/{record_id}/sightings", done="sighting_rejected")


def _sent(
    session: Session, context: Context, actor: Actor, reference: UUID | None
) -> dict[str, Any]:
    return {
        "listed": sightings.list_sightings(session, context, actor).sightings,
        "reference": reference or "",
        "grades": list(INFORMATION_GRADES),
        "kept_days": KEPT_DAYS,
        "most": PER_PERSON_A_DAY,
    }


def _received(record_id: UUID, session: Session, context: Context, actor: Actor) -> dict[str, Any]:
    return {
        "record": register.read_record(record_id, session, context, actor, Response()),
        "received": sightings.list_record_sightings(record_id, session, context, actor).sightings,
    }

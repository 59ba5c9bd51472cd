"""Sealed messages: leave one about a record of the agency, and read received ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.case import sealed_messages
from api.routes.records import register
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form
from core.errors import Conflict, InvalidInput, LimitReached, Refused
from core.policy.case.sealed_messages import MAX_LENGTH, may_leave
from services.case.sealed_messages import MessageForm
from services.foundation.actor import Actor
from services.foundation.context import Context

router = APIRouter()

LEAVE = "records/sealed_messages.html"


@router.get("/records/{record_id}/sealed-messages", name="show_left")
def show_left_messages(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: sealed_messages.MayLeave,
) -> Response:
    """Show the form, and the valid messages left about the record."""
    return render.render_page(
        request, LEAVE, **_left(record_id, session, context, actor), sent=None, errors={}
    )


@router.post("/records/{record_id}/sealed-messages", name="leave")
def leave_message(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: sealed_messages.MayLeave,
) -> Response:
    """Leave a message; the page after it is the same in every case."""
    try:
        sealed_messages.leave_message(
            record_id, form.to_request(MessageForm), session, context, actor
        )
    except (InvalidInput, Conflict, Refused, LimitReached) as error:
        page = _left(record_id, session, context, actor)
        raise FormRejected(LEAVE, error, **page, sent=form) from error
    return render.redirect_after_post(f"/records/{record_id}/sealed-messages", done="message_left")


@router.post("/records/{record_id}/sealed-messages/{message_id}/withdraw", name="withdraw")
def withdraw_message(
    record_id: UUID,
    message_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: sealed_messages.MayLeave,
) -> Response:
    """Withdraw a sealed message of the agency, then return to the messages of the record."""
    sealed_messages.withdraw_message(message_id, session, context, actor)
    return render.redirect_after_post(f"/records/{record_id}/sealed-messages", done="ended")


@router.get("/sealed-messages", name="show_received")
def show_received_messages(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: sealed_messages.MayRead,
) -> Response:
    """Show the received messages about own records, without their texts."""
    received = sealed_messages.list_received_messages(session, context, actor).messages
    return render.render_page(request, "desk/sealed_messages.html", received=received, opened=None)


@router.post("/sealed-messages/{delivery_id}/read", name="read")
def read_message(
    request: Request,
    delivery_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: sealed_messages.MayRead,
) -> Response:
    """Show one message with its text and the desk to call."""
    opened = sealed_messages.read_message(delivery_id, session, context, actor)
    return render.render_page(request, "desk/sealed_messages.html", received=[], opened=opened)


def _left(record_id: UUID, session: Session, context: Context, actor: Actor) -> dict[str, Any]:
    listed = sealed_messages.list_left_messages(record_id, session, context, actor)
    return {
        "record": register.read_record(record_id, session, context, actor, Response()),
        "left": listed.messages,
        "is_waiting": listed.is_waiting,
        "agencies": [(agency.code, agency.name) for agency in listed.agencies],
        "may_leave": may_leave(actor.agency_kind, actor.role),
        "max_length": MAX_LENGTH,
    }

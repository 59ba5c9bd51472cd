"""Reaching the responsible agency of a record, for the relay desk."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.records import relay
from api.schemas.records.relay import RelayCallIn, ResponsibleAgencyContactIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, make_request
from core.errors import InvalidInput, NotFound

router = APIRouter(prefix="/relay")

TEMPLATE = "desk/relay.html"


@router.get("", name="show")
def show_relay(request: Request, session: SessionDep, actor: relay.MayRelay) -> Response:
    """Show the form, or say that another desk reaches responsible agencies."""
    return render.render_page(
        request,
        TEMPLATE,
        role=relay.read_relay_desk(session, actor),
        sent=None,
        errors={},
    )


@router.post("")
def ask_responsible_agency(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: relay.MayRelay
) -> Response:
    """Ask a colleague to approve that this desk calls the responsible agency of a record. Audited.

    Raise `FormRejected` for an invalid field, and for a record that this desk may not reach.
    """
    role = relay.read_relay_desk(session, actor)
    with shown_again(TEMPLATE, InvalidInput, NotFound, role=role, sent=form):
        relay.ask_responsible_agency(
            form.to_request(ResponsibleAgencyContactIn), session, context, actor
        )
    return render.redirect_after_post("/approvals", done="relay_asked")


@router.post("/calls", name="record_call")
def record_call(
    form: Form, session: SessionDep, context: ContextDep, actor: relay.MayRelay
) -> Response:
    """Record a call of this desk. Audited.

    Raise `FormRejected` for an invalid field, and for a record whose desk was not named here.
    """
    role = relay.read_relay_desk(session, actor)
    values = {
        "called": form.text("called"),
        "asker": form.text("asker"),
        "is_reached": form.text("outcome") == "reached",
    }
    with shown_again(TEMPLATE, InvalidInput, NotFound, role=role, sent=form):
        relay.record_relay_call(make_request(RelayCallIn, values), session, context, actor)
    return render.redirect_after_post("/relay", done="relay_called")

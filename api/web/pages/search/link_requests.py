"""Requests that follow a link that a search showed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.records import register
from api.routes.search import link_requests
from api.schemas.search.link_requests import LinkRequestDecisionIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, make_request
from core.codes.link_requests import LinkRequestKind
from core.errors import Conflict, InvalidInput, LimitReached
from core.policy.sharing.link_requests import MAX_LENGTH, REFUSAL_REASONS
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.search.link_requests import LinkRequestForm, is_unsigned

router = APIRouter()

ASK = "search/ask.html"


@router.get("/search/{search_id}/ask/{record_id}", name="show_ask")
def show_ask(
    request: Request,
    search_id: UUID,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: link_requests.MayAsk,
) -> Response:
    """Show the form for a request to the responsible agency of a search result."""
    page = _ask_page(search_id, record_id, session, context, actor)
    return render.render_page(request, ASK, **page, sent=None, errors={})


@router.post("/search/{search_id}/ask/{record_id}", name="ask")
def ask_from_link(
    search_id: UUID,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: link_requests.MayAsk,
) -> Response:
    """Ask the responsible agency."""
    body = {"record": str(record_id)} | form.filled("kind", "reason")
    try:
        link_requests.ask_from_link(
            search_id, make_request(LinkRequestForm, body), session, context, actor
        )
    except (InvalidInput, Conflict, LimitReached) as error:
        page = _ask_page(search_id, record_id, session, context, actor)
        raise FormRejected(ASK, error, **page, sent=form) from error
    return render.redirect_after_post("/link-requests", done="requested")


@router.get("/link-requests", name="show")
def show_requests(
    request: Request, session: SessionDep, context: ContextDep, actor: link_requests.MayAsk
) -> Response:
    """Show the requests about records of the agency, and the requests that the user made."""
    return render.render_page(
        request,
        "search/requests.html",
        requests=link_requests.list_link_requests(session, context, actor).requests,
        refusals=sorted(REFUSAL_REASONS),
    )


@router.post("/link-requests/{request_id}/decision", name="decide")
def decide_request(
    request_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: link_requests.MayDecide,
) -> Response:
    """Accept or refuse a request."""
    link_requests.decide_link_request(
        request_id, form.to_request(LinkRequestDecisionIn), session, context, actor
    )
    return render.redirect_after_post("/link-requests", done="saved")


@router.post("/link-requests/{request_id}/withdraw", name="withdraw")
def withdraw_request(
    request_id: UUID, session: SessionDep, context: ContextDep, actor: link_requests.MayAsk
) -> Response:
    """Withdraw a request that the user made."""
    link_requests.withdraw_link_request(request_id, session, context, actor)
    return render.redirect_after_post("/link-requests", done="ended")


def _ask_page(
    search_id: UUID, record_id: UUID, session: Session, context: Context, actor: Actor
) -> dict[str, Any]:
    return {
        "record": register.read_record(record_id, session, context, actor, Response()),
        "search_id": search_id,
        "is_unsigned": is_unsigned(session, context, actor, search_id),
        "kinds": list(LinkRequestKind),
        "max_length": MAX_LENGTH,
    }

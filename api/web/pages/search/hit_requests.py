"""Requests that follow a hit of a search."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.records import records
from api.routes.search import hit_requests
from api.schemas.search.hit_requests import HitDecisionIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, make_request
from core.codes.hit_requests import HitRequestKind
from core.errors import Conflict, InvalidInput, LimitReached
from core.policy.sharing.hit_requests import MAX_LENGTH, REFUSAL_REASONS
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.search.hit_requests import HitRequestForm, is_unsigned

router = APIRouter()

ASK = "search/ask.html"


@router.get("/search/{search_id}/ask/{record_id}", name="show_ask")
def show_ask(
    request: Request,
    search_id: UUID,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: hit_requests.MayAsk,
) -> Response:
    """Show the form for a request to the owner of a search result."""
    page = _ask_page(search_id, record_id, session, context, actor)
    return render.render_page(request, ASK, **page, sent=None, errors={})


@router.post("/search/{search_id}/ask/{record_id}", name="ask")
def ask_from_hit(
    search_id: UUID,
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: hit_requests.MayAsk,
) -> Response:
    """Ask the owner."""
    body = {"record": str(record_id)} | form.filled("kind", "reason")
    try:
        hit_requests.ask_from_hit(
            search_id, make_request(HitRequestForm, body), session, context, actor
        )
    except (InvalidInput, Conflict, LimitReached) as error:
        page = _ask_page(search_id, record_id, session, context, actor)
        raise FormRejected(ASK, error, **page, sent=form) from error
    return render.redirect_after_post("/hit-requests", done="requested")


@router.get("/hit-requests", name="show")
def show_requests(
    request: Request, session: SessionDep, context: ContextDep, actor: hit_requests.MayAsk
) -> Response:
    """Show the requests about records of the agency, and the requests that the user made."""
    return render.render_page(
        request,
        "search/requests.html",
        requests=hit_requests.list_hit_requests(session, context, actor).requests,
        refusals=sorted(REFUSAL_REASONS),
    )


@router.post("/hit-requests/{request_id}/decision", name="decide")
def decide_request(
    request_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: hit_requests.MayDecide,
) -> Response:
    """Accept or refuse a request."""
    hit_requests.decide_hit_request(
        request_id, form.to_request(HitDecisionIn), session, context, actor
    )
    return render.redirect_after_post("/hit-requests", done="saved")


@router.post("/hit-requests/{request_id}/withdraw", name="withdraw")
def withdraw_request(
    request_id: UUID, session: SessionDep, context: ContextDep, actor: hit_requests.MayAsk
) -> Response:
    """Withdraw a request that the user made."""
    hit_requests.withdraw_hit_request(request_id, session, context, actor)
    return render.redirect_after_post("/hit-requests", done="ended")


def _ask_page(
    search_id: UUID, record_id: UUID, session: Session, context: Context, actor: Actor
) -> dict[str, Any]:
    return {
        "record": records.read_record(record_id, session, context, actor, Response()),
        "search_id": search_id,
        "is_unsigned": is_unsigned(session, context, actor, search_id),
        "kinds": list(HitRequestKind),
        "max_length": MAX_LENGTH,
    }

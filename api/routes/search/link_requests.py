"""Requests that follow a link that a search showed: asked, listed, decided, withdrawn."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import CreatedOut
from api.schemas.search.link_requests import (
    LinkRequestDecisionIn,
    LinkRequestList,
)
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.search import link_requests
from services.search.link_requests import LinkRequestForm

router = APIRouter(prefix="/v1", tags=["search"])

MayAsk = Annotated[Actor, allow(Action.ASK_FROM_LINK)]
MayDecide = Annotated[Actor, allow(Action.DECIDE_LINK_REQUEST)]


@router.post("/searches/{search_id}/requests", status_code=status.HTTP_201_CREATED)
def ask_from_link(
    search_id: UUID,
    body: LinkRequestForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayAsk,
) -> CreatedOut:
    """Ask for contact or disclosure of a found record.

    The responsible agency is asked. The record is one that a search of yours showed.
    """
    return CreatedOut(id=link_requests.ask(session, context, actor, search_id, body))


@router.get("/link-requests")
def list_link_requests(session: SessionDep, context: ContextDep, actor: MayAsk) -> LinkRequestList:
    """List requests after searches, received and sent."""
    return LinkRequestList(requests=link_requests.list_requests(session, context, actor))


@router.post("/link-requests/{request_id}/decision", status_code=status.HTTP_204_NO_CONTENT)
def decide_link_request(
    request_id: UUID,
    body: LinkRequestDecisionIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> None:
    """Accept or refuse a request about a record of your agency."""
    link_requests.decide(session, context, actor, request_id, refusal=body.refusal)


@router.post("/link-requests/{request_id}/withdraw", status_code=status.HTTP_204_NO_CONTENT)
def withdraw_link_request(
    request_id: UUID, session: SessionDep, context: ContextDep, actor: MayAsk
) -> None:
    """Withdraw a request that you made."""
    link_requests.withdraw(session, context, actor, request_id)

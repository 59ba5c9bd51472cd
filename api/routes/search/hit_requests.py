"""Requests that follow a hit of a search: asked, listed, decided, withdrawn."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import CreatedOut
from api.schemas.search.hit_requests import (
    HitDecisionIn,
    HitRequestList,
)
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.search import hit_requests
from services.search.hit_requests import HitRequestForm

router = APIRouter(prefix="/v1", tags=["search"])

MayAsk = Annotated[Actor, allow(Action.ASK_FROM_HIT)]
MayDecide = Annotated[Actor, allow(Action.DECIDE_HIT_REQUEST)]


@router.post("/searches/{search_id}/requests", status_code=status.HTTP_201_CREATED)
def ask_from_hit(
    search_id: UUID,
    body: HitRequestForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayAsk,
) -> CreatedOut:
    """Ask the owner of a hit for contact or disclosure.

    The record is one that a search of yours showed.
    """
    return CreatedOut(id=hit_requests.ask(session, context, actor, search_id, body))


@router.get("/hit-requests")
def list_hit_requests(session: SessionDep, context: ContextDep, actor: MayAsk) -> HitRequestList:
    """List requests after hits, received and asked."""
    return HitRequestList(requests=hit_requests.list_requests(session, context, actor))


@router.post("/hit-requests/{request_id}/decision", status_code=status.HTTP_204_NO_CONTENT)
def decide_hit_request(
    request_id: UUID,
    body: HitDecisionIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> None:
    """Accept or refuse a request about a record of your agency."""
    hit_requests.decide(session, context, actor, request_id, refusal=body.refusal)


@router.post("/hit-requests/{request_id}/withdraw", status_code=status.HTTP_204_NO_CONTENT)
def withdraw_hit_request(
    request_id: UUID, session: SessionDep, context: ContextDep, actor: MayAsk
) -> None:
    """Withdraw a request that you made."""
    hit_requests.withdraw(session, context, actor, request_id)

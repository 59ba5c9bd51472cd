"""Pairs to review, and one pair side by side with its evidence."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes import pairs
from api.web import render
from services.actor import Actor

router = APIRouter()

MayReview = Annotated[Actor, pairs.MAY_REVIEW]
State = Literal["open", "proposed", "confirmed", "refuted"]


@router.get("/pairs")
def list_pairs(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
    state: State = "open",
    page: Annotated[str | None, Query(alias="from", max_length=200)] = None,
) -> Response:
    """List the pairs of one's own records."""
    listed = pairs.list_pairs(session, context, actor, state, page)
    return render.show(request, "pairs/list.html", listed=listed, state=state)


@router.get("/pairs/{pair_id}")
def read_pair(request: Request, pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview) -> Response:
    """Show a pair side by side."""
    pair = pairs.read_pair(pair_id, session, context, actor, Response())
    return render.show(request, "pairs/read.html", pair=pair)

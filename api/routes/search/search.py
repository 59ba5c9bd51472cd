"""Searching: always POST, so that nothing personal stands in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.search.search import SearchIn, SearchOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.search import search as searching

router = APIRouter(prefix="/v1/searches", tags=["search"])


@router.post("", name="search", status_code=status.HTTP_201_CREATED)
def search_records(
    body: SearchIn,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.SEARCH_OTHERS)],
) -> SearchOut:
    """Look for one person, for one case; sixty an hour, two hundred a day."""
    return SearchOut.of(searching.search(session, context, actor, body.question()))

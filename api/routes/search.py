"""Searching: always POST, so that nothing personal stands in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.search import SearchIn, SearchOut
from core.policy import Action
from services import search as searching
from services.actor import Actor

router = APIRouter(prefix="/v1/searches", tags=["search"])


@router.post("", status_code=status.HTTP_201_CREATED)
def search(
    body: SearchIn, session: SessionDep, context: ContextDep, actor: Annotated[Actor, allow(Action.SEARCH_OTHERS)]
) -> SearchOut:
    """Look for one person, for one case; sixty an hour, two hundred a day."""
    return SearchOut.of(searching.search(session, context, actor, body.question()))

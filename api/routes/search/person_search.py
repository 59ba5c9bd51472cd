"""Search. It is always a POST, so that no personal data is in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.search.person_search import SearchIn, SearchOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.search import person_search as searching

router = APIRouter(prefix="/v1/searches", tags=["search"])

MaySearch = Annotated[Actor, allow(Action.SEARCH_OTHERS)]


@router.post("", name="search", status_code=status.HTTP_201_CREATED)
def search_records(
    body: SearchIn,
    session: SessionDep,
    context: ContextDep,
    actor: MaySearch,
) -> SearchOut:
    """Search for a person.

    A search belongs to one case. The quota is %(searches_per_hour)s an hour and
    %(searches_per_day)s a day.
    """
    return SearchOut.of(searching.search(session, context, actor, body.question()))

"""Saved searches: save with a reason, list, end."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep
from api.routes.search.person_search import MaySearch
from api.schemas.search.person_search import (
    SavedSearchCreatedOut,
    SavedSearchIn,
    SavedSearchList,
    SavedSearchOut,
)
from services.search import saved_searches

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/searches/{search_id}/save", name="save", status_code=status.HTTP_201_CREATED)
def save_search(
    search_id: UUID,
    body: SavedSearchIn,
    session: SessionDep,
    context: ContextDep,
    actor: MaySearch,
) -> SavedSearchCreatedOut:
    """Save a search.

    You get a notification of each new record that you may know.

    If the search needs an approval, the saved search starts when a supervisor has approved it.
    """
    saved = saved_searches.save_search(
        session, context, actor, search_id, reason=body.reason, days=body.days
    )
    return SavedSearchCreatedOut(
        saved_search=saved.id, state=saved.state, expires_at=saved.expires_at
    )


@router.get("/saved-searches", name="list_saved_searches")
def list_saved_searches(
    session: SessionDep, context: ContextDep, actor: MaySearch
) -> SavedSearchList:
    """List your saved searches. Each has its state."""
    listed = saved_searches.list_saved_searches(session, context, actor)
    return SavedSearchList(searches=[SavedSearchOut.of(one, actor.user_id) for one in listed])


@router.post(
    "/saved-searches/{saved_search_id}/end", name="end", status_code=status.HTTP_204_NO_CONTENT
)
def end_saved_search(
    saved_search_id: UUID, session: SessionDep, context: ContextDep, actor: MaySearch
) -> None:
    """End a saved search. Before its approval it is withdrawn."""
    saved_searches.end_search(session, context, actor, saved_search_id)

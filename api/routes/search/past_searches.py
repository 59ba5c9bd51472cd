"""Own past searches, and what case numbers look like."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api import cursor
from api.deps import ContextDep, SessionDep
from api.routes.search.person_search import MaySearch
from api.schemas.oversight.alert_list import CaseNumberExamplesOut
from api.schemas.search.past_searches import OpenedSearchOut, PastSearchOut, PastSearchPage
from services.search import case_numbers, past_searches

router = APIRouter(prefix="/v1", tags=["search"])

LISTING = "searches"


@router.get("/searches")
def list_past_searches(
    session: SessionDep,
    context: ContextDep,
    actor: MaySearch,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> PastSearchPage:
    """List your own searches for the acting state. The newest is first; each has its state."""
    before = cursor.decode(context, actor, LISTING, page)
    listed, last = past_searches.list_past_searches(session, context, actor, before=before)
    more = cursor.encode(context, actor, LISTING, last) if last else None
    searches = [PastSearchOut.of(past, actor.user_id) for past in listed]
    return PastSearchPage(searches=searches, next=more)


@router.get("/searches/{search_id}")
def read_past_search(
    search_id: UUID, session: SessionDep, context: ContextDep, actor: MaySearch
) -> OpenedSearchOut:
    """Read one of your searches. The answer has the records that the search showed and that you may
    see today.
    """
    opened = past_searches.read_past_search(session, context, actor, search_id)
    return OpenedSearchOut.of(opened, actor.user_id)


@router.get("/case-number-examples")
def list_case_number_examples(session: SessionDep, actor: MaySearch) -> CaseNumberExamplesOut:
    """Return examples of case numbers of the acting state."""
    examples = case_numbers.examples_for(session, actor)
    return CaseNumberExamplesOut(state=actor.state, examples=examples)

"""Searching for one person, for one case. Purpose, basis and case number stay for the session, in the form itself."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes import search as searches
from api.routes import standing
from api.schemas.search import SearchIn, StandIn
from api.web import render
from api.web.errors import Again
from api.web.forms import Form, Sent, make
from api.web.pages.register import rows_of
from core.errors import Conflict, InvalidInput, LimitReached, Refused
from core.policy import REFUSED_PURPOSES
from core.policy_search import STANDING_DAYS
from services.actor import Actor

router = APIRouter()

MaySearch = Annotated[Actor, standing.MAY_SEARCH]
PLAIN = ("full_name", "name_native", "birth_date", "age", "sex", "birth_place", "height_cm", "eyes", "hair")
PLACES = ("event_date", "event_country", "event_place")
LISTS: dict[str, Any] = {"refused": REFUSED_PURPOSES, "days_most": STANDING_DAYS}
WHY = ("purpose", "legal_basis", "case_number", "bound_to")


@router.get("/search")
def show(request: Request, actor: MaySearch) -> Response:
    """Show an empty search."""
    return render.show(request, "search/search.html", sent=None, errors={}, answer=None, **LISTS)


@router.post("/search")
def search(request: Request, form: Form, session: SessionDep, context: ContextDep, actor: MaySearch) -> Response:
    """Search, and show the form again with what was found, to be refined."""
    try:
        answer = searches.search(make(SearchIn, body_of(form)), session, context, actor)
    except (InvalidInput, Conflict, Refused, LimitReached) as error:
        raise Again("search/search.html", error, sent=form, answer=None, **LISTS) from error
    return render.show(request, "search/search.html", sent=form, errors={}, answer=answer, **LISTS)


@router.get("/standing")
def list_standing(request: Request, session: SessionDep, context: ContextDep, actor: MaySearch) -> Response:
    """Show one's own searches that stand."""
    listed = standing.list_standing(session, context, actor).searches
    return render.show(request, "search/standing.html", searches=listed)


@router.post("/search/{search_id}/stand")
def stand(search_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: MaySearch) -> Response:
    """Let a search stand, with its reason and for so many days."""
    body = make(StandIn, {"reason": form.text("reason"), "days": form.text("days")})
    standing.stand(search_id, body, session, context, actor)
    return render.see_other("/standing", done="stands")


@router.post("/standing/{standing_id}/end")
def end(standing_id: UUID, session: SessionDep, context: ContextDep, actor: MaySearch) -> Response:
    """End a standing search."""
    standing.end(standing_id, session, context, actor)
    return render.see_other("/standing", done="ended")


def body_of(form: Sent) -> dict[str, Any]:
    """Return the interface's request that a filled-in form stands for."""
    facts: dict[str, Any] = form.filled(*PLAIN, *PLACES)
    facts |= {name: form.texts(name) for name in ("nationalities", "languages", "aliases") if form.texts(name)}
    facts |= rows_of(form)
    return {"facts": facts, "purpose": "", "legal_basis": "", "case_number": ""} | form.filled(*WHY)

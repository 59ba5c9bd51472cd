"""Home: what waits for whoever is signed in, clocks first."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep, SignedIn, allow
from api.routes import disclosures, notices, oversight, pairs, quarantine, records, runs
from api.web import render
from core.policy import Action, scope
from services.actor import Actor

router = APIRouter()

FEW = 8  # lines of each list; the rest is a page away


@router.get("/")
def show(request: Request, session: SessionDep, context: ContextDep, actor: SignedIn) -> Response:
    """Show what waits, as far as the role reaches."""

    def may(action: Action) -> bool:
        return scope(action, actor.role) is not None

    return render.show(
        request,
        "home.html",
        clocks=disclosures.list_clocks(session, context, actor).clocks[:FEW] if may(Action.SEE_CLOCKS) else [],
        notices=notices.list_notices(session, context, actor).notices[:FEW] if may(Action.READ_NOTICES) else [],
        pairs=pairs.list_pairs(session, context, actor).pairs[:FEW] if may(Action.PROPOSE_VERDICT) else [],
        records=records.list_own(session, context, actor).records[:FEW] if may(Action.READ_OWN) else [],
        alerts=oversight.list_alerts(session, context, actor).alerts[:FEW] if may(Action.SEE_ALERTS) else [],
        runs=runs.latest(session, actor).runs[:FEW] if may(Action.RUN) else [],
        given_up=quarantine.given_up(session, actor).jobs[:FEW] if may(Action.RUN) else [],
    )


@router.post("/notices/{notice_id}/read")
def mark_read(
    notice_id: UUID, session: SessionDep, context: ContextDep, actor: Annotated[Actor, allow(Action.READ_NOTICES)]
) -> Response:
    """Mark a notice as read."""
    notices.mark_read(notice_id, session, context, actor)
    return render.see_other("/", done="read")

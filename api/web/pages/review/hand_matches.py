"""Match by hand: enter the reference of another desk's record on the page of an own record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.records import register
from api.routes.review import hand_matches
from api.schemas.review.hand_matches import HandMatchIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form
from core.errors import Conflict, InvalidInput, LimitReached
from services.foundation.actor import Actor
from services.foundation.context import Context

router = APIRouter()

PAGE = "records/hand_matches.html"


@router.get("/records/{record_id}/hand-matches", name="show_hand_matches")
def show_hand_matches(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: hand_matches.MayMatchByHand,
) -> Response:
    """Show both references, the form, and what the desk entered."""
    return render.render_page(
        request, PAGE, **_shown(record_id, session, context, actor), sent=None, errors={}
    )


@router.post("/records/{record_id}/hand-matches", name="enter_hand_match")
def enter_hand_match(
    record_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: hand_matches.MayMatchByHand,
) -> Response:
    """Enter a reference; the page after it is the same in every case."""
    try:
        hand_matches.enter_hand_match(
            record_id, form.to_request(HandMatchIn), session, context, actor
        )
    except (InvalidInput, Conflict, LimitReached) as error:
        page = _shown(record_id, session, context, actor)
        raise FormRejected(PAGE, error, **page, sent=form) from error
    return render.redirect_after_post(
        f"/records/{record_id}/hand-matches", done="hand_match_entered"
    )


def _shown(record_id: UUID, session: Session, context: Context, actor: Actor) -> dict[str, Any]:
    return {
        "record": register.read_record(record_id, session, context, actor, Response()),
        "entries": hand_matches.list_hand_matches(record_id, session, context, actor).entries,
    }

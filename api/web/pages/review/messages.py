"""Messages: the list of what passes between desks, and the conversation about a match."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.review import messages
from api.schemas.review.messages import LetterIn
from api.web import render
from api.web.errors import FormRejected
from api.web.forms import Form, From, make_request
from core.codes.messages import MessageState
from core.errors import Conflict, InvalidInput
from core.policy.review import MAX_QUESTIONS
from services.foundation.actor import Actor
from services.foundation.context import Context

router = APIRouter(prefix="/messages")

PAGE = "matches/messages.html"
_DONE = {MessageState.SENT: "written", MessageState.WAITS: "written_waits"}


@router.get("", name="list")
def list_messages(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: messages.MayRead,
    page: From = None,
) -> Response:
    """Show the messages of the desk, newest first."""
    listed = messages.list_messages(session, context, actor, page)
    return render.render_page(request, "desk/messages.html", listed=listed)


@router.get("/{match_id}", name="read")
def read_messages(
    request: Request,
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: messages.MayWrite,
) -> Response:
    """Show what passed between the two desks of a match, with one box to write."""
    shown = _shown(match_id, session, context, actor)
    return render.render_page(request, PAGE, **shown, sent=None, errors={})


@router.post("/{match_id}", name="write")
def write_message(
    match_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: messages.MayWrite,
) -> Response:
    """Write all that was typed; a refused letter stays on the page."""
    answers = ((number, form.text(f"answer-{number}")) for number in range(1, MAX_QUESTIONS + 1))
    letter = {
        "text": form.text("text"),
        "sirene": form.text("sirene").upper(),
        "questions": form.texts("questions"),
        "answers": [{"number": number, "text": text} for number, text in answers if text],
    }
    try:
        written = make_request(LetterIn, letter)
        state = messages.write_letter(session, context, actor, match_id, written)
    except (InvalidInput, Conflict) as error:
        shown = _shown(match_id, session, context, actor)
        raise FormRejected(PAGE, error, **shown, sent=form) from error
    return render.redirect_after_post(f"/messages/{match_id}", done=_DONE[state])


def _shown(match_id: UUID, session: Session, context: Context, actor: Actor) -> dict[str, Any]:
    talk = messages.read_messages(match_id, session, context, actor)
    asked = sum(one.kind == "question" for one in talk.messages)
    return {"match_id": match_id, "talk": talk, "questions": range(asked, MAX_QUESTIONS)}

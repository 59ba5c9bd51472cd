"""Messages: what passes between two desks, in one list."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.review import messages
from api.web import render
from api.web.forms import From

router = APIRouter(prefix="/messages")


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

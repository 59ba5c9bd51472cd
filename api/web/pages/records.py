"""One's own records, and a record as far as one sees it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.deps import ContextDep, SessionDep, allow
from api.routes import records
from api.web import render
from core.policy import Action
from services.actor import Actor

router = APIRouter()


@router.get("/records")
def list_own(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.READ_OWN)],
    page: Annotated[str | None, Query(alias="from", max_length=200)] = None,
    kind: Literal["", "missing", "found", "tracing"] = "",
    status: Literal["", "open", "closed"] = "open",
) -> Response:
    """List one's own records, newest first."""
    listed = records.list_own(session, context, actor, page, kind, status)
    return render.show(request, "records/list.html", listed=listed, kind=kind, status=status)


@router.get("/records/{record_id}")
def read(
    request: Request,
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.READ_OWN, Action.READ_OTHERS)],
) -> Response:
    """Show a record as far as one sees it."""
    shown = records.read(record_id, session, context, actor, Response())
    return render.show(request, "records/read.html", record=shown)

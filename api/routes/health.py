"""Whether the process lives, and whether the installation does its work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response, status

from api.deps import ContextDep
from api.routes.sessions import get_database
from api.schemas.work import HealthOut
from models.migrate import current, newest
from models.session import Database
from models.wall import Door
from services import jobs

router = APIRouter(prefix="/health", tags=["health"])

OLDEST_JOB_S = 120.0


@router.get("/live")
def live() -> HealthOut:
    """Answer as long as the process does."""
    return HealthOut(status="live")


@router.get("/ready")
def ready(response: Response, context: ContextDep, database: Annotated[Database, Depends(get_database)]) -> HealthOut:
    """Answer 200 when the tables are this code's and no record waits for matching over two minutes, else 503.

    No numbers: how much a registration sets going would tell a stranger whether there was a candidate.
    """
    if current(database) != newest():
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return HealthOut(status="not_migrated")
    with database.transaction(is_read_only=True, door=Door.WORKER) as session:
        state = jobs.queue_state(session, context)
    is_late = state.oldest_s > OLDEST_JOB_S
    if is_late:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return HealthOut(status="late" if is_late else "ready")

"""Whether the process lives, and whether the installation does its work."""

from __future__ import annotations

from fastapi import APIRouter, Response, status

from api.deps import ContextDep, DatabaseDep
from api.schemas.operations.work import HealthOut
from services.operations.readiness import Readiness, readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> HealthOut:
    """Answer as long as the process does; it needs no thread and no database."""
    return HealthOut(status="live")


@router.get("/ready")
def ready(response: Response, context: ContextDep, database: DatabaseDep) -> HealthOut:
    """Answer 200 when the installation does its work, else 503; a word says what is wrong, no
    number how much.
    """
    found = readiness(database, context)
    if found is not Readiness.READY:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return HealthOut(status=found.value)

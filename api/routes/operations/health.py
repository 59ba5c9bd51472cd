"""Whether the process lives, can serve, and whether the installation's work is on time."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status

from api.deps import ContextDep, DatabaseDep
from api.schemas.operations.work import HealthOut
from services.operations import readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", name="live")
async def check_live() -> HealthOut:
    """Answer as long as the process does; it needs no thread and no database."""
    return HealthOut(status="live")


@router.get("/ready", name="ready")
def check_ready(
    request: Request, response: Response, context: ContextDep, database: DatabaseDep
) -> HealthOut:
    """Answer 200 when this process can serve, else 503; a word says what is wrong."""
    found = readiness.readiness(database, context)
    has_kernels = request.app.state.has_kernels
    if found is readiness.Readiness.READY and has_kernels is not None and not has_kernels.is_set():
        found = readiness.Readiness.WARMING_UP
    return _health_answer(response, found, is_good=found is readiness.Readiness.READY)


@router.get("/work", name="work")
def check_work(response: Response, context: ContextDep, database: DatabaseDep) -> HealthOut:
    """Answer 200 when matching and recurring work are on time, else 503; a word says what is late,
    no number how much.

    For alerts. A load balancer asks `/health/ready`.
    """
    found = readiness.work(database, context)
    return _health_answer(response, found, is_good=found is readiness.Work.ON_TIME)


def _health_answer(response: Response, word: str, *, is_good: bool) -> HealthOut:
    if not is_good:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return HealthOut(status=word)

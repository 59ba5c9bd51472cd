"""Health: the process runs, can serve, and the work of the installation is on time."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response, status

from api.deps import ContextDep, DatabaseDep
from api.schemas.operations.work import HealthOut
from services.operations import readiness

router = APIRouter(prefix="/health", tags=["health"])

UNHEALTHY: dict[int | str, dict[str, Any]] = {503: {"model": HealthOut}}


@router.get("/live", name="live")
async def check_live() -> HealthOut:
    """Check that the process runs. This check needs no thread and no database."""
    return HealthOut(status="live")


@router.get("/ready", name="ready", responses=UNHEALTHY)
def check_ready(
    request: Request, response: Response, context: ContextDep, database: DatabaseDep
) -> HealthOut:
    """Check that the process can serve.

    The answer is 200 or 503. `status` is `ready`, or the reason: `database_unavailable`,
    `other_version`, `audit_unavailable` or `warming_up`.
    """
    found = readiness.readiness(database, context)
    has_kernels = request.app.state.has_kernels
    if found is readiness.Readiness.READY and has_kernels is not None and not has_kernels.is_set():
        found = readiness.Readiness.WARMING_UP
    return _health_answer(response, found, is_good=found is readiness.Readiness.READY)


@router.get("/work", name="work", responses=UNHEALTHY)
def check_work(response: Response, context: ContextDep, database: DatabaseDep) -> HealthOut:
    """Check that background work is on time.

    The answer is 200 or 503. `status` is `on_time`, or the reason: `database_unavailable`,
    `matching_late` or `schedule_late`. Use it for alerts; a load balancer asks `/health/ready`.
    """
    found = readiness.work(database, context)
    return _health_answer(response, found, is_good=found is readiness.Work.ON_TIME)


def _health_answer(response: Response, word: str, *, is_good: bool) -> HealthOut:
    if not is_good:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return HealthOut(status=word)

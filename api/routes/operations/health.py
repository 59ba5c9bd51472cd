"""Health: the process runs, can serve, and the work of the installation is on time.

The port of the probes answers (`api.probes`), not the one of the API.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from fastapi import APIRouter, Request, Response

from api.routes.operations.probe_state import ProbeState
from api.schemas.operations.work import HealthOut
from services.operations.readiness import Readiness, Work

router = APIRouter(prefix="/health")

LIVE = "live"


@router.get("/live")
async def check_live(request: Request, response: Response) -> HealthOut:
    """Check that the process answers requests: 200 `live`, or 503 `not_answering`."""
    is_good = _state(request).is_answering()
    return _health_answer(response, LIVE if is_good else Readiness.NOT_ANSWERING, is_good=is_good)


@router.get("/ready")
async def check_ready(request: Request, response: Response) -> HealthOut:
    """Check that the process could serve within the last second: 200 `ready`, or 503.

    `status` is the reason (`Readiness`).
    """
    readiness = _state(request).readiness()
    return _health_answer(response, readiness, is_good=readiness is Readiness.READY)


@router.get("/work")
def check_work(request: Request, response: Response) -> HealthOut:
    """Check that background work is on time: 200 `on_time`, or 503 and the reason (`Work`).

    Use it for alerts; a load balancer asks `/health/ready`.
    """
    work = _state(request).work.get()
    return _health_answer(response, work, is_good=work is Work.ON_TIME)


def _state(request: Request) -> ProbeState:
    return cast(ProbeState, request.app.state.probe_state)


def _health_answer(response: Response, word: str, *, is_good: bool) -> HealthOut:
    if not is_good:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return HealthOut(status=word)

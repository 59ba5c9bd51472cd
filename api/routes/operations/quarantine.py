"""Jobs that failed three times: see them, have them tried again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.work import FailedJobList, RetryIn, RetryOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.operations import failed_jobs

router = APIRouter(prefix="/v1/quarantine", tags=["runs"])

MayRun = Annotated[Actor, allow(Action.RUN)]


@router.get("", name="given_up")
def list_failed_jobs(session: SessionDep, actor: MayRun) -> FailedJobList:
    """List the oldest jobs that were given up."""
    return FailedJobList(jobs=failed_jobs.list_failed_jobs(session, actor))


@router.post("/retry", name="retry")
def retry_failed_jobs(
    body: RetryIn, session: SessionDep, context: ContextDep, actor: MayRun
) -> RetryOut:
    """Have jobs that were given up tried again; the failed run of a shard goes on."""
    return RetryOut(jobs=failed_jobs.retry_jobs(session, context, actor, body.jobs))

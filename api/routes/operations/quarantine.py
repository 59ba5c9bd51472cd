"""Jobs that failed in every attempt: list and retry."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import ContextDep, SessionDep
from api.routes.matching_runs.runs import MayRun
from api.schemas.operations.work import FailedJobList, RetryIn, RetryOut
from services.operations import failed_jobs

router = APIRouter(prefix="/v1/quarantine", tags=["administration"])


@router.get("", name="given_up")
def list_failed_jobs(session: SessionDep, actor: MayRun) -> FailedJobList:
    """List failed jobs. Every attempt of a failed job failed. The oldest is first."""
    return FailedJobList(jobs=failed_jobs.list_failed_jobs(session, actor))


@router.post("/retry", name="retry")
def retry_failed_jobs(
    body: RetryIn, session: SessionDep, context: ContextDep, actor: MayRun
) -> RetryOut:
    """Retry failed jobs. A failed run continues with its shards."""
    return RetryOut(jobs=failed_jobs.retry_jobs(session, context, actor, body.jobs))

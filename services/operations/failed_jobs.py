"""Jobs that failed `MAX_ATTEMPTS` times: listed for the administrator, and retried after a repair.

Shows job numbers, kinds and error classes, but no records, which an administrator may not see.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.operations import JobState, MatchingRunState
from core.policy.actions import Action
from core.published import published
from models.operations.job import Job, MatchingRun
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.matching_runs import runs

LIST_LIMIT = 200


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class FailedJob:
    """A quarantined job, named as in the log.

    `error` is the class of its last error, `matching_run` the id of its run. `matching_run` is None
    for a job without a run.
    """

    job: int
    kind: str
    error: str
    matching_run: UUID | None
    created_at: datetime


def list_failed_jobs(session: Session, actor: Actor) -> list[FailedJob]:
    """Return the oldest quarantined jobs, at most `LIST_LIMIT`."""
    require(actor, Action.RUN)
    rows = session.execute(
        select(Job.id, Job.kind, Job.error, MatchingRun.public_id, Job.created_at)
        .outerjoin(MatchingRun, MatchingRun.id == Job.matching_run_id)
        .where(Job.state == JobState.QUARANTINED)
        .order_by(Job.id)
        .limit(LIST_LIMIT)
    )
    return [
        FailedJob(row.id, row.kind, row.error or "", row.public_id, row.created_at) for row in rows
    ]


def retry_jobs(
    session: Session, context: Context, actor: Actor, job_ids: Collection[int] = ()
) -> int:
    """Queue these quarantined jobs, or all, for three more attempts; return their number.

    The failed run of a shard continues; raise `Conflict` while another run is active.
    """
    require(actor, Action.RUN)
    query = select(Job).where(Job.state == JobState.QUARANTINED).order_by(Job.id).with_for_update()
    jobs = session.scalars(query.where(Job.id.in_(job_ids)) if job_ids else query).all()
    failed = session.scalars(
        select(MatchingRun.id)
        .where(
            MatchingRun.id.in_({job.matching_run_id for job in jobs} - {None}),
            MatchingRun.state == MatchingRunState.FAILED,
        )
        .order_by(MatchingRun.id)
    ).all()
    for job in jobs:
        job.state, job.attempts, job.error = JobState.QUEUED, 0, None
        job.lease_owner = job.lease_until = job.published_at = None
        job.due_at = context.clock.now()
        if job.matching_run_id not in failed:
            job.matching_run_id = None  # its run was completed without it
    session.flush()
    for matching_run_id in failed:
        runs.reopen_run(session, context, matching_run_id)
    if jobs:
        audit_log.record_event(session, context, actor, audit_log.AuditEvent("retry_jobs"))
    return len(jobs)

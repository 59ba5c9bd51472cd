"""Release a job whose worker was stopped or lost its database; the attempt does not count.

The job did not cause the interruption.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from core.codes.operations import JobState
from models.operations.job import Job
from services.foundation.context import Context
from services.foundation.jobs import RETRY_AFTER_S, Claim, update_claimed

DATABASE_LOST = "database_lost"


def release_job(session: Session, claimed: Claim) -> None:
    """Queue a claimed job as if it had not started; raise `JobLost` without the lease."""
    update_claimed(
        session,
        claimed,
        {
            "state": JobState.QUEUED,
            "attempts": Job.attempts - 1,
            "lease_owner": None,
            "lease_until": None,
            "published_at": None,
        },
    )


def release_after_outage(session: Session, context: Context, job_id: int, *, owner: str) -> bool:
    """Queue a job that this owner had claimed when the database was lost; return whether it was.

    Every second outage in a row counts as an attempt, after its lease expires. So a job that causes
    the outage ends in quarantine too. A job that is finished or claimed by another worker is not
    changed.
    """
    is_leased = (Job.id == job_id, Job.state == JobState.RUNNING, Job.lease_owner == owner)
    released = session.execute(
        update(Job)
        .where(*is_leased, or_(Job.error.is_(None), Job.error != DATABASE_LOST))
        .values(
            state=JobState.QUEUED,
            attempts=Job.attempts - 1,
            error=DATABASE_LOST,
            lease_owner=None,
            lease_until=None,
            published_at=None,
            due_at=context.clock.now() + timedelta(seconds=RETRY_AFTER_S),
        )
        .returning(Job.id)
    ).first()
    if released is None:
        session.execute(update(Job).where(*is_leased).values(error=None))
    return released is not None

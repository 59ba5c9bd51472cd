"""A job whose worker was told to stop, or lost its database: given back, and the attempt does not
count, for it was not the job's fault.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from core.codes.operations import JobState
from core.errors import JobLost
from models.operations.job import Job
from services.foundation.context import Context
from services.foundation.jobs import RETRY_AFTER_S, Claim

DATABASE_LOST = "database_lost"


def release_job(session: Session, claimed: Claim) -> None:
    """Put a claimed job back as if it had not been begun; `JobLost` when it ended or its lease went
    to another one.
    """
    released = session.execute(
        update(Job)
        .where(
            Job.id == claimed.id, Job.state == JobState.RUNNING, Job.lease_owner == claimed.owner
        )
        .where(Job.attempts == claimed.attempts)
        .values(
            state=JobState.QUEUED,
            attempts=Job.attempts - 1,
            lease_owner=None,
            lease_until=None,
            published_at=None,
        )
        .returning(Job.id)
    ).first()
    if released is None:
        raise JobLost(f"job {claimed.id}")


def release_after_outage(session: Session, context: Context, job_id: int, *, owner: str) -> bool:
    """Put back what an owner held of a job when the database went away, claimed or half claimed;
    return whether.

    Every second outage in a row is left counted, until its lease runs out: a job that itself brings
    the database down must end in quarantine too. A job that somebody else has by now, or that is
    over, is left alone.
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

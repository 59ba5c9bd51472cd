"""A job whose worker was told to stop: given back at once, and the attempt does not count, for it was not the job's
fault.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.errors import JobLost
from models.job import Job
from services.jobs import Claim


def give_back(session: Session, claimed: Claim) -> None:
    """Put a claimed job back as if it had not been begun; `JobLost` when it ended or its lease went to another one."""
    given = session.execute(
        update(Job)
        .where(Job.id == claimed.id, Job.state == "running", Job.lease_owner == claimed.owner)
        .where(Job.attempts == claimed.attempts)
        .values(state="queued", attempts=Job.attempts - 1, lease_owner=None, lease_until=None, published_at=None)
        .returning(Job.id)
    ).first()
    if given is None:
        raise JobLost(f"job {claimed.id}")

"""The delta run: one job per record that was last matched at an older version or engine.

A new report has its own job at once. The delta run finds the rest: records of a full run that
failed or was cancelled under a new snapshot, of an upgrade, or of a lost job.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from core.codes.operations import JobKind, JobState, RunState
from core.codes.records import RecordStatus
from matching.versions import PACKED_VERSION
from models.operations.job import Job, Run
from models.records.facts import Feature
from models.records.record import Record
from services.foundation import jobs
from services.foundation.context import Context
from services.foundation.jobs import Claim, JobTarget

# records per run, so that a full run need not wait long; the next delta run does the rest
MAX_JOBS = 5_000


def has_outdated_records(session: Session, context: Context) -> bool:
    """Return whether a delta run would have any record."""
    return bool(_outdated(session, context, limit=1)[1])


def outdated_records(session: Session, context: Context) -> tuple[str, list[JobTarget]]:
    """Return the current engine version and at most `MAX_JOBS` outdated records, lowest id first.

    Records with a waiting job, records that wait for the upgrade, and records in quarantine at this
    version are left out.
    """
    return _outdated(session, context, limit=MAX_JOBS)


def _outdated(session: Session, context: Context, *, limit: int) -> tuple[str, list[JobTarget]]:
    engine_version = context.rarity.in_force(session, context.keys).engine_version
    is_outdated = or_(
        Record.matched_version < Record.version,
        Record.matched_engine.is_(None),
        Record.matched_engine != engine_version,
    )
    is_given_up = and_(Job.state == JobState.QUARANTINED, Job.record_version == Record.version)
    has_job = exists().where(
        Job.record_id == Record.id,
        Job.kind.in_(jobs.MATCHING),
        or_(Job.state.in_(jobs.WAITING), is_given_up),
    )
    query = (
        select(Record.id, Record.version)
        .join(Feature, Feature.record_id == Record.id)
        .where(Record.status == RecordStatus.OPEN, Feature.packed_version == PACKED_VERSION)
        .where(is_outdated, ~has_job)
        .order_by(Record.id)
        .limit(limit)
    )
    return engine_version, [
        JobTarget(record_id=row.id, record_version=row.version) for row in session.execute(query)
    ]


def plan_delta_jobs(
    session: Session, context: Context, claimed: Claim, found: tuple[str, Sequence[JobTarget]]
) -> None:
    """Write the jobs of a delta run; a repeated plan after a lost lease has no effect."""
    run = session.get_one(Run, claimed.run_id, with_for_update=True)
    if run.state != RunState.PLANNED:
        return
    run.engine_version, targets = found
    jobs.enqueue(
        session,
        context,
        JobKind.REMATCH,
        [
            JobTarget(
                record_id=target.record_id, record_version=target.record_version, run_id=run.id
            )
            for target in targets
        ],
    )
    run.records = run.shards = len(targets)
    run.state = RunState.RUNNING if targets else RunState.DONE
    run.finished_at = None if targets else context.clock.now()

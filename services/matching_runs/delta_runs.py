"""The delta run: match the records that were last matched at an older version or engine.

A report that a person enters has its own job at once. The delta run finds the rest: the rows of a
large import, and records of a full run that failed or was cancelled under a new snapshot, of an
upgrade, or of a lost job.

It is split into shards of record ids. The second attempt of a shard makes a job for each of its
records. So a record that cannot be matched, or that ends its worker, costs only itself.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from core.codes.operations import JobKind, JobState, MatchingRunState
from core.codes.records import RecordStatus
from matching.versions import PACKED_VERSION
from models.operations.job import Job, MatchingRun
from models.records.facts import Feature
from models.records.record import Record
from services.foundation import jobs
from services.foundation.context import Context
from services.foundation.jobs import Claim, JobTarget

# A shard takes one to five seconds (benchmarks/README.md).
SHARD_IDS = 100


def has_outdated_records(session: Session, context: Context) -> bool:
    """Return whether a delta run would have any record."""
    query = select(Record.id).where(*_is_in_delta(_engine_version(session, context))).limit(1)
    return session.scalar(query) is not None


def outdated_ids(
    session: Session, context: Context, *, among: ColumnElement[bool] | None = None
) -> list[int]:
    """Return the ids of the outdated records, ascending; with a condition, only those among it.

    Records with a waiting job, records that wait for the upgrade, and records in quarantine at this
    version are left out.
    """
    conditions = _is_in_delta(_engine_version(session, context))
    query = select(Record.id).where(*conditions).order_by(Record.id)
    return list(session.scalars(query if among is None else query.where(among)))


def not_current(session: Session, context: Context, record_ids: Collection[int]) -> list[int]:
    """Return which of these records were not matched at their version by this engine yet."""
    is_outdated = _is_outdated(_engine_version(session, context))
    query = select(Record.id).where(Record.id.in_(record_ids), is_outdated)
    return list(session.scalars(query.order_by(Record.id)))


def _engine_version(session: Session, context: Context) -> str:
    return context.rarity.in_force(session, context.keys).engine_version


def _is_outdated(engine_version: str) -> ColumnElement[bool]:
    return or_(
        Record.matched_version < Record.version,
        Record.matched_engine.is_(None),
        Record.matched_engine != engine_version,
    )


def _is_in_delta(engine_version: str) -> list[ColumnElement[bool]]:
    """Return the conditions for the records of a delta run."""
    is_given_up = and_(Job.state == JobState.QUARANTINED, Job.record_version == Record.version)
    has_job = exists().where(
        Job.record_id == Record.id,
        Job.kind.in_(jobs.MATCHING),
        or_(Job.state.in_(jobs.WAITING), is_given_up),
    )
    can_be_matched = exists().where(
        Feature.record_id == Record.id, Feature.packed_version == PACKED_VERSION
    )
    return [
        Record.status == RecordStatus.OPEN,
        can_be_matched,
        _is_outdated(engine_version),
        ~has_job,
    ]


def plan_shards(session: Session, context: Context, claimed: Claim) -> None:
    """Split the outdated records into shards; a repeated plan after a lost lease has no effect."""
    run = session.get_one(MatchingRun, claimed.matching_run_id, with_for_update=True)
    if run.state != MatchingRunState.PLANNED:
        return
    run.engine_version = _engine_version(session, context)
    shard = Record.id // SHARD_IDS
    counts = session.execute(
        select(shard, func.count())
        .where(*_is_in_delta(run.engine_version))
        .group_by(shard)
        .order_by(shard)
    ).all()
    jobs.enqueue(
        session,
        context,
        JobKind.REMATCH,
        [JobTarget(matching_run_id=run.id, shard=number) for number, _ in counts],
    )
    run.records, run.shards = sum(count for _, count in counts), len(counts)
    run.state = MatchingRunState.RUNNING if counts else MatchingRunState.DONE
    run.finished_at = None if counts else context.clock.now()


def ids_to_match(session: Session, context: Context, claimed: Claim) -> list[int]:
    """Return the record of a job, or the records of its shard that are still outdated."""
    if claimed.shard is None:
        return [claimed.record_id or 0]
    return outdated_ids(session, context, among=_in_shard(claimed.shard))


def _in_shard(shard: int) -> ColumnElement[bool]:
    first = shard * SHARD_IDS
    return (Record.id >= first) & (Record.id < first + SHARD_IDS)


def split_shard(session: Session, context: Context, claimed: Claim) -> None:
    """Make a job for each record of a shard that is still outdated, in the same run."""
    run = session.get_one(MatchingRun, claimed.matching_run_id, with_for_update=True)
    record_ids = ids_to_match(session, context, claimed)
    versions = session.execute(
        select(Record.id, Record.version).where(Record.id.in_(record_ids)).order_by(Record.id)
    )
    targets = [
        JobTarget(record_id=row.id, record_version=row.version, matching_run_id=run.id)
        for row in versions
    ]
    jobs.enqueue(session, context, JobKind.REMATCH, targets)
    run.shards += len(targets)

"""Runs over the store, planned into repeatable jobs; resumable, cancellable, one at a time.

A full cross-match is split into shards of record ids, a delta run
(`services.matching_runs.delta_runs`) into shards of those that are outdated.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.codes.operations import JobKind, JobState, MatchingRunKind, MatchingRunState
from core.errors import Conflict, require_code, require_found
from core.expected_end import expected_end
from core.policy.actions import Action
from core.published import published
from core.refusals import Refusal
from models.operations.job import Job, MatchingRun
from models.records.facts import Feature
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import audit_log, jobs, population_snapshot
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.jobs import Claim, JobTarget

# A shard should take one to five seconds, so that a killed worker loses little. A record has more
# candidates in a larger store: 340 at the end of 10,000, 1,160 at the end of 60,000
# (benchmarks/README.md).
LISTED_RUNS = 20
SHARD_IDS = 250
SHARD_HALVING_SIZES = (20_000, 100_000)  # records that take part in matching
ACTIVE_STATES = (MatchingRunState.PLANNED, MatchingRunState.RUNNING)
_ACTIVE = (
    select(MatchingRun)
    .where(MatchingRun.state.in_(ACTIVE_STATES))
    .order_by(MatchingRun.id)
    .limit(1)
)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class MatchingRunProgress:
    """The progress of a run.

    `shards_done` of `shards` jobs are finished. `records` is the number of records in the run,
    `pairs_scored` the number of compared pairs, and `pairs_kept` the number of stored matches.
    `expected_end` is when an active run ends at its pace so far, None while that is not known.
    """

    id: UUID
    kind: str
    state: str
    engine_version: str
    shards: int
    shards_done: int
    records: int
    pairs_scored: int
    pairs_kept: int
    started_at: datetime
    expected_end: datetime | None


def start_matching_run(
    session: Session, context: Context, actor: Actor, *, kind: str = MatchingRunKind.CROSSMATCH
) -> UUID:
    """Plan a run; return its id. A worker starts it.

    Raise `Conflict` while another run is active, and `InvalidInput` for an unknown
    `MatchingRunKind`. Audited.
    """
    require(actor, Action.RUN)
    require_code("kind", kind, list(MatchingRunKind))
    _only_one(session)
    run = MatchingRun(
        public_id=uuid4(),
        kind=kind,
        state=MatchingRunState.PLANNED,
        shards=0,
        shards_done=0,
        records=0,
        pairs_scored=0,
        pairs_kept=0,
        started_by=actor.user_id,
        created_at=context.clock.now(),
    )
    session.add(run)
    session.flush()
    jobs.enqueue(session, context, kind, [JobTarget(matching_run_id=run.id)])
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("start_matching_run", subject=run.public_id)
    )
    return run.public_id


def _only_one(session: Session) -> None:
    """Wait for concurrent starts of a run; raise `Conflict` if a run is active."""
    locks.take_lock(session, Lock.RUNS)
    other_run = session.scalar(_ACTIVE)
    if other_run is not None:
        raise Conflict(
            Refusal.RUN_IS_ACTIVE,
            kind=other_run.kind,
            done=other_run.shards_done,
            shards=other_run.shards,
        )


def cancel_matching_run(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Cancel an active run: waiting shards are dropped.

    Running shards finish, and their matches stay. Raise `Conflict` for a run that is over, and
    `NotFound` for an unknown run. Audited.
    """
    require(actor, Action.RUN)
    run = _find(session, public_id)
    if run.state not in ACTIVE_STATES:
        raise Conflict(Refusal.RUN_IS_OVER)
    _end(session, context, run, MatchingRunState.CANCELLED)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("cancel_matching_run", subject=public_id)
    )


def _end(session: Session, context: Context, run: MatchingRun, state: str) -> None:
    """End a run early: waiting jobs are dropped, running jobs stop or finish."""
    run.state, run.finished_at = state, context.clock.now()
    session.execute(
        update(Job)
        .where(Job.matching_run_id == run.id, Job.state == JobState.QUEUED)
        .values(state=JobState.CANCELLED)
    )


def active_run(session: Session, context: Context, actor: Actor) -> MatchingRunProgress:
    """Return the active run; raise `NotFound` if there is none."""
    require(actor, Action.RUN)
    run = require_found(session.scalar(_ACTIVE), "no run goes on")
    return _progress(run, context.clock.now())


def matching_run_progress(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> MatchingRunProgress:
    """Return the progress of the run with this public id; raise `NotFound` for an unknown one."""
    require(actor, Action.RUN)
    return _progress(_find(session, public_id), context.clock.now())


def latest_runs(session: Session, context: Context, actor: Actor) -> list[MatchingRunProgress]:
    """Return the newest runs, at most `LISTED_RUNS`, newest first."""
    require(actor, Action.RUN)
    now = context.clock.now()
    return [
        _progress(run, now)
        for run in session.scalars(
            select(MatchingRun).order_by(MatchingRun.id.desc()).limit(LISTED_RUNS)
        )
    ]


def _find(session: Session, public_id: UUID) -> MatchingRun:
    return require_found(
        session.scalar(select(MatchingRun).where(MatchingRun.public_id == public_id)), "no such run"
    )


def _progress(run: MatchingRun, now: datetime) -> MatchingRunProgress:
    is_running = run.state == MatchingRunState.RUNNING
    return MatchingRunProgress(
        id=run.public_id,
        kind=run.kind,
        state=run.state,
        engine_version=run.engine_version or "",
        shards=run.shards,
        shards_done=run.shards_done,
        records=run.records,
        pairs_scored=run.pairs_scored,
        pairs_kept=run.pairs_kept,
        started_at=run.created_at,
        expected_end=expected_end(run.created_at, now, done=run.shards_done, total=run.shards)
        if is_running
        else None,
    )


def plan_shards(
    session: Session, context: Context, claimed: Claim, counted: population_snapshot.SnapshotCounts
) -> None:
    """Take a rarity snapshot and split the store into shards.

    A repeated plan after a lost lease has no effect.
    """
    run = session.get_one(MatchingRun, claimed.matching_run_id, with_for_update=True)
    if run.state != MatchingRunState.PLANNED:
        return
    snapshot_id = population_snapshot.save_snapshot(
        session, context.keys, counted, now=context.clock.now()
    )
    low, high = session.execute(
        select(func.min(Feature.record_id), func.max(Feature.record_id))
    ).one()
    run.engine_version = context.rarity.version_of(snapshot_id)
    run.records = counted.size
    width = shard_size(counted.size)
    shards = range(low // width, high // width + 1) if low is not None else range(0)
    jobs.enqueue(
        session,
        context,
        JobKind.SHARD,
        [JobTarget(matching_run_id=run.id, shard=shard) for shard in shards],
    )
    run.shards = len(shards)
    run.state = MatchingRunState.RUNNING if shards else MatchingRunState.DONE
    run.finished_at = None if shards else context.clock.now()


def shard_size(records: int) -> int:
    """Return the number of ids per shard for a store of this many records."""
    return max(1, SHARD_IDS >> sum(records > limit for limit in SHARD_HALVING_SIZES))


def is_run_over(session: Session, claimed: Claim) -> bool:
    """Return whether the run of the job ended early, so that the job is not needed."""
    return (
        claimed.matching_run_id is not None
        and session.get_one(MatchingRun, claimed.matching_run_id).state not in ACTIVE_STATES
    )


def shard_ids(session: Session, claimed: Claim) -> list[int]:
    """Return the record ids of a shard that take part in matching."""
    if claimed.shard is None:
        return []
    width = shard_size(session.get_one(MatchingRun, claimed.matching_run_id).records)
    low = claimed.shard * width
    in_shard = (Feature.record_id >= low) & (Feature.record_id < low + width)
    return list(session.scalars(select(Feature.record_id).where(in_shard)))


def count_job(
    session: Session, context: Context, claimed: Claim, *, scored: int = 0, stored: int = 0
) -> None:
    """Add the results of a job to its run, also if the run has ended; the last job ends the run.

    `scored` is the number of compared pairs, `stored` that of stored matches.
    """
    if claimed.matching_run_id is not None:
        _count(session, context, claimed.matching_run_id, scored=scored, stored=stored)


def _count(
    session: Session, context: Context, matching_run_id: int, *, scored: int = 0, stored: int = 0
) -> None:
    session.execute(
        update(MatchingRun)
        .where(MatchingRun.id == matching_run_id)
        .values(
            shards_done=MatchingRun.shards_done + 1,
            pairs_scored=MatchingRun.pairs_scored + scored,
            pairs_kept=MatchingRun.pairs_kept + stored,
        )
    )
    session.execute(
        update(MatchingRun)
        .where(
            MatchingRun.id == matching_run_id,
            MatchingRun.state == MatchingRunState.RUNNING,
            MatchingRun.shards_done >= MatchingRun.shards,
        )
        .values(state=MatchingRunState.DONE, finished_at=context.clock.now())
    )


def record_lost_job(session: Session, context: Context, matching_run_id: int) -> None:
    """Handle a quarantined job of a run: a full run fails and its matches stay.

    A delta run continues without the record of the job.
    """
    run = session.get_one(MatchingRun, matching_run_id, with_for_update=True)
    if run.kind == MatchingRunKind.DELTA and run.state == MatchingRunState.RUNNING:
        _count(session, context, matching_run_id)
    elif run.state in ACTIVE_STATES:
        _end(session, context, run, MatchingRunState.FAILED)


def reopen_run(session: Session, context: Context, matching_run_id: int) -> None:
    """Continue a failed run, and queue its cancelled jobs again.

    The run becomes `RUNNING`, or `PLANNED` if it has no shards yet. The caller checks that it
    failed. Raise `Conflict` while another run is active.
    """
    _only_one(session)
    run = session.get_one(MatchingRun, matching_run_id, with_for_update=True)
    run.state, run.finished_at = (
        MatchingRunState.RUNNING if run.shards else MatchingRunState.PLANNED,
        None,
    )
    session.execute(
        update(Job)
        .where(Job.matching_run_id == matching_run_id, Job.state == JobState.CANCELLED)
        .values(state=JobState.QUEUED, published_at=None, due_at=context.clock.now())
    )

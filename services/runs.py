"""Many-against-many runs: planned into shards by record id, each shard a job; resumable, cancellable, one at a time."""

from __future__ import annotations

import dataclasses
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.errors import Conflict, NotFound
from core.policy import Action
from models import locks
from models.facts import Feature
from models.job import Job, Run
from models.locks import Lock
from services import audit, jobs, rarity
from services.actor import Actor, require
from services.context import Context
from services.jobs import Claim, Target
from services.pairs import Scored

# A shard shall take one to five seconds, so that a killed worker loses little, and a record has the more candidates the
# larger the store is: 340 at the end of 10,000, 1,160 at the end of 60,000 (benchmarks/README.md).
SHARD_IDS = 250
HALVED_ABOVE = (20_000, 100_000)  # records in the matching
ACTIVE = ("planned", "running")


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    id: UUID
    kind: str
    state: str
    engine_version: str
    shards: int
    shards_done: int
    records: int
    pairs_scored: int
    pairs_kept: int


def start(session: Session, context: Context, actor: Actor) -> UUID:
    """Plan a full cross-match; `Conflict` while another run is active."""
    require(actor, Action.RUN)
    locks.take(session, Lock.RUNS)
    if session.scalar(select(Run.id).where(Run.state.in_(ACTIVE)).limit(1)) is not None:
        raise Conflict("another run is active")
    run = Run(
        public_id=uuid4(),
        kind="crossmatch",
        state="planned",
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
    jobs.enqueue(session, context, "crossmatch", [Target(run_id=run.id)])
    audit.note(session, context, actor, audit.Act("start_run", subject=run.public_id))
    return run.public_id


def cancel(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Cancel an active run: shards that wait are dropped, those at work finish and their pairs stay."""
    require(actor, Action.RUN)
    run = _find(session, public_id)
    if run.state not in ACTIVE:
        raise Conflict("the run is over")
    run.state, run.finished_at = "cancelled", context.clock.now()
    session.execute(update(Job).where(Job.run_id == run.id, Job.state == "queued").values(state="cancelled"))
    audit.note(session, context, actor, audit.Act("cancel_run", subject=public_id))


def progress(session: Session, actor: Actor, public_id: UUID) -> Progress:
    """Return how far a run is."""
    require(actor, Action.RUN)
    return _progress(_find(session, public_id))


def latest(session: Session, actor: Actor, *, limit: int = 20) -> list[Progress]:
    """Return the newest runs."""
    require(actor, Action.RUN)
    return [_progress(run) for run in session.scalars(select(Run).order_by(Run.id.desc()).limit(limit))]


def _find(session: Session, public_id: UUID) -> Run:
    run = session.scalar(select(Run).where(Run.public_id == public_id))
    if run is None:
        raise NotFound("no such run")
    return run


def _progress(run: Run) -> Progress:
    return Progress(
        run.public_id,
        run.kind,
        run.state,
        run.engine_version or "",
        run.shards,
        run.shards_done,
        run.records,
        run.pairs_scored,
        run.pairs_kept,
    )


def plan(session: Session, context: Context, claimed: Claim, counted: rarity.Counted) -> None:
    """Take a rarity snapshot and cut the store into shards; a plan done twice by a lost lease is done once."""
    run = session.get_one(Run, claimed.run_id, with_for_update=True)
    if run.state != "planned":
        return
    snapshot_id = rarity.save_snapshot(session, context.keys, counted, now=context.clock.now())
    low, high = session.execute(select(func.min(Feature.record_id), func.max(Feature.record_id))).one()
    run.engine_version = context.rarity.version_of(snapshot_id)
    run.records = counted.size
    width = ids_a_shard(counted.size)
    shards = range(low // width, high // width + 1) if low is not None else range(0)
    jobs.enqueue(session, context, "shard", [Target(run_id=run.id, shard=shard) for shard in shards])
    run.shards = len(shards)
    run.state = "running" if run.shards else "done"
    if not run.shards:
        run.finished_at = context.clock.now()


def ids_a_shard(records: int) -> int:
    """Return how many ids a shard of a run over so many records has."""
    return max(1, SHARD_IDS >> sum(records > limit for limit in HALVED_ABOVE))


def shard_ids(session: Session, claimed: Claim) -> list[int]:
    """Return the record ids of a shard that are in the matching; empty when the run was cancelled."""
    run = session.get_one(Run, claimed.run_id)
    if run.state != "running" or claimed.shard is None:
        return []
    width = ids_a_shard(run.records)
    low = claimed.shard * width
    in_shard = (Feature.record_id >= low) & (Feature.record_id < low + width)
    return list(session.scalars(select(Feature.record_id).where(in_shard)))


def finish_shard(session: Session, context: Context, claimed: Claim, scored: Scored) -> None:
    """Count a shard's results into its run; the last one ends the run."""
    session.execute(
        update(Run)
        .where(Run.id == claimed.run_id, Run.state == "running")
        .values(
            shards_done=Run.shards_done + 1,
            pairs_scored=Run.pairs_scored + scored.compared,
            pairs_kept=Run.pairs_kept + len(scored.pairs),
        )
    )
    session.execute(
        update(Run)
        .where(Run.id == claimed.run_id, Run.state == "running", Run.shards_done >= Run.shards)
        .values(state="done", finished_at=context.clock.now())
    )


def fail(session: Session, context: Context, run_id: int) -> None:
    """End a run of which a shard was quarantined; the others' pairs stay."""
    session.execute(
        update(Run)
        .where(Run.id == run_id, Run.state.in_(ACTIVE))
        .values(state="failed", finished_at=context.clock.now())
    )

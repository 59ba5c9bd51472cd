"""Job rows: written in the transaction that needs them, claimed under a lease.

An attempt is counted before it starts. The third failure puts a job in quarantine, where it is
shown. A job whose lease has expired may be claimed again.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from core.codes.operations import JobKind, JobState
from core.errors import JobLost
from core.logs import REQUEST_CONTEXT
from models.operations.job import Job
from models.sql.bulk import insert_rows
from services.foundation.context import Context

LEASE_S = 10
HEARTBEAT_S = 3
MAX_ATTEMPTS = 3
RETRY_AFTER_S = (
    1.0  # back-off in seconds per attempt, so that a failing job does not keep a worker busy
)
# after this a published job that is unclaimed was lost by the broker or waits in a long queue
REPUBLISH_AFTER_S = 5
# Urgent jobs that are published and not finished. The bound keeps the queue of the broker short, so
# that a job is rarely published twice.
OUTSTANDING = 200

# Background jobs of one place published and not begun, per worker process.
BACKGROUND_A_PROCESS = 2
# Bulk matching jobs published and not begun, per worker process. Each brings up to `BULK_BATCH`
# jobs along: together about a third of a second of work. A record that a person registers waits at
# most that long behind an import, and the relay publishes again before a worker is idle.
BULK_A_PROCESS = 4
# earlier than any publication; a range condition, so that an index serves it
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
BULK_BATCH = 16  # bulk matching jobs processed together: a fifth of the time of one by one
REGISTERED = 1  # matching of a record that a person registered
URGENT = 2  # up to this priority a person waits for the result
EDITED = 2  # matching of a record that was edited
BULK = 3  # matching of records from a file or from software
BULK_CONTACTS = 4  # comparison of the contacts that these records name
# Kind -> priority, smaller first: a new report goes before a nightly run. Each priority after BULK
# is a place of its own (`PLACES`). Kinds of different work therefore never share one. The two steps
# of a run are places that no other kind takes.
PRIORITIES: dict[str, int] = {
    JobKind.MATCH: REGISTERED,
    JobKind.NOTIFY: 2,
    JobKind.SILENT_MATCHES: 2,
    JobKind.SIGHTINGS: 2,
    JobKind.DEADLINES: 2,
    JobKind.REOPEN: 2,
    JobKind.CONTACTS: 2,
    JobKind.EXPORTED: 2,
    JobKind.IMPORT: 5,
    JobKind.UNDO_IMPORT: 6,
    JobKind.CLOSE_AGENCIES: 7,
    # A search itself is no job: it is answered at once. These are the hourly repeats of all saved
    # searches, started together. At 2 a thousand of them would run before each edit of that hour.
    # Imports do not hold them up, because they have a place of their own.
    JobKind.SAVED_SEARCH: 8,
    JobKind.COMING_OF_AGE: 9,
    JobKind.CROSSMATCH: 10,
    JobKind.DELTA: 10,
    JobKind.SHARD: 11,
    JobKind.REMATCH: 11,
    JobKind.THIN: 12,
    JobKind.REPORT: 13,
    JobKind.STATISTICS: 14,
}


@dataclasses.dataclass(frozen=True, slots=True)
class QueueShare:
    """A part of the broker's queue: its priorities, and how many of its jobs are in the queue.

    `most` jobs are published and not begun, for each worker process or in total. A full place
    delays no other place.
    """

    first: int
    last: int
    most: int
    is_for_each_process: bool = True
    has_turns: bool = False

    def holds(self) -> ColumnElement[bool]:
        """Return the condition for the jobs of this place."""
        if self.first == self.last:
            return Job.priority == self.first
        return Job.priority <= self.last

    def room(self, outstanding: Iterable[int], processes: int) -> int:
        """Return how many jobs may be published, given the priorities of the outstanding ones."""
        most = self.most * processes if self.is_for_each_process else self.most
        return max(0, most - sum(self.first <= priority <= self.last for priority in outstanding))


PLACES = (
    QueueShare(REGISTERED, URGENT, OUTSTANDING, is_for_each_process=False),
    QueueShare(BULK, BULK, BULK_A_PROCESS, has_turns=True),
    *(
        QueueShare(priority, priority, BACKGROUND_A_PROCESS)
        for priority in sorted({BULK_CONTACTS, *PRIORITIES.values()})
        if priority > BULK
    ),
)
# Run by the scheduler itself, so that they wait behind no other work.
DEADLINE_KINDS = frozenset({JobKind.DEADLINES, JobKind.COMING_OF_AGE})
# the kinds that match one record; REMATCH also matches a shard of a delta run
MATCHING = (JobKind.MATCH, JobKind.REMATCH)
WAITING = (JobState.QUEUED, JobState.RUNNING)


@dataclasses.dataclass(frozen=True, slots=True)
class JobTarget:
    """The object of a job: a record version, a run (and its shard), a search or an import batch.

    `agency_id` is the agency that the work belongs to, 0 where agencies take no turns. None in
    `record_id`, `record_version`, `matching_run_id`, `shard`, `search_id` or `batch_id` means that
    the job does not use it.
    """

    agency_id: int = 0
    record_id: int | None = None
    record_version: int | None = None
    matching_run_id: int | None = None
    shard: int | None = None
    search_id: int | None = None
    batch_id: int | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Claim(JobTarget):
    """A claimed job: its object, kind, priority, number of attempts, and the owner of the lease.

    `request_id` is the request that caused it, None without one.
    """

    id: int
    kind: str
    owner: str
    attempts: int
    priority: int
    request_id: UUID | None


_TARGETS = tuple(field.name for field in dataclasses.fields(JobTarget))


def enqueue(
    session: Session,
    context: Context,
    kind: str,
    targets: Iterable[JobTarget],
    *,
    priority: int | None = None,
) -> None:
    """Insert one job per target, with the priority of its kind unless another is given.

    Raise KeyError for a kind without a priority.
    """
    now = context.clock.now()
    common: dict[str, object] = {
        "kind": kind,
        "state": JobState.QUEUED,
        "priority": PRIORITIES[kind] if priority is None else priority,
        "attempts": 0,
        "request_id": REQUEST_CONTEXT.get(),
        "due_at": now,
        "created_at": now,
    }
    rows = [{**common, **{name: getattr(target, name) for name in _TARGETS}} for target in targets]
    insert_rows(session, Job, rows)


def waiting_job_ids(session: Session, kind: str, record_id: int) -> list[int]:
    """Return the ids of the queued jobs of a kind for a record."""
    query = select(Job.id).where(
        Job.record_id == record_id, Job.kind == kind, Job.state == JobState.QUEUED
    )
    return list(session.scalars(query.order_by(Job.id)))


def registered_job(session: Session, context: Context) -> int | None:
    """Return the id of the oldest due job for a record that a person registered, None without one.

    The job may have been published to the broker already.
    """
    query = select(Job.id).where(
        Job.state == JobState.QUEUED,
        Job.priority == REGISTERED,
        Job.due_at <= context.clock.now(),
    )
    return session.scalars(query.order_by(Job.id).limit(1)).first()


def claim(session: Session, context: Context, job_id: int, *, owner: str) -> Claim | None:
    """Claim a job that is due or whose lease has expired, and count the attempt.

    Return None if the job is not due, another worker has its lease, or it is finished.
    """
    now = context.clock.now()
    is_due = or_(
        (Job.state == JobState.QUEUED) & (Job.due_at <= now),
        (Job.state == JobState.RUNNING) & (Job.lease_until < now),
    )
    claimed = _claim(session, now, owner, and_(Job.id == job_id, is_due))
    return claimed[0] if claimed else None


def claim_bulk(session: Session, context: Context, claimed: Claim) -> list[Claim]:
    """Claim more bulk matching jobs of the same agency, to process them together with `claimed`.

    At most `BULK_BATCH` - 1 jobs, oldest first, among those not published; none for another kind of
    job. Each remains a separate job with its own lease and result.
    """
    if claimed.kind != JobKind.MATCH or claimed.priority != BULK or claimed.attempts > 1:
        return []
    now = context.clock.now()
    waiting = (
        select(Job.id)
        .where(
            Job.state == JobState.QUEUED,
            Job.agency_id == claimed.agency_id,
            Job.priority == BULK,
            Job.kind == JobKind.MATCH,
            Job.published_at.is_(None),
            Job.attempts == 0,
            Job.due_at <= now,
        )
        .order_by(Job.id)
        .limit(BULK_BATCH - 1)
    )
    ids = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    return _claim(session, now, claimed.owner, and_(Job.id.in_(ids), Job.state == JobState.QUEUED))


def _claim(
    session: Session, now: datetime, owner: str, condition: ColumnElement[bool]
) -> list[Claim]:
    rows = session.execute(
        update(Job)
        .where(condition, Job.attempts < MAX_ATTEMPTS)
        .values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            lease_owner=owner,
            lease_until=now + timedelta(seconds=LEASE_S),
            # a worker also claims jobs that were never published; after its death the relay
            # publishes only those with a time
            published_at=func.coalesce(Job.published_at, now),
        )
        .returning(
            Job.id,
            Job.kind,
            Job.attempts,
            Job.record_id,
            Job.record_version,
            Job.matching_run_id,
            Job.shard,
            Job.search_id,
            Job.batch_id,
            Job.agency_id,
            Job.priority,
            Job.request_id,
        )
    ).all()
    return [Claim(owner=owner, **row._mapping) for row in rows]


def renew(session: Session, context: Context, claimed: Claim) -> None:
    """Extend the lease to `LEASE_S` seconds from now.

    Raise `JobLost` if the job is no longer running, or if it was claimed again.
    """
    update_claimed(
        session, claimed, {"lease_until": context.clock.now() + timedelta(seconds=LEASE_S)}
    )


def finish(
    session: Session, context: Context, claimed: Claim, *, state: JobState = JobState.DONE
) -> None:
    """Mark a job done, or another final state, in the transaction that stores its result.

    Raise `JobLost` if another worker has the lease.
    """
    update_claimed(
        session,
        claimed,
        {
            "state": state,
            "finished_at": context.clock.now(),
            "lease_owner": None,
            "error": None,
        },
    )


def discard(session: Session, context: Context, claimed: Claim) -> None:
    """Cancel a job that is no longer needed; raise `JobLost` if another worker has the lease."""
    finish(session, context, claimed, state=JobState.CANCELLED)


def fail(session: Session, context: Context, claimed: Claim, *, error: str) -> bool:
    """Queue a failed job again, or quarantine it after the third attempt.

    Return whether it is in quarantine. `error` is a class name, never a message.
    """
    is_poison = claimed.attempts >= MAX_ATTEMPTS
    wait = timedelta(seconds=RETRY_AFTER_S * claimed.attempts)
    update_claimed(
        session,
        claimed,
        {
            "state": JobState.QUARANTINED if is_poison else JobState.QUEUED,
            "error": error[:80],
            "lease_owner": None,
            "lease_until": None,
            "published_at": None,
            "due_at": context.clock.now() + wait,
        },
    )
    return is_poison


def update_claimed(session: Session, claimed: Claim, values: dict[str, object]) -> None:
    """Change the row of a claimed job; raise `JobLost` if another worker has the lease."""
    updated = session.execute(
        update(Job)
        .where(
            Job.id == claimed.id, Job.state == JobState.RUNNING, Job.lease_owner == claimed.owner
        )
        .where(Job.attempts == claimed.attempts)
        .values(values)
        .returning(Job.id)
    ).first()
    if updated is None:
        raise JobLost(f"job {claimed.id}")


def due_of(session: Session, context: Context, kinds: Collection[str]) -> list[int]:
    """Return the ids of the due jobs of some kinds, oldest first."""
    query = select(Job.id).where(
        Job.kind.in_(sorted(kinds)), Job.state == JobState.QUEUED, Job.due_at <= context.clock.now()
    )
    return list(session.scalars(query.order_by(Job.id)))


def unpublished_jobs(session: Session, context: Context, *, limit: int) -> list[int]:
    """Return ids of jobs to publish: never published, overdue, or with an expired lease.

    At most `limit` overdue jobs and jobs with an expired lease are returned. Jobs that were never
    published have a bound in each of `PLACES`. So a new report never waits behind an import or a
    run, and a long queue of one kind holds up no other kind. In bulk matching the agencies take
    turns.
    """
    now = context.clock.now()
    overdue = now - timedelta(seconds=REPUBLISH_AFTER_S)
    is_due = (Job.state == JobState.QUEUED) & (Job.due_at <= now)
    lost_jobs = session.scalars(
        select(Job.id)
        .where(
            or_(
                is_due & (Job.published_at < overdue),
                (Job.state == JobState.RUNNING)
                & (Job.lease_until < now)
                & (Job.published_at < overdue),
            )
        )
        .where(Job.attempts < MAX_ATTEMPTS)
        .order_by(Job.priority, Job.id)
        .limit(limit)
    ).all()
    # few rows, found by the time of publication; counted here, so that no long queue is read
    outstanding = session.scalars(
        select(Job.priority).where(Job.state == JobState.QUEUED, Job.published_at > NEVER)
    ).all()
    fresh: list[int] = []
    for place in PLACES:
        room = min(limit, place.room(outstanding, context.settings.worker_processes))
        if room == 0:
            continue
        query = (
            select(Job.id)
            .where(place.holds(), is_due, Job.published_at.is_(None))
            .order_by(Job.priority, Job.id)
        )
        fresh += (
            _in_turn(session, query, room, now)
            if place.has_turns
            else _oldest(session, query, room)
        )
    return [*lost_jobs, *fresh]


def _oldest(session: Session, query: Select[int], room: int) -> list[int]:
    return list(session.scalars(query.limit(room)))


def _in_turn(session: Session, query: Select[int], room: int, now: datetime) -> list[int]:
    """Return at most `room` bulk jobs of a query, one of each agency in turn.

    Each second another agency goes first, so that none is always last where room is scarce.
    """
    oldest = [
        list(session.scalars(query.where(Job.agency_id == agency_id).limit(room)))
        for agency_id in _agencies_in_bulk(session)
    ]
    first = int(now.timestamp()) % max(1, len(oldest))
    turns = itertools.zip_longest(*oldest[first:], *oldest[:first])
    return [job_id for turn in turns for job_id in turn if job_id is not None][:room]


def _agencies_in_bulk(session: Session) -> Iterator[int]:
    """Yield the agencies with waiting bulk jobs, each by one index lookup."""
    agency_id: int | None = -1
    while agency_id is not None:
        agency_id = session.scalar(
            select(func.min(Job.agency_id)).where(
                Job.state == JobState.QUEUED, Job.priority == BULK, Job.agency_id > agency_id
            )
        )
        if agency_id is not None:
            yield agency_id


def background_jobs(session: Session, job_ids: Sequence[int]) -> set[int]:
    """Return which of these jobs are background jobs, for which no person waits.

    Examples are the shards of a run; each takes seconds.
    """
    return set(session.scalars(select(Job.id).where(Job.id.in_(job_ids), Job.priority > BULK)))


def mark_published(session: Session, context: Context, job_ids: Iterable[int]) -> None:
    """Store the time at which these jobs were published."""
    session.execute(
        update(Job).where(Job.id.in_(list(job_ids))).values(published_at=context.clock.now())
    )


def unpublished_s(session: Session, context: Context) -> float:
    """Return for how many seconds no job reached the broker although one is to be published.

    The scheduler publishes every 0.2 s, so a long time means that it is down, or that the broker is
    down, slow or full. Returns 0 if no job is to be published.
    """
    job_ids = unpublished_jobs(session, context, limit=1)
    if not job_ids:
        return 0.0
    due_at = session.scalar(select(func.min(Job.due_at)).where(Job.id.in_(job_ids)))
    published_at = session.scalar(select(func.max(Job.published_at)))
    waiting_s = age_s(context, due_at)
    return waiting_s if published_at is None else min(waiting_s, age_s(context, published_at))


def quarantine_abandoned(session: Session, context: Context) -> list[int | None]:
    """Quarantine the jobs whose worker died in the last permitted attempt.

    Return the id of the run of each such job; None for a job without a run.
    """
    swept = session.execute(
        update(Job)
        .where(
            Job.state == JobState.RUNNING,
            Job.lease_until < context.clock.now(),
            Job.attempts >= MAX_ATTEMPTS,
        )
        .values(state=JobState.QUARANTINED, error="worker_died", lease_owner=None)
        .returning(Job.matching_run_id)
    )
    return list(swept.scalars())


@dataclasses.dataclass(frozen=True, slots=True)
class QueueState:
    """Counts of all jobs by state, and the age in seconds of the oldest matching job.

    The age is that of a queued or running job of the kind `match`, 0 if there is none.
    """

    queued: int
    running: int
    quarantined: int
    oldest_s: float


def queue_state(session: Session, context: Context) -> QueueState:
    """Return the job counts and the age of the oldest matching job now."""
    counts = {
        row.state: row.n
        for row in session.execute(select(Job.state, func.count().label("n")).group_by(Job.state))
    }
    return QueueState(
        queued=counts.get(JobState.QUEUED, 0),
        running=counts.get(JobState.RUNNING, 0),
        quarantined=counts.get(JobState.QUARANTINED, 0),
        oldest_s=oldest_match_s(session, context),
    )


def oldest_match_s(session: Session, context: Context) -> float:
    """Return the waiting time of the oldest record that a worker will still match."""
    query = select(func.min(Job.created_at)).where(
        Job.kind == JobKind.MATCH, Job.state.in_(WAITING)
    )
    return age_s(context, session.scalar(query))


def age_s(context: Context, moment: datetime | None) -> float:
    """Return the seconds since a moment; 0 for a later moment and for None."""
    return 0.0 if moment is None else max(0.0, (context.clock.now() - moment).total_seconds())


def count_jobs(session: Session, kind: str, states: Collection[JobState]) -> int:
    """Return the number of jobs of a kind in some states."""
    query = select(func.count()).select_from(Job).where(Job.kind == kind, Job.state.in_(states))
    return session.scalar(query) or 0

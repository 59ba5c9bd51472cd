"""The state of the system for operators: keys in use, recurring work, and queues.

It has counts and times, without person, record or agency.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.operations import JobState
from core.codes.records import ImportState
from core.policy.actions import Action
from core.published import published
from models.imports.import_batch import ImportBatch
from models.operations.job import Job, Schedule
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.matching_runs import runs
from services.oversight.anchor_state import AnchorStatus, statuses
from services.records import missing_desks
from services.records.missing_desks import MissingDeskStatus

WAITING = (JobState.QUEUED, JobState.RUNNING, JobState.QUARANTINED)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class KeyStatus:
    """A key by name:

    the version in use and the number of versions (more than one in a rotation).
    """

    name: str
    version: int
    held: int


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """A recurring kind: interval, last start (None: never) and next due time."""

    kind: str
    every_minutes: int
    last_at: datetime | None
    next_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class QueueStatus:
    """Jobs of a kind in a state, and since when the oldest waits."""

    kind: str
    state: str
    jobs: int
    since: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class SystemStatus:
    """One set of status data.

    `keys_since` is the time of the last change of the key file, None if there is no file.
    `anchors`: where the audit log's checkpoints are kept outside; empty: nowhere. `missing_desks`:
    states in which a child waits and no agency takes children over.
    """

    keys: tuple[KeyStatus, ...]
    keys_since: datetime | None
    schedules: tuple[ScheduleStatus, ...]
    queues: tuple[QueueStatus, ...]
    anchors: tuple[AnchorStatus, ...]
    missing_desks: tuple[MissingDeskStatus, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class WorkProgress:
    """The progress of a run or an import: `done` of `total` parts or rows.

    `total` is None for an import whose file was read on the server. `expected_end` is None where it
    is not known.
    """

    work: str
    unit: str
    done: int
    total: int | None
    expected_end: datetime | None


def active_work(session: Session, context: Context, actor: Actor) -> list[WorkProgress]:
    """Return the progress of the matching run and of the imports that go on now."""
    require(actor, Action.RUN)
    progress = [
        WorkProgress(run.kind, "parts", run.shards_done, run.shards, run.expected_end)
        for run in runs.latest_runs(session, context, actor)
        if run.state in runs.ACTIVE_STATES
    ]
    imports = select(ImportBatch.rows_in, ImportBatch.rows_rejected, ImportBatch.rows_total).where(
        ImportBatch.status == ImportState.RUNNING
    )
    progress += [
        WorkProgress("import", "rows", row.rows_in + row.rows_rejected, row.rows_total, None)
        for row in session.execute(imports.order_by(ImportBatch.id))
    ]
    return progress


def read_queues(session: Session, actor: Actor) -> tuple[QueueStatus, ...]:
    """Return the waiting, running and failed jobs by kind and state."""
    require(actor, Action.RUN)
    query = (
        select(Job.kind, Job.state, func.count(), func.min(Job.created_at))
        .where(Job.state.in_(WAITING))
        .group_by(Job.kind, Job.state)
        .order_by(Job.kind, Job.state)
    )
    return tuple(QueueStatus(*row) for row in session.execute(query))


def read_status(session: Session, context: Context, actor: Actor) -> SystemStatus:
    """Return keys, schedules, queues and anchors. Audited."""
    require(actor, Action.MANAGE)
    schedules = session.scalars(select(Schedule).order_by(Schedule.next_at, Schedule.kind)).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("read_system_status"))
    key_file = context.settings.keys
    return SystemStatus(
        keys=tuple(
            KeyStatus(name, max(versions), len(versions))
            for name, versions in sorted(context.keys.versions.items())
        ),
        keys_since=datetime.fromtimestamp(key_file.stat().st_mtime, UTC)
        if key_file.is_file()
        else None,
        schedules=tuple(
            ScheduleStatus(
                schedule.kind, schedule.every_minutes, schedule.last_at, schedule.next_at
            )
            for schedule in schedules
        ),
        queues=read_queues(session, actor),
        anchors=tuple(statuses(context.settings.root, context.clock.now())),
        missing_desks=tuple(missing_desks.list_states(session)),
    )

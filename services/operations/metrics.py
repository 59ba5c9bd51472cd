"""Counts and ages of the installation for operators, never by person, record or agency.

A count can still reveal data: one that rises after a registration shows that there was a candidate.
The caller restricts access.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalState
from core.codes.operations import BackupKind, JobKind, JobState
from core.codes.records import RecordStatus
from core.policy.approvals import APPROVALS, Timing
from core.policy.clock_steps import ClockStep
from core.process.heartbeat import silent_roles
from models.operations.job import Job, MatchingRun, Schedule
from models.oversight.alert import Alert
from models.oversight.approval import Approval
from models.oversight.audit import Audit
from models.records.record import Record
from services.foundation import clock_confirmation, clock_steps
from services.foundation.checkpoints import CHECKPOINTS
from services.foundation.context import Context
from services.foundation.jobs import WAITING, age_s, unpublished_s
from services.matching_runs import stale_features
from services.matching_runs.runs import ACTIVE_STATES
from services.operations import backup
from services.oversight.anchor_state import statuses

TAIL_BYTES = 4096  # a line of the checkpoint file has about 350


@dataclasses.dataclass(frozen=True, slots=True)
class JobCount:
    """The number of jobs of a kind in a state."""

    kind: str
    state: str
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class LateSchedule:
    """Seconds since a recurring kind was due; 0 if it is due later."""

    kind: str
    late_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class CheckCount:
    """The number of acts of a kind that worked at once and whose check was refused or late."""

    kind: str
    state: str
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """One set of measurements. Ages are in seconds, 0 if no item waits.

    `queue_s`: oldest waiting or running job. `unpublished_s`: time without a message to the broker
    although a job is to be published. `unmatched_s`: oldest record whose current version was not
    matched, also in quarantine. `unsigned_s`: oldest audit row without a checkpoint. `anchors`:
    number in use. `unanchored_s`: oldest checkpoint not sent to one of them. `clock_steps`: items
    that each step of the clock processed today. `is_clock_unconfirmed`: destructive steps wait.
    `disk_free`: bytes free where the data directory is. `backup_s`: since the newest backup of a
    kind. `silent_s`: since the oldest heartbeat of each role that runs on this machine.
    `waiting_for_upgrade`: records packed for another version, which cannot be found. `match_keys`:
    number in the key file, more than one during a rotation. `run_shards`, `run_shards_done`: of the
    active run, None without one.
    """

    jobs: tuple[JobCount, ...]
    queue_s: float
    unpublished_s: float
    unmatched_s: float
    unsigned_s: float
    anchors: int
    unanchored_s: float
    waiting_for_upgrade: int
    match_keys: int
    run_shards: int | None
    run_shards_done: int | None
    schedules_late: tuple[LateSchedule, ...]
    checks: tuple[CheckCount, ...]
    clock_steps: Mapping[ClockStep, int]
    disk_free: int
    backup_s: Mapping[BackupKind, float]
    silent_s: Mapping[str, float]
    is_clock_unconfirmed: bool


def take_snapshot(session: Session, context: Context) -> Snapshot:
    """Measure everything once."""
    counted = session.execute(
        select(Job.kind, Job.state, func.count().label("n"))
        .group_by(Job.kind, Job.state)
        .order_by(Job.kind, Job.state)
    )
    anchors = statuses(context.settings.root, context.clock.now())
    run = session.execute(
        select(MatchingRun.shards, MatchingRun.shards_done)
        .where(MatchingRun.state.in_(ACTIVE_STATES))
        .limit(1)
    ).first()
    return Snapshot(
        jobs=tuple(JobCount(row.kind, row.state, row.n) for row in counted),
        queue_s=age_s(
            context, session.scalar(select(func.min(Job.created_at)).where(Job.state.in_(WAITING)))
        ),
        unpublished_s=unpublished_s(session, context),
        unmatched_s=_unmatched_s(session, context),
        unsigned_s=unsigned_s(session, context),
        anchors=len(anchors),
        unanchored_s=max((anchor.unsent_s for anchor in anchors), default=0.0),
        waiting_for_upgrade=stale_features.count_stale_features(session).due,
        match_keys=len(context.keys.key_versions("match")),
        run_shards=None if run is None else run.shards,
        run_shards_done=None if run is None else run.shards_done,
        schedules_late=schedules_late(session, context),
        checks=tuple(_checks(session)),
        clock_steps=clock_steps.counts_today(session, context),
        disk_free=shutil.disk_usage(context.settings.root).free,
        backup_s=backup.backup_ages(session, context),
        silent_s=silent_roles(context.settings.runtime),
        is_clock_unconfirmed=clock_confirmation.is_awaited(session),
    )


def _checks(session: Session) -> Iterator[CheckCount]:
    """Yield the checks after the act that were refused, and those without an answer in time."""
    refused = select(func.count()).where(Approval.state == ApprovalState.REFUSED)
    for kind, rule in APPROVALS.items():
        if rule.timing is Timing.AFTER:
            late = select(func.count()).where(Alert.kind == rule.late_alert)
            number = session.scalar(refused.where(Approval.kind == kind)) or 0
            yield CheckCount(kind, "refused", number)
            yield CheckCount(kind, "late", session.scalar(late) or 0)


def schedules_late(session: Session, context: Context) -> tuple[LateSchedule, ...]:
    """Return each recurring kind with the seconds since it was due, 0 if it is due later."""
    rows = session.execute(select(Schedule.kind, Schedule.next_at).order_by(Schedule.kind))
    return tuple(LateSchedule(kind, age_s(context, next_at)) for kind, next_at in rows)


def _unmatched_s(session: Session, context: Context) -> float:
    query = (
        select(func.min(Job.created_at))
        .join(Record, Record.id == Job.record_id)
        .where(Job.kind == JobKind.MATCH, Job.state.in_((*WAITING, JobState.QUARANTINED)))
        .where(Record.status == RecordStatus.OPEN, Record.matched_version < Record.version)
    )
    return age_s(context, session.scalar(query))


def unsigned_s(session: Session, context: Context) -> float:
    """Return the age of the oldest audit row that the checkpoint file does not cover."""
    signed = last_signed(context.settings.root / CHECKPOINTS)
    return age_s(
        context,
        session.scalar(select(Audit.at).where(Audit.id > signed).order_by(Audit.id).limit(1)),
    )


def last_signed(path: Path) -> int:
    """Return the audit id of the newest checkpoint (unverified); 0 if none is readable."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            return int(json.loads(file.read().splitlines()[-1])["id"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return 0

"""Recurring work, as rows: what is due is started once, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.codes.operations import JobKind, RunKind
from core.errors import Conflict
from core.policy.roles import Role
from core.policy.search import STANDING_EVERY_MINUTES
from models.operations.job import Schedule
from models.sql import locks
from models.sql.locks import Lock
from services.consent import coming_of_age
from services.data_rights import retention
from services.foundation import jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.jobs import Target
from services.matching_runs import delta_runs, runs, stale_features
from services.records import child_protection_referral
from services.search import countersignatures, saved_searches
from services.sharing import pair_knowledge

SCHEDULER = Actor(role=Role.ADMINISTRATOR, agency_id=None, agency_kind="", state="")


def _start_run(session: Session, context: Context) -> None:
    if stale_features.is_due(session):
        raise Conflict("records wait for the upgrade, and would be missing in the run")
    runs.start(session, context, SCHEDULER)


def _start_deadlines(session: Session, context: Context) -> None:
    if jobs.unfinished(session, JobKind.DEADLINES):
        raise Conflict("the last one still runs")
    jobs.enqueue(session, context, JobKind.DEADLINES, [jobs.Target()])


def _start_delta(session: Session, context: Context) -> None:
    if stale_features.is_due(session):
        raise Conflict("records wait for the upgrade, and would be missing in the run")
    if delta_runs.is_any_behind(session, context):
        runs.start(session, context, SCHEDULER, kind=RunKind.DELTA)


def _start_thinning(session: Session, context: Context) -> None:
    jobs.enqueue(session, context, JobKind.THIN, [Target()])


def _start_report(session: Session, context: Context) -> None:
    jobs.enqueue(session, context, JobKind.REPORT, [Target()])


def _start_statistics(session: Session, context: Context) -> None:
    if jobs.unfinished(session, JobKind.STATISTICS):
        raise Conflict("the last one still runs")
    jobs.enqueue(session, context, JobKind.STATISTICS, [Target()])


# kind -> (every so many minutes, what starts it)
SCHEDULES: dict[str, tuple[int, Callable[[Session, Context], None]]] = {
    "crossmatch": (24 * 60, _start_run),
    "hand_over": (5, child_protection_referral.escalate),
    "countersign": (15, countersignatures.escalate),
    "standing": (STANDING_EVERY_MINUTES, saved_searches.plan),
    "deadlines": (5, _start_deadlines),
    "delta": (60, _start_delta),
    "thin": (24 * 60, _start_thinning),
    "report": (30 * 24 * 60, _start_report),
    "statistics": (24 * 60, _start_statistics),
    "retention": (60, retention.run),
    "of_age": (15, coming_of_age.plan),
    "links": (60, pair_knowledge.plan),
}


def make_due(session: Session, context: Context, kind: str) -> None:
    """Have a kind start at the next turn."""
    locks.take(session, Lock.RUNS)
    every_minutes, _ = SCHEDULES[kind]
    row = session.get(Schedule, kind)
    if row is None:
        session.add(Schedule(kind=kind, every_minutes=every_minutes, next_at=context.clock.now()))
    else:
        row.next_at = min(row.next_at, context.clock.now())


def plan_due(session: Session, context: Context) -> list[str]:
    """Start every kind that is due, as `start_if_due` does; return what started."""
    return [kind for kind in SCHEDULES if start_if_due(session, context, kind)]


def start_if_due(session: Session, context: Context, kind: str) -> bool:
    """Start a kind if it is due and set its next time; return whether it was started.

    A kind seen for the first time waits one period. A next time further away than one period was
    set by a wrong clock: it is brought back to one period from now.
    """
    locks.take(session, Lock.RUNS)
    now = context.clock.now()
    every_minutes, start = SCHEDULES[kind]
    row = session.get(Schedule, kind)
    if row is None:
        row = Schedule(kind=kind, every_minutes=every_minutes, next_at=_after(now, every_minutes))
        session.add(row)
        return False
    row.next_at = min(row.next_at, _after(now, row.every_minutes))
    if row.next_at > now:
        return False
    try:
        start(session, context)
    except Conflict:
        # the last one still runs, or records wait for the upgrade; asked again at the next turn
        return False
    row.last_at, row.next_at = now, _after(now, row.every_minutes)
    return True


def _after(now: datetime, minutes: int) -> datetime:
    return now + timedelta(minutes=minutes)

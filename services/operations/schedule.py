"""Recurring work as rows: each due kind is started once, for any number of schedulers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from core.codes.operations import JobKind, MatchingRunKind
from core.errors import Conflict
from core.policy.roles import Role
from core.policy.search import SAVED_SEARCH_INTERVAL_MINUTES
from core.refusals import Refusal
from models.operations.job import Schedule
from models.sql import locks
from models.sql.locks import Lock
from services.approval_decisions import approval_list
from services.consent import coming_of_age
from services.data_rights import retention
from services.foundation import jobs, population_snapshot
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.jobs import JobTarget
from services.matching_runs import delta_runs, runs, stale_features
from services.oversight import many_reads
from services.records import child_protection_referral
from services.search import saved_search_repeats
from services.sharing import match_knowledge, notifications

SCHEDULER = Actor(role=Role.ADMINISTRATOR, agency_id=None, agency_kind="", state="")


def _require_no_upgrade_due(session: Session) -> None:
    if stale_features.has_stale_features(session):
        raise Conflict(Refusal.RECORDS_WAIT_FOR_UPGRADE)


def _start_run(session: Session, context: Context) -> None:
    _require_no_upgrade_due(session)
    runs.start_matching_run(session, context, SCHEDULER)


def _start_delta(session: Session, context: Context) -> None:
    _require_no_upgrade_due(session)
    if delta_runs.has_outdated_records(session, context):
        runs.start_matching_run(session, context, SCHEDULER, kind=MatchingRunKind.DELTA)


def _enqueue(session: Session, context: Context, *, kind: JobKind) -> None:
    jobs.enqueue(session, context, kind, [JobTarget()])


def _enqueue_one(session: Session, context: Context, *, kind: JobKind) -> None:
    if jobs.count_jobs(session, kind, jobs.WAITING):
        raise Conflict(Refusal.LAST_RUN_IS_ACTIVE)
    _enqueue(session, context, kind=kind)


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The interval of a kind of work in minutes, and the function that starts it."""

    every_minutes: int
    start: Callable[[Session, Context], None]


SCHEDULES: dict[str, Plan] = {
    "crossmatch": Plan(24 * 60, _start_run),
    "referral": Plan(5, child_protection_referral.escalate_referrals),
    "approvals": Plan(5, approval_list.end_overdue),
    "saved_search": Plan(SAVED_SEARCH_INTERVAL_MINUTES, saved_search_repeats.plan_repeats),
    "deadlines": Plan(5, partial(_enqueue_one, kind=JobKind.DEADLINES)),
    "delta": Plan(60, _start_delta),
    "thin": Plan(24 * 60, partial(_enqueue, kind=JobKind.THIN)),
    "report": Plan(30 * 24 * 60, partial(_enqueue, kind=JobKind.REPORT)),
    "statistics": Plan(24 * 60, partial(_enqueue_one, kind=JobKind.STATISTICS)),
    "retention": Plan(60, retention.run_retention),
    "coming_of_age": Plan(15, coming_of_age.plan_checks),
    "closings": Plan(60, partial(_enqueue_one, kind=JobKind.CLOSE_AGENCIES)),
    "many_reads": Plan(60, many_reads.alert_of_many_reads),
    "digests": Plan(5, notifications.write_due_digests),
    "links": Plan(60, match_knowledge.plan_link_updates),
}


def make_due(session: Session, context: Context, kind: str) -> None:
    """Make a kind due at the next turn."""
    locks.take_lock(session, Lock.RUNS)
    every_minutes = SCHEDULES[kind].every_minutes
    row = session.get(Schedule, kind)
    if row is None:
        session.add(Schedule(kind=kind, every_minutes=every_minutes, next_at=context.clock.now()))
    else:
        row.next_at = min(row.next_at, context.clock.now())


def request_run(session: Session, context: Context) -> None:
    """Make the run due that matches the rows of an import: the first run is a full run.

    It starts at the next turn, or after the run that is active.
    """
    has_snapshot = population_snapshot.has_snapshot(session)
    make_due(
        session, context, MatchingRunKind.DELTA if has_snapshot else MatchingRunKind.CROSSMATCH
    )


def start_if_due(session: Session, context: Context, kind: str) -> bool:
    """Start a kind if it is due and set its next time; return whether it was started.

    A new kind waits one period. A next time more than one period away was set by a wrong clock and
    is reset to one period from now.
    """
    locks.take_lock(session, Lock.RUNS)
    now = context.clock.now()
    plan, row = SCHEDULES[kind], session.get(Schedule, kind)
    if row is None:
        first = _after(now, plan.every_minutes)
        session.add(Schedule(kind=kind, every_minutes=plan.every_minutes, next_at=first))
        return False
    row.next_at = min(row.next_at, _after(now, row.every_minutes))
    if row.next_at > now:
        return False
    try:
        plan.start(session, context)
    except Conflict:
        # the last one still runs, or records wait for the upgrade; tried again at the next turn
        return False
    row.last_at, row.next_at = now, _after(now, row.every_minutes)
    return True


def _after(now: datetime, minutes: int) -> datetime:
    return now + timedelta(minutes=minutes)

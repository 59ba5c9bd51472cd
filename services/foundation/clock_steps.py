"""The daily limits of steps that the clock starts (`core.policy.clock_steps`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from core.codes.notifications import AlertKind
from core.policy.clock_steps import STEP_LIMITS, ClockStep
from models.operations.step_count import StepCount
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import alerts, clock_confirmation
from services.foundation.actor import MATCHER
from services.foundation.context import Context

RETENTION = timedelta(days=30)


def permitted(session: Session, context: Context, step: ClockStep, requested: int) -> int:
    """Return how many of the wanted items a step may process now, and count them.

    If the limit of the day permits fewer, alert the auditor, once a day for all steps. While the
    clock is unconfirmed, a destructive step may process none; this is decided here, at each step.
    For workers.
    """
    limit = STEP_LIMITS[step]
    if requested <= 0:
        return 0
    if limit.is_destructive:
        clock_confirmation.request_if_idle(session, context.clock)
        if clock_confirmation.is_awaited(session):
            return 0
    locks.take_lock(session, Lock.CLOCK_STEPS)
    day_at = datetime.combine(context.clock.now().date(), time(), UTC)
    row = session.get(StepCount, (step, day_at))
    if row is None:
        session.execute(delete(StepCount).where(StepCount.day_at < day_at - RETENTION))
        row = StepCount(step=step, day_at=day_at, done=0)
        session.add(row)
    count = max(min(requested, limit.per_day - row.done), 0)
    row.done += count
    session.flush()
    if count < requested:
        alerts.raise_daily(session, context, MATCHER, AlertKind.MANY_REVIEWS_DUE)
    return count


def counts_today(session: Session, context: Context) -> dict[ClockStep, int]:
    """Return how many items each step processed today (UTC); 0 for none. For workers."""
    day_at = datetime.combine(context.clock.now().date(), time(), UTC)
    rows = session.execute(select(StepCount.step, StepCount.done).where(StepCount.day_at == day_at))
    done = {row.step: row.done for row in rows}
    return {step: done.get(step, 0) for step in ClockStep}


def permitted_items(
    session: Session, context: Context, step: ClockStep, query: Select[Any]
) -> Sequence[Any]:
    """Return the first results of a query of one column, as many as a step may process now."""
    ids = session.scalars(query.limit(STEP_LIMITS[step].per_day + 1)).all()
    return ids[: permitted(session, context, step, len(ids))]

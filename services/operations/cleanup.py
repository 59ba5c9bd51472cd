"""Remove rows that are no longer needed: ended jobs, replaced scores, old answers to creates,
entries of series.

A score that stands, or that somebody gave a verdict on at its versions, is never taken.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, aliased

from core.codes.operations import JobState
from core.policy.records.retention import DELETED_AFTER_DAYS
from models.matching_runs.pair import Pair, Score, Verdict
from models.operations.idempotency import IdempotencyKey
from models.operations.job import Job
from models.search.series import SeriesEntry
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context

BATCH_SIZE = 5_000  # rows a transaction, so that nobody waits for it
FINAL_STATES = (JobState.DONE, JobState.CANCELLED)


def delete_old_jobs(session: Session, context: Context) -> int:
    """Remove a batch of jobs that ended long ago; return how many. A run that may be mended keeps
    its own.
    """
    over = select(Job.id).where(
        Job.state.in_(FINAL_STATES), _ended() < _limit(context, "job"), ~_may_go_on()
    )
    return _removed(
        session.execute(delete(Job).where(Job.id.in_(over.order_by(Job.id).limit(BATCH_SIZE))))
    )


def _ended() -> ColumnElement[object]:
    return func.coalesce(Job.finished_at, Job.created_at)


def _may_go_on() -> ColumnElement[bool]:
    other_job = aliased(Job)
    return exists(
        select(other_job.id).where(
            other_job.run_id == Job.run_id, other_job.state == JobState.QUARANTINED
        )
    )


def delete_old_scores(session: Session, context: Context, *, after: int) -> int | None:
    """Remove what is to go of the next `BATCH_SIZE` old scores by id; return the last id looked at,
    None at the end.
    """
    old = select(Score.id).where(Score.id > after, Score.created_at < _limit(context, "score"))
    ids = session.scalars(old.order_by(Score.id).limit(BATCH_SIZE)).all()
    if not ids:
        return None
    replaced = exists(
        select(Pair.id).where(
            Pair.id == Score.pair_id,
            or_(Pair.score_id.is_(None), Pair.score_id != Score.id),
            Pair.low_reviewed != Score.id,
            Pair.high_reviewed != Score.id,
        )
    )
    judged = exists(
        select(Verdict.id).where(
            and_(
                Verdict.pair_id == Score.pair_id,
                Verdict.low_version == Score.low_version,
                Verdict.high_version == Score.high_version,
            )
        )
    )
    in_page = Score.id > after, Score.id <= ids[-1], Score.created_at < _limit(context, "score")
    session.execute(
        delete(Score)
        .where(*in_page, replaced, ~judged)
        .execution_options(synchronize_session=False)
    )
    return ids[-1]


def delete_old_idempotency_keys(session: Session, context: Context) -> None:
    """Forget which creates were answered: none is sent again so late."""
    session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.created_at < _limit(context, "idempotency_key"))
    )


def delete_old_series_entries(session: Session, context: Context) -> None:
    """Remove the acts that no series and no quota of edits counts any more."""
    session.execute(delete(SeriesEntry).where(SeriesEntry.at < _limit(context, "series_entry")))


def record_cleanup_event(session: Session, context: Context, actor: Actor) -> None:
    """Say in the trail that it was done; which pairs had the scores is nobody's to read there."""
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("thin"))


def _limit(context: Context, kind: str) -> object:
    return context.clock.now() - timedelta(days=DELETED_AFTER_DAYS[kind])


def _removed(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0

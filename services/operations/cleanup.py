"""Remove rows that are no longer needed: ended jobs, replaced scores, idempotency keys, series.

Current scores, and scores with a decision at their versions, are never removed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.codes.operations import JobState
from core.policy.records.retention import DELETED_AFTER_DAYS
from models.matching_runs.hand_match import HandMatch
from models.matching_runs.match import Match, MatchDecision, Score
from models.operations.idempotency import IdempotencyKey
from models.operations.job import Job
from models.search.series import SeriesEntry
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context

BATCH_SIZE = 5_000  # rows per transaction, so that other work does not wait long
FINAL_STATES = (JobState.DONE, JobState.CANCELLED)
# Tables of which every old row is removed: the name of the period -> the time of a row.
AGES: dict[str, InstrumentedAttribute[datetime]] = {
    "idempotency_key": IdempotencyKey.created_at,
    "series_entry": SeriesEntry.at,
    "hand_match": HandMatch.entered_at,
}


def delete_old_jobs(session: Session, context: Context) -> int:
    """Remove a batch of jobs that ended long ago; return their number.

    A run that may be continued keeps its jobs.
    """
    other_job = aliased(Job)
    may_go_on = exists(
        select(other_job.id).where(
            other_job.matching_run_id == Job.matching_run_id,
            other_job.state == JobState.QUARANTINED,
        )
    )
    over = select(Job.id).where(
        Job.state.in_(FINAL_STATES),
        func.coalesce(Job.finished_at, Job.created_at) < _limit(context, "job"),
        ~may_go_on,
    )
    old = delete(Job).where(Job.id.in_(over.order_by(Job.id).limit(BATCH_SIZE)))
    return len(session.scalars(old.returning(Job.id)).all())


def delete_old_scores(session: Session, context: Context, *, after: int) -> int | None:
    """Remove the replaceable ones among the next `BATCH_SIZE` old scores with an id above `after`.

    Return the last id checked, the next `after`; None at the end.
    """
    old = select(Score.id).where(Score.id > after, Score.created_at < _limit(context, "score"))
    ids = session.scalars(old.order_by(Score.id).limit(BATCH_SIZE)).all()
    if not ids:
        return None
    replaced = exists(
        select(Match.id).where(
            Match.id == Score.match_id,
            or_(Match.score_id.is_(None), Match.score_id != Score.id),
            Match.low_reviewed != Score.id,
            Match.high_reviewed != Score.id,
        )
    )
    judged = exists(
        select(MatchDecision.id).where(
            and_(
                MatchDecision.match_id == Score.match_id,
                MatchDecision.low_version == Score.low_version,
                MatchDecision.high_version == Score.high_version,
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


def delete_old_rows(session: Session, context: Context) -> None:
    """Remove the rows of each table of `AGES` that are older than its period."""
    for kind, age in AGES.items():
        session.execute(delete(age.class_).where(age < _limit(context, kind)))


def record_cleanup_event(session: Session, context: Context, actor: Actor) -> None:
    """Audit the cleanup, without matches, because readers of the log may not know them."""
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("thin"))


def _limit(context: Context, kind: str) -> datetime:
    return context.clock.now() - timedelta(days=DELETED_AFTER_DAYS[kind])

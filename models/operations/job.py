"""Tables of jobs, runs and schedules.

The database holds the truth; a message of the broker is only a hint. Rows have no personal values.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.operations import JobState, MatchingRunState
from models.base import (
    Base,
    BigId,
    Code,
    IdBase,
    Moment,
    OptionalMoment,
    PublicIdBase,
    foreign_key,
    one_of,
)


class Job(IdBase):
    """One job.

    `record_id`, `record_version`, `matching_run_id`, `shard`, `search_id` and `batch_id` are the
    object of the job (`services.foundation.jobs.JobTarget`). They are None if the job does not use
    them.

    `error` is the class name or code of the last error, None without one and after success.
    `published_at` is the time of the last message to the broker. `lease_owner` is the process that
    may work on the job until `lease_until`. `lease_owner` is None if no process works on it;
    `lease_until` may then still have the end of the last lease. `request_id` is the request that
    caused the job, also by other jobs; None without one. Log lines and spans of the job name it.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", JobState),
        Index("ix_job_state_priority", "state", "priority", "id"),
        Index("ix_job_turns", "state", "agency_id", "priority", "id"),
        # The relay asks five times a second for jobs that were published but not started, or are
        # overdue. The index keeps this fast however many jobs wait.
        Index("ix_job_state_published_at", "state", "published_at"),
    )

    kind: Mapped[Code]
    state: Mapped[Code]
    priority: Mapped[int]
    # The agency where agencies take turns, otherwise 0. A foreign key would cost a check per job.
    agency_id: Mapped[int] = mapped_column(BigId, server_default="0")
    record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"), index=True)
    record_version: Mapped[int | None]
    matching_run_id: Mapped[int | None] = mapped_column(
        BigId, foreign_key("matching_run.id"), index=True
    )
    shard: Mapped[int | None]
    search_id: Mapped[int | None] = mapped_column(BigId, foreign_key("search.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(BigId, foreign_key("import_batch.id"), index=True)
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(String(80))
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[OptionalMoment]
    published_at: Mapped[OptionalMoment]
    request_id: Mapped[UUID | None]
    due_at: Mapped[Moment]
    created_at: Mapped[Moment]
    finished_at: Mapped[OptionalMoment]


class MatchingRun(PublicIdBase):
    """A comparison of many records with many.

    It is planned into shards. Each shard is a job, so an interrupted run can continue.
    `engine_version` is None until the run is planned.
    """

    __tablename__ = "matching_run"
    __table_args__ = (one_of("state", MatchingRunState),)

    kind: Mapped[Code]
    state: Mapped[Code]
    engine_version: Mapped[str | None] = mapped_column(String(20))
    shards: Mapped[int]
    shards_done: Mapped[int]
    records: Mapped[int]
    pairs_scored: Mapped[int] = mapped_column(BigId)
    pairs_kept: Mapped[int] = mapped_column(BigId)
    started_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    created_at: Mapped[Moment]
    finished_at: Mapped[OptionalMoment]


class Schedule(Base):
    """The interval and the next due time of a recurring kind of job."""

    __tablename__ = "schedule"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    every_minutes: Mapped[int]
    next_at: Mapped[Moment]
    last_at: Mapped[OptionalMoment]

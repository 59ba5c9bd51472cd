"""Work to be done, as rows: the database is the truth, the broker only a hint. No personal value
stands here.
"""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.operations import JobState, RunState
from models.base import Base, BigId, Code, Id, Moment, OptionalMoment, PublicId, foreign_key, one_of


class Job(Base):
    """One piece of work. `published_at`: the broker was last told; `lease_owner` holds it until
    `lease_until`.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", JobState),
        Index("ix_job_state_priority", "state", "priority", "id"),
        Index("ix_job_turns", "state", "agency_id", "priority", "id"),
        # the relay asks five times a second for those that were told and not begun, or are overdue,
        # whatever waits
        Index("ix_job_state_published_at", "state", "published_at"),
    )

    id: Mapped[Id]
    kind: Mapped[Code]
    state: Mapped[Code]
    priority: Mapped[int]
    # whose work it is where agencies take turns, else 0; no foreign key, so that no job is checked
    agency_id: Mapped[int] = mapped_column(BigId, server_default="0")
    record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"), index=True)
    record_version: Mapped[int | None]
    run_id: Mapped[int | None] = mapped_column(BigId, foreign_key("run.id"), index=True)
    shard: Mapped[int | None]
    search_id: Mapped[int | None] = mapped_column(BigId, foreign_key("search.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(BigId, foreign_key("import_batch.id"), index=True)
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(String(80))
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[OptionalMoment]
    published_at: Mapped[OptionalMoment]
    due_at: Mapped[Moment]
    created_at: Mapped[Moment]
    finished_at: Mapped[OptionalMoment]


class Run(Base):
    """A many-against-many run: planned into shards, each a job; resumable because each shard is."""

    __tablename__ = "run"
    __table_args__ = (one_of("state", RunState),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
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
    """When a recurring job kind is next due."""

    __tablename__ = "schedule"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    every_minutes: Mapped[int]
    next_at: Mapped[Moment]
    last_at: Mapped[OptionalMoment]

"""Stored reports: kept complete, listed and read. Their content is defined in `reports`."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import require_found
from core.policy.actions import Action
from core.policy.roles import Role
from core.published import published
from models.statistics.report import ReportRun
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context

# The schedule and the command make reports as an analyst: from published counts and under that
# role.
REPORTER = Actor(role=Role.ANALYST, agency_id=None, agency_kind="", state="")
LIST_LIMIT = 50


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ReportRunView:
    """A report in a list, without its document.

    `counted_at` is the time of its newest counts. `until` is the end of the day up to which counts
    were used, None for the newest. `since` is the end of the day with whose counts they were
    compared, None without a comparison.
    """

    id: UUID
    made_at: datetime
    since: datetime | None
    until: datetime | None
    counted_at: datetime
    engine_version: str
    benchmarks_digest: str


def store_report(
    session: Session, context: Context, actor: Actor, report_run: ReportRunView, document: str
) -> None:
    """Store a report; raise `Refused` unless the table of actions permits it. Audited."""
    require(actor, Action.MAKE_REPORT)
    values = dataclasses.asdict(report_run)
    session.add(
        ReportRun(public_id=values.pop("id"), made_by=actor.user_id, document=document, **values)
    )
    session.flush()
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("make_report", subject=report_run.id)
    )


def list_reports(session: Session, actor: Actor) -> list[ReportRunView]:
    """Return the newest `LIST_LIMIT` reports, newest first."""
    require(actor, Action.READ_STATISTICS)
    columns = [
        getattr(ReportRun, "public_id" if field.name == "id" else field.name)
        for field in dataclasses.fields(ReportRunView)
    ]
    rows = session.execute(select(*columns).order_by(ReportRun.id.desc()).limit(LIST_LIMIT))
    return [ReportRunView(*row) for row in rows]


def earlier_report(session: Session, actor: Actor, public_id: UUID) -> UUID:
    """Return the id of the report made just before another one; raise `NotFound` without one."""
    require(actor, Action.READ_STATISTICS)
    own = select(ReportRun.id).where(ReportRun.public_id == public_id).scalar_subquery()
    return require_found(
        session.scalar(
            select(ReportRun.public_id)
            .where(ReportRun.id < own)
            .order_by(ReportRun.id.desc())
            .limit(1)
        ),
        "no report was made before it",
    )


def read_document(session: Session, actor: Actor, public_id: UUID) -> str:
    """Return the stored document of a report. Raise `NotFound` for an unknown report."""
    require(actor, Action.READ_STATISTICS)
    return require_found(
        session.scalar(select(ReportRun.document).where(ReportRun.public_id == public_id)),
        "no such report",
    )

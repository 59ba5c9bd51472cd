"""The review of a SIS alert, which may fall due before the review of its record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import add_months
from core.policy.records import alerts
from models.data_rights.retention import RetentionNotification
from models.records.record import Record
from services.foundation.facts.statements import Statement

REVIEW_DAY = "sis_review_on"  # the derived statement with the review day of an alert


def review_day(record_statements: Iterable[Statement]) -> date | None:
    """Return the day by which the SIS alert is reviewed, counted from the day of the category.

    If categories contradict each other, the earliest day counts. None without an alert.
    """
    days = [
        add_months(_start_of(one.stated_on), rule.review_months).date()
        for one in record_statements
        if one.field == alerts.SIS_COLUMN and one.stated_on is not None
        if (rule := alerts.sis_rule(one.value)) is not None
    ]
    return min(days, default=None)


def stated_day(kind: str, record_statements: Iterable[Statement]) -> date | None:
    """Return the earliest review day among the stored statements of a record.

    None for a record without such a day, and for a kind of record that searches for no person.
    """
    days = [date.fromisoformat(one.value) for one in record_statements if one.field == REVIEW_DAY]
    return min(days, default=None) if kind in alerts.ALERTED_KINDS else None


def earlier_of(due: datetime, alert_day: date | None) -> datetime:
    """Return the earlier of the two reviews. `alert_day` is None without an alert."""
    return due if alert_day is None else min(due, _start_of(alert_day))


def earlier_undecided(
    session: Session, record: Record, due: datetime, alert_day: date | None
) -> datetime:
    """Return as `earlier_of`, without an alert whose review two people have decided already."""
    if alert_day is None:
        return due
    decided = select(RetentionNotification.id).where(
        RetentionNotification.record_id == record.id,
        RetentionNotification.due_at == _start_of(alert_day),
        RetentionNotification.decided_at.is_not(None),
    )
    is_decided = session.scalar(decided.limit(1)) is not None
    return due if is_decided else earlier_of(due, alert_day)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

"""The end of a child's protection: a person of the responsible agency decides, and the birthday has
passed.

The decision is the recorded end of the task `adulthood_plan`. Before it the rules of a child go on
for every person who was a child when the record was entered.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineEnd, DeadlineKind
from models.case.deadline import CaseDeadline
from models.records.record import Record
from models.sql.in_list import in_values


def decided_records(session: Session, record_ids: Collection[int]) -> frozenset[int]:
    """Return the records for which a person decided about the time after the 18th birthday."""
    query = select(CaseDeadline.record_id).where(
        in_values(session, CaseDeadline.record_id, list(record_ids)),
        CaseDeadline.kind == DeadlineKind.ADULTHOOD_PLAN,
        CaseDeadline.ended_by == DeadlineEnd.ACT,
    )
    return frozenset(record_id for record_id in session.scalars(query) if record_id is not None)


def protected_since(session: Session, record: Record) -> date | None:
    """Return the day of the entry of a record, None once a person decided about adulthood."""
    if decided_records(session, [record.id]):
        return None
    return record.created_at.date()

"""Restriction of processing: a record is kept and read by its responsible agency only.

It is not matched, not shared and not edited.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.records import RecordStatus
from models.data_rights.data_request import RecordRestriction
from models.records.record import Record
from services.foundation.context import Context
from services.records import repository, reprocessing


def restrict_record(session: Session, context: Context, record: Record) -> None:
    """Restrict the processing of a record: remove it from matching and withdraw its shares.

    Insert a `RecordRestriction` with the sharing before, set `sharing` to "none", and flush. Bars
    of international protection stay. No effect on a restricted record. No audit entry is written.
    """
    if repository.is_restricted(session, record):
        return
    repository.remove_from_matching(session, context, record)
    repository.remove_shares(session, record)
    session.add(
        RecordRestriction(
            record_id=record.id, sharing_before=record.sharing, since=context.clock.now()
        )
    )
    record.sharing = "none"
    session.flush()


def lift_restriction(session: Session, context: Context, record: Record) -> None:
    """End the restriction of a record; no effect if it has none.

    The record gets the sharing from before the restriction. If it is open, a new version is
    written, which is matched and shared again. Another record gets no new version.
    """
    restriction = session.scalar(
        select(RecordRestriction).where(
            RecordRestriction.record_id == record.id, RecordRestriction.ended_at.is_(None)
        )
    )
    if restriction is None:
        return
    restriction.ended_at = context.clock.now()
    record.sharing = restriction.sharing_before
    session.flush()
    if record.status != RecordStatus.OPEN:
        return
    reprocessing.rewrite_record(session, context, record)

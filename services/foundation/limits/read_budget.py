"""The read budget of software: how many records an agency's software reads in an hour and a day.

All tokens of an agency share it, so a second token reads no more. Each record that is read is a
row of `series_entry`. Rows are counted, and the next ones are stored, under one lock of the
agency's software. `services.foundation.audit_log` calls it, because each read is audited there.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from core.codes.records import SeriesKind
from core.errors import ReadBudgetUsed
from core.policy.access import TOKEN_READS
from models.search.series import SeriesEntry
from models.sql import locks
from models.sql.bulk import insert_rows
from models.sql.locks import Lock
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.limits import rate_limits


def consume(session: Session, context: Context, actor: Actor, *, records: int) -> None:
    """Count the records that an act of software shows; raise `ReadBudgetUsed` over the budget.

    No record has no effect. The lock is held to the end of the transaction.
    """
    if not records:
        return
    locks.take_lock(session, Lock.QUOTA, -(actor.agency_id or 0))
    now = context.clock.now()
    for hours, most in TOKEN_READS.items():
        window = timedelta(hours=hours)
        freed_at = (
            now + window
            if records > most
            else rate_limits.freed_at(
                session,
                SeriesEntry.at,
                SeriesEntry.agency_id == actor.agency_id,
                SeriesEntry.user_id.is_(None),
                SeriesEntry.kind == SeriesKind.READ,
                most=most - records + 1,
                window=window,
                now=now,
            )
        )
        if freed_at is not None:
            raise ReadBudgetUsed(
                f"The software of the agency reads at most {most} records in {hours} h.",
                retry_after_s=rate_limits.wait_s(freed_at, now),
            )
    row = {
        "agency_id": actor.agency_id,
        "user_id": None,
        "kind": SeriesKind.READ,
        "record_id": None,
        "hashes": b"",
        "at": now,
    }
    insert_rows(session, SeriesEntry, [row] * records)

"""End the custody of a found child.

A separate module, because services that change records import it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case.custody import Custody


def end_custody(
    session: Session, record_id: int, ending: str, *, now: datetime, user_id: int | None
) -> bool:
    """End the current custody row of a record; return whether there was one."""
    custody = session.scalar(
        select(Custody).where(Custody.record_id == record_id, Custody.ended_at.is_(None))
    )
    if custody is None:
        return False
    custody.ended_at, custody.ended_by, custody.ending = now, user_id, ending
    session.flush()
    return True

"""End the care confirmation of a found child.

A separate module, because services that change records import it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case.care_confirmation import CareConfirmation


def end_care_confirmation(
    session: Session, record_id: int, ending: str, *, now: datetime, user_id: int | None
) -> bool:
    """End the current care confirmation row of a record; return whether there was one."""
    care_confirmation = session.scalar(
        select(CareConfirmation).where(
            CareConfirmation.record_id == record_id, CareConfirmation.ended_at.is_(None)
        )
    )
    if care_confirmation is None:
        return False
    care_confirmation.ended_at, care_confirmation.ended_by, care_confirmation.ending = (
        now,
        user_id,
        ending,
    )
    session.flush()
    return True

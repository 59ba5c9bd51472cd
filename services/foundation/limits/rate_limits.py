"""The time until a limit of acts within a moving window permits the next act."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def freed_at(
    session: Session,
    act_time: InstrumentedAttribute[datetime],
    *counted: ColumnElement[bool],
    most: int,
    window: timedelta,
    now: datetime,
) -> datetime | None:
    """Return when the next act is permitted; None: now.

    `act_time` is the column with the time of an act, `counted` the conditions of the acts that
    count. At most `most` acts are permitted in `window`.
    """
    query: Any = select(act_time).where(*counted, act_time > now - window)
    last = session.scalar(query.order_by(act_time.desc()).offset(most - 1).limit(1))
    return None if last is None else last + window


def wait_s(ends_at: datetime, now: datetime) -> int:
    """Return the seconds from `now` until `ends_at`, rounded up; at least 1."""
    return max(1, math.ceil((ends_at - now).total_seconds()))

"""The quota of edits: an edit of a compared fact is a query to the matching.

It counts whether or not a pair exists. Edits are the acts of kind `edit` in
`services.foundation.query_series`. They are counted, and the next one is stored, under the lock of
the person and the row of the record.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from core.codes.records import SeriesKind
from core.errors import EditLimitReached
from core.policy.search import EDIT_LIMITS
from matching import pack
from models.records.record import Record
from models.search.series import SeriesEntry
from services.foundation import query_series
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.foundation.facts.statements import Statement
from services.records.intake.preparation import ReadRow

_WORDS = {
    "record": "Compared facts of this record were changed",
    "person": "You changed compared facts",
}


def consume(
    session: Session,
    context: Context,
    actor: Actor,
    record: Record,
    *,
    before: Iterable[Statement],
    after: ReadRow,
) -> None:
    """Count an edit of a record of the actor's agency; raise `EditLimitReached` over a limit.

    `before` are the statements before the edit, `after` the edited row. An edit of facts that are
    not compared does not count. The limits per record and per person are `EDIT_LIMITS`. Called
    before anything is written, because the lock of the person comes before the row of a record.
    """
    old, new = (_packed(record, statements) for statements in (before, after.statements))
    if old == new:
        return
    query_series.lock_series(session, actor)
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    # without a user, the comparison with None is IS NULL
    is_by_actor = and_(
        SeriesEntry.agency_id == actor.agency_id, SeriesEntry.user_id == actor.user_id
    )
    counted = {"record": SeriesEntry.record_id == record.id, "person": is_by_actor}
    for subject, (most, hours) in EDIT_LIMITS.items():
        ends_at = _ends_at(session, counted[subject], context.clock.now(), most=most, hours=hours)
        if ends_at is not None:
            raise _limit_reached(subject, ends_at, context.clock.now())
    query_series.count_edit(session, context, actor, record, before=old, after=new)


def _packed(record: Record, statements: Iterable[Statement]) -> bytes:
    return pack(person_view.person_of(statements, ref="", kind=record.kind))


def _ends_at(
    session: Session, own: ColumnElement[bool], now: datetime, *, most: int, hours: int
) -> datetime | None:
    """Return when the next edit is permitted; None: now.

    At most `most` edits are permitted in `hours`.
    """
    window = timedelta(hours=hours)
    query = select(SeriesEntry.at).where(
        own, SeriesEntry.kind == SeriesKind.EDIT, SeriesEntry.at > now - window
    )
    last = session.scalar(query.order_by(SeriesEntry.at.desc()).offset(most - 1).limit(1))
    return None if last is None else last + window


def _limit_reached(subject: str, ends_at: datetime, now: datetime) -> EditLimitReached:
    most, hours = EDIT_LIMITS[subject]
    detail = (
        f"{_WORDS[subject]} {most} times in {hours} h. Nothing was saved. Put all corrections into"
        f" one edit and save it after {ends_at:%Y-%m-%d %H:%M} UTC."
    )
    return EditLimitReached(
        detail, retry_after_s=max(1, math.ceil((ends_at - now).total_seconds()))
    )

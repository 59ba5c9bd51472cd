"""The quota of edits: an edit of a compared fact is a query to the matching.

It counts whether or not a match exists. Edits are the acts of kind `edit` in
`services.foundation.query_series`. They are counted, and the next one is stored, under the lock of
the person and the row of the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, select
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
from services.foundation.limits import rate_limits
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
    """Count an edit of a record of the actor's agency, and store who changed a compared fact.

    Raise `EditLimitReached` over a limit.

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
    now = context.clock.now()
    for subject, (most, hours) in EDIT_LIMITS.items():
        freed_at = rate_limits.freed_at(
            session,
            SeriesEntry.at,
            counted[subject],
            SeriesEntry.kind == SeriesKind.EDIT,
            most=most,
            window=timedelta(hours=hours),
            now=now,
        )
        if freed_at is not None:
            raise _limit_reached(subject, freed_at, now)
    query_series.count_edit(session, context, actor, record, before=old, after=new)
    record.compared_by = actor.user_id


def _packed(record: Record, statements: Iterable[Statement]) -> bytes:
    return pack(person_view.person_of(statements, ref="", kind=record.kind))


def _limit_reached(subject: str, freed_at: datetime, now: datetime) -> EditLimitReached:
    most, hours = EDIT_LIMITS[subject]
    detail = (
        f"{_WORDS[subject]} {most} times in {hours} h. Nothing was saved. Put all corrections into"
        f" one edit and save it after {freed_at:%Y-%m-%d %H:%M} UTC."
    )
    return EditLimitReached(detail, retry_after_s=rate_limits.wait_s(freed_at, now))

"""The single quota of searches for every channel.

Channels are search, duplicate warning, dry run, batch search and saved search. A search is a row of
`search`. Rows are counted and the next one is written under one lock of the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from core.errors import LimitReached, Refused
from core.policy.search import SEARCHES_PER_DAY, SEARCHES_PER_HOUR
from core.refusals import Refusal
from models.records.record import Record
from models.search.stored_searches import Search
from models.sql import locks
from models.sql.locks import Lock
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.limits import rate_limits
from services.search import search_log

WINDOWS = ((1, SEARCHES_PER_HOUR), (24, SEARCHES_PER_DAY))  # hours, searches


# a search for a report counts under the report's id, any other under its own
_COUNTED_AS = case((search_log.is_for_report(), Search.bound_record_id), else_=-Search.id)


def _counted_since(hours: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the searches of a person that count in a window of `WINDOWS`.

    Searches for the report `bound` do not count.
    """
    return (
        Search.user_id == bindparam("user"),
        Search.at > bindparam(f"since_{hours}"),
        (Search.bound_record_id != bindparam("bound")) | ~search_log.is_for_report(),
    )


def _used_query() -> Select[Any]:
    """Return the statement that counts the searches of a person in each window of `WINDOWS`.

    All searches for one report count once (`search_log.is_for_report`).
    """
    once = func.count(func.distinct(_COUNTED_AS))
    windows: list[Any] = [
        once.filter(Search.at > bindparam(f"since_{hours}")) for hours, _ in WINDOWS
    ]
    return select(*windows).where(*_counted_since(max(hours for hours, _ in WINDOWS)))


_USED = _used_query()  # built once: building it takes longer than running it


def require_remaining(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    people: int = 1,
    bound: Record | None = None,
) -> None:
    """Raise `LimitReached` unless the person may search for this many more people.

    The error says when enough searches have left each window. The caller writes the search rows.
    `people` is at most `MAX_BATCH_ROWS`. `bound` is the own report that a search is for; all
    searches for one report count once. The lock is held to the end of the transaction, so
    concurrent searches wait. Raise `Refused` for software.
    """
    if has_remaining(session, context, actor, people=people, bound=bound):
        return
    now = context.clock.now()
    parameters = _parameters(actor, bound, now)
    freed_at = max(
        _freed_at(session, parameters, hours=hours, most=limit - people, now=now)
        for hours, limit in WINDOWS
    )
    raise LimitReached(
        "the quota of searches is used up", retry_after_s=rate_limits.wait_s(freed_at, now)
    )


def has_remaining(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    people: int = 1,
    bound: Record | None = None,
) -> bool:
    """Return whether the person may search for this many more people. Raise `Refused` for software.

    The lock of the quota ends with the transaction.
    """
    if actor.user_id is None:
        raise Refused(Refusal.ONLY_PEOPLE_SEARCH)
    locks.take_lock(session, Lock.QUOTA, actor.user_id)
    used = session.execute(_USED, _parameters(actor, bound, context.clock.now())).one()
    return all(
        search_count + people <= limit
        for search_count, (_, limit) in zip(used, WINDOWS, strict=True)
    )


def _parameters(actor: Actor, bound: Record | None, now: datetime) -> dict[str, object]:
    """Return the values that the statements of the quota need."""
    return {
        "user": actor.user_id,
        "bound": 0 if bound is None else bound.id,  # no record has the number 0
        **{f"since_{hours}": now - timedelta(hours=hours) for hours, _ in WINDOWS},
    }


def _freed_at(
    session: Session, parameters: Mapping[str, object], *, hours: int, most: int, now: datetime
) -> datetime:
    """Return when at most `most` searches remain in a window of `WINDOWS`.

    The searches for one report count until the last of them leaves the window.
    """
    last = func.max(Search.at)
    query = select(last).where(*_counted_since(hours)).group_by(_COUNTED_AS)
    at = session.scalar(query.order_by(last.desc()).offset(most).limit(1), parameters)
    return now if at is None else at + timedelta(hours=hours)

"""The single quota of searches for every channel.

Channels are search, duplicate warning, dry run, batch search and saved search. A search is a row of
`search`. Rows are counted and the next one is written under one lock of the person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from core.errors import LimitReached, Refused
from core.policy.search import SEARCHES_PER_DAY, SEARCHES_PER_HOUR
from core.refusals import Refusal
from models.records.record import Record
from models.search.search import Search
from models.sql import locks
from models.sql.locks import Lock
from services.foundation.actor import Actor
from services.foundation.context import Context

WINDOWS = ((1, SEARCHES_PER_HOUR), (24, SEARCHES_PER_DAY))  # hours, searches


def _used_query() -> Select[Any]:
    """Return the statement that counts the searches of a person in each window of `WINDOWS`.

    All searches linked to one report count once. Searches linked to the report `bound` do not
    count.
    """
    # a search linked to a report counts under the report's id, any other under its own
    once = func.count(
        func.distinct(
            case((Search.bound_record_id.is_(None), -Search.id), else_=Search.bound_record_id)
        )
    )
    windows: list[Any] = [
        once.filter(Search.at > bindparam(f"since_{hours}")) for hours, _ in WINDOWS
    ]
    return select(*windows).where(
        Search.user_id == bindparam("user"),
        Search.at > bindparam(f"since_{max(hours for hours, _ in WINDOWS)}"),
        (Search.bound_record_id != bindparam("bound")) | Search.bound_record_id.is_(None),
    )


_TAKEN = _used_query()  # built once: building it takes longer than running it


def consume(
    session: Session, context: Context, actor: Actor, *, bound: Record | None = None
) -> None:
    """Raise `LimitReached` unless the person may search for one more person.

    The caller writes the search row. `bound` is the own report to which a search is linked;
    all searches linked to one report count once. The lock is held to the end of the transaction, so
    concurrent searches wait.
    """
    if not has_remaining(session, context, actor, bound=bound):
        raise LimitReached("the quota of searches is used up", retry_after_s=3600)


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
    now = context.clock.now()
    parameters = {
        "user": actor.user_id,
        "bound": 0 if bound is None else bound.id,  # no record has the number 0
        **{f"since_{hours}": now - timedelta(hours=hours) for hours, _ in WINDOWS},
    }
    used = session.execute(_TAKEN, parameters).one()
    return all(
        search_count + people <= limit
        for search_count, (_, limit) in zip(used, WINDOWS, strict=True)
    )

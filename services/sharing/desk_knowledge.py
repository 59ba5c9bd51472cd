"""What each desk of a match knows of the other one. It is stored at the first message between them,
so that a later change reveals no more in their conversation.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notifications import EventKind
from core.codes.review import DeskKnowledge
from models.matching_runs.match import Match
from models.records.event_knowledge import EventKnowledge
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.sharing import events, match_desks
from services.sharing.visibility import VisibleRecord

_STORED = {EventKind.STATE_KNOWN: DeskKnowledge.STATE, EventKind.DESK_KNOWN: DeskKnowledge.DESK}
_ORDER = (DeskKnowledge.NOTHING, DeskKnowledge.STATE, DeskKnowledge.DESK)


def current(session: Session, actor: Actor, other: VisibleRecord | None) -> DeskKnowledge:
    """Return what an actor knows now of the desk of the other record; one statement.

    None, a record that the actor does not see, is known by nothing.
    """
    seen = [] if other is None else [other]
    if any(match_desks.are_responsible_known(session, actor, seen)):
        return DeskKnowledge.DESK
    is_state_known = other is not None and events.is_contact_known(other)
    return DeskKnowledge.STATE if is_state_known else DeskKnowledge.NOTHING


def store(
    session: Session, context: Context, match: Match, cache: dict[tuple[int, int], DeskKnowledge]
) -> None:
    """Store what each agency knows of the desk of a record, by agency and record.

    What is stored already stays.
    """
    rows: list[dict[str, object]] = [
        {
            "record_id": record_id,
            "agency_id": agency_id,
            "match_id": match.id,
            "kind": kind,
            "is_told": _ORDER.index(level) >= _ORDER.index(needed),
        }
        for (agency_id, record_id), level in cache.items()
        for kind, needed in _STORED.items()
    ]
    with database_roles.as_role(session, DatabaseRole.WORKER):  # a row is of the other agency
        events.store_rows(session, context, rows)


def stored(session: Session, match: Match) -> dict[tuple[int, int], DeskKnowledge]:
    """Return what is stored of a match, by agency and record; one statement."""
    query = select(EventKnowledge).where(
        EventKnowledge.match_id == match.id, EventKnowledge.kind.in_(_STORED)
    )
    with database_roles.as_role(session, DatabaseRole.WORKER):
        rows = session.scalars(query.order_by(EventKnowledge.kind.desc())).all()
    by_desk: dict[tuple[int, int], DeskKnowledge] = {}
    for row in rows:
        level = _STORED[EventKind(row.kind)] if row.is_told else DeskKnowledge.NOTHING
        side = (row.agency_id, row.record_id)
        by_desk[side] = max(by_desk.get(side, DeskKnowledge.NOTHING), level, key=_ORDER.index)
    return by_desk


def least(one: DeskKnowledge, other: DeskKnowledge) -> DeskKnowledge:
    """Return the one that knows less."""
    return min(one, other, key=_ORDER.index)

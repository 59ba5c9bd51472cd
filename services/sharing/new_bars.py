"""A new bar ends a confirmed match for the agencies of the states that it bars."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.review import MatchState
from core.policy.participating_states import STATES
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation.context import Context
from services.sharing import notifications


def notify_of_new_bars(
    session: Session,
    context: Context,
    record: Record,
    barred: Collection[str],
    *,
    is_eu_only: bool,
) -> None:
    """Notify the other side of each confirmed match of a record whose state will be barred.

    The notification is that of an undone decision. Call this before the bars are written: an agency
    that is barred already gets no notification. `barred`: states. `is_eu_only`: every state outside
    the European Union is barred too.
    """
    is_outside = Agency.state.not_in(sorted(STATES)) if is_eu_only else false()
    is_barred = or_(Agency.state.in_(sorted(barred)), is_outside)
    of_match = or_(
        and_(Match.low == record.id, Record.id == Match.high),
        and_(Match.high == record.id, Record.id == Match.low),
    )
    query = (
        select(Agency.id, Record.id, Match.id)
        .join(Record, Record.agency_id == Agency.id)
        .join(Match, of_match)
        .where(Match.state == MatchState.CONFIRMED, is_barred, Agency.id != record.agency_id)
        .order_by(Match.id)
    )
    with database_roles.as_role(session, DatabaseRole.WORKER):
        sides = session.execute(query).all()
    for agency_id, record_id, match_id in sides:
        about = notifications.NotificationSubject(agency_id, record_id, match_id)
        notifications.notify_of_event(session, context, about, kind=NotificationKind.MATCH_DECISION)

"""A new bar ends a confirmed match for the agencies of the states that it bars."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.review import PairState
from core.policy.participating_states import STATES
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair
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
    """Notify the other side of each confirmed pair of a record whose state will be barred.

    The notification is that of an undone decision. Call this before the bars are written: an agency
    that is barred already gets no notification. `barred`: states. `is_eu_only`: every state outside
    the European Union is barred too.
    """
    is_outside = Agency.state.not_in(sorted(STATES)) if is_eu_only else false()
    is_barred = or_(Agency.state.in_(sorted(barred)), is_outside)
    of_pair = or_(
        and_(Pair.low == record.id, Record.id == Pair.high),
        and_(Pair.high == record.id, Record.id == Pair.low),
    )
    query = (
        select(Agency.id, Record.id, Pair.id)
        .join(Record, Record.agency_id == Agency.id)
        .join(Pair, of_pair)
        .where(Pair.state == PairState.CONFIRMED, is_barred, Agency.id != record.agency_id)
        .order_by(Pair.id)
    )
    with database_roles.as_role(session, DatabaseRole.WORKER):
        sides = session.execute(query).all()
    for agency_id, record_id, pair_id in sides:
        about = notifications.NotificationSubject(agency_id, record_id, pair_id)
        notifications.notify_of_event(session, context, about, kind=NotificationKind.MATCH_DECISION)

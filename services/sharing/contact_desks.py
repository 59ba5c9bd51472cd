"""The contact desk of a record: that of the responsible agency's state, or the relay desk in its
place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.policy.participating_states import STATES
from core.policy.sharing.events import EventPart
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.records.record import RecordShare
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation.context import Context
from services.sharing import events
from services.sharing.visibility import VisibleRecord


@dataclasses.dataclass(frozen=True, slots=True)
class ContactDesk:
    """The desk to call about a record, as `name, on-call number`.

    `state` is the responsible agency's state ("" if withheld).
    """

    state: str
    desk: str


def contact_desks_of_states(session: Session, states: Iterable[str]) -> dict[str, str]:
    """Return the contact desk of each state by state, as `name, on-call number`.

    A state without a contact desk has no entry.
    """
    listed = session.scalars(select(Desk).where(Desk.state.in_(sorted(states)), Desk.is_state_desk))
    return {desk.state: describe_desk(desk) for desk in listed}


def contact_desks(
    session: Session, context: Context, seen: Sequence[VisibleRecord]
) -> list[ContactDesk]:
    """Return the desk to call about each record.

    Store which of them the viewer's agency is shown for the first time.

    It is the desk of the responsible agency's state. If the viewer must not know this state, it is
    the desk that contacts the responsible agency (`desk_to_call`). The text is "" if there is no
    such desk.
    """
    desks = relay_desks(session)
    by_state = {desk.state: describe_desk(desk) for desk in desks if desk.is_state_desk}
    events.keep_contacts(session, context, seen)
    withheld = [visible.record for visible in seen if not events.is_contact_known(visible)]
    barred = barred_desks(session, desks, [(record.id, record.is_eu_only) for record in withheld])
    contacts = []
    for visible in seen:
        state = visible.record.state if events.is_contact_known(visible) else ""
        if state:
            contacts.append(ContactDesk(state, by_state.get(state, "")))
            continue
        kept = barred.get(visible.record.id, frozenset())
        relay = desk_to_call(desks, visible.viewer_agency_id, visible.viewer_state, kept)
        contacts.append(ContactDesk("", "" if relay is None else describe_desk(relay)))
    return contacts


def relay_desks(session: Session) -> Sequence[Desk]:
    """Return the relay desk and the desk of every state."""
    return session.scalars(
        select(Desk).where(or_(Desk.is_relay, Desk.is_state_desk)).order_by(Desk.id)
    ).all()


def barred_desks(
    session: Session, desks: Sequence[Desk], records: Iterable[tuple[int, bool]]
) -> Mapping[int, frozenset[int]]:
    """Return for each record the ids of the desks whose state a bar keeps it from.

    Records are given as (id, is_eu_only). A call to such a desk would reveal the person to the
    state. The worker's role reads the bars: a viewer reads no share of another state.
    """
    is_eu_only = dict(records)
    if not is_eu_only:
        return {}
    query = select(RecordShare.record_id, RecordShare.state).where(
        RecordShare.record_id.in_(sorted(is_eu_only)), RecordShare.view == int(View.NONE)
    )
    with database_roles.as_role(session, DatabaseRole.WORKER):
        bars = {(record_id, state) for record_id, state in session.execute(query)}
    return {
        record_id: frozenset(
            desk.id
            for desk in desks
            if (record_id, desk.state) in bars or (is_inside and desk.state not in STATES)
        )
        for record_id, is_inside in is_eu_only.items()
    }


def relay_order(desks: Sequence[Desk], state: str) -> list[Desk]:
    """Return the desks that contact responsible agencies for callers of a state, in the order of
    the directory.

    The first is the relay desk, without one the desk of the callers' state. A desk whose agency has
    a match, search or request on a record never contacts its responsible agency, so it passes the
    call on. The next is the desk of the next state by its code, in a circle. The order depends on
    the directory only, so it reveals nothing of a record.
    """
    relay = next((desk for desk in desks if desk.is_relay), None)
    others = [desk for desk in desks if desk.is_state_desk and desk is not relay]
    if relay is None:
        return sorted(others, key=lambda desk: (desk.state < state, desk.state))
    others.sort(key=lambda desk: (desk.state <= relay.state, desk.state))
    return [relay, *others]


def desk_to_call(
    desks: Sequence[Desk],
    agency_id: int | None,
    state: str,
    barred: Collection[int] = frozenset(),
) -> Desk | None:
    """Return the desk that contacts a responsible agency for a viewer's agency and state; None
    without desks.

    It is the first of `relay_order` of another agency: an agency that sees a record is never its
    relay. Only if no other agency has a desk, it is the own one. It is never one of the `barred`
    desks (`barred_desks`): the call would reveal the person to a state that a bar keeps out.
    """
    order = [desk for desk in relay_order(desks, state) if desk.id not in barred]
    others = [desk for desk in order if desk.agency_id != agency_id]
    return next(iter(others or order), None)


def desks_of_agencies(
    session: Session, kind: NotificationKind, agencies: Iterable[Agency]
) -> dict[int, str]:
    """Return the desks of agencies that caused an event, by agency id, as `name, on-call number`.

    Each is the agency's first own one, else its state's, else "". There is none if the row of the
    kind in `EVENT_RULES` does not name the desk.
    """
    if not events.has_part(kind, EventPart.DESK):
        return {}
    listed = list(agencies)
    query = select(Desk).where(
        or_(
            Desk.agency_id.in_([agency.id for agency in listed]),
            and_(Desk.state.in_([agency.state for agency in listed]), Desk.is_state_desk),
        )
    )
    desks = session.scalars(query.order_by(Desk.id)).all()
    of_state = {desk.state: describe_desk(desk) for desk in desks if desk.is_state_desk}
    own = {desk.agency_id: describe_desk(desk) for desk in reversed(desks)}
    return {agency.id: own.get(agency.id) or of_state.get(agency.state, "") for agency in listed}


def describe_desk(desk: Desk) -> str:
    """Return a desk as text: name and on-call number."""
    return f"{desk.name}, {desk.on_call_phone}"

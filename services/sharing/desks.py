"""List desks of the directory: the only module that lists a desk for another agency.

`state_desks`, `directory_desks` and `find_desk` read the directory, which every agency may. A desk
of the other side of an event is listed only if the row of its kind in `EVENT_RULES` names the desk.
`contact_desks` and `match_desks` choose the desk of a record and of a match.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from core.codes.notifications import EventKind, NotificationKind
from core.codes.records import RecordKind
from core.policy.sharing.events import EventPart
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation.actor import Actor
from services.sharing import contact_desks, events, visibility


@dataclasses.dataclass(frozen=True, slots=True)
class DeskEntry:
    """A desk of the directory with its agency. `code` and `agency_kind` are those of the agency."""

    id: int
    state: str
    name: str
    phone: str
    is_state_desk: bool
    agency_id: int
    code: str
    agency_name: str
    agency_kind: str

    @property
    def text(self) -> str:
        """The desk as `name, on-call number`."""
        return f"{self.name}, {self.phone}"


def state_desks(session: Session, states: Iterable[str]) -> list[DeskEntry]:
    """Return the contact desks of these states, by state and agency."""
    listed = _list(session, Desk.state.in_(sorted(states)), Desk.is_state_desk.is_(True))
    return sorted(listed, key=lambda desk: (desk.state, desk.agency_id))


def directory_desks(session: Session, states: Iterable[str]) -> list[DeskEntry]:
    """Return every desk of these states, contact desks first."""
    return _list(session, Desk.state.in_(sorted(states)))


def responsible_desk(
    session: Session, kind: NotificationKind | EventKind, state: str
) -> DeskEntry | None:
    """Return the contact desk of the state of a record that an event is on; None without one."""
    of_state = Desk.state == state, Desk.is_state_desk.is_(True)
    return next(iter(_of_event(session, kind, *of_state)), None)


def desks_in_states(
    session: Session, kind: NotificationKind | EventKind, states: Iterable[str]
) -> list[DeskEntry]:
    """Return every desk of the states of both sides of an event, contact desks first."""
    return _of_event(session, kind, Desk.state.in_(sorted(states)))


def find_desk(session: Session, agency: str) -> DeskEntry | None:
    """Return the desk of an agency by its code, preferring a contact desk; None for an unknown
    code.
    """
    return next(iter(_list(session, Agency.code == agency)), None)


def states_served(agency_id: int | None) -> Select[str]:
    """Return the query of the states whose contact desk an agency has."""
    return select(Desk.state).where(Desk.agency_id == agency_id, Desk.is_state_desk)


def is_desk_of(agency_id: int | None, state: str) -> ColumnElement[bool]:
    """Return the condition that an agency has a desk of a state."""
    return select(Desk.id).where(Desk.agency_id == agency_id, Desk.state == state).exists()


def desks_to_call(session: Session, actor: Actor, record_ids: Iterable[int]) -> list[DeskEntry]:
    """Return the desks that a side may telephone about the records of the other side, contact desks
    first.

    One side declared care, and the other learned that. These are the desks of the records'
    states, and for a found person at risk the desk that contacts the responsible agency. A
    declaration opened the reports at `identity`, so their states are known.
    """
    # the found side's record may be hidden from the missing desk
    with database_roles.as_role(session, DatabaseRole.WORKER):
        query = select(
            Record.state,
            or_(Record.kind == RecordKind.MISSING, Record.may_warn, visibility.has_contact(actor)),
            Record.id,
            Record.is_eu_only,
        )
        rows = session.execute(query.where(Record.id.in_(sorted(record_ids)))).all()
    of_states = Desk.state.in_(sorted({state for state, is_known, _, _ in rows if is_known}))
    withheld = [(record_id, is_eu) for _, is_known, record_id, is_eu in rows if not is_known]
    if not withheld:
        return _of_event(session, EventKind.CARE_DECLARED, of_states)
    listed = contact_desks.relay_desks(session)
    barred = contact_desks.barred_desks(session, listed, withheld).values()
    relay = contact_desks.desk_to_call(
        listed, actor.agency_id, actor.state, frozenset().union(*barred)
    )
    is_listed = of_states if relay is None else or_(of_states, Desk.id == relay.id)
    return _of_event(session, EventKind.CARE_DECLARED, is_listed)


def _of_event(
    session: Session, kind: NotificationKind | EventKind, *where: ColumnElement[bool]
) -> list[DeskEntry]:
    return _list(session, *where) if events.has_part(kind, EventPart.DESK) else []


def _list(session: Session, *where: ColumnElement[bool]) -> list[DeskEntry]:
    rows = session.execute(
        select(Desk, Agency)
        .join(Agency, Agency.id == Desk.agency_id)
        .where(*where)
        .order_by(Desk.is_state_desk.desc(), Desk.id)
    )
    return [
        DeskEntry(
            id=desk.id,
            state=desk.state,
            name=desk.name,
            phone=desk.on_call_phone,
            is_state_desk=desk.is_state_desk,
            agency_id=agency.id,
            code=agency.code,
            agency_name=agency.name,
            agency_kind=agency.kind,
        )
        for desk, agency in rows
    ]

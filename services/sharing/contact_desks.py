"""The contact desk of a record: that of the owner's state, or the relay desk in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from core.policy.sharing.relay_desk import may_know_state
from models.agencies.agency import Agency, Desk
from services.foundation.actor import Actor
from services.sharing.visibility import VisibleRecord


@dataclasses.dataclass(frozen=True, slots=True)
class ContactDesk:
    """The desk to call about a record, as `name, on-call number`.

    `state` is the owner's state ("" if withheld).
    """

    state: str
    desk: str


_CALLED = select(Desk).where(
    or_(
        Desk.is_relay, and_(Desk.state.in_(bindparam("states", expanding=True)), Desk.is_state_desk)
    )
)


def contact_desks_of_states(session: Session, states: Iterable[str]) -> dict[str, str]:
    """Return the contact desk of each state by state, as `name, on-call number`.

    A state without a contact desk has no entry.
    """
    return {
        desk.state: describe_desk(desk)
        for desk in _desks_of_states(session, states)
        if desk.is_state_desk
    }


def contact_desks(session: Session, seen: Sequence[VisibleRecord]) -> list[ContactDesk]:
    """Return the desk to call about each record, in one statement.

    It is the desk of the owner's state. If the viewer must not know this state, it is the relay
    desk, or without one the desk of the viewer's own state, which contacts the owner
    (`services.sharing.relay_desk`). The text is "" if there is no such desk.
    """
    is_known = [is_state_known(visible) for visible in seen]
    states = [
        visible.record.state if is_known_state else visible.viewer_state
        for visible, is_known_state in zip(seen, is_known, strict=True)
    ]
    desks_called = _desks_of_states(session, sorted(set(states)))
    by_state = {desk.state: describe_desk(desk) for desk in desks_called if desk.is_state_desk}
    relay = next((describe_desk(desk) for desk in desks_called if desk.is_relay), None)
    return [
        ContactDesk(state, by_state.get(state, ""))
        if is_known_state
        else ContactDesk("", by_state.get(state, "") if relay is None else relay)
        for state, is_known_state in zip(states, is_known, strict=True)
    ]


def desks_of_agencies(session: Session, agencies: Iterable[Agency]) -> dict[int, str]:
    """Return a desk by the agency's id: its first own one, else its state's, else "".

    A desk is given as `name, on-call number`.
    """
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


def is_state_known(seen: VisibleRecord) -> bool:
    """Return whether the viewer may know the state of the record and its desk."""
    return seen.is_owner or may_know_state(seen.view, is_at_risk=seen.is_at_risk)


def _desks_of_states(session: Session, states: Iterable[str]) -> Sequence[Desk]:
    return session.scalars(_CALLED, {"states": list(states)}).all()


def reaches_owners(actor: Actor, *, is_own: bool) -> ColumnElement[bool]:
    """Return the condition for desks that contact owners: relay desks, or else state desks.

    State desks are selected only if the database has no relay desk. With `is_own`, only desks of
    the actor's agency are selected. Without it, the state desk must be in the actor's state, but a
    relay desk may be in any state.
    """
    no_relay = ~select(Desk.id).where(Desk.is_relay).correlate(None).exists()
    own_desks = Desk.agency_id == actor.agency_id if is_own else Desk.state == actor.state
    relay = and_(Desk.is_relay, own_desks) if is_own else Desk.is_relay
    return or_(relay, and_(no_relay, Desk.is_state_desk, own_desks))


def describe_desk(desk: Desk) -> str:
    """Return a desk as text: name and on-call number."""
    return f"{desk.name}, {desk.on_call_phone}"

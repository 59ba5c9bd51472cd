"""Desks to telephone in imminent danger: of the asking side, and police of the owner's state.

Both calls use a number of the directory.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.policy.sharing.disclosure import KINDS_NEEDING_POLICE
from core.published import published
from models.agencies.agency import Agency, Desk
from models.disclosure.disclosure import Disclosure
from models.records.record import Record


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class CallableDesk:
    """A desk of the directory that a step (`act`) may name: agency code, name and number."""

    act: str
    agency: str
    name: str
    phone: str


def needs_police_call(disclosure: Disclosure, record: Record | None) -> bool:
    """Return whether the owner's police must still be called.

    Only a record of a kind in `KINDS_NEEDING_POLICE` needs the call; a `record` of None, which the
    actor does not see, counts as such.
    """
    is_needed = record is None or record.kind in KINDS_NEEDING_POLICE
    return is_needed and disclosure.police_called_at is None


def find_desk(session: Session, agency: str) -> tuple[Desk, Agency] | None:
    """Return an agency's desk, preferring the state's contact desk; None for an unknown code."""
    row = session.execute(
        select(Desk, Agency)
        .join(Agency, Agency.id == Desk.agency_id)
        .where(Agency.code == agency)
        .order_by(Desk.is_state_desk.desc(), Desk.id)
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def is_own_police(desk: Desk, agency: Agency, disclosure: Disclosure) -> bool:
    """Return whether a desk counts as police of the owner's state.

    The contact desk of the state does too, because police may be missing from the directory.
    """
    return desk.state == disclosure.owner_state and (
        agency.kind == AgencyKind.POLICE or desk.is_state_desk
    )


def callable_desks(session: Session, disclosure: Disclosure) -> tuple[CallableDesk, ...]:
    """Return the desks that may be called for a request, with the step of each (`act`).

    `call_back` calls a desk of the asking side's state, but not one of the owner's agency.
    `call_police` calls police, or the contact desk, of the owner's state. Each step has one desk
    for each agency, if possible the contact desk.
    """
    listed = session.execute(
        select(Desk, Agency)
        .join(Agency, Agency.id == Desk.agency_id)
        .where(Desk.state.in_((disclosure.asker_state, disclosure.owner_state)))
        .order_by(Desk.is_state_desk.desc(), Desk.id)
    )
    rows = [(desk, agency) for desk, agency in listed]
    back = [
        row
        for row in rows
        if row[0].state == disclosure.asker_state and row[0].agency_id != disclosure.owner_agency_id
    ]
    police = [row for row in rows if is_own_police(*row, disclosure)]
    return (*_lines("call_back", back), *_lines("call_police", police))


def _lines(act: str, rows: Iterable[tuple[Desk, Agency]]) -> tuple[CallableDesk, ...]:
    lines: dict[str, CallableDesk] = {}
    for desk, agency in rows:
        lines.setdefault(agency.code, CallableDesk(act, agency.code, desk.name, desk.on_call_phone))
    return tuple(lines.values())


def acting_police_desks(session: Session, found: Iterable[Disclosure]) -> dict[int, str]:
    """Return, by request, the acting police desk of the owner, as `name, number`; one statement."""
    rows = session.execute(
        select(Disclosure.id, Desk.name, Desk.on_call_phone)
        .join(Desk, Desk.id == Disclosure.police_desk)
        .where(Disclosure.id.in_([disclosure.id for disclosure in found]))
    )
    return {row.id: f"{row.name}, {row.on_call_phone}" for row in rows}

"""Desks to telephone in imminent danger: of the asking side, and police of the owner's state.

Both calls use a number of the directory.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.notices import NoticeKind
from core.policy.sharing.disclosure import KINDS_NEEDING_POLICE
from core.published import published
from models.disclosure.disclosure import Disclosure
from models.records.record import Record
from services.sharing import desks
from services.sharing.desks import DeskEntry


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


def is_own_police(desk: DeskEntry, disclosure: Disclosure) -> bool:
    """Return whether a desk counts as police of the owner's state.

    The contact desk of the state does too, because police may be missing from the directory.
    """
    return desk.state == disclosure.owner_state and (
        desk.agency_kind == AgencyKind.POLICE or desk.is_state_desk
    )


def callable_desks(session: Session, disclosure: Disclosure) -> tuple[CallableDesk, ...]:
    """Return the desks that may be called for a request, with the step of each (`act`).

    `call_back` calls a desk of the asking side's state, but not one of the owner's agency.
    `call_police` calls police, or the contact desk, of the owner's state. Each step has one desk
    for each agency, if possible the contact desk.
    """
    states = {disclosure.asker_state, disclosure.owner_state}
    listed = desks.desks_in_states(session, NoticeKind.DISCLOSURE, states)
    back = [
        desk
        for desk in listed
        if desk.state == disclosure.asker_state and desk.agency_id != disclosure.owner_agency_id
    ]
    police = [desk for desk in listed if is_own_police(desk, disclosure)]
    return (*_lines("call_back", back), *_lines("call_police", police))


def _lines(act: str, listed: Iterable[DeskEntry]) -> tuple[CallableDesk, ...]:
    lines: dict[str, CallableDesk] = {}
    for desk in listed:
        lines.setdefault(desk.code, CallableDesk(act, desk.code, desk.name, desk.phone))
    return tuple(lines.values())


def acting_police_desks(session: Session, found: Iterable[Disclosure]) -> dict[int, str]:
    """Return, by request, the acting police desk of the owner, as `name, number`; one statement."""
    acting = {
        disclosure.id: disclosure.police_desk
        for disclosure in found
        if disclosure.police_desk is not None
    }
    texts = desks.desk_texts(session, NoticeKind.DISCLOSURE, sorted(set(acting.values())))
    return {disclosure_id: texts[desk_id] for disclosure_id, desk_id in acting.items()}

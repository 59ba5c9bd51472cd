"""Desks to telephone in imminent danger: of the asking side, and police of the responsible agency's
state.

Both calls use a number of the directory.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.notifications import NotificationKind
from core.policy.directory import EMERGENCY_NUMBER, POLICE_KINDS
from core.policy.fields import FieldClass
from core.policy.sharing.disclosure import KINDS_NEEDING_POLICE
from core.published import published
from core.security.crypto import SealPlace
from models.agencies.directory import AssistanceService
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from models.records.record import Record
from services.foundation import data_keys
from services.sharing import desks
from services.sharing.desks import DeskEntry


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class CallableDesk:
    """A desk that a step (`act`) may name, with its name and number.

    `agency` is its code for the step: the code of an agency, the id of an entry of the directory
    for police without an account, or the emergency number.
    """

    act: str
    agency: str
    name: str
    phone: str

    @property
    def text(self) -> str:
        """The desk as `name, number`."""
        return f"{self.name}, {self.phone}" if self.phone != self.name else self.name


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class RecordedCall:
    """A telephone call of the responsible agency about a request: the desk as text, and when.

    `is_listed`: the number is in the directory. Another number does not count as the call.
    """

    act: str
    desk: str
    is_listed: bool
    at: datetime


def needs_police_call(disclosure: Disclosure, record: Record | None) -> bool:
    """Return whether the responsible agency's police must still be called.

    Only a record of a kind in `KINDS_NEEDING_POLICE` needs the call; a `record` of None, which the
    actor does not see, counts as such.
    """
    is_needed = record is None or record.kind in KINDS_NEEDING_POLICE
    return is_needed and disclosure.police_called_at is None


def callable_desks(session: Session, disclosure: Disclosure) -> tuple[CallableDesk, ...]:
    """Return the desks that may be called for a request, with the step of each (`act`).

    `call_back` calls a desk of the asking side's state, but not one of the responsible agency's
    agency.
    `call_police` calls police of the responsible agency's state, with or without an account, or the
    emergency number. Each step has one desk for each agency, if possible the contact desk.
    """
    states = {disclosure.asker_state, disclosure.responsible_state}
    listed = desks.desks_in_states(session, NotificationKind.DANGER_ASKED, states)
    back = [
        desk
        for desk in listed
        if desk.state == disclosure.asker_state
        and desk.agency_id != disclosure.responsible_agency_id
    ]
    # the asker's own desk is the one that reaches a person who knows of the request
    back.sort(key=lambda desk: desk.agency_id != disclosure.agency_id)
    police = [
        desk
        for desk in listed
        if desk.state == disclosure.responsible_state and desk.agency_kind == AgencyKind.POLICE
    ]
    return (
        *_lines("call_back", back),
        *_lines("call_police", police),
        *_police_entries(session, disclosure.responsible_state),
        CallableDesk("call_police", EMERGENCY_NUMBER, EMERGENCY_NUMBER, EMERGENCY_NUMBER),
    )


def find_desk(
    session: Session, disclosure: Disclosure, act: str, agency: str
) -> CallableDesk | None:
    """Return the desk that a step names by its code; None if the step may not name it."""
    of_act = (desk for desk in callable_desks(session, disclosure) if desk.act == act)
    return next((desk for desk in of_act if desk.agency == agency), None)


def _lines(act: str, listed: Iterable[DeskEntry]) -> tuple[CallableDesk, ...]:
    lines: dict[str, CallableDesk] = {}
    for desk in listed:
        lines.setdefault(desk.code, CallableDesk(act, desk.code, desk.name, desk.phone))
    return tuple(lines.values())


def _police_entries(session: Session, state: str) -> Iterator[CallableDesk]:
    """Yield the entries of the directory for police of a state without an account."""
    query = select(AssistanceService).where(
        AssistanceService.state == state, AssistanceService.kind.in_(POLICE_KINDS)
    )
    for entry in session.scalars(query.order_by(AssistanceService.kind, AssistanceService.name)):
        yield CallableDesk("call_police", str(entry.public_id), entry.name, entry.reach)


def seal_call(key: bytes, disclosure: Disclosure, call: RecordedCall) -> bytes:
    """Return what a step stores of a call, sealed with the key of the record."""
    content = {"desk": call.desk, "is_listed": call.is_listed}
    return data_keys.seal_json(key, content, _place(disclosure))


def recorded_calls(
    session: Session, key: bytes | None, disclosure: Disclosure
) -> tuple[RecordedCall, ...]:
    """Return the calls of a request, oldest first; empty without the key of the record."""
    query = select(DisclosureStep).where(
        DisclosureStep.disclosure_id == disclosure.id, DisclosureStep.called.is_not(None)
    )
    if key is None:
        return ()
    return tuple(
        RecordedCall(
            step.act,
            **data_keys.unseal_json(key, step.called or b"", _place(disclosure)),
            at=step.at,
        )
        for step in session.scalars(query.order_by(DisclosureStep.id))
    )


def _place(disclosure: Disclosure) -> SealPlace:
    return SealPlace("disclosure_step", disclosure.public_id, FieldClass.F4B.value, 1)

"""Agencies and their desks: who takes part, whom to call at night. Adding one is `services.accounts`."""

from __future__ import annotations

import dataclasses
import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import InvalidInput, NotFound
from core.policy import Action
from models.agency import Agency, Desk
from services import audit
from services.actor import Actor, require
from services.context import Context

PHONE = re.compile(r"\+[0-9][0-9 ()/-]{5,38}")


@dataclasses.dataclass(frozen=True, slots=True)
class Office:
    """An agency with its desk; `is_state_desk`: other states' desks are told to call this one."""

    id: UUID
    code: str
    name: str
    kind: str
    state: str
    regime: str
    supervisory_authority: str
    data_protection_contact: str
    case_number_pattern: str
    phone: str
    is_state_desk: bool


def list_all(session: Session, context: Context, actor: Actor) -> list[Office]:
    """Return every agency with its desk, by state and code. Audited."""
    require(actor, Action.READ_USERS)
    rows = session.execute(
        select(Agency, Desk).outerjoin(Desk, Desk.agency_id == Agency.id).order_by(Agency.state, Agency.code)
    ).all()
    audit.note(session, context, actor, audit.Act("list_agencies"))
    return [
        Office(
            agency.public_id,
            agency.code,
            agency.name,
            agency.kind,
            agency.state,
            agency.regime,
            agency.supervisory_authority,
            agency.data_protection_contact,
            agency.case_number_pattern,
            desk.on_call_phone if desk else "",
            is_state_desk=desk is not None and desk.is_state_desk,
        )
        for agency, desk in rows
    ]


def set_phone(session: Session, context: Context, actor: Actor, agency_id: UUID, phone: str) -> None:
    """Set the on-call number of an agency's desk, with its country; `NotFound` for no such agency."""
    require(actor, Action.MANAGE)
    desk = session.scalar(select(Desk).join(Agency, Agency.id == Desk.agency_id).where(Agency.public_id == agency_id))
    if desk is None:
        raise NotFound("no such agency")
    check_phone(phone)
    desk.on_call_phone = phone
    audit.note(session, context, actor, audit.Act("set_desk_phone", subject=agency_id))


def check_phone(phone: str) -> None:
    """Raise for what nobody abroad could dial."""
    if not PHONE.fullmatch(phone):
        raise InvalidInput("phone", "not_a_phone_number")

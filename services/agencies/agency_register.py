"""Agencies and their on-call desks."""

from __future__ import annotations

import dataclasses
import re
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.agencies import AgencyKind, Regime
from core.codes.notifications import AlertKind
from core.errors import InvalidInput, require_code, require_found
from core.policy.actions import Action
from core.policy.participating_states import STATES
from core.policy.search import CASE_NUMBER_PATTERN_SYNTAX
from core.policy.time_zones import check_time_zone
from core.published import Code, Text, published
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import alerts, audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context

PHONE_PATTERN = re.compile(r"\+[0-9][0-9 ()/-]{5,38}")


Short = Annotated[Text, Field(min_length=1, max_length=200)]
Phone = Annotated[str, Field(min_length=5, max_length=40)]


@published(
    examples=[
        {
            "code": "PT-116",
            "name": "Hotline of Portugal",
            "kind": AgencyKind.HOTLINE,
            "state": "PT",
            "phone": "+351 21 555 01 16",
            "case_number_pattern": "PT-\\d{4}-\\d{3}",
            "supervisory_authority": "CNPD",
            "data_protection_contact": "dpo@hotline.example",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class AgencyForm:
    """A new agency and the on-call number of its desk.

    The first agency of a state becomes the desk of the state.
    """

    code: Annotated[str, Field(pattern="^[A-Z0-9-]{2,20}$")]
    name: Short
    kind: AgencyKind
    state: Annotated[str, OneOf("state")]
    phone: Phone
    case_number_pattern: Short
    supervisory_authority: Short
    data_protection_contact: Short
    time_zone: Code = ""


def add_agency(session: Session, context: Context, actor: Actor, form: AgencyForm) -> Agency:
    """Add an agency and its desk, which may become the state's contact desk.

    The first desk of a state becomes its contact desk. Raise `InvalidInput` for an unknown kind,
    state or time zone, for a pattern of case numbers that is too general, and for a code that is
    taken. Audited.
    """
    require(actor, Action.MANAGE)
    require_code("kind", form.kind, list(AgencyKind))
    require_code("state", form.state, STATES)
    check_time_zone(form.time_zone)
    if not CASE_NUMBER_PATTERN_SYNTAX.fullmatch(form.case_number_pattern):
        raise InvalidInput("case_number_pattern", "not_a_pattern")
    locks.take_lock(session, Lock.ACCOUNTS)
    if session.scalar(select(Agency.id).where(Agency.code == form.code)) is not None:
        raise InvalidInput("code", "taken")
    agency = Agency(
        public_id=uuid4(),
        code=form.code,
        name=form.name,
        kind=form.kind,
        state=form.state,
        regime=Regime.LED if form.kind == AgencyKind.POLICE else Regime.GDPR,
        data_controller=form.name,
        supervisory_authority=form.supervisory_authority,
        data_protection_contact=form.data_protection_contact,
        case_number_pattern=form.case_number_pattern,
        time_zone=form.time_zone,
        created_at=context.clock.now(),
    )
    session.add(agency)
    session.flush()
    session.add(_desk(session, agency, form, may_take_over=actor.user_id is None))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("add_agency", subject=agency.public_id)
    )
    return agency


def _desk(session: Session, agency: Agency, form: AgencyForm, *, may_take_over: bool) -> Desk:
    """Return the agency's desk. The first desk of a state is the state's contact desk.

    A desk that protects children may replace that of police. Only the server's command permits
    this, because hand-overs and decisions on access go to the state's desk.
    """
    is_police = form.kind == AgencyKind.POLICE
    query = select(Desk, Agency.kind).join(Agency, Agency.id == Desk.agency_id)
    present = session.execute(query.where(Desk.state == form.state, Desk.is_state_desk)).first()
    takes_over = (
        may_take_over and present is not None and present[1] == AgencyKind.POLICE and not is_police
    )
    if present is not None and takes_over:
        present[0].is_state_desk = False
    return Desk(
        public_id=uuid4(),
        agency_id=agency.id,
        state=form.state,
        name=form.name,
        on_call_phone=form.phone,
        is_state_desk=present is None or takes_over,
    )


def find_agency(session: Session, code: str) -> Agency:
    """Return the agency of this code; `InvalidInput` when there is none."""
    agency = session.scalar(select(Agency).where(Agency.code == code))
    if agency is None:
        raise InvalidInput(
            "agency",
            "unknown_code",
            "agency: no agency has this code; `homeward agency add` adds one",
        )
    return agency


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency with its desk.

    `is_state_desk`: desks of other states call it. `is_relay`: outsiders call it about a person at
    risk.
    """

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
    is_relay: bool


def list_agencies(session: Session, context: Context, actor: Actor) -> list[AgencyView]:
    """Return every agency with its desk, by state and code. Audited."""
    require(actor, Action.READ_USERS)
    rows = session.execute(
        select(Agency, Desk)
        .outerjoin(Desk, Desk.agency_id == Agency.id)
        .order_by(Agency.state, Agency.code)
    ).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_agencies"))
    return [
        AgencyView(
            id=agency.public_id,
            code=agency.code,
            name=agency.name,
            kind=agency.kind,
            state=agency.state,
            regime=agency.regime,
            supervisory_authority=agency.supervisory_authority,
            data_protection_contact=agency.data_protection_contact,
            case_number_pattern=agency.case_number_pattern,
            phone=desk.on_call_phone if desk else "",
            is_state_desk=desk is not None and desk.is_state_desk,
            is_relay=desk is not None and desk.is_relay,
        )
        for agency, desk in rows
    ]


def set_relay(
    session: Session, context: Context, actor: Actor, agency_id: UUID, *, is_relay: bool
) -> None:
    """Set or unset the one relay desk of the installation; raise `NotFound` for an unknown agency.

    The auditor is alerted, because the relay desk learns the state of each record of a person at
    risk.
    """
    require(actor, Action.MANAGE)
    locks.take_lock(session, Lock.ACCOUNTS)
    desk = _desk_of(session, agency_id)
    if is_relay:
        session.execute(update(Desk).where(Desk.is_relay).values(is_relay=False))
    desk.is_relay = is_relay
    session.flush()
    alerts.raise_alert(session, context, actor, AlertKind.RELAY_DESK, agency_id)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("set_relay", "done" if is_relay else "ended", subject=agency_id),
    )


def set_phone(
    session: Session, context: Context, actor: Actor, agency_id: UUID, phone: str
) -> None:
    """Set the on-call number of an agency's desk, with country code.

    Raise `NotFound` for an unknown agency. Audited.
    """
    require(actor, Action.MANAGE)
    desk = _desk_of(session, agency_id)
    check_phone(phone)
    desk.on_call_phone = phone
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("set_desk_phone", subject=agency_id)
    )


def _desk_of(session: Session, agency_id: UUID) -> Desk:
    return require_found(
        session.scalar(
            select(Desk)
            .join(Agency, Agency.id == Desk.agency_id)
            .where(Agency.public_id == agency_id)
        ),
        "no such agency",
    )


def check_phone(phone: str) -> None:
    """Raise `InvalidInput` unless a number starts with a plus sign and has an accepted length.

    After the plus and a digit follow 5 to 38 digits, spaces or the signs `()/-`.
    """
    if not PHONE_PATTERN.fullmatch(phone):
        raise InvalidInput("phone", "not_a_phone_number")

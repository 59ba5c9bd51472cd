"""The directory: desks of other agencies, and assistance services, by state.

The administrator edits it and everyone reads it. A reader may be a person a child hides from. So it
lists contact points and never addresses or places of people.
"""

from __future__ import annotations

import dataclasses
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.agencies import AgencyStatus
from core.errors import InvalidInput, require_code, require_found
from core.policy.actions import Action
from core.policy.directory import MAX_LANGUAGES, MAX_LINE_LENGTH, MAX_NAME_LENGTH, SERVICE_KINDS
from core.policy.participating_states import STATES
from core.published import Code, Text, published
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.directory import AssistanceService
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import free_text_screening


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ListedDesk:
    """A desk to call: state, kind of agency, name and telephone number.

    `is_state_desk`: desks of other states call it. `is_relay`: outsiders call it about a person at
    risk.
    """

    state: str
    kind: str
    name: str
    phone: str
    is_state_desk: bool
    is_relay: bool


@published(
    examples=[
        {
            "state": "GR",
            "kind": "legal_aid",
            "name": "Legal aid for children (fictional)",
            "languages": ["ell", "eng", "prs"],
            "hours": "Monday to Friday, 9 to 17",
            "reach": "+30 2 555 01 70",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ServiceForm:
    """A service: how to reach it, never its address. Languages are ISO 639-3."""

    state: Annotated[str, OneOf("state")]
    kind: Annotated[Code, OneOf("service")]
    name: Annotated[Text, Field(max_length=MAX_NAME_LENGTH)]
    languages: Annotated[
        tuple[Annotated[str, Field(max_length=3)], ...], Field(max_length=MAX_LANGUAGES)
    ] = ()
    hours: Annotated[Text, Field(max_length=MAX_LINE_LENGTH)] = ""
    reach: Annotated[Text, Field(max_length=MAX_LINE_LENGTH)]

    def check(self) -> None:
        """Raise `InvalidInput` for an unknown code, an invalid language or an invalid text.

        `state` and `kind` are codes. Languages are at most `MAX_LANGUAGES` ISO 639-3 codes. A text
        must not be too long or contain an address; only `hours` may be empty.
        """
        require_code("state", self.state, STATES)
        require_code("kind", self.kind, SERVICE_KINDS)
        if len(self.languages) > MAX_LANGUAGES or not all(
            _is_language(language) for language in self.languages
        ):
            raise InvalidInput("languages", "iso_639_3", "three letters each")
        for field, most in (
            ("name", MAX_NAME_LENGTH),
            ("hours", MAX_LINE_LENGTH),
            ("reach", MAX_LINE_LENGTH),
        ):
            text = getattr(self, field)
            if not text.strip() and field != "hours":
                raise InvalidInput(field, "needed")
            if len(text) > most:
                raise InvalidInput(field, "too_long")
            free_text_screening.check_no_address(text, field=field)


@dataclasses.dataclass(frozen=True, slots=True)
class ListedService:
    """A service as it is shown."""

    id: UUID
    form: ServiceForm


def list_desks(session: Session, actor: Actor, state: str = "") -> list[ListedDesk]:
    """Return the desks of a state, or all desks; the state's own desk first."""
    require(actor, Action.READ_DIRECTORY)
    query = (
        select(
            Desk.state,
            Agency.kind,
            Desk.name,
            Desk.on_call_phone,
            Desk.is_state_desk,
            Desk.is_relay,
        )
        .join(Agency, Agency.id == Desk.agency_id)
        .where(Agency.status != AgencyStatus.CLOSED)
        .order_by(Desk.state, Desk.is_state_desk.desc(), Desk.name)
    )
    if state:
        query = query.where(Desk.state == state)
    return [ListedDesk(*row) for row in session.execute(query)]


def list_services(
    session: Session, context: Context, actor: Actor, state: str = "", kind: str = ""
) -> list[ListedService]:
    """Return services by state and kind; empty filters match all. Audited."""
    require(actor, Action.READ_DIRECTORY)
    query = select(AssistanceService).order_by(
        AssistanceService.state, AssistanceService.kind, AssistanceService.name
    )
    if state:
        query = query.where(AssistanceService.state == state)
    if kind:
        query = query.where(AssistanceService.kind == kind)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("read_directory"))
    return [_service_view(service) for service in session.scalars(query)]


def _service_view(service: AssistanceService) -> ListedService:
    return ListedService(
        service.public_id,
        ServiceForm(
            state=service.state,
            kind=service.kind,
            name=service.name,
            languages=tuple(service.languages.split()),
            hours=service.hours,
            reach=service.reach,
        ),
    )


def add_service(
    session: Session, context: Context, actor: Actor, form: ServiceForm
) -> ListedService:
    """Add a service. Audited."""
    require(actor, Action.MANAGE)
    form.check()
    row = AssistanceService(public_id=uuid4(), **_columns(form, context, actor))
    session.add(row)
    session.flush()
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("add_service", subject=row.public_id)
    )
    return _service_view(row)


def change_service(
    session: Session, context: Context, actor: Actor, public_id: UUID, form: ServiceForm
) -> ListedService:
    """Replace a service; raise `NotFound` if unknown. Audited."""
    row = _find(session, actor, public_id)
    form.check()
    for name, value in _columns(form, context, actor).items():
        setattr(row, name, value)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("change_service", subject=public_id)
    )
    return _service_view(row)


def remove_service(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Remove a service; raise `NotFound` if unknown. Audited."""
    session.delete(_find(session, actor, public_id))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("remove_service", subject=public_id)
    )


def _find(session: Session, actor: Actor, public_id: UUID) -> AssistanceService:
    require(actor, Action.MANAGE)
    return require_found(
        session.scalar(
            select(AssistanceService)
            .where(AssistanceService.public_id == public_id)
            .with_for_update()
        ),
        "no such service",
    )


def _columns(form: ServiceForm, context: Context, actor: Actor) -> dict[str, object]:
    return {
        "state": form.state,
        "kind": form.kind,
        "name": form.name.strip(),
        "languages": " ".join(dict.fromkeys(form.languages)),
        "hours": form.hours.strip(),
        "reach": form.reach.strip(),
        "written_by": actor.user_id,
        "written_at": context.clock.now(),
    }


def _is_language(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha() and code.islower()

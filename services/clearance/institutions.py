"""The agency's list of institutions that report.

One person proposes an institution, another confirms it, and one person can revoke it.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.codes.notices import NoticeKind
from core.errors import Conflict, InvalidInput, require_code, require_found, require_text
from core.policy.actions import Action
from core.policy.case.clearance import INSTITUTION_DAYS, INSTITUTION_KINDS
from core.published import Code, published
from core.refusals import Refusal
from models.case.clearance import Institution
from services.foundation import audit_log, dual_control
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import notices


@published(
    examples=[
        {"kind": "youth_office", "name": "Youth office of Hamburg", "contact": "+49 40 555 01 16"}
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class InstitutionForm:
    """An institution that reports: its kind, its name and the contact of its desk."""

    kind: Code
    name: Annotated[str, Field(min_length=1, max_length=200)]
    contact: Annotated[str, Field(min_length=1, max_length=200)]


@dataclasses.dataclass(frozen=True, slots=True)
class InstitutionView(InstitutionForm):
    """An institution of the agency's list; `state` is proposed, in_force, expired or revoked.

    `is_own_proposal`: the reader proposed it. `expires_at` is None until a second person confirms
    it. `confirm_refusal`: why the reader cannot confirm it, None if they can.
    """

    id: UUID
    state: str
    is_own_proposal: bool
    proposed_at: datetime
    expires_at: datetime | None
    confirm_refusal: Refusal | None


def propose_institution(
    session: Session, context: Context, actor: Actor, form: InstitutionForm
) -> UUID:
    """Propose an institution and notify the agency's supervisors; return its id.

    It has no effect until a second person confirms it. Raise `InvalidInput` for an unknown kind,
    and for a blank name or contact. Audited.
    """
    require(actor, Action.PROPOSE_INSTITUTION)
    require_code("kind", form.kind, INSTITUTION_KINDS)
    for field in ("name", "contact"):
        require_text(field, getattr(form, field))
    public_id = uuid4()
    row = Institution(
        public_id=public_id,
        agency_id=actor.agency_id,
        kind=form.kind,
        name=form.name.strip(),
        contact=form.contact.strip(),
        proposed_by=actor.user_id,
        proposed_at=context.clock.now(),
    )
    session.add(row)
    session.flush()
    notices.notify_agency(session, context, row.agency_id, kind=NoticeKind.INSTITUTION_PROPOSED)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("propose_institution", subject=public_id)
    )
    return public_id


def confirm_institution(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Put an institution on the list for `INSTITUTION_DAYS`, as a second person. Audited."""
    row = _find(session, actor, public_id)
    now = context.clock.now()
    dual_control.check(_confirm_refusal(session, context, actor, row))
    row.confirmed_by, row.confirmed_at = actor.user_id, now
    row.expires_at = now + timedelta(days=INSTITUTION_DAYS)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("confirm_institution", subject=public_id)
    )


def revoke_institution(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Revoke an institution; its earlier reports keep their clearance.

    Raise `Conflict` if it was revoked before. Audited.
    """
    row = _find(session, actor, public_id)
    if row.revoked_at is not None:
        raise Conflict(Refusal.INSTITUTION_IS_REVOKED)
    row.revoked_by, row.revoked_at = actor.user_id, context.clock.now()
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("revoke_institution", subject=public_id)
    )


def _find(session: Session, actor: Actor, public_id: UUID) -> Institution:
    require(actor, Action.CLEAR_REPORTER)
    query = select(Institution).where(
        Institution.public_id == public_id, Institution.agency_id == actor.agency_id
    )
    return require_found(session.scalar(query.with_for_update()), "no such institution")


def list_institutions(session: Session, context: Context, actor: Actor) -> list[InstitutionView]:
    """Return the institutions of the actor's agency by name, with revoked and expired ones.

    Audited.
    """
    require(actor, Action.PROPOSE_INSTITUTION)
    query = select(Institution).where(Institution.agency_id == actor.agency_id)
    rows = session.scalars(query.order_by(Institution.name, Institution.id)).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_institutions"))
    now = context.clock.now()
    return [
        InstitutionView(
            id=row.public_id,
            kind=row.kind,
            name=row.name,
            contact=row.contact,
            state=_state(row, now),
            is_own_proposal=row.proposed_by == actor.user_id,
            proposed_at=row.proposed_at,
            expires_at=row.expires_at,
            confirm_refusal=_confirm_refusal(session, context, actor, row),
        )
        for row in rows
    ]


def _confirm_refusal(
    session: Session, context: Context, actor: Actor, row: Institution
) -> Refusal | None:
    """Return why the actor cannot confirm an institution as a second person; None if they can."""
    if row.confirmed_at is not None or row.revoked_at is not None:
        return Refusal.INSTITUTION_IS_DECIDED
    return dual_control.second_person_refusal(
        session, context, actor, row.proposed_by, refusal=Refusal.SECOND_PERSON_CONFIRMS_INSTITUTION
    )


def _state(row: Institution, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is None:
        return "proposed"
    return "in_force" if row.expires_at > now else "expired"


def find_valid_institution(
    session: Session, context: Context, public_id: UUID, *, agency_id: int
) -> Institution:
    """Return a valid institution of an agency's list; raise `InvalidInput` otherwise."""
    row = _valid(session, context, Institution.public_id == public_id, agency_id)
    if row is None:
        raise InvalidInput(
            "institution",
            "not_listed",
            "choose a valid institution from the agency's list",
        )
    return row


def _valid(
    session: Session, context: Context, which: ColumnElement[bool], agency_id: int
) -> Institution | None:
    """Return the institution of an agency that `which` selects; None unless it is valid."""
    row = session.scalar(select(Institution).where(which, Institution.agency_id == agency_id))
    return row if row is not None and _state(row, context.clock.now()) == "in_force" else None


def is_valid(
    session: Session, context: Context, institution_id: int | None, *, agency_id: int
) -> bool:
    """Return whether an institution is valid and on an agency's list; False for None."""
    if institution_id is None:
        return False
    which = Institution.id == institution_id
    return _valid(session, context, which, agency_id) is not None

"""The agency's list of institutions that report.

One person proposes an institution, another confirms it, and one person can revoke it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.approvals import ApprovalKind
from core.errors import Conflict, InvalidInput, require_code, require_found, require_text
from core.policy.actions import Action
from core.policy.case.reporter_check import INSTITUTION_DAYS, INSTITUTION_KINDS
from core.published import Code, published
from core.refusals import Refusal
from models.case.reporter_check import Institution
from models.oversight.approval import Approval
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context


@published(
    examples=[
        {"kind": "youth_office", "name": "Youth office of Hamburg", "contact": "+49 40 555 01 16"}
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class InstitutionForm:
    """An institution that reports: its kind, its name and the contact of its desk."""

    kind: Annotated[Code, OneOf("institution_kind")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    contact: Annotated[str, Field(min_length=1, max_length=200)]


@dataclasses.dataclass(frozen=True, slots=True)
class InstitutionView(InstitutionForm):
    """An institution of the agency's list; `state` is proposed, in_force, expired or revoked.

    `expires_at` is None until a second person confirms it.
    """

    id: UUID
    state: str
    expires_at: datetime | None


def propose_institution(
    session: Session, context: Context, actor: Actor, form: InstitutionForm
) -> UUID:
    """Propose an institution and ask for its approval; return its id.

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
    )
    session.add(row)
    approval_requests.ask(session, context, actor, ApprovalKind.INSTITUTION, public_id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("propose_institution", subject=public_id)
    )
    return public_id


def confirm_institution(
    session: Session, context: Context, actor: Actor, approval: Approval
) -> None:
    """Put an approved institution on the list for `INSTITUTION_DAYS`."""
    row = _find(session, actor, approval.subject)
    row.expires_at = context.clock.now() + timedelta(days=INSTITUTION_DAYS)


def refuse_institution(
    session: Session, context: Context, actor: Actor, approval: Approval
) -> None:
    """Keep a refused institution off the list."""
    row = _find(session, actor, approval.subject)
    row.revoked_by, row.revoked_at = actor.user_id, context.clock.now()


def revoke_institution(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Revoke an institution; its earlier reports keep their reporter check.

    A proposal that waits for the second person ends. Raise `Conflict` if it was revoked before.
    Audited.
    """
    row = _find(session, actor, public_id)
    if row.revoked_at is not None:
        raise Conflict(Refusal.INSTITUTION_IS_REVOKED)
    row.revoked_by, row.revoked_at = actor.user_id, context.clock.now()
    approval_requests.withdraw(session, ApprovalKind.INSTITUTION, public_id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("revoke_institution", subject=public_id)
    )


def _find(session: Session, actor: Actor, public_id: UUID) -> Institution:
    require(actor, Action.CHECK_REPORTER)
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
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def describe_institutions(
    session: Session, _context: Context, _actor: Actor, public_ids: Collection[UUID]
) -> dict[UUID, Description]:
    """Return name, kind and contact of institutions by their public ids."""
    rows = session.scalars(select(Institution).where(Institution.public_id.in_(public_ids)))
    return {
        row.public_id: Description(row.name, {"institution_kind": row.kind, "contact": row.contact})
        for row in rows
    }


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

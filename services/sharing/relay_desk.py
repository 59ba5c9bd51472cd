"""The relay desk contacts a record's owner for an outsider who may not know the owner's state.

The relay desk learns which desk to call and no fact of the record. The owner's supervisors get a
notice each time.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session

from core.codes.records import Clearance, RecordKind, RecordStatus
from core.errors import NotFound, require_code
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.sharing.relay_desk import RELAY_NOTICE, RELAY_REASONS
from models.agencies.agency import Desk
from models.records.record import Record, RecordShare
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import contact_desks, notices


@dataclasses.dataclass(frozen=True, slots=True)
class OwnerDesk:
    """The desk of a record's owner: its state, name and on-call number."""

    state: str
    name: str
    phone: str


def can_reach_owners(session: Session, actor: Actor) -> bool:
    """Return whether the actor's agency has the desk that reaches owners."""
    require(actor, Action.RELAY)
    return (
        session.scalar(
            select(Desk.id).where(contact_desks.reaches_owners(actor, is_own=True)).limit(1)
        )
        is not None
    )


def reach_owner(
    session: Session, context: Context, actor: Actor, public_id: UUID, reason: str
) -> OwnerDesk:
    """Return the desk to call for a record of a person at risk, and notify the record's owner.
    Audited.

    `reason` is a code of `RELAY_REASONS`; raise `InvalidInput` for any other. The owner's
    supervisors get the notice. Raise `NotFound` for a person of another agency than the relay desk.
    Raise it also for these records: the owner's state may be known to outsiders, no outsider may
    see the record, or international protection hides it from the actor's state.
    """
    require(actor, Action.RELAY)
    require_code("reason", reason, RELAY_REASONS)
    with database_roles.as_role(
        session, DatabaseRole.WORKER
    ):  # the record itself stays hidden from the relay desk
        row = session.execute(
            select(Record.id, Record.agency_id, Desk.state, Desk.name, Desk.on_call_phone)
            .join(Desk, and_(Desk.state == Record.state, Desk.is_state_desk))
            .where(Record.public_id == public_id, *_may_be_reached(actor))
        ).first()
        if row is not None:
            about = notices.NoticeSubject(row.agency_id, row.id, asker_state=actor.state)
            notices.notify_of_event(session, context, about, kind=RELAY_NOTICE)
    if row is None:
        raise NotFound("no such record")
    shown_records = (audit_log.ShownRecord(public_id, (FieldClass.F0,)),)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("relay", reason, subject=public_id, records=shown_records),
    )
    return OwnerDesk(row.state, row.name, row.on_call_phone)


def _may_be_reached(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for records whose owner the relay desk may contact.

    An outsider must be able to see the record at `hit`.
    """
    share = select(RecordShare.record_id).where(RecordShare.record_id == Record.id)
    is_barred = share.where(
        RecordShare.view == 0, RecordShare.state.in_(sorted(actor.states))
    ).exists()
    # A pair can open a missing report to the found side unless its sharing is `none`
    # (services.sharing.visibility).
    is_paired = and_(
        Record.kind == RecordKind.MISSING,
        Record.sharing != "none",
        Record.clearance != Clearance.FLAGGED,
    )
    return (
        select(Desk.id)
        .where(contact_desks.reaches_owners(actor, is_own=True))
        .correlate(None)
        .exists(),
        Record.status != RecordStatus.ERASED,
        ~Record.may_warn,
        or_(~Record.is_eu_only, literal(actor.states <= STATES)),
        ~is_barred,
        or_(share.where(RecordShare.view > 0).exists(), is_paired),
    )

"""Children found by police: offered at once to the agency of their state that protects children.

A deadline runs until that agency has the child.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind, AgencyStatus
from core.codes.approvals import ApprovalKind
from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind, RecordStatus, TransferStatus
from core.policy.case.case_story import REFERRAL_STEPS
from core.policy.case.national_authorities import MATCH_HELPERS, authority_code
from core.policy.fields import FieldClass
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.transfer import Transfer
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.approvals import approval_requests
from services.foundation import actor_database_role as services_wall
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import missing_desks
from services.sharing import desks, notifications, visibility
from services.sharing.desks import DeskEntry
from services.sharing.notifications import NotificationSubject


def refer_children(
    session: Session, context: Context, actor: Actor, children: Sequence[Record]
) -> None:
    """Offer children found by police to the child protection agency of their state, and notify it.

    The caller selects the children; no condition is checked here. If the state has no such agency,
    notify the responsible agency's supervisors. Also ask the child protection desks of neighbouring
    states to help with matching. A child is never offered to an agency of another state.
    """
    receivers = {
        state: receiving_agency(session, state) for state in {child.state for child in children}
    }
    keys = data_keys.open_data_keys(session, context.keys, [child.public_id for child in children])
    for child in children:
        to_agency_id = receivers[child.state]
        if to_agency_id is None:
            notify_without_desk(session, context, child)
            continue
        public_id = uuid4()
        reason = data_keys.seal_json(keys[child.public_id], "found by police", place(public_id))
        session.add(
            Transfer(
                public_id=public_id,
                record_id=child.id,
                from_agency_id=child.agency_id,
                to_agency_id=to_agency_id,
                status=TransferStatus.OFFERED,
                is_hand_over=True,
                reason=reason,
            )
        )
        session.flush()
        about = NotificationSubject(to_agency_id, child.id)
        approval_requests.open_approval(
            session, context, actor, ApprovalKind.TRANSFER, public_id, about=about
        )
        notifications.notify_agency(
            session, context, to_agency_id, kind=NotificationKind.REFERRAL, record=child
        )


def receiving_agency(session: Session, state: str) -> int | None:
    """Return the agency that takes over a child in a state: that of the contact desk if it protects
    children, else the national authority if it takes part; None: no agency.
    """
    for desk in _protecting_desks(session, [state]):
        return desk.agency_id
    authority = select(Agency.id).where(Agency.code == authority_code(state), Agency.state == state)
    is_open = Agency.status == AgencyStatus.OPEN
    return session.scalar(authority.where(Agency.kind != AgencyKind.POLICE, is_open))


def _protecting_desks(session: Session, states: Iterable[str]) -> list[DeskEntry]:
    """Return the contact desks of states whose agencies protect children."""
    listed = desks.state_desks(session, states)
    return [desk for desk in listed if desk.agency_kind != AgencyKind.POLICE]


def notify_without_desk(session: Session, context: Context, child: Record) -> None:
    """Notify the responsible agency's supervisors that no agency can take a child over, and the
    neighbouring desks that protect children; each once.
    """
    notifications.notify_agency(
        session, context, child.agency_id, kind=NotificationKind.REFERRAL_WITHOUT_DESK, record=child
    )
    for desk in _protecting_desks(session, MATCH_HELPERS[child.state]):
        notifications.notify_agency(
            session, context, desk.agency_id, kind=NotificationKind.MATCH_HELP, record=child
        )


def place(public_id: UUID) -> SealPlace:
    """Return the seal place of the reason of a transfer."""
    return SealPlace("transfer", public_id, FieldClass.F4B.value, 1)


def escalate_referrals(session: Session, context: Context) -> None:
    """Write the due notifications of `REFERRAL_STEPS` for every child that is not handed over.

    Each notification is written once. Offer a child if an agency of its state has joined since.
    Keep the list of states without an agency.
    """
    now = context.clock.now()
    waiting = session.scalars(
        select(Record)
        .where(
            Record.hand_over_due_at.is_not(None),
            Record.kind == RecordKind.FOUND,
            Record.status == RecordStatus.OPEN,
        )
        .order_by(Record.id)
    ).all()
    receivers = {
        state: receiving_agency(session, state) for state in {child.state for child in waiting}
    }
    for child in waiting:
        receiver = receivers[child.state]
        if receiver is None:
            notify_without_desk(session, context, child)
        for notification in REFERRAL_STEPS:
            agency_id = receiver if notification.is_to_desk else child.agency_id
            due_at = child.hand_over_due_at
            if (
                agency_id is not None
                and due_at is not None
                and due_at + timedelta(hours=notification.hours) <= now
            ):
                notifications.notify_agency(
                    session, context, agency_id, kind=notification.kind, record=child
                )
    _offer_late(session, context, [child for child in waiting if receivers[child.state]])
    missing_desks.update_states(
        session, context, {state for state, receiver in receivers.items() if receiver is None}
    )


def _offer_late(session: Session, context: Context, children: Sequence[Record]) -> None:
    """Offer the children that were never offered as a hand-over, in the name of their agency."""
    ids = [child.id for child in children]
    offered = set(
        session.scalars(select(Transfer.record_id).where(Transfer.record_id.in_(ids)).distinct())
    )
    for child in children:
        if child.id in offered:
            continue
        agency = session.get_one(Agency, child.agency_id)
        actor = visibility.agency_actor(agency)
        identity = services_wall.describe_actor(actor)
        with database_roles.as_role(session, DatabaseRole.ACTOR, identity):
            refer_children(session, context, actor, [child])

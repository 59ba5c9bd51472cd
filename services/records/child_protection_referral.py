"""Referral of children found by police to the state's child-protection desk, with a deadline.

The offer is made at registration. The deadline runs until a desk has accepted the child.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.notices import NoticeKind
from core.codes.records import RecordKind, RecordStatus, TransferStatus
from core.policy.case.case_story import REFERRAL_STEPS
from core.policy.fields import FieldClass
from core.security.crypto import SealPlace
from models.agencies.agency import Agency, Desk
from models.case.transfer import Transfer
from models.records.record import Record
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.sharing import notices


def refer_children(
    session: Session, context: Context, actor: Actor, children: Sequence[Record]
) -> None:
    """Offer children that police just registered to their state's child-protection desk; notify it.

    A state without such a desk gets no offer. The deadline still runs and is escalated to the
    owner's supervisor.
    """
    if not children:
        return
    desks = {
        state: child_protection_agency(session, state)
        for state in {child.state for child in children}
    }
    keys = data_keys.open_data_keys(session, context.keys, [child.public_id for child in children])
    now = context.clock.now()
    for child in children:
        to_agency_id = desks[child.state]
        if to_agency_id is None:
            continue
        public_id = uuid4()
        transfer = Transfer(
            public_id=public_id,
            record_id=child.id,
            from_agency_id=child.agency_id,
            to_agency_id=to_agency_id,
            status=TransferStatus.OFFERED,
            is_hand_over=True,
            reason=data_keys.seal_json(keys[child.public_id], "found by police", place(public_id)),
            offered_by=actor.user_id,
            offered_at=now,
        )
        session.add(transfer)
        session.flush()
        notices.notify_agency(
            session, context, to_agency_id, kind=NoticeKind.REFERRAL, record=child
        )


def child_protection_agency(session: Session, state: str) -> int | None:
    """Return the agency of a state's contact desk if it protects children, else None."""
    query = select(Agency.id).join(Desk, Desk.agency_id == Agency.id)
    return session.scalar(
        query.where(Desk.state == state, Desk.is_state_desk, Agency.kind != AgencyKind.POLICE)
    )


def place(public_id: UUID) -> SealPlace:
    """Return the seal place of the reason of a transfer."""
    return SealPlace("transfer", public_id, FieldClass.F4B.value, 1)


def escalate_referrals(session: Session, context: Context) -> None:
    """Write each notice of `REFERRAL_STEPS` that is due for children not handed over, once."""
    now = context.clock.now()
    earliest = now - timedelta(hours=min(step.hours for step in REFERRAL_STEPS))
    waiting = session.scalars(
        select(Record)
        .where(
            Record.hand_over_due_at <= earliest,
            Record.kind == RecordKind.FOUND,
            Record.status == RecordStatus.OPEN,
        )
        .order_by(Record.id)
    ).all()
    desks = {
        state: child_protection_agency(session, state)
        for state in {child.state for child in waiting}
    }
    for child in waiting:
        for notice in REFERRAL_STEPS:
            agency_id = desks[child.state] if notice.is_to_desk else child.agency_id
            due_at = child.hand_over_due_at
            if (
                agency_id is not None
                and due_at is not None
                and due_at + timedelta(hours=notice.hours) <= now
            ):
                notices.notify_agency(session, context, agency_id, kind=notice.kind, record=child)

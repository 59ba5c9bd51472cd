"""The transfers from and to an agency, as it sees them."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalState
from core.codes.records import TransferStatus
from core.policy.actions import Action
from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.fields import FieldClass
from core.policy.process import NextSteps
from models.agencies.agency import Agency
from models.case.transfer import Transfer
from services.case.care import transfer_situations
from services.case.care.transfer_situations import TransferApprovals
from services.foundation import audit_log, data_keys, process_steps
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.process_steps import Subject, Task
from services.records.child_protection_referral import place
from services.sharing import visibility

PAGE = 50


@dataclasses.dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer as one of its two agencies sees it.

    `record` and `hand_over_due_at` are None if the record is hidden now. `reason` and `answer` are
    "" unless the record belongs to the reader's agency. `is_hand_over`: police hand over a child.
    `approval` is the id of the approval that the reader's agency decides in the list of approvals,
    None without one. `decided_at` is None unless the record was accepted or refused. `position` of
    the last transfer is `before` of the next page.
    """

    id: UUID
    record: UUID | None
    from_agency: str
    from_name: str
    to_agency: str
    to_name: str
    status: str
    is_hand_over: bool
    approval: UUID | None
    offered_at: datetime
    decided_at: datetime | None
    hand_over_due_at: datetime | None
    reason: str
    answer: str
    position: int
    next_steps: NextSteps


def list_transfers(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[TransferView]:
    """Return a page of the transfers from and to the actor's agency, newest first. Audited.

    The page has at most `PAGE` transfers. `before` is the `position` of the last transfer of the
    page before, 0 for the first page. Reasons are opened only for own records.
    """
    require(actor, Action.PROPOSE_TRANSFER)
    query = (
        select(Transfer)
        .where(transfer_situations.concerns(actor))
        .order_by(Transfer.id.desc())
        .limit(PAGE)
    )
    rows = session.scalars(query.where(Transfer.id < before) if before else query).all()
    agency_ids = {agency_id for row in rows for agency_id in (row.from_agency_id, row.to_agency_id)}
    agencies = {
        agency.id: agency
        for agency in session.scalars(select(Agency).where(Agency.id.in_(agency_ids)))
    }
    ids = [row.record_id for row in rows] or [0]
    seen = {
        record.record.id: record
        for record in visibility.visible_records(session, actor, now=context.clock.now(), ids=ids)
    }
    own = [visible.record.public_id for visible in seen.values() if visible.is_responsible]
    keys = data_keys.open_data_keys(session, context.keys, own)
    shown = [visible.record.public_id for visible in seen.values()]
    audit_log.record_act_on_all(session, context, actor, "list_transfers", shown, FieldClass.F0)
    approvals = transfer_situations.find_approvals(session, [row.public_id for row in rows])
    steps = {
        row.id: process_steps.next_steps(
            session,
            context,
            TRANSFER_PROCESS,
            transfer_situations.situation(
                actor, row, approvals[row.public_id], seen=seen.get(row.record_id)
            ),
        )
        for row in rows
    }
    return [
        _transfer_view(
            row, approvals[row.public_id], seen.get(row.record_id), agencies, keys, steps[row.id]
        )
        for row in rows
    ]


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the transfers that the actor can decide now, the newest `PAGE`."""
    require(actor, Action.PROPOSE_TRANSFER)
    is_open = Transfer.status.in_((TransferStatus.PROPOSED, TransferStatus.OFFERED))
    query = select(Transfer).where(transfer_situations.concerns(actor), is_open)
    rows = session.scalars(query.order_by(Transfer.id.desc()).limit(PAGE)).all()
    ids = [row.record_id for row in rows] or [0]
    seen = {
        visible.record.id: visible
        for visible in visibility.visible_records(session, actor, now=context.clock.now(), ids=ids)
    }
    approvals = transfer_situations.find_approvals(session, [row.public_id for row in rows])
    subjects = []
    for row in rows:
        visible = seen.get(row.record_id)
        situation = transfer_situations.situation(
            actor, row, approvals[row.public_id], seen=visible
        )
        record = None if visible is None else visible.record.public_id
        subjects.append(Subject(row.public_id, record, situation))
    return process_steps.tasks(session, context, TRANSFER_PROCESS, subjects)


def _transfer_view(
    row: Transfer,
    approvals: TransferApprovals,
    seen: visibility.VisibleRecord | None,
    agencies: dict[int, Agency],
    keys: dict[UUID, bytes],
    steps: NextSteps,
) -> TransferView:
    offer = approvals.offer
    key = keys.get(seen.record.public_id) if seen is not None else None
    words = [
        (
            ""
            if key is None or sealed is None
            else str(data_keys.unseal_json(key, sealed, place(row.public_id)))
        )
        for sealed in (row.reason, row.answer)
    ]
    return TransferView(
        id=row.public_id,
        record=None if seen is None else seen.record.public_id,
        from_agency=agencies[row.from_agency_id].code,
        from_name=agencies[row.from_agency_id].name,
        to_agency=agencies[row.to_agency_id].code,
        to_name=agencies[row.to_agency_id].name,
        status=row.status,
        is_hand_over=row.is_hand_over,
        approval=None if offer is None or offer.state != ApprovalState.WAITING else offer.public_id,
        offered_at=approvals.first.asked_at,
        decided_at=None if approvals.transfer is None else approvals.transfer.decided_at,
        hand_over_due_at=None if seen is None else seen.record.hand_over_due_at,
        reason=words[0],
        answer=words[1],
        position=row.id,
        next_steps=transfer_situations.without_people_of_other(steps),
    )

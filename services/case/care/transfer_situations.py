"""The situation of a transfer for one of its agencies, and finding a transfer for an act."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.records import RecordStatus
from core.errors import require_found
from core.policy.actions import Action
from core.policy.case.transfer import TRANSFER_PROCESS, TransferSide
from core.policy.process import DoneStep, NextSteps, Situation
from core.refusals import Refusal
from models.case.transfer import Transfer
from models.oversight.approval import Approval
from models.records.record import Record
from services.approvals import approval_requests
from services.foundation import process_steps
from services.foundation.actor import Actor, misses_own_agency
from services.foundation.context import Context
from services.sharing import visibility

# State of the approval by the receiving agency -> the act that led to it.
_DECISIONS = {ApprovalState.APPROVED: "accept", ApprovalState.REFUSED: "refuse"}


@dataclasses.dataclass(frozen=True, slots=True)
class TransferApprovals:
    """The approvals of a transfer.

    `offer` is the one of a colleague of the proposer, None for a supervisor's offer. `transfer` is
    the one of the receiving agency, None until the record is offered.
    """

    offer: Approval | None
    transfer: Approval | None

    @property
    def first(self) -> Approval:
        """The approval that was asked for first."""
        approval = self.offer or self.transfer
        assert approval is not None  # each transfer starts with one
        return approval


def find_approvals(session: Session, ids: Collection[UUID]) -> dict[UUID, TransferApprovals]:
    """Return the approvals of transfers by their public ids."""
    offers = approval_requests.of_subjects(session, ApprovalKind.TRANSFER_OFFER, ids)
    transfers = approval_requests.of_subjects(session, ApprovalKind.TRANSFER, ids)
    return {
        public_id: TransferApprovals(offers.get(public_id), transfers.get(public_id))
        for public_id in ids
    }


def concerns(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a transfer concerns the actor's agency.

    A transfer concerns the receiving agency from its offer on, never one that was only proposed. It
    concerns no person whose role does not reach the records of the agency.
    """
    if misses_own_agency(actor, Action.PROPOSE_TRANSFER):
        return literal(value=False)
    offered = select(Approval.id).where(
        Approval.kind == ApprovalKind.TRANSFER, Approval.subject == Transfer.public_id
    )
    incoming = (Transfer.to_agency_id == actor.agency_id) & offered.exists()
    return or_(Transfer.from_agency_id == actor.agency_id, incoming)


def find_transfer(
    session: Session, context: Context, actor: Actor, transfer_id: UUID, act: str
) -> Transfer:
    """Return a transfer for an act, locked; raise `NotFound` if it does not concern the agency.

    Raise `Refused` if the role or side may never take the step, else `Conflict` if it is not
    permitted now.
    """
    query = select(Transfer).where(Transfer.public_id == transfer_id, concerns(actor))
    about = query.with_only_columns(Transfer.record_id)
    # the record first, as for each approval about it
    # (`services.approvals.approval_requests.lock_records`)
    session.execute(select(Record.id).where(Record.id.in_(about)).with_for_update(key_share=True))
    transfer = require_found(session.scalar(query.with_for_update()), "no such transfer")
    seen = visibility.visible_records(
        session, actor, now=context.clock.now(), ids=[transfer.record_id]
    )
    approvals = find_approvals(session, [transfer.public_id])[transfer.public_id]
    current = situation(actor, transfer, approvals, seen=seen[0] if seen else None)
    process_steps.check_step(session, context, TRANSFER_PROCESS, current, act)
    return transfer


def situation(
    actor: Actor,
    transfer: Transfer,
    approvals: TransferApprovals,
    *,
    seen: visibility.VisibleRecord | None,
) -> Situation:
    """Return the situation of a transfer for the viewer, the input of the process table.

    Only facts that both agencies know are used, and the people of both, because the same person may
    act for both. `seen` is the record as the viewer sees it, None if it is hidden. A hidden or
    closed record cannot be taken over.
    """
    can_take_over = seen is not None and seen.record.status == RecordStatus.OPEN
    sides = {
        TransferSide.GIVER: transfer.from_agency_id,
        TransferSide.RECEIVER: transfer.to_agency_id,
    }
    is_giver = transfer.from_agency_id == actor.agency_id
    done = [_done("offer", approvals.first.asked_at, approvals.first.asked_by, is_own=is_giver)]
    if approvals.offer is not None and approvals.offer.state == ApprovalState.APPROVED:
        done.append(
            _done(
                "confirm", approvals.offer.decided_at, approvals.offer.decided_by, is_own=is_giver
            )
        )
    if approvals.transfer is not None and approvals.transfer.state in _DECISIONS:
        act = _DECISIONS[ApprovalState(approvals.transfer.state)]
        decided = approvals.transfer
        done.append(_done(act, decided.decided_at, decided.decided_by, is_own=not is_giver))
    return Situation(
        state=transfer.status,
        sides=frozenset(side for side, agency in sides.items() if agency == actor.agency_id),
        role=actor.role,
        user_id=actor.user_id,
        done=tuple(done),
        unmet=frozenset(() if can_take_over else {Refusal.RECORD_CANNOT_BE_TAKEN_OVER}),
    )


def _done(act: str, at: datetime | None, user_id: int | None, *, is_own: bool) -> DoneStep:
    """Return a done step of the viewer's agency (`is_own`) or of the other one."""
    assert at is not None
    return DoneStep(act, "own" if is_own else "other", at, user_id)


def without_people_of_other(steps: NextSteps) -> NextSteps:
    """Return next steps for a reader: who took a step is given only to the person's own agency."""
    done = tuple(
        step if step.side == "own" else dataclasses.replace(step, user_id=None)
        for step in steps.done
    )
    return dataclasses.replace(steps, done=done)

"""The situation of a transfer for one of its agencies, and finding a transfer for an act."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.codes.records import TransferStatus
from core.errors import require_found
from core.policy.case.transfer import TRANSFER_PROCESS, TransferSide
from core.policy.process import DoneStep, Situation
from models.case.transfer import Transfer
from services.foundation import process_steps
from services.foundation.actor import Actor

_DECISIONS = {
    TransferStatus.ACCEPTED: "accept",
    TransferStatus.REFUSED: "refuse",
    TransferStatus.WITHDRAWN: "withdraw",
}


def concerns(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a transfer concerns the actor's agency.

    A proposal concerns the giving agency only.
    """
    incoming = (Transfer.to_agency_id == actor.agency_id) & (
        Transfer.status != TransferStatus.PROPOSED
    )
    return or_(Transfer.from_agency_id == actor.agency_id, incoming)


def find_transfer(session: Session, actor: Actor, transfer_id: UUID, act: str) -> Transfer:
    """Return a transfer for an act, locked; raise `NotFound` if it does not concern the agency."""
    query = select(Transfer).where(Transfer.public_id == transfer_id, concerns(actor))
    transfer = require_found(session.scalar(query.with_for_update()), "no such transfer")
    process_steps.check_step(TRANSFER_PROCESS, situation(actor, transfer), act)
    return transfer


def situation(actor: Actor, transfer: Transfer) -> Situation:
    """Return the situation of a transfer for the viewer, from facts that both agencies know."""
    sides = {
        TransferSide.GIVER: transfer.from_agency_id,
        TransferSide.RECEIVER: transfer.to_agency_id,
    }
    is_giver = transfer.from_agency_id == actor.agency_id
    done = [DoneStep("offer", "own" if is_giver else "other", transfer.offered_at, None)]
    if transfer.decided_at is not None:
        is_own = is_giver == (transfer.status == TransferStatus.WITHDRAWN)
        act = _DECISIONS[TransferStatus(transfer.status)]
        done.append(DoneStep(act, "own" if is_own else "other", transfer.decided_at, None))
    return Situation(
        state=transfer.status,
        sides=frozenset(side for side, agency in sides.items() if agency == actor.agency_id),
        role=actor.role,
        user_id=actor.user_id,
        done=tuple(done),
    )

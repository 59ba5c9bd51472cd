"""Records that change hands, and duty cover."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.transfers import (
    DutyCoverList,
    DutyCoverStartedOut,
    ReceivingAgencyList,
    TransferAcceptanceIn,
    TransferCreatedOut,
    TransferIn,
    TransferOut,
    TransferPage,
    TransferredRecordOut,
)
from api.schemas.common import ReasonIn
from core.policy.actions import Action
from services.case import agency_transfers as transferring
from services.case import duty_cover, transfer_list
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["transfers"])

MayPropose = Annotated[Actor, allow(Action.PROPOSE_TRANSFER)]
MayTransfer = Annotated[Actor, allow(Action.TRANSFER)]
MayCover = Annotated[Actor, allow(Action.COVER_DUTY)]
MaySeeCovers = Annotated[Actor, allow(Action.SEE_DUTY_COVERS)]


@router.post("/records/{record_id}/transfers", name="offer", status_code=status.HTTP_201_CREATED)
def create_transfer(
    record_id: UUID,
    body: TransferIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayPropose,
) -> TransferCreatedOut:
    """Offer an own record to another agency; a caseworker proposes it to the supervisor."""
    transfer, state = transferring.offer_record(
        session, context, actor, record_id, to_agency=body.to_agency, reason=body.reason
    )
    return TransferCreatedOut(transfer=transfer, status=state)


@router.get("/records/{record_id}/transfers/receivers")
def list_receivers(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayPropose
) -> ReceivingAgencyList:
    """List the agencies that an own record may be offered to, by state and name."""
    found = transferring.list_receivers(session, context, actor, record_id)
    return ReceivingAgencyList(receivers=found)


@router.get("/transfers")
def list_transfers(
    session: SessionDep,
    context: ContextDep,
    actor: MayPropose,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> TransferPage:
    """List the transfers from and to one's own agency, newest first."""
    before = cursor.decode(context, actor, "transfers", page)
    listed = transfer_list.list_transfers(session, context, actor, before=before)
    more = (
        cursor.encode(context, actor, "transfers", listed[-1].position)
        if len(listed) == transfer_list.PAGE
        else None
    )
    return TransferPage(transfers=[TransferOut.of(transfer) for transfer in listed], next=more)


@router.post(
    "/transfers/{transfer_id}/confirm", name="confirm", status_code=status.HTTP_204_NO_CONTENT
)
def confirm_transfer(
    transfer_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayTransfer,
) -> None:
    """Offer what a colleague proposed."""
    transferring.confirm_offer(session, context, actor, transfer_id)


@router.post("/transfers/{transfer_id}/accept", name="accept")
def accept_transfer(
    transfer_id: UUID,
    body: TransferAcceptanceIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTransfer,
) -> TransferredRecordOut:
    """Take an offered record over; consents and sharing are worked out anew."""
    record = transferring.accept_record(
        session, context, actor, transfer_id, legal_basis=body.legal_basis
    )
    return TransferredRecordOut(record=record)


@router.post(
    "/transfers/{transfer_id}/refuse", name="refuse", status_code=status.HTTP_204_NO_CONTENT
)
def refuse_transfer(
    transfer_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTransfer,
) -> None:
    """Refuse an offered record with a reason."""
    transferring.refuse_record(session, context, actor, transfer_id, reason=body.reason)


@router.post(
    "/transfers/{transfer_id}/withdraw", name="withdraw", status_code=status.HTTP_204_NO_CONTENT
)
def withdraw_transfer(
    transfer_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayTransfer,
) -> None:
    """Take an own offer or proposal back."""
    transferring.withdraw_offer(session, context, actor, transfer_id)


@router.post("/duty-cover", name="begin_cover", status_code=status.HTTP_201_CREATED)
def start_duty_cover(
    body: ReasonIn, session: SessionDep, context: ContextDep, actor: MayCover
) -> DutyCoverStartedOut:
    """Reach all records of one's agency for twelve hours; the supervisors are told."""
    return DutyCoverStartedOut(
        ends_at=duty_cover.begin_cover(session, context, actor, reason=body.reason)
    )


@router.get("/duty-cover", name="list_covers")
def list_duty_covers(
    session: SessionDep, context: ContextDep, actor: MaySeeCovers
) -> DutyCoverList:
    """List the newest duty covers of one's agency, with their reasons."""
    return DutyCoverList(covers=duty_cover.list_covers(session, context, actor))

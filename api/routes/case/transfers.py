"""Transfers of records between agencies, and duty cover."""

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
from services.case import duty_cover
from services.case.care import agency_transfers as transferring
from services.case.care import transfer_list
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
    """Offer a record to another agency. A caseworker proposes the offer to a supervisor."""
    transfer, state = transferring.offer_record(
        session, context, actor, record_id, to_agency=body.to_agency, reason=body.reason
    )
    return TransferCreatedOut(transfer=transfer, status=state)


@router.get("/records/{record_id}/transfers/receivers")
def list_receivers(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayPropose
) -> ReceivingAgencyList:
    """List agencies that may receive a record. The agencies are sorted by state and name."""
    receivers = transferring.list_receivers(session, context, actor, record_id)
    return ReceivingAgencyList(receivers=receivers)


@router.get("/transfers")
def list_transfers(
    session: SessionDep,
    context: ContextDep,
    actor: MayPropose,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> TransferPage:
    """List transfers from and to your agency. The newest is first; a page has at most 50."""
    before = cursor.decode(context, actor, "transfers", page)
    listed = transfer_list.list_transfers(session, context, actor, before=before)
    positions = [transfer.position for transfer in listed]
    return TransferPage(
        transfers=[TransferOut.of(transfer, user_id=actor.user_id) for transfer in listed],
        next=cursor.encode_next(context, actor, "transfers", positions, transfer_list.PAGE),
    )


@router.post("/transfers/{transfer_id}/accept", name="accept")
def accept_transfer(
    transfer_id: UUID,
    body: TransferAcceptanceIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTransfer,
) -> TransferredRecordOut:
    """Accept an offered record. Consents and sharing are computed again."""
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
    """Refuse an offered record. A reason is necessary."""
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
    """Withdraw an offer or a proposal. Only the agency that made it can withdraw it."""
    transferring.withdraw_offer(session, context, actor, transfer_id)


@router.post("/duty-cover", name="begin_cover", status_code=status.HTTP_201_CREATED)
def start_duty_cover(
    body: ReasonIn, session: SessionDep, context: ContextDep, actor: MayCover
) -> DutyCoverStartedOut:
    """Start a duty cover.

    You reach all records of your agency for %(duty_cover_hours)s hours. The supervisors get a
    notification.
    """
    return DutyCoverStartedOut(
        ends_at=duty_cover.begin_cover(session, context, actor, reason=body.reason)
    )


@router.get("/duty-cover", name="list_covers")
def list_duty_covers(
    session: SessionDep, context: ContextDep, actor: MaySeeCovers
) -> DutyCoverList:
    """List duty covers of your agency. The newest is first, with the reasons."""
    return DutyCoverList(covers=duty_cover.list_covers(session, context, actor))

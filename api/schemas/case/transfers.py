"""Transfers of records between agencies, and duty cover."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.next_steps import NextStepsOut
from core.code_sets import OneOf
from core.policy.case.transfer import TRANSFER_PROCESS
from core.published import Reason
from services.case.care.agency_transfers import ReceivingAgency
from services.case.care.transfer_list import TransferView
from services.case.duty_cover import DutyCoverView


class TransferIn(
    RequestBody, examples=[{"to_agency": "FR-116", "reason": "the child moved to her aunt"}]
):
    """The receiving agency, by its code, and a reason that stays with the responsible agency."""

    to_agency: Annotated[str, Field(max_length=20)]
    reason: Reason


class TransferCreatedOut(Answer):
    """A transfer. It is offered, or proposed to a supervisor of your agency."""

    transfer: UUID
    status: str


class TransferAcceptanceIn(RequestBody, examples=[{"legal_basis": "gdpr_6_1_e_9_2_g"}]):
    """The legal basis of the new responsible agency."""

    legal_basis: Annotated[str, OneOf("legal_basis")]


class TransferredRecordOut(Answer):
    """The record that your agency is responsible for now."""

    record: UUID


class TransferOut(Answer):
    """A transfer from or to your agency.

    `is_hand_over`: police hand over a found child. `record` and `hand_over_due_at` are null unless
    you may see the record. `reason` and `answer` are empty unless the record is yours. `approval`
    is the id under which a colleague confirms a proposal, null without one. `decided_at` is null
    unless the record was accepted or refused.
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
    next_steps: NextStepsOut

    @classmethod
    def of(cls, transfer: TransferView, *, user_id: int | None) -> TransferOut:
        """Return a transfer; `user_id` is the reader, for the steps that the reader took."""
        steps = NextStepsOut.of(
            TRANSFER_PROCESS, transfer.next_steps, user_id=user_id, ids={"transfer": transfer.id}
        )
        return answer_from(cls, transfer, next_steps=steps)


class TransferPage(Answer):
    """A page of transfers, newest first."""

    transfers: list[TransferOut]
    next: str | None


class ReceivingAgencyList(Answer):
    """The agencies that may receive a record."""

    receivers: list[ReceivingAgency]


class DutyCoverStartedOut(Answer):
    """The end of the duty cover."""

    ends_at: datetime


class DutyCoverList(Answer):
    """The newest duty covers of the agency."""

    covers: list[DutyCoverView]

"""Transfers of records between agencies, and duty cover."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Reason, Request, answer_from
from api.schemas.next_steps import NextStepsOut
from core.policy.case.transfer import TRANSFER_PROCESS
from services.case.agency_transfers import ReceivingAgency
from services.case.duty_cover import DutyCoverView
from services.case.transfer_list import TransferView


class TransferIn(Request):
    """An own record is offered to another agency, by its code, with a reason that stays with the
    owner.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"to_agency": "FR-116", "reason": "the child moved to her aunt"}]
        }
    )

    to_agency: Annotated[str, Field(max_length=20)]
    reason: Reason


class TransferCreatedOut(Answer):
    """A transfer: offered, or proposed to the own supervisor."""

    transfer: UUID
    status: str


class TransferAcceptanceIn(Request):
    """The new owner's own legal basis."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"legal_basis": "gdpr_6_1_e_9_2_g"}]})

    legal_basis: str


class TransferredRecordOut(Answer):
    """The record that is one's own now."""

    record: UUID


class TransferOut(Answer):
    """A transfer from or to one's own agency; words and clock only where the record may be seen."""

    id: UUID
    record: UUID | None
    from_agency: str
    from_name: str
    to_agency: str
    to_name: str
    status: str
    is_hand_over: bool
    offered_at: datetime
    decided_at: datetime | None
    hand_over_due_at: datetime | None
    reason: str
    answer: str
    next_steps: NextStepsOut

    @classmethod
    def of(cls, transfer: TransferView) -> TransferOut:
        """Return a transfer for showing."""
        steps = NextStepsOut.of(
            TRANSFER_PROCESS, transfer.next_steps, user_id=None, subject=transfer.id
        )
        return answer_from(cls, transfer, next_steps=steps)


class TransferPage(Answer):
    """A page of transfers, newest first."""

    transfers: list[TransferOut]
    next: str | None


class ReceivingAgencyList(Answer):
    """The agencies that a record may be offered to."""

    receivers: list[ReceivingAgency]


class DutyCoverStartedOut(Answer):
    """A duty cover that began."""

    ends_at: datetime


class DutyCoverList(Answer):
    """The newest covers of the agency."""

    covers: list[DutyCoverView]

"""The table of transfers: records that one agency offers to another."""

from __future__ import annotations

from sqlalchemy import (
    LargeBinary,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.records import TransferStatus
from models.base import (
    AgencyId,
    BigId,
    Code,
    PublicIdBase,
    RecordId,
    foreign_key,
    one_of,
)


class Transfer(PublicIdBase):
    """A record that one agency offers to another.

    `reason` and `answer` are sealed with the record's key. `answer` is the reason of a refusal,
    None if the offer was not refused. The people and times are in the approvals of the transfer
    (`ApprovalKind.TRANSFER_OFFER`, only for a proposal, and `TRANSFER`).
    """

    __tablename__ = "transfer"
    __table_args__ = (one_of("status", TransferStatus),)

    record_id: Mapped[RecordId]
    from_agency_id: Mapped[AgencyId]
    to_agency_id: Mapped[int] = mapped_column(BigId, foreign_key("agency.id"), index=True)
    status: Mapped[Code]
    is_hand_over: Mapped[bool]
    reason: Mapped[bytes]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary())

"""The table of exports.

One supervisor asks, another approves, and the first may read the export for `EXPORT_HOURS`.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.disclosure import ExportState
from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    State,
    UserId,
    foreign_key,
    one_of,
)


class RecordExport(PublicIdBase):
    """One export of records.

    The records, the reason and the recipient are sealed. The content is generated at each read and
    never stored. `recipient_state` is the state that receives the file. `read_at` is the time of
    the first read; the owners are notified of it. `decision` is the sealed reason of the second
    person, None before the decision. `ends_at` is the end of the approval, None without one.
    """

    __tablename__ = "record_export"
    __table_args__ = (one_of("state", ExportState),)

    agency_id: Mapped[AgencyId]
    asked_by: Mapped[UserId]
    state: Mapped[Code]
    format: Mapped[Code]
    purpose: Mapped[Code]
    recipient_state: Mapped[State]
    rows: Mapped[int]
    sealed: Mapped[bytes]
    decision: Mapped[bytes | None] = mapped_column(LargeBinary())
    asked_at: Mapped[Moment]
    decide_by: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    decided_at: Mapped[OptionalMoment]
    ends_at: Mapped[OptionalMoment]
    read_at: Mapped[OptionalMoment]

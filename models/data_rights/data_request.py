"""Tables of data requests and of the restrictions that follow from them.

Grounds and documents are sealed.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.data_rights import DataRequestState, DataRight
from models.base import (
    Code,
    IdBase,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    one_of,
)


class DataRequest(PublicIdBase):
    """One request of a person about one record.

    One person records it, and another decides (`Approval`). `due_at` is the legal deadline.
    `sealed` (who asked, proof, grounds, wished changes, reasons) uses the record's key. Erasing the
    record therefore erases it too. `refusal` is the code of a refusal, None for any other state.
    """

    __tablename__ = "data_request"
    __table_args__ = (
        one_of("kind", DataRight),
        one_of("state", DataRequestState),
    )

    record_id: Mapped[RecordId]
    kind: Mapped[Code]
    state: Mapped[Code]
    sealed: Mapped[bytes]
    refusal: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[Moment]
    due_at: Mapped[Moment]
    extended_at: Mapped[OptionalMoment]


class RecordRestriction(IdBase):
    """A period in which a record is stored but not matched, shared or edited.

    It lasts until `ended_at`. `sharing_before` is the sharing to restore afterwards.
    """

    __tablename__ = "record_restriction"

    record_id: Mapped[RecordId]
    sharing_before: Mapped[Code]
    since: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]

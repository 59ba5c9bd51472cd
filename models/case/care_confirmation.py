"""Tables of care confirmation: confirmations, and emergency declarations by a single person."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.case import DeclarationState
from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    UserId,
    foreign_key,
    one_of,
)


class CareConfirmation(PublicIdBase):
    """A confirmation that the agency of a found record has the child.

    At most one row per record is current (`ended_at` is None). Rows are never deleted. `way` is a
    code of `core.policy.case.care_confirmation.CONFIRMATION_WAYS`. `ending` is one of its
    `CHOSEN_CARE_CONFIRMATION_ENDINGS`, or `edited`, `missing_from_care`, `handed_over` or
    `reopened` after such an act; None while the row is current. `agency_id` is the agency of the
    person who confirmed.
    """

    __tablename__ = "care_confirmation"
    __table_args__ = (
        Index(
            "uq_care_confirmation_record_id_in_force",
            "record_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    record_id: Mapped[RecordId]
    way: Mapped[Code]
    agency_id: Mapped[AgencyId]
    confirmed_by: Mapped[UserId]
    confirmed_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]
    ended_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    ending: Mapped[str | None] = mapped_column(String(40))


class CareDeclaration(PublicIdBase):
    """A declaration by a single person that the agency of a found record has the child.

    A record has at most one, even after it ended. Until `opens_until` the agency may read missing
    reports. The declaration lapses if it is not complete at `complete_by`. `ended_at` is None while
    it runs. `objected_by` is None without an objection.

    `reason` is sealed with the data key of the record. `desk_called`, `called_by` and `called_at`
    record the telephone call to a desk of the directory. All three are None before the call.
    """

    __tablename__ = "care_declaration"
    __table_args__ = (
        one_of("state", DeclarationState),
        Index("uq_care_declaration_record_id", "record_id", unique=True),
        Index("ix_care_declaration_declared_by", "declared_by", "declared_at"),
    )

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"))
    agency_id: Mapped[AgencyId]
    declared_by: Mapped[UserId]
    declared_at: Mapped[Moment]
    reason: Mapped[bytes] = mapped_column(LargeBinary())
    state: Mapped[Code]
    opens_until: Mapped[Moment]
    complete_by: Mapped[Moment]
    desk_called: Mapped[int | None] = mapped_column(BigId, foreign_key("desk.id"))
    called_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    called_at: Mapped[OptionalMoment]
    objected_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    ended_at: Mapped[OptionalMoment]

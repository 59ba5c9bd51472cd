"""Tables of agencies that close: the request, and the records that could not move."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.agencies import ClosingReason
from models.base import (
    AgencyId,
    Base,
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


class AgencyClosing(PublicIdBase):
    """A request that an agency closes and another one takes its records.

    `state` is the state of the agency that closes. `legal_basis` is the basis under which the
    successor takes the records. `started_at` is the approval, `moved_at` the end of the first pass
    over all records, `ended_at` the time at which the agency was closed.
    """

    __tablename__ = "agency_closing"
    __table_args__ = (one_of("reason", ClosingReason),)

    agency_id: Mapped[AgencyId]
    state: Mapped[State]
    successor_id: Mapped[int] = mapped_column(BigId, foreign_key("agency.id"), index=True)
    reason: Mapped[Code]
    legal_basis: Mapped[Code]
    asked_by: Mapped[UserId]
    asked_at: Mapped[Moment]
    accepted_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    started_at: Mapped[OptionalMoment]
    moved_at: Mapped[OptionalMoment]
    ended_at: Mapped[OptionalMoment]


class AgencyLeftover(Base):
    """A record that the rules of a transfer did not let move, and the reason.

    `record_kind` is repeated here because the desk of the state may not see the record. `reason` is
    a code of `core.refusals` or of an invalid value.
    """

    __tablename__ = "agency_leftover"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    closing_id: Mapped[int] = mapped_column(BigId, foreign_key("agency_closing.id"), index=True)
    record_kind: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(80))
    at: Mapped[Moment]

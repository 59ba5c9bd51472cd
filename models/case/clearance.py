"""Tables of clearance: requests to clear a report, and institutions that need no further check."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    BigId,
    Code,
    IdBase,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    foreign_key,
)


class ClearanceRequest(IdBase):
    """A request to clear a report. A record has at most one open request.

    `asked_by` is None for an agency's software. `outcome` is the clearance that was decided, None
    before the decision.
    """

    __tablename__ = "clearance_request"
    __table_args__ = (
        Index(
            "uq_clearance_request_open",
            "record_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    record_id: Mapped[RecordId]
    asked_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    asked_at: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    decided_at: Mapped[OptionalMoment]
    outcome: Mapped[str | None] = mapped_column(String(40))


class Institution(PublicIdBase):
    """An institution whose reports an agency clears without a further check.

    One person proposes it and another confirms it (`Approval`). It expires at `expires_at`, which
    is None until the confirmation. A refused institution is revoked.
    """

    __tablename__ = "institution"

    agency_id: Mapped[AgencyId]
    kind: Mapped[Code]
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[OptionalMoment]
    revoked_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    revoked_at: Mapped[OptionalMoment]

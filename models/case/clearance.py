"""Who clears reports: requests for clearance, and the institutions whose reports an agency has
cleared once.
"""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.case import ClearanceRequestKind
from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    RecordId,
    UserId,
    foreign_key,
    one_of,
)


class ClearanceRequest(Base):
    """A request to clear a report; at most one per record is open.

    `asked_by` is null for an agency's software and for a `confirmation`: a report that one person
    cleared without a second one. At `due_at` an unconfirmed report becomes unverified and the row a
    request. `outcome` is the clearance decided.
    """

    __tablename__ = "clearance_request"
    __table_args__ = (
        one_of("kind", ClearanceRequestKind),
        Index(
            "uq_clearance_request_open",
            "record_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    record_id: Mapped[RecordId]
    kind: Mapped[Code]
    asked_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    asked_at: Mapped[Moment]
    due_at: Mapped[OptionalMoment]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    decided_at: Mapped[OptionalMoment]
    outcome: Mapped[str | None] = mapped_column(String(40))


class Institution(Base):
    """An institution whose reports an agency clears without a further act: one person proposes it,
    another confirms.
    """

    __tablename__ = "institution"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    kind: Mapped[Code]
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(200))
    proposed_by: Mapped[UserId]
    proposed_at: Mapped[Moment]
    confirmed_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    confirmed_at: Mapped[OptionalMoment]
    expires_at: Mapped[OptionalMoment]
    revoked_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    revoked_at: Mapped[OptionalMoment]

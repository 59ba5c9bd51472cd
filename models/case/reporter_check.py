"""Tables of the reporter check: requests to check a report, and institutions that need no further
check."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    BigId,
    Code,
    OptionalMoment,
    PublicIdBase,
    foreign_key,
)


class Institution(PublicIdBase):
    """An institution whose reports an agency checks without a further check.

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

"""Creates that were answered, by idempotency key."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    PrimaryKeyConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    Base,
    Moment,
)


class IdempotencyKey(Base):
    """A create that was answered: who sent which key, the keyed hash of the body, and what was
    made.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (PrimaryKeyConstraint("agency_id", "actor_tag", "key_tag"),)

    agency_id: Mapped[AgencyId]
    actor_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    key_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    body_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    made: Mapped[UUID]
    created_at: Mapped[Moment]

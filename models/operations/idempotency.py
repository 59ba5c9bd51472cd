"""The table of idempotency keys of create requests."""

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
    """A create request that was answered.

    It stores keyed hashes of the actor, the key and the body, and the public id of the object made.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (PrimaryKeyConstraint("agency_id", "actor_tag", "key_tag"),)

    agency_id: Mapped[AgencyId]
    actor_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    key_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    body_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    made: Mapped[UUID]
    created_at: Mapped[Moment]

"""The table of idempotency keys of create requests."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    LargeBinary,
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

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    actor_tag: Mapped[bytes] = mapped_column(LargeBinary(18), primary_key=True)
    key_tag: Mapped[bytes] = mapped_column(LargeBinary(18), primary_key=True)
    body_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    made: Mapped[UUID]
    created_at: Mapped[Moment]

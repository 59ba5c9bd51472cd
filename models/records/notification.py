"""The table of notifications to agencies about a match, a record or a search.

Notifications contain references only. Their kinds are in `core.codes.notifications`, their
audiences in `core.policy.sharing.events`.
"""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    State,
    foreign_key,
)


class Notification(PublicIdBase):
    """A message to an agency.

    `record_id`, `match_id` and `search_id` are what the notification is about. Each is None if the
    notification is not about one.

    `digest_at` is the time of the digest that counts a candidate, and of the digest itself. A
    candidate that a digest counts is not listed. It is None for every other notification.

    `asker_state` is the state of the relay desk that asked; None for every other kind.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "record_id", "match_id", "band", "search_id"),
        Index("ix_notification_agency_id_desc", "agency_id", "id"),
        Index("ix_notification_digest", "agency_id", "digest_at"),
    )

    agency_id: Mapped[AgencyId]
    kind: Mapped[Code]
    record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"), index=True)
    match_id: Mapped[int | None] = mapped_column(BigId, foreign_key("match.id"), index=True)
    search_id: Mapped[int | None] = mapped_column(BigId, foreign_key("search.id"), index=True)
    band: Mapped[int]
    asker_state: Mapped[State | None]
    digest_at: Mapped[OptionalMoment]
    created_at: Mapped[Moment]
    read_at: Mapped[OptionalMoment]

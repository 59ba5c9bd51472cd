"""Searches, counted and kept sealed, and saved searches."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    UserId,
    foreign_key,
)


class Search(PublicIdBase):
    """One search for a person, through any channel.

    `sealed` holds the query, the case number and the answers, sealed with a data key of this
    search. `shown` is the number of records shown. `sketch` holds keyed hashes of the query
    (services.search.burst_detection). They can be compared only with the sketches of other
    searches. `sketch` is None for the repeat of a saved search.

    `bound_record_id` is the report of the searching agency that the search is for. It is None for a
    search without such a report. A search that is for no own case has an approval, its
    approval (`Approval`).
    """

    __tablename__ = "search"
    __table_args__ = (Index("ix_search_user_at", "user_id", "at"),)

    user_id: Mapped[UserId]
    agency_id: Mapped[AgencyId]
    acting_state: Mapped[str] = mapped_column(String(2))
    channel: Mapped[Code]
    purpose: Mapped[Code]
    legal_basis: Mapped[Code]
    bound_record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"))
    sealed: Mapped[bytes]
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary())
    shown: Mapped[int]
    at: Mapped[Moment]


class SavedSearch(PublicIdBase):
    """A search that is repeated every hour, with a reason that is sealed under its data key.

    `search_id` is the repeated query, `origin_id` the search that was saved. `started_at` is
    None while the origin waits for its approval. `expires_at` is the end of that wait, then
    the end of its `days`. `started_at` is the time of the approval that started it, and
    `ended_at` that of its refusal.
    """

    __tablename__ = "saved_search"

    search_id: Mapped[int] = mapped_column(BigId, foreign_key("search.id"))
    origin_id: Mapped[int] = mapped_column(BigId, foreign_key("search.id"), index=True)
    user_id: Mapped[UserId]
    reason: Mapped[bytes] = mapped_column(LargeBinary())
    days: Mapped[int]
    started_at: Mapped[OptionalMoment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]

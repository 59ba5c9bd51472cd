"""Requests for contact or disclosure that follow a link that a search showed."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.link_requests import LinkRequestKind, LinkRequestState
from models.base import (
    AgencyId,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    State,
    UserId,
    foreign_key,
    one_of,
)


class LinkRequest(PublicIdBase):
    """A searcher asks the responsible agency of a record that a search showed; the reason is
    sealed.

    `agency_id`, `user_id` and `acting_state` are the asker's. `own_record_id` is the asker's own
    report, or that of the search; None without one. `refusal` is a code of
    `core.policy.sharing.link_requests.REFUSAL_REASONS`, None if the request was not refused.
    `ended_at` is None until the asker may learn the end. So it is None after a refusal that is
    hidden from the asker, until the request ends as one without an answer does. `called_at` and
    `is_reached` are of the newest call of the relay desk for the asker, None without one.
    """

    __tablename__ = "link_request"
    __table_args__ = (one_of("kind", LinkRequestKind), one_of("state", LinkRequestState))

    record_id: Mapped[RecordId]
    search_id: Mapped[int] = mapped_column(BigId, foreign_key("search.id"))
    own_record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"))
    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    acting_state: Mapped[State]
    kind: Mapped[Code]
    purpose: Mapped[Code]
    state: Mapped[Code]
    sealed: Mapped[bytes]
    asked_at: Mapped[Moment]
    due_at: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    ended_at: Mapped[OptionalMoment]
    refusal: Mapped[str | None] = mapped_column(String(40))
    called_at: Mapped[OptionalMoment]
    is_reached: Mapped[bool | None]

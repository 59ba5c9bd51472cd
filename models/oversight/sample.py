"""Tables of random samples of searches. Two auditors are needed to open one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, OptionalMoment, PublicIdBase, foreign_key


class SearchSample(PublicIdBase):
    """A sample that one auditor drew.

    After another auditor approves it (`Approval`), its searches can be opened until `ends_at`.
    `ends_at` is None before the approval.
    """

    __tablename__ = "search_sample"

    ends_at: Mapped[OptionalMoment]


class SearchSampleItem(Base):
    """A search in a sample, by its public id."""

    __tablename__ = "search_sample_item"

    sample_id: Mapped[int] = mapped_column(BigId, foreign_key("search_sample.id"), primary_key=True)
    subject: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)

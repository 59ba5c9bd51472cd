"""Tables of links between records of one child, and of approved closing sentences."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from core.codes.records import LinkKind
from models.base import Base, BigId, Code, Moment, UserId, foreign_key, one_of


class RecordLink(Base):
    """A link from a record to a later record of the same child, made by their responsible agency.

    Linked records are never matched with each other.
    """

    __tablename__ = "record_link"
    __table_args__ = (one_of("kind", LinkKind),)

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    linked_id: Mapped[int] = mapped_column(
        BigId, foreign_key("record.id"), index=True, primary_key=True
    )
    kind: Mapped[Code]
    since: Mapped[Moment]


class ClosureApproval(Base):
    """A closing sentence that the found side of a confirmed match approved.

    The missing side may give this sentence to its reporter.
    """

    __tablename__ = "closure_approval"

    match_id: Mapped[int] = mapped_column(BigId, foreign_key("match.id"), primary_key=True)
    closure: Mapped[Code] = mapped_column(primary_key=True)
    user_id: Mapped[UserId]
    approved_at: Mapped[Moment]

"""States in which a child waits and no agency that takes part protects children."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, OptionalMoment, State


class MissingDesk(Base):
    """A state without an agency to hand a child over to, since when, and until when the
    administrator connects one. No record, and no number of children.
    """

    __tablename__ = "missing_desk"

    state: Mapped[State] = mapped_column(primary_key=True)
    since: Mapped[Moment]
    due_at: Mapped[Moment]
    alerted_at: Mapped[OptionalMoment]

"""The table of states that the report of a child that left care is meant for."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from core.codes.leaving_care import StateDanger
from models.base import Base, BigId, Code, State, foreign_key, one_of


class LeftCareState(Base):
    """A state where the child may go, or its own state, and who could harm the child there.

    `record_id` is the report. A report without a row is that of an adult, or no report of a person
    that left care.
    """

    __tablename__ = "left_care_state"
    __table_args__ = (one_of("danger", StateDanger),)

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    state: Mapped[State] = mapped_column(primary_key=True)
    danger: Mapped[Code]

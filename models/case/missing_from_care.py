"""The report of a child missing from care: the states it is meant for, and what practice asks."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.missing_from_care import StateDanger
from core.policy.case.departure_practice import PracticeAnswer, PracticeQuestion
from models.base import (
    Base,
    BigId,
    Code,
    Moment,
    PublicIdBase,
    RecordId,
    State,
    UserId,
    foreign_key,
    one_of,
)


class MissingFromCareState(Base):
    """A state where the child may go, or its own state, and who could harm the child there.

    `record_id` is the report. A report without a row is that of an adult, or no report of a person
    missing from care.
    """

    __tablename__ = "missing_from_care_state"
    __table_args__ = (one_of("danger", StateDanger),)

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    state: Mapped[State] = mapped_column(primary_key=True)
    danger: Mapped[Code]


class DepartureAnswer(PublicIdBase):
    """The answer to a question of practice about a report; the newest one replaces the earlier.

    `sealed` has the details, such as an officer and a file number, sealed with the data key of the
    record; None without any.
    """

    __tablename__ = "departure_answer"
    __table_args__ = (
        one_of("question", PracticeQuestion),
        one_of("answer", PracticeAnswer),
        UniqueConstraint("record_id", "question"),
    )

    record_id: Mapped[RecordId]
    question: Mapped[Code]
    answer: Mapped[Code]
    sealed: Mapped[bytes | None]
    answered_by: Mapped[UserId]
    answered_at: Mapped[Moment]

"""Tables of reporters and guardians, and keyed hashes of their names and telephone numbers.

The hashes show when the same person or number appears in several records.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.case import ContactRole
from models.base import (
    Base,
    BigId,
    Code,
    IdBase,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    UserId,
    foreign_key,
    one_of,
)


class Reporter(Base):
    """The person who reported someone missing.

    Name, telephone numbers, relation and the proofs of both are sealed with the record's key.
    `institution_id` is set if a listed institution reports. It is None if a person reports.
    """

    __tablename__ = "reporter"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    sealed: Mapped[bytes]
    written_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    written_at: Mapped[Moment]
    verified_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    verified_at: Mapped[OptionalMoment]
    is_relation_proven: Mapped[bool]
    institution_id: Mapped[int | None] = mapped_column(BigId, foreign_key("institution.id"))


class Guardian(PublicIdBase):
    """A person who was appointed to decide for a child.

    `sealed` holds name, appointing authority and document, sealed with the record's key.
    `institution_id` is set for an official guardian: the listed institution that holds the
    guardianship. It is None for any other guardian.
    """

    __tablename__ = "guardian"

    record_id: Mapped[RecordId]
    sealed: Mapped[bytes]
    appointed_at: Mapped[Moment]
    has_conflict: Mapped[bool]
    institution_id: Mapped[int | None] = mapped_column(BigId, foreign_key("institution.id"))
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]


class ContactTag(IdBase):
    """A keyed hash of a name or telephone number of a reporter, guardian or suspect.

    Equal hashes mean the same person or telephone. `guardian_id` is None for a reporter or suspect.
    """

    __tablename__ = "contact_tag"
    __table_args__ = (one_of("role", ContactRole),)

    record_id: Mapped[RecordId]
    role: Mapped[Code]
    guardian_id: Mapped[int | None] = mapped_column(BigId, foreign_key("guardian.id"))
    tag: Mapped[bytes] = mapped_column(LargeBinary(18), index=True)

"""Those around a child: who reported, who was appointed guardian, and the keyed hashes they are
recognised by.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.case import ContactRole
from models.base import (
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    RecordId,
    UserId,
    foreign_key,
    one_of,
)


class Reporter(Base):
    """Who reported a person missing: name, phones, relation and their proofs, sealed with the
    record.

    `institution_id` is set where a listed institution reports.
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


class Guardian(Base):
    """Somebody appointed to decide for a child: by which authority, when, on which paper, sealed
    with the record.

    `institution_id` is set for an official guardian: the listed institution whose office holds the
    guardianship.
    """

    __tablename__ = "guardian"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    sealed: Mapped[bytes]
    appointed_at: Mapped[Moment]
    has_conflict: Mapped[bool]
    institution_id: Mapped[int | None] = mapped_column(BigId, foreign_key("institution.id"))
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]


class ContactTag(Base):
    """A keyed hash of a name or phone of somebody around a child: equal ones are one person or
    telephone.
    """

    __tablename__ = "contact_tag"
    __table_args__ = (
        PrimaryKeyConstraint("record_id", "role", "tag"),
        one_of("role", ContactRole),
    )

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"))
    role: Mapped[Code]
    tag: Mapped[bytes] = mapped_column(LargeBinary(18), index=True)

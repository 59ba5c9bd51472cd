"""Tables of sealed facts, data keys and feature rows.

Facts are one document per record, field class and version. Data keys have a table of their own.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Code, Moment, foreign_key


class DataKey(Base):
    """The wrapped AES-256-GCM key of one subject.

    Deleting the row makes everything that was sealed for the subject unreadable. There is no
    foreign key, for two reasons: the key archive must be restorable separately, and subjects are
    rows of several tables.
    """

    __tablename__ = "data_key"

    subject: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    scope: Mapped[Code]
    key_version: Mapped[int]
    wrapped: Mapped[bytes]
    created_at: Mapped[Moment]


class RecordFacts(Base):
    """The statements of one field class of a record at one version, sealed."""

    __tablename__ = "record_facts"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    field_class: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


UNPROCESSABLE = -1  # in place of the packed version: the facts could not be packed again


class Feature(Base):
    """The sealed feature row of one record version: the packed row and the record's match keys.

    `packed_version` is the format version of the packed row (0: from before this column existed).
    The engine compares no row of another version than its own.
    `services.operations.feature_upgrade` packs such rows again.
    """

    __tablename__ = "feature"
    __table_args__ = (Index("ix_feature_packed_version", "packed_version"),)

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    record_version: Mapped[int]
    key_version: Mapped[int]
    packed_version: Mapped[int] = mapped_column(server_default="0")
    sealed: Mapped[bytes]


class FeatureChange(Base):
    """The sequence number of the last replacement or removal of a record's feature row.

    `models.matching_runs.feature_changes` explains the numbers.
    """

    __tablename__ = "feature_change"
    __table_args__ = (Index("ix_feature_change_sequence", "sequence"),)

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger())

"""Keyed hashes by which candidates are found, and the rarity of name tokens. Pseudonymous personal
data.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, Id, Moment, foreign_key


class MatchKey(Base):
    """One key of one record. The primary key is the look-up; a record's own keys stand in its
    sealed feature row.

    No foreign key: checked key by key it is half of what writing keys costs. The second wall lets
    nobody write keys but under a record of their own, and the feature row, which holds them too,
    has one (docs/decisions/0036).
    """

    __tablename__ = "match_key"
    __table_args__ = (
        PrimaryKeyConstraint("key_version", "key", "record_id"),
        {"sqlite_with_rowid": False},
    )

    key_version: Mapped[int]
    key: Mapped[int] = mapped_column(BigInteger())
    record_id: Mapped[int] = mapped_column(BigId)


class RaritySnapshot(Base):
    """When and over how many records the tokens were counted; part of the engine version a score
    stands under.

    `chance` says how often two of these people agree by chance (matching/model/u_probabilities.py);
    None: not counted.
    """

    __tablename__ = "rarity_snapshot"
    __table_args__ = (
        {"sqlite_autoincrement": True},
    )  # an id that was rolled back must not name two snapshots

    id: Mapped[Id]
    size: Mapped[int]
    chance: Mapped[bytes | None]
    created_at: Mapped[Moment]


class TokenCount(Base):
    """In how many records of the snapshot a name token (keyed hash) stands; tokens of one record
    alone are left out.
    """

    __tablename__ = "token_count"
    __table_args__ = (
        PrimaryKeyConstraint("snapshot_id", "tag"),
        {"sqlite_with_rowid": False},
    )

    snapshot_id: Mapped[int] = mapped_column(BigId, foreign_key("rarity_snapshot.id"))
    tag: Mapped[bytes] = mapped_column(LargeBinary(16))
    n: Mapped[int]


class CommonNames(Base):
    """The commonest names of a snapshot with how many records carry each, as one sealed document.

    `subject` has a data key of its own (scope `snapshot`), destroyed with the snapshot.
    """

    __tablename__ = "common_names"

    snapshot_id: Mapped[int] = mapped_column(
        BigId, foreign_key("rarity_snapshot.id"), primary_key=True
    )
    subject: Mapped[UUID]
    sealed: Mapped[bytes]

"""Tables of match keys and of name-token frequencies.

Both are pseudonymous personal data.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, IdBase, Moment, foreign_key


class MatchKey(Base):
    """One match key of one record.

    The primary key serves look-ups by key. The keys of a given record are in its sealed feature
    row.

    There is no foreign key, because its check is half of the cost of writing keys. Two things
    replace it: row-level security only permits keys of a record that the writer owns, and the
    feature row, which contains the same keys, has a foreign key (docs/decisions/0004-bulk-rows.md).
    """

    __tablename__ = "match_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key_version: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger(), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigId, primary_key=True)


class RaritySnapshot(IdBase):
    """One count of the name tokens: when, and over how many records (`size`).

    Its id is part of the engine version of a score. `chance` holds the u-probabilities that were
    counted in this store (`matching/model/u_probabilities.py`); None if they were not counted.
    """

    __tablename__ = "rarity_snapshot"
    __table_args__ = (
        # an id that was rolled back must not be given to a second snapshot
        {"sqlite_autoincrement": True},
    )

    size: Mapped[int]
    chance: Mapped[bytes | None]
    created_at: Mapped[Moment]


class TokenCount(Base):
    """The number of records of the snapshot that contain a name token (a keyed hash).

    Tokens of a single record have no row.
    """

    __tablename__ = "token_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    snapshot_id: Mapped[int] = mapped_column(
        BigId, foreign_key("rarity_snapshot.id"), primary_key=True
    )
    tag: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    n: Mapped[int]


class CommonNames(Base):
    """The most common names of a snapshot with their number of records, as one sealed document.

    `subject` identifies its data key (scope `snapshot`), which is destroyed with the snapshot.
    """

    __tablename__ = "common_names"

    snapshot_id: Mapped[int] = mapped_column(
        BigId, foreign_key("rarity_snapshot.id"), primary_key=True
    )
    subject: Mapped[UUID]
    sealed: Mapped[bytes]

"""The declarative base, its constraint names and the column types for both databases.

Two kinds of columns have one meaning of null, which the tables do not repeat. A time `*_at` is null
until the event has happened. An account `*_by` is null until a person has acted, and if software
acted. The docstring of a table, or a comment, says what null means in every other column.
"""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite generates ids only for INTEGER PRIMARY KEY columns. PostgreSQL needs 64 bits.
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware time, stored in UTC.

    A naive time raises ValueError. SQLite returns naive times; they are read as UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC for storage (naive on SQLite)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("cannot store a time without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored time as timezone-aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        bytes: LargeBinary(),
    }


def foreign_key(target: str) -> ForeignKey:
    """Return a foreign key that prevents deletion of the referenced row (ON DELETE RESTRICT)."""
    return ForeignKey(target, ondelete="RESTRICT")


def one_of(column: str, codes: type[enum.StrEnum]) -> CheckConstraint:
    """Return a CHECK constraint that limits a column to the codes of an enum."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


RecordId = Annotated[int, mapped_column(BigId, foreign_key("record.id"), index=True)]
AgencyId = Annotated[int, mapped_column(BigId, foreign_key("agency.id"), index=True)]
UserId = Annotated[int, mapped_column(BigId, foreign_key("user_account.id"))]
MatchId = Annotated[int, mapped_column(BigId, foreign_key("match.id"), index=True)]
Code = Annotated[str, mapped_column(String(40))]
State = Annotated[str, mapped_column(String(2))]
Moment = Annotated[datetime, mapped_column(UtcDateTime())]
OptionalMoment = Annotated[datetime | None, mapped_column(UtcDateTime())]


class IdBase(Base):
    """Base of tables whose primary key is the number `id`. The database makes the number."""

    __abstract__ = True

    # `sort_order`: before the columns of the table itself
    id: Mapped[int] = mapped_column(BigId, primary_key=True, sort_order=-2)


class PublicIdBase(IdBase):
    """Base of tables whose rows also have `public_id`, the id that answers and pages show."""

    __abstract__ = True

    public_id: Mapped[UUID] = mapped_column(Uuid(), unique=True, sort_order=-1)

"""Many new rows of one table in one statement, on either database.

PostgreSQL refuses COPY into a table with row-level security, so rows go as one binary array a column; measured against
COPY into a temporary table and on from there it takes a tenth longer and needs no right to make tables
(docs/decisions/0004-bulk-intake.md).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text, TextClause, TypeDecorator, insert, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from models import arrays
from models.arrays import PackedArray
from models.base import Base

_POSTGRES: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the columns of the first one; nothing is read back. Errors are the database's."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(table), rows)
        return
    columns = tuple(rows[0])
    session.execute(_unnest(table, columns), _packed(table, columns, rows))


def insert_numbered(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], *, by: str
) -> dict[Any, int]:
    """Insert rows as `insert_rows` does; return the `id` of each by its value of the unique column `by`."""
    if not rows:
        return {}
    column = table.__table__.columns[by]
    if session.get_bind().dialect.name != "postgresql":
        made = session.execute(insert(table).returning(column, table.__table__.columns["id"]), rows)
    else:
        columns = tuple(rows[0])
        returning = text(f"{_unnest(table, columns).text} RETURNING {by}, id").columns(column, id=BigInteger())
        made = session.execute(returning, _packed(table, columns, rows))
    return dict(iter(made))


def _packed(table: type[Base], columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, PackedArray]:
    types = table.__table__.columns
    return {name: arrays.pack(types[name].type, [row[name] for row in rows]) for name in columns}


@functools.lru_cache(maxsize=64)
def _unnest(table: type[Base], columns: tuple[str, ...]) -> TextClause:
    types = table.__table__.columns
    cast = ", ".join(f"CAST(:{column} AS {_type_name(types[column].type)}[])" for column in columns)
    return text(f'INSERT INTO "{table.__tablename__}" ({", ".join(columns)}) SELECT * FROM unnest({cast})')  # noqa: S608


def _type_name(kind: TypeEngine[Any]) -> str:
    """Return a column's type; text without its length, because a cast would cut silently what an insert refuses."""
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(plain, (String, Text)):
        return "text"
    if isinstance(plain, DateTime):
        return "timestamptz"
    return plain.compile(_POSTGRES)

"""Many new rows of one table in one statement, on either database.

PostgreSQL refuses COPY into a table with row-level security, so rows go as one binary array a
column; measured against COPY into a temporary table and on from there it takes a tenth longer and
needs no right to make tables (docs/decisions/0004-bulk-intake.md).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    String,
    Text,
    TextClause,
    TypeDecorator,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from models.base import Base
from models.sql import postgres_arrays
from models.sql.postgres_arrays import PackedArray

Column = Sequence[Any] | npt.NDArray[Any]

_POSTGRES: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the columns of the first one; nothing is read back. Errors are the
    database's.
    """
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(table), rows)
        return
    columns = tuple(rows[0])
    session.execute(_unnest(table, columns), _packed(table, _by_column(columns, rows)))


def insert_columns(session: Session, table: type[Base], columns: Mapping[str, Column]) -> None:
    """Insert as many rows as each column has values; nothing is read back. Errors are the
    database's.
    """
    names = tuple(columns)
    if not len(columns[names[0]]):
        return
    if session.get_bind().dialect.name != "postgresql":
        values = [
            column.tolist() if isinstance(column, np.ndarray) else column
            for column in columns.values()
        ]
        session.execute(
            insert(table), [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
        )
        return
    session.execute(_unnest(table, names), _packed(table, columns))


def delete_rows(session: Session, table: type[Base], columns: Mapping[str, Column]) -> None:
    """Delete the rows that have these values, the first of every column, the second ...; one that
    is not there is no error.
    """
    names = tuple(columns)
    if not len(columns[names[0]]):
        return
    name = table.__tablename__
    if session.get_bind().dialect.name != "postgresql":
        own = " AND ".join(f"{column} = :{column}" for column in names)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        session.execute(text(f'DELETE FROM "{name}" WHERE {own}'), rows)  # noqa: S608
        return
    own = " AND ".join(f'"{name}".{column} = gone.{column}' for column in names)
    removed = f"unnest({_casts(table, names)}) AS gone ({', '.join(names)})"
    statement = text(f'DELETE FROM "{name}" USING {removed} WHERE {own}')  # noqa: S608
    session.execute(statement, _packed(table, columns))


def insert_numbered(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], *, by: str
) -> dict[Any, int]:
    """Insert rows as `insert_rows` does; return the `id` of each by its value of the unique column
    `by`.
    """
    if not rows:
        return {}
    column = table.__table__.columns[by]
    if session.get_bind().dialect.name != "postgresql":
        inserted = session.execute(
            insert(table).returning(column, table.__table__.columns["id"]), rows
        )
    else:
        columns = tuple(rows[0])
        returning = text(f"{_unnest(table, columns).text} RETURNING {by}, id").columns(
            column, id=BigInteger()
        )
        inserted = session.execute(returning, _packed(table, _by_column(columns, rows)))
    return dict(iter(inserted))


def _by_column(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    return {name: [row[name] for row in rows] for name in names}


def _packed(table: type[Base], columns: Mapping[str, Column]) -> dict[str, PackedArray]:
    types = table.__table__.columns
    return {
        name: postgres_arrays.pack_array(types[name].type, values)
        for name, values in columns.items()
    }


@functools.lru_cache(maxsize=64)
def _unnest(table: type[Base], columns: tuple[str, ...]) -> TextClause:
    into = f'"{table.__tablename__}" ({", ".join(columns)})'
    return text(f"INSERT INTO {into} SELECT * FROM unnest({_casts(table, columns)})")  # noqa: S608


def _casts(table: type[Base], columns: Sequence[str]) -> str:
    types = table.__table__.columns
    return ", ".join(f"CAST(:{column} AS {_type_name(types[column].type)}[])" for column in columns)


def _type_name(kind: TypeEngine[Any]) -> str:
    """Return a column's type; text without its length, because a cast would cut silently what an
    insert refuses.
    """
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(plain, (String, Text)):
        return "text"
    if isinstance(plain, DateTime):
        return "timestamptz"
    return plain.compile(_POSTGRES)

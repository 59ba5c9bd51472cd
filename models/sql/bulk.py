"""Insert or delete many rows of one table in one statement, on either database.

PostgreSQL refuses COPY into a table with row-level security. Rows are therefore sent as one binary
array per column. Compared with COPY into a temporary table, this takes a tenth longer and needs no
right to create tables (docs/decisions/0004-bulk-rows.md).
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
    """Insert rows and return no values. An empty sequence has no effect.

    All rows have the columns of the first one. Errors are those of the database.
    """
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(table), rows)
        return
    insert_columns(session, table, _by_column(rows))


def insert_columns(session: Session, table: type[Base], columns: Mapping[str, Column]) -> None:
    """Insert rows that are given column by column.

    All columns have the same length; length 0 has no effect. Errors are those of the database.
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
    """Delete the rows whose columns have these values: row i has the i-th value of each column.

    Missing rows are no error.
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
    """Insert rows as `insert_rows` does, and return {value of the unique column `by`: id}."""
    if not rows:
        return {}
    column = table.__table__.columns[by]
    if session.get_bind().dialect.name != "postgresql":
        inserted = session.execute(
            insert(table).returning(column, table.__table__.columns["id"]), rows
        )
    else:
        returning = text(f"{_unnest(table, tuple(rows[0])).text} RETURNING {by}, id").columns(
            column, id=BigInteger()
        )
        inserted = session.execute(returning, _packed(table, _by_column(rows)))
    return dict(iter(inserted))


def _by_column(rows: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    return {name: [row[name] for row in rows] for name in rows[0]}


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
    """Return the SQL type of a column.

    Text gets no length: a cast would silently shorten a text that is too long, an insert refuses
    it.
    """
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(plain, (String, Text)):
        return "text"
    if isinstance(plain, DateTime):
        return "timestamptz"
    return plain.compile(_POSTGRES)

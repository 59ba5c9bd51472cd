"""`column is one of many values` as a condition: one parameter on PostgreSQL however many values, a
list on SQLite.

A list of four hundred ids is four hundred parameters, which SQLAlchemy writes out and psycopg reads
again: more work than the look-up itself, and no two lengths share a prepared statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, cast, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

from models.sql import postgres_arrays

_GIVEN = "among"


def in_values(
    session: Session, column: InstrumentedAttribute[Any], values: Sequence[Any]
) -> ColumnElement[bool]:
    """Return the condition that a column is one of these values; none: never."""
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(list(values))
    packed = bindparam(
        None, postgres_arrays.pack_array(column.type, values), type_=NullType(), unique=True
    )
    return column == func.any(cast(packed, ARRAY(column.type)))


def in_bound_values(
    column: InstrumentedAttribute[Any], *, is_postgres: bool
) -> ColumnElement[bool]:
    """Return the same condition for a statement that is built once and run with what `bind_values`
    returns.
    """
    if not is_postgres:
        return column.in_(bindparam(_GIVEN, expanding=True))
    return column == func.any(cast(bindparam(_GIVEN, type_=NullType()), ARRAY(column.type)))


def bind_values(
    column: InstrumentedAttribute[Any], values: Sequence[Any], *, is_postgres: bool
) -> dict[str, Any]:
    """Return the values of `in_bound_values` as the statement's parameter."""
    return {
        _GIVEN: postgres_arrays.pack_array(column.type, values) if is_postgres else list(values)
    }

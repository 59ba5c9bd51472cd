"""Conditions `column IN (values)`: one array parameter on PostgreSQL, a list on SQLite.

A list of 400 ids would be 400 parameters. SQLAlchemy renders and psycopg converts each of them,
which costs more than the query. Lists of different length could not share a prepared statement
either.
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
    """Return the condition `column IN (values)`. It is false if there are no values."""
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(list(values))
    packed = bindparam(
        None, postgres_arrays.pack_array(column.type, values), type_=NullType(), unique=True
    )
    return column == func.any(cast(packed, ARRAY(column.type)))


def in_bound_values(
    column: InstrumentedAttribute[Any], *, is_postgres: bool
) -> ColumnElement[bool]:
    """Return the condition `column IN (values)` for a prebuilt statement.

    MatchingRun the statement with the parameters that `bind_values` returns.
    """
    if not is_postgres:
        return column.in_(bindparam(_GIVEN, expanding=True))
    return column == func.any(cast(bindparam(_GIVEN, type_=NullType()), ARRAY(column.type)))


def bind_values(
    column: InstrumentedAttribute[Any], values: Sequence[Any], *, is_postgres: bool
) -> dict[str, Any]:
    """Return the parameters for the condition of `in_bound_values`."""
    return {
        _GIVEN: postgres_arrays.pack_array(column.type, values) if is_postgres else list(values)
    }

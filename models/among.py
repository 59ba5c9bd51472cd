"""`column is one of many values` as a condition: one parameter on PostgreSQL however many values, a list on SQLite.

A list of four hundred ids is four hundred parameters, which SQLAlchemy writes out and psycopg reads again: more work
than the look-up itself, and no two lengths share a prepared statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, cast, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

from models import arrays


def among(session: Session, column: InstrumentedAttribute[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a column is one of these values; none: never."""
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(list(values))
    packed = bindparam(None, arrays.pack(column.type, values), type_=NullType(), unique=True)
    return column == func.any(cast(packed, ARRAY(column.type)))

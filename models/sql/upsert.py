"""Insert rows, skipping those that exist (ON CONFLICT DO NOTHING), on either database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def insert_missing(
    session: Session, table: type[Base], rows: Sequence[dict[str, Any]], unique: Sequence[str]
) -> None:
    """Insert the rows whose `unique` columns do not exist yet.

    Wait for a concurrent transaction that inserts the same values.
    """
    if not rows:
        return
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(table) if is_postgres else sqlite.insert(table)
    statement = insert.on_conflict_do_nothing(index_elements=list(unique))
    session.execute(statement, rows)

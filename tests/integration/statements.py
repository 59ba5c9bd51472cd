"""Record the SQL statements that a database gets, for tests that count or compare them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import event

from models.session import Database


@contextlib.contextmanager
def heard(database: Database) -> Iterator[list[str]]:
    """Collect the text of each statement in the order of execution."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)

"""What PostgreSQL's planner knows of the tables, gathered as they grow.

Plans made for empty tables are slow for full ones. A server's autovacuum gathers once a minute at
best, and not at all where it is off.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_GATHER: Final = text("SELECT homeward_analyze()")  # models/row_security/row_level_security.sql


def analyse_tables(session: Session) -> None:
    """Gather anew what is known of the tables that grew by half since; no more than a look where
    none did.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_GATHER)

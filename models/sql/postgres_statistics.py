"""Planner statistics of PostgreSQL, updated while tables grow.

Plans that were made for empty tables are slow for full ones. Autovacuum updates statistics once a
minute at most, and never if it is off.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_GATHER: Final = text("SELECT homeward_analyze()")  # models/row_security/row_level_security.sql


def analyse_tables(session: Session) -> None:
    """Run ANALYZE on tables that changed by more than half, and by 500 rows, since the last time.

    Costs one short query if there is no such table. No effect on SQLite.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_GATHER)

"""Statements compiled once per test process instead of once per test.

SQLAlchemy keeps compiled statements per engine, and each test opens engines of its own. Compiling
the same statements again was a third of the time of a test with a database.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import URL, Engine
from sqlalchemy.util import LRUCache

from models import session

_CACHED_STATEMENTS = 3_000
_initialised: dict[str, Engine] = {}


def share_compiled_statements() -> None:
    """Have every `models.session.Database` of this process share the dialect and the compiled
    statements.
    """
    session.create_engine = _create_engine


def _create_engine(url: URL, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(url, **options)
    first = _initialised.get(url.drivername)
    if first is None:
        engine._compiled_cache = LRUCache(_CACHED_STATEMENTS)  # type: ignore[assignment]
        # The first connection asks the server what the dialect must know.
        sqlalchemy.event.listen(
            engine, "first_connect", lambda *_: _initialised.setdefault(url.drivername, engine)
        )
        return engine
    engine.dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine

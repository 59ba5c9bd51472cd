"""Share compiled SQL statements between the tests of a process.

SQLAlchemy keeps compiled statements per engine, and each test opens its own engines. Compiling the
same statements again took a third of the time of a test with a database.
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
    """Make each `models.session.Database` of this process share dialect and compiled statements."""
    session.create_engine = _create_engine


def _create_engine(url: URL, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(url, **options)
    first = _initialised.get(url.drivername)
    if first is None:
        engine._compiled_cache = LRUCache(_CACHED_STATEMENTS)  # type: ignore[assignment]
        # The first connection queries the server for what the dialect needs.
        sqlalchemy.event.listen(
            engine, "first_connect", lambda *_: _initialised.setdefault(url.drivername, engine)
        )
        return engine
    engine.dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine

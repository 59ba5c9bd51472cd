"""The PostgreSQL server of the tests: separate databases, copied from a template and dropped at the
end.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL
from sqlalchemy.engine import make_url

TIDIED_EVERY = 25
_dropped = itertools.count(1)
NAMED = "HOMEWARD_TEST_POSTGRES"
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def is_required() -> bool:
    """Return whether a missing service is a failure instead of a skip, as in continuous
    integration.
    """
    return os.environ.get("HOMEWARD_REQUIRE_SERVICES", "") == "1"


@functools.cache
def server() -> URL | None:
    """Return the URL of the server's superuser, or None if there is no server.

    It is taken from HOMEWARD_TEST_POSTGRES or the standard local port. A test run sets the variable
    to the server that it started (`tests/conftest.py`).
    """
    url = make_url(os.environ.get(NAMED, LOCAL))
    try:
        _connect(url).close()
    except psycopg.OperationalError:
        return None
    return url


def needed() -> URL:
    """Return the server's URL.

    Without a server the test is skipped, or fails if services are required.
    """
    found = server()
    if found is None:
        message = f"no PostgreSQL answers; name one in {NAMED}"
        if is_required():
            pytest.fail(message)
        pytest.skip(message)
    return found


def _connect(url: URL) -> psycopg.Connection:
    target = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(target, autocommit=True, connect_timeout=5)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Block other test processes, because database roles belong to the whole server."""
    with _connect(needed()) as connection:
        connection.execute("SELECT pg_advisory_lock(7116000)")
        yield


def create(template: str | None = None) -> URL:
    """Create an empty database or a copy of an unused one; return its URL."""
    url = needed()
    name = f"homeward_test_{uuid4().hex[:16]}"
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    with _connect(url) as connection:
        connection.execute(statement)
        # No test needs durable writes; tests of crashes use a server of their own.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
        )
    return url.set(drivername="postgresql+psycopg", database=name)


def drop(url: URL) -> None:
    """Drop a database and end its connections."""
    with _connect(needed()) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(url.database or "")
            )
        )
        if next(_dropped) % TIDIED_EVERY == 0:
            # Each copy leaves over a thousand dead rows in the shared catalogues. Without
            # autovacuum, 2.5 million of them after some runs made a copy ten times as slow.
            connection.execute("VACUUM pg_shdepend")

"""Row-level security exists only on PostgreSQL."""

from __future__ import annotations

import pytest

from tests import postgres


@pytest.fixture(scope="session", params=["postgresql"])  # SQLite has no row-level security
def backend(request: pytest.FixtureRequest) -> str:
    postgres.needed()
    return str(request.param)

"""The second wall stands on PostgreSQL alone."""

from __future__ import annotations

import pytest

from tests import postgres


@pytest.fixture(scope="session", params=["postgresql"])  # SQLite has one wall
def backend(request: pytest.FixtureRequest) -> str:
    postgres.needed()
    return str(request.param)

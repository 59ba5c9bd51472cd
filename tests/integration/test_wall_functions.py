"""The functions of the second wall in a connection that lives long: tables are vacuumed and analysed meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.policy import Role
from tests import postgres
from tests.factories import FOUND, Installation


@pytest.fixture(scope="session", params=["postgresql"])  # SQLite has one wall
def backend(request: pytest.FixtureRequest) -> str:
    postgres.needed()
    return str(request.param)


@pytest.mark.parametrize("statement", ["ANALYZE record", "VACUUM record", "REINDEX TABLE record"])
def test_a_connection_goes_on_reaching_records_after_their_table_was_tended(
    installation: Installation, statement: str
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    reach = text("SELECT homeward_reach(id) FROM record")
    engine = installation.database.engine
    with engine.connect() as connection, engine.connect() as other:
        before = connection.scalar(reach)
        connection.commit()
        other.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
        assert connection.scalar(reach) == before == 0

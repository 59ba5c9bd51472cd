"""Statistics of growing tables for the query planner, on a server without autovacuum."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from cli.commands.intake import RowImport, run_import
from core.policy.roles import Role
from models.row_security.database_roles import DatabaseRole
from models.sql import postgres_statistics
from tests import postgres
from tests.factories import FOUND, LAWFUL, Installation, login

ROWS = 100


# the planner of SQLite needs no statistics here
@pytest.fixture(scope="session", params=["postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    postgres.needed()
    return str(request.param)


def _estimate(installation: Installation) -> float:
    """Return the planner's estimate of rows in `match_key`; -1 if it has none."""
    return float(
        installation.read_one(text("SELECT reltuples FROM pg_class WHERE relname = 'match_key'"))
    )


def _import(installation: Installation, first: int) -> None:
    rows = [
        (number, {**FOUND, "record_ref": f"P-{number}"}) for number in range(first, first + ROWS)
    ]
    run_import(
        installation.context,
        installation.app,
        RowImport(login=login(Role.CASEWORKER, "DE-JUG"), rows=rows, declaration=LAWFUL),
    )


def test_an_import_updates_the_planner_statistics_of_its_tables(
    installation: Installation,
) -> None:
    installation.change(text("ALTER TABLE match_key SET (autovacuum_enabled = off)"))
    _import(installation, 0)
    assert _estimate(installation) == -1
    _import(installation, ROWS)
    known = _estimate(installation)
    assert known >= 5 * ROWS
    _import(installation, 2 * ROWS)
    assert _estimate(installation) == 2 * known


@pytest.mark.parametrize("door", list(DatabaseRole))
def test_only_the_roles_of_imports_and_runs_may_gather_statistics(
    installation: Installation, door: DatabaseRole
) -> None:
    def ask() -> None:
        with installation.app.transaction(door=door) as session:
            postgres_statistics.analyse_tables(session)

    if door in {DatabaseRole.ACTOR, DatabaseRole.WORKER}:
        ask()
    else:
        with pytest.raises(ProgrammingError, match="permission denied"):
            ask()
    with installation.app.transaction(door=door) as session:
        session.execute(text("ANALYZE match_key"))  # the server warns and skips the table
    assert _estimate(installation) == -1


@pytest.mark.parametrize("door", list(DatabaseRole))
def test_the_server_compiles_no_statement(installation: Installation, door: DatabaseRole) -> None:
    with installation.app.transaction(door=door, is_read_only=True) as session:
        assert session.scalars(text("SHOW jit")).one() == "off"

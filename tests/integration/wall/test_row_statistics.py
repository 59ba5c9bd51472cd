"""What a database role reads about tables without reading a row: sequences, sizes, statistics."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from models.row_security.database_roles import DatabaseRole
from models.row_security.row_level_policies import POLICIES
from tests.factories import Installation

STATISTICS = (
    "SELECT reltuples FROM pg_class WHERE relname = 'record'",
    "SELECT relpages FROM pg_class WHERE relname = 'record'",
    "SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'record'",
    "SELECT seq_tup_read FROM pg_stat_all_tables WHERE relname = 'record'",
    "SELECT idx_scan FROM pg_stat_user_indexes WHERE relname = 'record'",
    "SELECT pg_stat_get_tuples_inserted('record'::regclass)",
    "SELECT pg_total_relation_size('record')",
    "SELECT pg_relation_size('record')",
    "SELECT pg_indexes_size('record')",
    "SELECT pg_database_size(current_database())",
    "SELECT stanumbers1 FROM pg_statistic LIMIT 1",
    "EXPLAIN SELECT * FROM record",
)


def _refuses(one: Installation, door: DatabaseRole, statement: str) -> bool:
    try:
        with one.app.transaction(door=door, is_read_only=True) as session:
            session.execute(text(statement)).all()
    except ProgrammingError as error:
        return "permission denied" in str(error)
    return False


def test_the_analyst_reads_no_statistics_of_rows(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    shown = [one for one in STATISTICS if not _refuses(installation, DatabaseRole.ANALYST, one)]
    assert shown == []
    with installation.app.transaction(door=DatabaseRole.ANALYST) as session:
        shown = session.scalars(
            text("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'")
        )
        assert shown.all() == ["alembic_version"]


@pytest.mark.parametrize("door", list(DatabaseRole))
def test_a_role_uses_the_sequences_of_tables_in_which_it_inserts_and_no_other(
    installation: Installation, door: DatabaseRole
) -> None:
    with installation.app.transaction(door=door) as session:
        sequences = session.execute(
            text(
                "SELECT d.refobjid::regclass::text AS table, has_sequence_privilege(s.oid, 'USAGE')"
                " AS is_used, has_sequence_privilege(s.oid, 'SELECT') AS is_read FROM pg_class s"
                " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') WHERE s.relkind ="
                " 'S' AND s.relnamespace = 'public'::regnamespace"
            )
        ).all()
    assert len(sequences) > 40
    used = {row.table for row in sequences if row.is_used}
    rules = {table: of_role[door] for table, of_role in POLICIES.items() if door in of_role}
    inserting = {table for table, rule in rules.items() if rule.insert is not None}
    assert used == (inserting - {"audit"}) & {row.table for row in sequences}
    assert [row.table for row in sequences if row.is_read] == []

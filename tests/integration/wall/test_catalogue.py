"""Compare the table of policies with the catalogue of the database, and find each difference."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import Index, UniqueConstraint

from core.policy.case.care_confirmation import MATCH_KINDS_NEEDED
from core.policy.sharing.views import MATCH_VIEW_FROM_BAND
from matching import BANDS
from models.row_security import row_level_policies, row_level_security
from models.row_security.database_roles import DatabaseRole
from models.row_security.row_level_policies import EVERY_ROW, POLICIES, AccessRule
from models.tables import metadata
from tests.factories import APP_LOGIN, Installation


def test_every_table_has_a_row_level_policy() -> None:
    assert POLICIES.keys() == metadata.tables.keys()


def test_the_band_that_opens_a_missing_report_is_the_one_of_the_policy() -> None:
    assert BANDS.index(MATCH_VIEW_FROM_BAND) == row_level_policies.CANDIDATE_FROM_BAND
    assert MATCH_KINDS_NEEDED == row_level_policies.KINDS_NEEDED


def test_the_audit_log_is_only_ever_added_to() -> None:
    for table, door in itertools.product(("audit", "audit_record"), DatabaseRole):
        rule = POLICIES[table].get(door, AccessRule())
        assert rule.update is rule.delete is None
        assert rule.insert != EVERY_ROW or table == "audit_record"


def test_facts_are_read_only_by_the_role_that_acts_for_an_account() -> None:
    assert POLICIES["record_facts"].keys() == {DatabaseRole.ACTOR}
    assert {table for table, rules in POLICIES.items() if DatabaseRole.ANALYST in rules} == {
        "statistic_cell",
        "report_run",  # made from published counts only
        "audit",
        "user_session",
    }


# Unique over all agencies without telling an agency anything: the values are random or known to
# all. Sign-in names belong to staff. The relay desk is chosen by the administrator, and every
# agency may read it. The subject of an approval is a random id.
GLOBALLY_UNIQUE = {
    *("public_id", "token_hash", "login_tag"),
    *("agency.code", "desk.is_relay", "approval.subject"),
}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_unique_constraint_reveals_records_of_other_agencies(table: Any) -> None:
    uniques = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one for one in table.indexes if isinstance(one, Index) and one.unique]
    own = {"agency_id", "record_id", "match_id", "user_id", "disclosure_id"}
    for rule in [*uniques, *indexes]:
        names = {column.name for column in rule.columns} - {"kind"}
        is_of_workers = table.name == "match"  # two internal ids, written by workers only
        is_known = len(names) == 1 and bool(
            (names | {f"{table.name}.{min(names)}"}) & GLOBALLY_UNIQUE
        )
        assert names & own or is_of_workers or is_known, f"{table.name}: {sorted(names)}"


def _differences(installation: Installation) -> list[str]:
    with installation.database.engine.connect() as connection:
        return row_level_security.inspect(connection, APP_LOGIN)


def test_a_migrated_database_has_the_wall_of_this_version(installation: Installation) -> None:
    assert _differences(installation) == []


@pytest.mark.parametrize(
    ("breach", "word"),
    [
        ("CREATE TABLE forgotten (id bigint)", "table forgotten"),
        ("ALTER TABLE record NO FORCE ROW LEVEL SECURITY", "table record"),
        ("ALTER TABLE consent DISABLE ROW LEVEL SECURITY", "table consent"),
        (
            "DROP POLICY homeward_actor_select ON record_facts",
            "homeward_actor_select of record_facts",
        ),
        (
            "CREATE POLICY extra ON record FOR SELECT TO homeward_analyst USING (TRUE)",
            "extra of record",
        ),
        (f'ALTER TABLE job OWNER TO "{APP_LOGIN}"', f"role {APP_LOGIN} owns"),
        (f'GRANT homeward_seer TO "{APP_LOGIN}"', "member of homeward_seer"),
        (f'GRANT homeward_keeper TO "{APP_LOGIN}"', "member of homeward_keeper"),
        ("DROP POLICY homeward_keeper_select ON record", "homeward_keeper_select of record"),
        ("ALTER ROLE homeward_matcher BYPASSRLS", "role homeward_matcher is superuser, bypasses"),
    ],
)
def test_a_breach_is_found(installation: Installation, breach: str, word: str) -> None:
    # Database roles belong to the whole server. A change of one is therefore tested in a
    # transaction that is rolled back.
    with installation.database.engine.connect() as connection:
        connection.exec_driver_sql(breach)
        found = row_level_security.inspect(connection, APP_LOGIN)
        connection.rollback()
    assert any(word in line for line in found), found


def test_building_twice_leaves_the_same_wall(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        row_level_security.build_row_security(connection)
    assert _differences(installation) == []

"""Database roles: what each may read, whom it acts for; none can change the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.row_security.row_level_policies import POLICIES
from models.session import Database
from services.foundation import actor_database_role as services_wall
from services.search import person_search
from services.search.person_search import SearchQuery
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.wall.world import register_world


def _may_read(session: Session, table: str) -> bool:
    try:
        with session.begin_nested():
            session.execute(text(f'SELECT * FROM "{table}" LIMIT 1'))
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        return False
    return True


@pytest.mark.parametrize("door", list(DatabaseRole))
def test_a_door_reads_the_tables_of_its_rules_and_no_other(
    installation: Installation, door: DatabaseRole
) -> None:
    with installation.app.transaction(door=door) as session:
        for table, rules in POLICIES.items():
            rule = rules.get(door)
            is_whole = rule is not None and rule.select is not None and not rule.columns
            assert _may_read(session, table) == is_whole, table


def test_without_a_database_role_no_table_is_readable(installation: Installation) -> None:
    bare = Database(installation.app.url)
    try:
        with bare.transaction() as session:
            assert [table for table in POLICIES if _may_read(session, table)] == []
    finally:
        bare.dispose()


@pytest.mark.parametrize("door", list(DatabaseRole))
@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET outcome = 'x'", "DELETE FROM audit", "DELETE FROM audit_record"]
)
def test_no_database_role_may_change_the_audit_log(
    installation: Installation, door: DatabaseRole, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        installation.app.transaction(door=door) as session,
    ):
        session.execute(text(statement))


def test_no_process_becomes_the_keeper(installation: Installation) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        installation.app.transaction() as session,
    ):
        database_roles.enter_as_maintenance(session)


@pytest.mark.parametrize("table", ["audit", "audit_record"])
def test_the_keeper_role_cannot_change_the_audit_log(
    installation: Installation, table: str
) -> None:
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            installation.database.transaction() as session,
        ):
            database_roles.enter_as_maintenance(session)
            session.execute(text(statement))


def test_an_actor_without_an_agency_reads_no_record(installation: Installation) -> None:
    register_world(installation)
    with installation.app.transaction(door=DatabaseRole.ACTOR) as session:
        for table in (
            "record",
            "record_facts",
            "feature",
            "match_key",
            "match",
            "notification",
            "data_key",
            "search",
        ):
            assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar() == 0, table


def test_a_search_reads_keys_as_matcher_and_facts_as_the_searching_account(
    installation: Installation,
) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    actor = installation.actor(Role.CASEWORKER)
    facts = {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"]}
    read: list[tuple[str, str]] = []
    door = [""]

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "set_config" in statement:
            door[0] = parameters["door"]
        read.extend(
            (table, door[0])
            for table in POLICIES
            if f" {table} " in f" {statement.replace(chr(10), ' ')} "
        )

    event.listen(installation.app.engine, "before_cursor_execute", note)
    with installation.app.transaction() as session:
        services_wall.enter_role(session, actor)
        answer = person_search.search(
            session,
            installation.context,
            actor,
            SearchQuery(facts, "locate_missing", "led_8_10", "DE-2026-001"),
        )
        assert len(answer.found) >= 1
    doors = {table: {door for one, door in read if one == table} for table, _ in read}
    assert doors["match_key"] == doors["feature"] == {DatabaseRole.MATCHER}
    assert doors["record_facts"] == {DatabaseRole.ACTOR}


def test_the_previous_database_role_is_restored_after_matching(installation: Installation) -> None:
    who = RoleIdentity(agency_id=7, state="DE", audience="police")
    now = text("SELECT current_user, current_setting('homeward.agency', true)")
    with installation.app.transaction() as session:
        database_roles.enter_role(session, DatabaseRole.ACTOR, who)
        with database_roles.as_matcher(session):
            assert tuple(session.execute(now).one()) == (DatabaseRole.MATCHER, "")
        assert tuple(session.execute(now).one()) == (DatabaseRole.ACTOR, "7")
    with installation.database.transaction() as session:
        with database_roles.as_matcher(session):
            assert session.execute(now).one()[0] == DatabaseRole.MATCHER
        assert session.execute(now).one()[0] not in set(DatabaseRole)

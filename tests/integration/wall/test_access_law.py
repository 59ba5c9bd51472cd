"""Compare the row-level policies with a second statement of the same rules, on random rows."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, and_, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.row_security import database_roles
from models.row_security.database_roles import NO_IDENTITY, DatabaseRole, RoleIdentity
from models.row_security.row_level_policies import EVERY_ROW, POLICIES
from models.tables import metadata
from services.foundation import actor_database_role as services_wall
from services.foundation.actor import Actor
from tests.factories import Installation
from tests.integration.wall.access_law import LAW, Access, Reader
from tests.integration.wall.generated_rows import RandomRows, Row, Rows

Operation = tuple[DatabaseRole, str, str]  # role, table, name of the operation

OPERATIONS = {"read": "select", "add": "insert", "change": "update", "delete": "delete"}
# The random rows of a seed may have none that a rule with several conditions permits. Such tables
# get more rows, and are tried again.
MOST_ROUNDS = 4
PEOPLE = (
    (Role.CASEWORKER, "DE-JUG"),
    (Role.SUPERVISOR, "GR-CPA"),
    (Role.LIAISON_OFFICER, "DE-POL"),
    (Role.AUDITOR, "DE-JUG"),
    (Role.ANALYST, "DE-JUG"),
    (Role.ADMINISTRATOR, "DE-JUG"),
)


def test_the_law_has_a_rule_for_every_condition_of_a_policy() -> None:
    conditions = {
        (role, table, name)
        for table, rules in POLICIES.items()
        for role, rule in rules.items()
        for name, operation in OPERATIONS.items()
        if getattr(rule, operation) not in (None, EVERY_ROW)
    }
    rules = {
        (role, table, name)
        for (role, table), access in LAW.items()
        for name in OPERATIONS
        if getattr(access, name) is not None
    }
    assert rules == conditions


@pytest.mark.parametrize(
    "seed", [2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (5, 6, 7))]
)
def test_every_role_reads_and_writes_the_rows_of_the_law_and_no_other(
    installation: Installation, seed: int
) -> None:
    people = [installation.actor(role, agency) for role, agency in PEOPLE]
    acting = dataclasses.replace(
        installation.actor(Role.LIAISON_OFFICER, "GR-POL"), state="DE", home_state="GR"
    )
    software = Actor(Role.SYSTEM, people[0].agency_id, people[0].agency_kind, people[0].state)
    agencies = {one.user_id: one.agency_id for one in people if one.user_id and one.agency_id}
    random_rows = RandomRows(seed, agencies)
    with installation.database.engine.begin() as connection:
        random_rows.insert(connection)
    readers = list(_readers([*people, acting, software]))
    answers: defaultdict[Operation, set[bool]] = defaultdict(set)
    differences: list[str] = []
    tables, one_sided = {table for _, table in LAW}, list[Operation]()
    for _ in range(MOST_ROUNDS):
        for role, identity in readers:
            tried = _outcomes(installation, role, identity, random_rows.rows, tables)
            for operation, expected, is_allowed in tried:
                answers[operation].add(expected)
                if is_allowed != expected:
                    differences.append(f"{operation}: database {is_allowed}, law {expected}")
        one_sided = [one for one, expected in answers.items() if expected != {True, False}]
        tables = {table for _, table, _ in one_sided}
        if differences or not tables:
            break
        with installation.database.engine.begin() as connection:
            random_rows.insert_more(connection, tables)
    assert differences == []
    # Every rule permitted at least one row and refused at least one row.
    assert one_sided == []


def _readers(actors: list[Actor]) -> Iterator[tuple[DatabaseRole, RoleIdentity]]:
    for actor in actors:
        yield database_roles.ROLE_DOORS[actor.role], services_wall.describe_actor(actor)
    for role in (DatabaseRole.SIGN_IN, DatabaseRole.MATCHER, DatabaseRole.WORKER):
        yield role, NO_IDENTITY


def _outcomes(
    installation: Installation,
    role: DatabaseRole,
    identity: RoleIdentity,
    rows: Rows,
    tables: Collection[str],
) -> Iterator[tuple[Operation, bool, bool]]:
    """Try every operation on every row of these tables.

    Yield the operation, whether `LAW` permits it, and whether the database permitted it.
    """
    with installation.app.transaction() as session:
        database_roles.enter_role(session, role, identity)
        reader = Reader(role, identity, rows, _levels(session, role, rows))
        for (of_role, table), access in LAW.items():
            if of_role is role and table in tables:
                for name, row, is_allowed in _allowed(session, table, access, rows[table]):
                    yield (role, table, name), getattr(access, name)(reader, row), is_allowed
        session.rollback()


def _levels(session: Session, role: DatabaseRole, rows: Rows) -> dict[int, int]:
    """Return the level at which the reader reaches each record, by the function of the policies."""
    if role is not DatabaseRole.ACTOR:
        return {}
    ids = [row["id"] for row in rows["record"]]
    reach = text("SELECT id, homeward_reach(id) AS level FROM unnest(CAST(:ids AS bigint[])) AS id")
    return {row.id: row.level for row in session.execute(reach, {"ids": ids})}


def _allowed(
    session: Session, name: str, access: Access, rows: list[Row]
) -> Iterator[tuple[str, Row, bool]]:
    """Try the operations of `access` on each row.

    Yield the operation, the row, and whether the database permitted it.
    """
    connection, table = session.connection(), metadata.tables[name]
    keys = list(table.primary_key)
    agency = text("nullif(current_setting('homeward.agency'), '')::bigint")
    taken_over = {"agency_id": agency} if access.take_over else {}
    statements: dict[str, Any] = {
        "read": select(*keys),
        "change": update(table).values({keys[0]: keys[0]}).returning(*keys),
        "delete": delete(table).returning(*keys),
        "take_over": update(table).values(taken_over).returning(*keys),
    }
    for operation, statement in statements.items():
        if getattr(access, operation) is not None:
            yield from ((operation, *one) for one in _outcome(connection, statement, keys, rows))
    if access.add is not None:
        for row in rows:
            # The row is there already. If the policy permits it, the database refuses a duplicate.
            _, error = _try(connection, insert(table).values(_given(name, row)))
            yield "add", row, error is None or isinstance(error, IntegrityError)


def _given(name: str, row: Row) -> Row:
    """Return the row without the columns that the server sets."""
    return {key: value for key, value in row.items() if (name, key) != ("audit", "server_at")}


def _outcome(
    connection: Connection, statement: Any, keys: list[Any], rows: list[Row]
) -> Iterator[tuple[Row, bool]]:
    """Yield each row and whether the statement reaches it."""
    reached, stopped = _try(connection, statement)
    for row in rows:
        if stopped is None:
            yield row, tuple(row[key.name] for key in keys) in reached
        else:  # one refused row stops the whole statement
            this = and_(*(key == row[key.name] for key in keys))
            alone, error = _try(connection, statement.where(this))
            yield row, bool(alone) or isinstance(error, IntegrityError)


def _try(connection: Connection, statement: Any) -> tuple[set[tuple[Any, ...]], DBAPIError | None]:
    """Run a statement and roll it back; return the keys of its rows and the error, if any.

    A policy refuses with a `DBAPIError`. A key or constraint, which the database checks after the
    policies, refuses with an `IntegrityError`.
    """
    attempt = connection.begin_nested()
    try:
        result = connection.execute(statement)
        return {tuple(row) for row in result} if result.returns_rows else set(), None
    except DBAPIError as error:
        if not isinstance(error, IntegrityError) and "row-level security" not in str(error):
            raise
        return set(), error
    finally:
        attempt.rollback()

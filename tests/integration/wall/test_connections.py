"""Pooled connections: what one tenant leaves for the next, and their temporary tables."""

from __future__ import annotations

import copy
import random

import pytest
from sqlalchemy import select, text

from core.policy.roles import Role
from models.records.record import Record
from services.foundation import actor_database_role as services_wall
from tests.factories import APP_LOGIN, FOUND, Installation
from tests.integration.wall.world import actors_of, reached, register_world
from tests.racing import at_once


@pytest.mark.late
def test_a_thousand_alternating_tenants_on_pooled_connections_leak_nothing(
    installation: Installation,
) -> None:
    register_world(installation)
    tenants = {actor: reached(installation, actor).keys() for actor in actors_of(installation)}
    assert len({frozenset(own) for own in tenants.values()}) > 3
    order = list(tenants)
    wrong: list[str] = []
    bare = copy.copy(installation.app)  # the same pool without a database role
    bare.door = None

    def alternate(worker: int) -> None:
        chance = random.Random(worker)
        for _ in range(250):
            actor = chance.choice(order)
            with installation.app.transaction() as session:
                if session.execute(
                    text("SELECT current_setting('homeward.agency', true)")
                ).scalar():
                    wrong.append("the tenant before")
                services_wall.enter_role(session, actor)
                if set(session.scalars(select(Record.public_id))) != tenants[actor]:
                    wrong.append("another's rows")
                if chance.random() < 0.2:
                    session.rollback()
            with bare.transaction() as session:
                left = session.execute(
                    text("SELECT current_user, current_setting('homeward.agency', true)")
                ).one()
                if left[0] != APP_LOGIN or left[1]:
                    wrong.append("something that outlived its transaction")

    at_once(alternate, [(worker,) for worker in range(4)])
    assert wrong == []


@pytest.mark.parametrize("statement", ["ANALYZE record", "VACUUM record", "REINDEX TABLE record"])
def test_a_connection_still_reads_records_after_maintenance_of_their_table(
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

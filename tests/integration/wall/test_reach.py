"""Compare row-level security with the access rules.

The database refuses an access even if a service forgets to check it.
"""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.views import MATCH_VIEW_FROM_BAND, View
from matching import BANDS
from models.records.record import Record
from models.row_security import database_roles
from services.foundation import actor_database_role as services_wall
from services.foundation.actor import Actor
from services.sharing import visibility
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.wall.world import actors_of, reached, register_world


def test_the_wall_reaches_as_far_as_view_and_no_further(installation: Installation) -> None:
    for seed in range(3):
        register_world(installation, seed)
    now = installation.clock.now()
    matches = text(
        "SELECT p.low, p.high, p.state, s.link_band, s.kinds FROM match p JOIN score s ON s.id ="
        " p.score_id"
    )
    levels: set[View] = set()
    for actor in actors_of(installation):
        with installation.database.transaction(is_read_only=True) as session:
            ids = list(session.scalars(select(Record.id)))
            visible = {
                one.record.id: one
                for one in visibility.records_with_view(session, actor, now=now, ids=ids)
            }
            reach = {one: visible[one].view for one in visible}
            for low, high, state, band, kinds in session.execute(matches):
                for own, other in ((visible[low], visible[high]), (visible[high], visible[low])):
                    if own.is_responsible and own.record.kind == "found":
                        is_near = band >= BANDS.index(MATCH_VIEW_FROM_BAND)
                        level = visibility.view_in_match(
                            own, other, is_candidate=is_near, state=state, kinds=kinds
                        )
                        reach[other.record.id] = max(reach[other.record.id], level)
        levels |= set(reach.values())
        expected = {
            visible[one].record.public_id: int(level)
            for one, level in reach.items()
            if level > View.NONE
        }
        assert reached(installation, actor) == expected
    assert levels >= {
        View.NONE,
        View.LINK,
        View.IDENTITY,
        View.RELATIVES,
        View.CONTACTS,
        View.FULL,
    }


def test_an_officer_owns_no_record_of_another_state_that_a_bar_keeps_from_the_own_state(
    installation: Installation,
) -> None:
    for seed in range(3):
        register_world(installation, seed)
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    acting = dataclasses.replace(officer, state="GR", home_state="DE")
    at_home = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    now = installation.clock.now()
    with installation.database.transaction(is_read_only=True) as session:
        is_police = Record.agency_id == at_home.agency_id
        ids = list(session.scalars(select(Record.id).where(is_police)))
        seen, barred = (
            {
                one.record.public_id: one
                for one in visibility.records_with_view(session, actor, now=now, ids=ids)
            }
            for actor in (acting, installation.actor(Role.LIAISON_OFFICER, "DE-POL"))
        )
    kept = {one for one in barred if barred[one].is_barred}
    assert kept
    assert {one for one in seen if seen[one].is_responsible} == seen.keys() - kept
    assert {one for one in seen if seen[one].view is View.NONE} == kept
    reach = reached(installation, acting)
    assert {one for one in seen if reach.get(one) == View.FULL} == seen.keys() - kept
    assert not kept & reach.keys()


def test_facts_are_reached_class_by_class(installation: Installation) -> None:
    register_world(installation)
    needed = {
        "F1": View.LINK,
        "F2": View.IDENTITY,
        "F2a": View.RELATIVES,
        "F2b": View.CONTACTS,
        "F3": View.IDENTITY,
        "F4a": View.FULL,
        "F4b": View.FULL,
        "F5": View.FULL,
    }
    assert needed.keys() == {one.value for one in FieldClass} - {"F0", "F6"}
    row_count = 0
    for actor in actors_of(installation):
        reach = reached(installation, actor)
        with installation.database.transaction(is_read_only=True) as session:
            every = session.execute(
                text(
                    "SELECT r.public_id, f.field_class FROM record_facts f JOIN record r ON r.id ="
                    " f.record_id"
                )
            ).all()
        expected = {
            (row.public_id, row.field_class)
            for row in every
            if reach.get(row.public_id, 0) >= needed[row.field_class]
        }
        with installation.app.transaction() as session:
            services_wall.enter_role(session, actor)
            found = session.execute(
                text(
                    "SELECT r.public_id, f.field_class FROM record_facts f JOIN record r ON r.id ="
                    " f.record_id"
                )
            ).all()
        assert {(row.public_id, row.field_class) for row in found} == expected
        row_count += len(expected)
    assert row_count


def test_records_of_other_agencies_cannot_be_written(installation: Installation) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalar(select(Record.id).where(Record.public_id == found))
    statements = (
        "UPDATE record SET sharing = 'identity' WHERE id = :id RETURNING id",
        "DELETE FROM record_share WHERE record_id = :id RETURNING record_id",
        "DELETE FROM feature WHERE record_id = :id RETURNING record_id",
        "DELETE FROM match_key WHERE record_id = :id RETURNING record_id",
    )
    with installation.app.transaction() as session:
        services_wall.enter_role(session, stranger)
        assert (
            visibility.visible_records(
                session, stranger, now=installation.clock.now(), public_ids=[found]
            )
            != []
        )
        for statement in statements:
            assert session.execute(text(statement), {"id": record_id}).all() == []
    inserts = (
        (
            "INSERT INTO record_share (record_id, state, audience, view) VALUES (:id, 'GR',"
            " 'police', 3)"
        ),
        "INSERT INTO match_key (key_version, key, record_id) VALUES (1, 1, :id)",
        (
            "INSERT INTO record_facts (record_id, field_class, version, sealed) VALUES (:id, 'F2',"
            " 9, '')"
        ),
    )
    for statement, named in itertools.product(inserts, ([], [record_id])):
        with (
            pytest.raises(DBAPIError, match="row-level security"),
            installation.app.transaction() as session,
        ):
            services_wall.enter_role(session, stranger)
            # claiming to have created the record has no effect
            database_roles.announce_records(session, named)
            session.execute(text(statement), {"id": record_id})


def test_an_actor_takes_part_when_both_the_own_state_and_the_state_acted_for_do() -> None:
    for state, home, takes_part in (
        ("DE", None, True),
        ("NO", "CH", True),
        ("US", None, False),
        ("DE", "US", False),
    ):
        actor = Actor(
            Role.SUPERVISOR, agency_id=1, agency_kind="police", state=state, home_state=home
        )
        assert services_wall.describe_actor(actor).is_participant is takes_part

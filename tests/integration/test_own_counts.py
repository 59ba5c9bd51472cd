"""Counts of an agency's own records, made in the last night.

They use only its rows, reading them opens no record, and other agencies cannot read them.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import ProgrammingError

from core.policy.roles import Role
from models.oversight.audit import Audit
from models.row_security.database_roles import DatabaseRole
from models.statistics.stored_counts import OwnCount
from services.case.guardians import GuardianForm
from services.consent import guardian_appointments
from services.foundation import actor_database_role
from services.statistics import access
from services.statistics.cube import Cell
from tests.factories import CHECKED, Installation
from tests.integration.counting import Rows, decide, night, people, populate, register
from tests.integration.statements import heard

pytestmark = pytest.mark.late


@pytest.fixture
def peopled(installation: Installation) -> Installation:
    return populate(installation)


def own(one: Installation, role: Role, agency: str) -> dict[str, Mapping[Cell, int | None]]:
    return {
        cube.definition.name: cube.cells
        for cube in one.do(one.actor(role, agency), access.read_own_counts)
    }


def test_own_counts_equal_the_raw_rows_of_the_agency(
    peopled: Installation,
) -> None:
    register(peopled, people("tracing", 2), "FR-116")
    night(peopled)
    rows = [*people("missing", 12), *people("tracing", 2)]
    counted = own(peopled, Role.CASEWORKER, "FR-116")
    assert counted["kinds"] == tally(rows, lambda row: ())
    assert counted["sexes"] == tally(rows, lambda row: ("female" if row["sex"] == "F" else "male",))
    origins = {"AF": "central_south_asia", "SY": "middle_east_north_africa"}
    assert counted["origins"] == tally(rows, lambda row: (origins[row["nationalities"]],))
    phones = {cell: n for cell, n in counted["completeness"].items() if cell[3] == "phones"}
    assert phones == tally(
        rows, lambda row: ("FR", "FR-116", "phones", "yes" if "phones" in row else "no")
    )
    assert own(peopled, Role.SUPERVISOR, "FR-116") == counted
    assert own(peopled, Role.LIAISON_OFFICER, "GR-POL")["kinds"] == {("missing",): 40}


def test_records_are_counted_by_the_kind_of_the_guardian_in_charge(
    installation: Installation,
) -> None:
    made = register(installation, people("missing", 21), "GR-POL", CHECKED)
    supervisor = installation.actor(Role.SUPERVISOR, "GR-POL")
    paper = GuardianForm("Marlene Vogt", "court", installation.clock.now(), "F 12/26")
    by_law = dataclasses.replace(
        paper, name="Youth office", authority="youth_office", legal_ground="provisional_care"
    )
    earlier = dataclasses.replace(paper, until=installation.clock.now().date())
    for record, *papers in (
        (made[0], paper),
        (made[1], by_law),
        (made[2], by_law, paper),
        (made[3], dataclasses.replace(paper, is_of_suspects_family=True)),
        (made[4], earlier),
    ):
        for one in papers:
            installation.do(supervisor, guardian_appointments.appoint_guardian, record, one)
    installation.clock.move(timedelta(days=1))  # the mandate of `earlier` is over
    cubes = night(installation)
    assert own(installation, Role.SUPERVISOR, "GR-POL")["guardians"] == {
        ("missing", "person"): 2,
        ("missing", "statutory_emergency"): 1,
        ("missing", "not_said"): 18,
    }
    assert set(cubes["guardians"].cells.values()) <= {None, 18}


def tally(rows: Rows, codes: Callable[[dict[str, str]], Cell]) -> dict[Cell, int]:
    return dict(collections.Counter((row["kind"], *codes(row)) for row in rows))


def test_reading_own_counts_decrypts_nothing_and_is_audited(
    peopled: Installation,
) -> None:
    night(peopled)
    with heard(peopled.app) as statements:
        assert own(peopled, Role.SUPERVISOR, "FR-116")["kinds"] == {("missing",): 12}
    assert any("own_count" in one for one in statements)
    assert [one for one in statements if "record_facts" in one or "data_key" in one] == []
    assert peopled.read_one(select(Audit.records).where(Audit.action == "read_own_counts")) == "[]"


def test_own_counts_are_of_the_last_night_and_say_so(peopled: Installation) -> None:
    assert own(peopled, Role.SUPERVISOR, "FR-116") == {}
    night(peopled)
    register(peopled, people("tracing", 2), "FR-116")
    peopled.clock.move(timedelta(days=1))
    assert own(peopled, Role.SUPERVISOR, "FR-116")["kinds"] == {("missing",): 12}
    night(peopled)
    (kinds, *others) = peopled.do(peopled.actor(Role.SUPERVISOR, "FR-116"), access.read_own_counts)
    assert kinds.cells == {("missing",): 12, ("tracing",): 2}
    assert {one.counted_at for one in (kinds, *others)} == {peopled.clock.now()}


def test_an_agency_without_records_gets_empty_counts(peopled: Installation) -> None:
    night(peopled)
    counted = own(peopled, Role.SUPERVISOR, "GR-CPA")
    assert counted
    assert not any(counted.values())


# SQLite has no row-level security
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_own_counts_are_read_only_by_their_agency_and_written_by_no_person(
    peopled: Installation,
) -> None:
    """The database enforces this independently of the services."""
    night(peopled)
    actor = peopled.actor(Role.SUPERVISOR, "FR-116")
    with peopled.app.transaction() as session:
        actor_database_role.enter_role(session, actor)
        assert set(session.scalars(select(OwnCount.agency_id))) == {actor.agency_id}
    for door in (
        DatabaseRole.ACTOR,
        DatabaseRole.AUDITOR,
        DatabaseRole.ANALYST,
        DatabaseRole.OFFICE,
        DatabaseRole.MATCHER,
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            peopled.app.transaction(door=door) as session,
        ):
            session.execute(delete(OwnCount))


def test_own_counts_contain_no_matches_because_some_are_hidden(peopled: Installation) -> None:
    decide(peopled, 12)
    night(peopled)
    counted = own(peopled, Role.SUPERVISOR, "GR-POL")
    assert counted["decisions"] == {("confirm",): 12}
    assert not {"matches", "outcomes", "bands", "confirmed_matches", "drawn_bands"} & set(counted)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR])
def test_roles_that_read_published_counts_get_no_own_counts(
    peopled: Installation, role: Role
) -> None:
    night(peopled)
    assert own(peopled, role, "FR-116") == {}

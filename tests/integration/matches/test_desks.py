"""A match names the desk of its other side, never the own number as the number to call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.policy.roles import Role
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.matching_runs.match import Match
from models.records.record import Record
from services.foundation import actor_database_role
from services.review import match_messages, visible_matches
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation


def _matched(one: Installation, missing_by: str, found_by: str) -> UUID:
    row: Mapping[str, Any] = {**MISSING, "recipients": ["DE", "FR", "GR"]}
    one.register(row, one.actor(Role.CASEWORKER, missing_by), CHECKED)
    one.register(FOUND, one.actor(Role.CASEWORKER, found_by), LAWFUL)
    one.work()
    return one.read_one(select(Match.public_id))


def _desks(one: Installation, match: UUID, agency: str) -> tuple[str, str, str]:
    """Return whom a side calls, the desk to call and the own desk; thread and match agree."""
    actor = one.actor(Role.SUPERVISOR, agency)
    with one.app.transaction() as session:
        actor_database_role.enter_role(session, actor)
        thread = match_messages.read(session, one.context, actor, match)
        shown = visible_matches.read_match(session, one.context, actor, match)
    assert (thread.contact, thread.other_desk) == (shown.contact, shown.other.desk)
    return thread.contact, _name(thread.other_desk), _name(thread.own_desk)


def _name(desk: str) -> str:
    return desk.partition(",")[0].partition(" ")[0]


# agencies of the report and of the found child -> reader -> the desk to call
CASES: dict[str, tuple[str, str, dict[str, str]]] = {
    "the report's own desk, and the state's desk of the child": (
        "GR-POL",
        "DE-POL",
        {"DE-POL": "GR-POL", "GR-POL": "DE-JUG"},
    ),
    "one state, the child with the state's desk": (
        "DE-POL",
        "DE-JUG",
        {"DE-JUG": "DE-POL", "DE-POL": "DE-JUG"},
    ),
    "one state, the report with the state's desk": (
        "DE-JUG",
        "DE-POL",
        {"DE-JUG": "DE-POL", "DE-POL": "DE-JUG"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_side_reads_the_other_sides_desk_and_its_own(
    installation: Installation, case: str
) -> None:
    missing_by, found_by, called = CASES[case]
    match = _matched(installation, missing_by, found_by)
    for reader, desk in called.items():
        assert _desks(installation, match, reader) == ("other_desk", desk, reader)


def test_one_agency_with_both_records_has_no_other_desk_to_call(
    installation: Installation,
) -> None:
    match = _matched(installation, "DE-JUG", "DE-JUG")
    assert _desks(installation, match, "DE-JUG") == ("own_agency", "", "DE-JUG")


def test_the_relay_desk_with_a_match_calls_the_desk_of_another_state(
    installation: Installation,
) -> None:
    match = _matched(installation, "GR-CPA", "CH-CPA")
    installation.change(update(Record).where(Record.kind == "found").values(may_warn=False))
    relay = select(Agency.id).where(Agency.code == "GR-CPA").scalar_subquery()
    installation.change(update(Desk).where(Desk.agency_id == relay).values(is_relay=True))
    assert _desks(installation, match, "GR-CPA") == ("other_desk", "CH-CPA", "GR-CPA")


def test_an_agency_without_an_entry_has_no_own_number(installation: Installation) -> None:
    match = _matched(installation, "DE-POL", "DE-JUG")
    police = select(Agency.id).where(Agency.code == "DE-POL").scalar_subquery()
    installation.change(Desk.__table__.delete().where(Desk.agency_id == police))
    assert _desks(installation, match, "DE-POL") == ("other_desk", "DE-JUG", "")


@pytest.mark.both
def test_a_side_whose_record_is_kept_from_the_other_state_is_given_no_desk_to_call(
    installation: Installation,
) -> None:
    row = {**MISSING, "recipients": ["DE", "FR", "GR"]}
    installation.register(row, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    afraid = {**FOUND, "dangers": ["state:GR"]}
    installation.register(afraid, installation.actor(Role.CASEWORKER, "DE-JUG"), LAWFUL)
    installation.work()
    match = installation.read_one(select(Match.public_id))
    assert _desks(installation, match, "DE-JUG") == ("kept_from", "", "DE-JUG")

"""Deadlines of a request, and what ends or moves one: restriction, an undone match, a transfer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from models.matching_runs.match import Match
from models.oversight.audit import Audit
from models.records.notification import Notification
from models.records.record import Record
from services.agencies import user_directory
from services.case import best_interests, deadlines, record_deadlines, risks
from services.case.record_deadlines import RecordDeadline
from services.records import processing_restrictions
from services.records.intake.preparation import Declaration
from services.review import visible_matches
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.disclosures.world import (
    ASKER,
    DANGER,
    DECIDED,
    REQUEST,
    RESPONSIBLE,
    World,
)
from tests.integration.matches.decided import decide

# --- deadlines
# --------------------------------------------------------------------------


def _clocks(world: World, role: Role, agency: str) -> list[RecordDeadline]:
    return world.one.do(
        world.actor(role, agency), record_deadlines.list_running, kinds=deadlines.BETWEEN_AGENCIES
    )


@pytest.mark.parametrize(
    ("urgency", "hours", "then"),
    [("urgent", 1, 1), ("priority", 24, 12), ("ordinary", 15 * 24, 12)],
)
def test_an_unanswered_request_escalates_to_the_supervisor_then_to_the_states_desk(
    world: World, urgency: str, hours: int, then: int
) -> None:
    world.set_state_desk("DE-POL")
    world.one.change(CaseDeadline.__table__.delete())
    world.ask(dataclasses.replace(REQUEST, urgency=urgency))
    world.one.clock.move(timedelta(hours=hours) - timedelta(minutes=1))
    world.deadlines()
    assert [one.level for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE)] == [0]
    world.one.clock.move(timedelta(minutes=1))
    world.deadlines()
    assert [one.level for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE)] == [1]
    assert world.one.read_all(select(Notification.kind).where(Notification.kind == "overdue")) == [
        "overdue"
    ]
    assert _clocks(world, Role.SUPERVISOR, "DE-POL") == []
    world.one.clock.move(timedelta(hours=then))
    world.deadlines()
    world.deadlines()
    (deadline,) = _clocks(world, Role.SUPERVISOR, "DE-POL")
    assert (deadline.kind, deadline.level, deadline.record) == ("answer", 2, None)
    assert "DE-JUG" in deadline.agency
    assert _clocks(world, Role.SUPERVISOR, "FR-116") == []


@pytest.mark.parametrize("ends", [("revoke",), ("review", "check_consent", "consent_refused")])
def test_an_answered_request_ends_its_deadline(world: World, ends: Sequence[str]) -> None:
    request = world.ask()
    assert "answer" in {one.kind for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE)}
    world.steps(request, ends)
    assert "answer" not in {one.kind for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE)}


def test_a_withdrawn_request_ends_the_responsible_agencies_deadline(world: World) -> None:
    world.step(world.ask(), "withdraw", agency=ASKER)
    assert "answer" not in {one.kind for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE)}


def test_an_unanswered_request_ends_by_itself(world: World) -> None:
    request = world.ask()
    world.one.clock.move(timedelta(days=59))
    world.deadlines()
    assert world.read(request).state == "with_the_responsible_agency"
    world.one.clock.move(timedelta(days=1))
    world.deadlines()
    assert world.read(request).state == "not_released"
    last = world.one.read_rows(
        select(DisclosureStep.act, DisclosureStep.user_id).order_by(DisclosureStep.id)
    )[-1]
    assert tuple(last) == ("expire", None)


def test_a_strong_match_must_be_reviewed_within_a_day_or_an_hour_if_urgent(
    installation: Installation,
) -> None:
    one = installation
    found = one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL)
    soon = one.clock.now() + timedelta(hours=3)
    risk = dataclasses.replace(DANGER, act_by=soon)
    one.do(one.actor(Role.CASEWORKER), risks.store_assessment, found, risk)
    one.register(MISSING, one.actor(Role.CASEWORKER, ASKER), CHECKED)
    one.work()
    rows = one.read_rows(
        select(CaseDeadline.kind, CaseDeadline.is_urgent, CaseDeadline.due_at).where(
            CaseDeadline.match_id.is_not(None)
        )
    )
    match = one.read_one(select(Match.public_id))
    assert {tuple(row) for row in rows} == {
        ("first_review", True, one.clock.now() + timedelta(hours=1))
    }
    for agency in (RESPONSIBLE, ASKER):
        one.do(one.actor(Role.CASEWORKER, agency), visible_matches.read_match, match)
        supervisor, kinds = one.actor(Role.SUPERVISOR, agency), deadlines.BETWEEN_AGENCIES
        assert one.do(supervisor, record_deadlines.list_running, kinds=kinds) == []


def test_from_confirming_twelve_hours_run_to_the_best_interests_decision(
    installation: Installation,
) -> None:
    world = World(installation)
    installation.change(update(Match).values(state="open"))
    decide(installation, world.match, "confirmed")
    (clock,) = (
        one for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE) if one.kind == "best_interests"
    )
    assert clock.due_at == installation.clock.now() + timedelta(hours=12)
    assert clock.record == world.found
    installation.do(
        world.actor(Role.SUPERVISOR), best_interests.store_determination, world.found, DECIDED
    )
    assert "best_interests" not in {
        one.kind for one in _clocks(world, Role.SUPERVISOR, RESPONSIBLE)
    }


def test_every_step_is_in_the_audit_log(world: World) -> None:
    world.released()
    acts = [
        action
        for action, touched in world.one.read_rows(
            select(Audit.action, Audit.records).order_by(Audit.id)
        )
        if world.found.hex in touched and action.startswith(("ask_", "disclosure_", "assess"))
    ]
    assert acts == [
        "assess_risk",
        "ask_disclosure",
        "disclosure_review",
        "disclosure_check_consent",
        "disclosure_consent_given",
        "disclosure_check_risk",
        "disclosure_approve",
        "disclosure_approve",
        "disclosure_release",
    ]


def test_a_declared_legal_basis_does_not_release_data(installation: Installation) -> None:
    one = World(installation)
    assert Declaration("sis_decision").legal_basis
    one.assess()
    request = one.ask()
    one.steps(request, ("review", "check_consent"))
    with pytest.raises(Conflict):
        one.step(request, "consent_given")


@pytest.mark.parametrize("unit", ["Intake", "a b", "x" * 41])
def test_a_unit_is_a_short_code_and_the_administrators_to_set(world: World, unit: str) -> None:
    with pytest.raises(InvalidInput):
        world.set_unit(Role.CASEWORKER, unit)
    caseworker = world.actor(Role.CASEWORKER)
    for role in (Role.SUPERVISOR, Role.CASEWORKER):
        with pytest.raises(Refused):
            world.one.do(
                world.actor(role),
                user_directory.set_unit,
                caseworker.public_id or uuid4(),
                "intake",
            )


def test_a_restriction_blocks_disclosures_until_it_is_lifted(world: World) -> None:
    grant = world.released()
    with world.one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        processing_restrictions.restrict_record(session, world.one.context, record)
    with pytest.raises(NotFound):
        world.open_grant(grant)
    with world.one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        processing_restrictions.lift_restriction(session, world.one.context, record)
    assert world.open_grant(grant).scopes == ("identity", "photo")


def test_a_broken_match_closes_its_grants(world: World) -> None:
    grant = world.released()
    world.one.change(update(Match).values(state="open"))
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_a_transfer_ends_old_requests_and_the_new_responsible_must_be_asked(
    world: World,
) -> None:
    grant = world.released()
    with world.one.database.transaction() as session:
        agency = session.scalars(select(Agency).where(Agency.code == "FR-116")).one()
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        record.agency_id, record.state = agency.id, agency.state
    with pytest.raises(NotFound):
        world.open_grant(grant)
    new_request = world.ask()
    assert world.read(new_request, Role.SUPERVISOR, "FR-116").side == "responsible"
    with pytest.raises(Conflict, match="with the responsible agency"):
        world.ask()
    world.one.clock.move(timedelta(hours=73))
    # the grant of the former responsible agency expires independently of who is responsible for the
    # record now
    world.deadlines()
    assert world.one.read_all(select(Disclosure.state).order_by(Disclosure.id)) == [
        "expired",
        "requested",
    ]

"""Disclosure without consent in imminent danger: its content, recipients, duration and review."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from core.errors import Conflict, NotFound
from core.policy.roles import Role
from core.policy.sharing.views import Audience
from models.agencies.user import UserAccount
from models.oversight.alert import Alert
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.case import deadlines, record_deadlines
from services.case.risks import RiskForm
from services.disclosure.requests import DisclosureForm
from tests.factories import Installation
from tests.integration.consent_steps import FORM, put_in_force, withdraw
from tests.integration.disclosures.world import (
    ASKER,
    DANGER,
    LOW,
    RESPONSIBLE,
    VITAL,
    World,
)

# --- vital interest
# ----------------------------------------------------------------------------------------------


def _in_danger(world: World, form: DisclosureForm = VITAL, risk: RiskForm = DANGER) -> UUID:
    world.assess(risk)
    request = world.ask(form)
    world.release_in_danger(request)
    world.step(request, "approve_after", Role.SUPERVISOR)
    return request


def test_in_imminent_danger_two_approvals_release_data_without_place_for_24_hours(
    world: World,
) -> None:
    grant = world.grant_of(_in_danger(world))
    assert world.open_grant(grant).scopes == ("identity",)
    world.one.clock.move(timedelta(hours=24))
    with pytest.raises(NotFound):
        world.open_grant(grant)


@pytest.mark.both
def test_a_bar_ends_what_was_released_to_an_agency_of_its_state(world: World) -> None:
    """Also in imminent danger: the state may be the danger."""
    request = _in_danger(world)
    grant = world.grant_of(request)
    with world.one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))
        session.add_all(
            RecordShare(record_id=record.id, state="GR", audience=audience, view=0)
            for audience in Audience
        )
    with pytest.raises(NotFound):
        world.open_grant(grant)


@pytest.mark.parametrize(
    "risk",
    [dataclasses.replace(LOW, level="high"), dataclasses.replace(DANGER, may_release=frozenset())],
)
def test_the_vital_path_needs_an_assessed_imminent_danger(world: World, risk: RiskForm) -> None:
    world.assess(risk)
    request = world.ask(VITAL)
    with pytest.raises(Conflict):
        world.step(request, "check_risk")


def test_on_the_vital_path_an_assessment_is_at_most_a_day_old(world: World) -> None:
    world.assess(DANGER)
    request = world.ask(VITAL)
    world.one.clock.move(timedelta(hours=24, minutes=1))
    with pytest.raises(Conflict, match="recent risk"):
        world.step(request, "check_risk")


@pytest.mark.parametrize(("cannot_decide", "is_helped"), [(True, True), (False, False)])
def test_the_vital_path_is_for_a_child_or_an_adult_who_cannot_decide(
    installation: Installation, cannot_decide: bool, is_helped: bool
) -> None:
    world = World(installation, birth_date="1990-07-10", sharing="link")
    # so that the requesting agency sees a match
    put_in_force(
        installation, world.found, dataclasses.replace(FORM, giver="person", appointment=None)
    )
    world.assess(dataclasses.replace(DANGER, is_adult_who_cannot_decide=cannot_decide))
    request = world.ask(VITAL)
    if is_helped:
        assert world.step(request, "check_risk") == "risk_check"
    else:
        with pytest.raises(Conflict):
            world.step(request, "check_risk")


def test_guardian_and_auditor_are_notified_at_once_and_another_person_reviews_the_release(
    world: World,
) -> None:
    request = _in_danger(world)
    responsible = world.actor(Role.SUPERVISOR).agency_id
    notified_agencies = world.one.read_all(
        select(Notification.agency_id).where(Notification.kind == "guardian_to_inform")
    )
    alerted = world.one.read_rows(select(Alert.kind, Alert.subject))
    assert notified_agencies == [responsible]
    assert [tuple(one) for one in alerted] == [("vital_interest", request)]
    open_deadlines = world.one.do(
        world.actor(Role.AUDITOR, "FR-116"),
        record_deadlines.list_running,
        kinds=deadlines.BETWEEN_AGENCIES,
    )
    (review,) = (one for one in open_deadlines if one.kind == "vital_review")
    assert review.record is None
    assert review.due_at == world.one.clock.now() + timedelta(hours=24)
    assert world.step(request, "acknowledge", agency=ASKER) == "acknowledged"
    with pytest.raises(Conflict, match="guardian"):
        world.step(request, "close")
    world.step(request, "tell_guardian")
    with pytest.raises(Conflict, match="must review this"):
        world.step(request, "review_after", Role.SUPERVISOR)
    _another_supervisor(world)
    assert world.step(request, "review_after", Role.LIAISON_OFFICER) == "acknowledged"
    assert world.step(request, "close") == "closed"
    assert "vital_review" not in {
        one.kind
        for one in world.one.do(
            world.actor(Role.AUDITOR, "FR-116"),
            record_deadlines.list_running,
            kinds=deadlines.BETWEEN_AGENCIES,
        )
    }


def _another_supervisor(world: World) -> None:
    with world.one.database.transaction() as session:
        session.get_one(UserAccount, world.actor(Role.LIAISON_OFFICER).user_id).role = "supervisor"


def test_a_vital_release_that_ran_out_is_reviewed_all_the_same(world: World) -> None:
    request = _in_danger(world)
    world.one.clock.move(timedelta(hours=25))
    world.deadlines()
    assert world.read(request, agency=RESPONSIBLE).state == "expired"
    _another_supervisor(world)
    world.step(request, "review_after", Role.LIAISON_OFFICER)
    assert world.read(request, agency=RESPONSIBLE).is_reviewed


def test_withdrawing_consent_does_not_end_a_release_in_danger(world: World) -> None:
    consent = put_in_force(world.one, world.found)
    grant = world.grant_of(_in_danger(world))
    withdraw(world.one, consent)
    assert world.open_grant(grant).scopes == ("identity",)

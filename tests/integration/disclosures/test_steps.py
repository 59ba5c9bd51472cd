"""A request and the steps of both agencies until data is released or refused.

The tests also cover the answers to each agency.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from core.errors import Conflict, HomewardError, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import UserAccount
from models.disclosure.requests_and_grants import Disclosure
from models.matching_runs.match import Match
from models.records.record import Record
from services.approval_decisions import approval_list
from services.case.risks import RiskForm
from services.disclosure import requests as disclosure_requests
from services.disclosure import telephone_calls
from services.foundation import data_keys
from services.review import match_lists
from tests.factories import LAWFUL, OTHER, Installation
from tests.integration.consent_steps import FORM, put_in_force
from tests.integration.disclosures.world import (
    ASKER,
    LOW,
    REQUEST,
    RESPONSIBLE,
    TO_RISK,
    VITAL,
    World,
    comparable_fields,
)
from tests.integration.statements import heard


def test_requested_and_permitted_scopes_are_released_to_the_named_person_for_72_hours(
    world: World,
) -> None:
    grant = world.released(
        dataclasses.replace(REQUEST, scopes=frozenset({"identity", "photo", "contact"}))
    )
    opened = world.open_grant(grant)
    assert opened.scopes == ("identity", "photo")  # the consent does not cover the scope `contact`
    fields = {one.field for one in opened.statements}
    assert {"name_native", "birth_date", "marks", "relatives"} <= fields
    assert not fields & {
        "event_place",
        "event_country",
        "event_date",
        "phones",
        "care",
        "description",
        "record_ref",
    }
    world.one.clock.move(timedelta(hours=71, minutes=59))
    assert world.open_grant(grant).scopes == ("identity", "photo")
    world.one.clock.move(timedelta(minutes=1))
    with pytest.raises(NotFound):
        world.open_grant(grant)


# --- asking
# --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": frozenset()}, "scopes"),
        ({"scopes": frozenset({"everything"})}, "scopes"),
        ({"purpose": "return"}, "purpose"),
        ({"urgency": "now"}, "urgency"),
        ({"path": "short"}, "path"),
        ({"reason": " "}, "reason"),
        ({"path": "vital_interest"}, "imminent"),
        ({"imminent": "life"}, "imminent"),
        ({"named_user": uuid4()}, "named_user"),
    ],
)
def test_a_request_that_lacks_something_names_it(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.ask(dataclasses.replace(REQUEST, **changes))
    assert refused.value.field == field


def test_before_the_match_is_confirmed_nothing_is_asked_but_in_danger(world: World) -> None:
    world.one.change(update(Match).values(state="proposed"))
    with pytest.raises(Conflict, match="not confirmed"):
        world.ask()
    assert world.ask(VITAL)


def test_a_second_request_waits_for_the_first_and_another_agencys_user_is_not_named(
    world: World,
) -> None:
    stranger = world.actor(Role.CASEWORKER, "FR-116").public_id
    with pytest.raises(InvalidInput, match="nobody_of_this_agency"):
        world.ask(dataclasses.replace(REQUEST, named_user=stranger))
    world.ask()
    with pytest.raises(Conflict, match="with the responsible agency"):
        world.ask()


def test_a_disclosure_request_needs_a_match(world: World) -> None:
    for role, agency in ((Role.SUPERVISOR, "FR-116"), (Role.LIAISON_OFFICER, "GR-POL")):
        with pytest.raises(NotFound):
            world.ask(role=role, agency=agency)


# --- steps
# --------------------------------------------------------------------------


def test_consent_given_needs_one_that_covers_something_of_what_is_asked(world: World) -> None:
    request = world.ask()
    world.steps(request, ("review", "check_consent", "seek_consent"))
    with pytest.raises(Conflict, match="No active consent"):
        world.step(request, "consent_given")
    put_in_force(world.one, world.found, dataclasses.replace(FORM, scopes=frozenset({"place"})))
    with pytest.raises(Conflict, match="No active consent"):
        world.step(request, "consent_given")
    put_in_force(world.one, world.found)
    assert world.step(request, "consent_given") == "consent_given"


@pytest.mark.parametrize(
    ("age", "is_fresh"), [(timedelta(days=7), True), (timedelta(days=7, minutes=1), False)]
)
def test_a_risk_assessment_is_at_most_seven_days_old_at_every_step(
    world: World, age: timedelta, is_fresh: bool
) -> None:
    put_in_force(world.one, world.found)
    request = world.ask()
    world.steps(request, TO_RISK[:-1])
    with pytest.raises(Conflict, match="recent risk"):
        world.step(request, "check_risk")
    world.assess()
    world.step(request, "check_risk")
    world.one.clock.move(age)
    if is_fresh:
        world.approve_twice(request)
        assert world.step(request, "release") == "released"
        return
    with pytest.raises(Conflict, match="recent risk"):
        world.step(request, "approve")


def test_once_a_risk_was_assessed_no_warning_names_the_record(world: World) -> None:
    may_warn = select(Record.may_warn).where(Record.public_id == world.found)
    assert world.one.read_one(may_warn)
    world.assess()
    assert not world.one.read_one(may_warn)


def test_an_unsafe_scope_is_not_released_despite_consent(world: World) -> None:
    grant = world.released(risk=dataclasses.replace(LOW, may_release=frozenset({"identity"})))
    assert world.open_grant(grant).scopes == ("identity",)


def test_the_same_person_does_not_approve_twice_and_the_order_of_roles_holds(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    with pytest.raises(HomewardError):
        # the second approval must come from the other approver
        world.step(request, "approve", Role.SUPERVISOR)
    world.step(request, "approve")
    with pytest.raises(HomewardError):
        world.step(request, "approve")
    with pytest.raises(Conflict):
        world.step(request, "release")
    with (
        world.one.database.transaction() as session
    ):  # the caseworker who gave the first approval has become a supervisor
        session.get_one(UserAccount, world.actor(Role.CASEWORKER).user_id).role = "supervisor"
    with pytest.raises(Conflict, match="Second person"):
        world.step(request, "approve")


def test_a_second_approval_is_listed_without_content_for_those_who_may_give_it(
    world: World,
) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    people = [
        world.actor(role, agency)
        for role in (Role.SUPERVISOR, Role.CASEWORKER)
        for agency in (RESPONSIBLE, ASKER)
    ]

    def listed() -> list[list[tuple[object, ...]]]:
        lists = [world.one.do(person, approval_list.list_approvals) for person in people]
        return [
            [(line.kind, line.subject, line.title, line.about, line.page) for line in lines]
            for lines in lists
        ]

    for act in TO_RISK:
        world.steps(request, [act])
        assert listed() == [[], [], [], []]
    world.step(request, "approve")
    line = ("disclosure_approval", request, "F-1", {}, f"/disclosures/{request}")
    assert listed() == [[line], [], [], []]
    world.step(request, "approve", Role.SUPERVISOR)
    assert listed() == [[], [], [], []]


def test_the_requester_may_not_approve_the_request(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    world.one.change(update(Disclosure).values(asked_by=world.actor(Role.CASEWORKER).user_id or 0))
    with pytest.raises(Conflict, match="person who asks"):
        world.step(request, "approve")


@pytest.mark.parametrize(
    ("scopes", "risk", "needs"),
    [
        ({"identity"}, LOW, False),
        ({"identity", "place"}, LOW, True),
        ({"identity"}, dataclasses.replace(LOW, level="medium"), True),
    ],
)
def test_for_a_place_or_a_child_at_risk_the_second_approver_is_of_another_unit(
    world: World, scopes: set[str], risk: RiskForm, needs: bool
) -> None:
    world.set_state_desk("DE-POL")
    put_in_force(world.one, world.found)
    world.assess(risk)
    request = world.ask(dataclasses.replace(REQUEST, scopes=frozenset(scopes)))
    world.steps(request, TO_RISK)
    world.step(request, "approve")
    for unit in ("intake", ""):
        world.set_unit(Role.SUPERVISOR, unit)
        if needs:
            with pytest.raises(Conflict, match="another unit"):
                world.step(request, "approve", Role.SUPERVISOR)
    world.set_unit(Role.SUPERVISOR, "families")
    assert world.step(request, "approve", Role.SUPERVISOR) == "approved_twice"


def test_the_states_desk_approves_second_sees_no_fact_and_takes_no_other_step(world: World) -> None:
    desk_of = "DE-POL"
    world.set_state_desk(desk_of)
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask(dataclasses.replace(REQUEST, scopes=frozenset({"place"})))
    world.steps(request, TO_RISK[:-1])
    with pytest.raises(NotFound):
        world.read(request, Role.SUPERVISOR, desk_of)
    world.steps(request, TO_RISK[-1:])
    world.step(request, "approve")
    shown = world.read(request, Role.SUPERVISOR, desk_of)
    assert (shown.side, shown.asked, shown.record, shown.reason) == ("desk", ("place",), None, "")
    for role, agency_code in ((Role.CASEWORKER, desk_of), (Role.SUPERVISOR, "FR-116")):
        with pytest.raises(NotFound):
            world.read(request, role, agency_code)
    with pytest.raises(Refused):
        world.step(request, "revoke", Role.SUPERVISOR, desk_of)
    assert world.step(request, "approve", Role.SUPERVISOR, desk_of) == "approved_twice"
    with pytest.raises(HomewardError):
        world.step(request, "release", Role.SUPERVISOR, desk_of)


def test_only_the_named_person_acknowledges_then_the_responsible_closes(world: World) -> None:
    colleague = world.actor(Role.SUPERVISOR, ASKER).public_id
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask(dataclasses.replace(REQUEST, named_user=colleague))
    world.steps(request, TO_RISK)
    world.approve_twice(request)
    world.step(request, "release")
    with pytest.raises(Refused):
        world.step(request, "acknowledge", agency=ASKER)
    assert world.read(request).grant is None
    grant = world.read(request, Role.SUPERVISOR).grant
    assert grant is not None
    with pytest.raises(NotFound):
        world.open_grant(grant)
    assert world.open_grant(grant, Role.SUPERVISOR).reader == colleague
    assert world.step(request, "acknowledge", Role.SUPERVISOR, ASKER) == "acknowledged"
    assert world.step(request, "close") == "closed"
    with pytest.raises(NotFound):
        world.open_grant(grant, Role.SUPERVISOR)
    assert world.read(request).state == "ended"


def test_each_side_takes_only_its_own_steps(world: World) -> None:
    request = world.ask()
    for act in ("review", "revoke", "release", "approve", "close"):
        with pytest.raises(Refused):
            world.step(request, act, Role.SUPERVISOR, ASKER)
    for act in ("withdraw", "acknowledge"):
        with pytest.raises(Refused):
            world.step(request, act)
    assert world.step(request, "withdraw", agency=ASKER) == "withdrawn"


def test_somebody_elses_request_is_not_there(world: World) -> None:
    request = world.ask()
    for role, agency in (
        (Role.SUPERVISOR, "FR-116"),
        (Role.LIAISON_OFFICER, "GR-POL"),
        (Role.SUPERVISOR, "DE-POL"),
    ):
        with pytest.raises(NotFound):
            world.read(request, role, agency)
        assert world.one.do(world.actor(role, agency), disclosure_requests.list_disclosures) == []


def _statements(world: World, act: Callable[[], Any]) -> int:
    with heard(world.one.app) as statements:
        act()
    return len(statements)


def test_a_list_costs_as_many_statements_however_long_it_is(world: World) -> None:
    def look() -> list[disclosure_requests.DisclosureView]:
        return world.one.do(world.actor(Role.SUPERVISOR), disclosure_requests.list_disclosures)

    world.ask()
    one = _statements(world, look)
    for _ in range(3):
        world.step(look()[0].id, "revoke")
        world.ask()
    assert len(look()) == 4
    assert _statements(world, look) == one


def test_the_requests_of_a_record_are_listed_with_it_only_for_its_two_sides(
    world: World,
) -> None:
    request = world.ask()
    for record, agency in ((world.found, RESPONSIBLE), (world.missing, ASKER)):
        actor = world.actor(Role.SUPERVISOR, agency)
        found = world.one.do(actor, disclosure_requests.list_of_record, record)
        matches = world.one.do(actor, match_lists.list_of_record, record)
        assert [one.id for one in found] == [request]
        assert [one.id for one in matches] == [world.match]
        assert (found[0].reason, matches[0].reasons) == ("", ())
    other = world.one.register({**OTHER, "kind": "missing"}, world.actor(Role.CASEWORKER), LAWFUL)
    actor = world.actor(Role.SUPERVISOR)
    assert world.one.do(actor, disclosure_requests.list_of_record, other) == []
    assert world.one.do(actor, match_lists.list_of_record, other) == []
    for agency, record in (
        (RESPONSIBLE, world.missing),
        (ASKER, world.found),
        ("FR-116", world.found),
    ):
        for listing in (disclosure_requests.list_of_record, match_lists.list_of_record):
            with pytest.raises(NotFound):
                world.one.do(world.actor(Role.SUPERVISOR, agency), listing, record)


def test_the_words_of_a_request_go_with_the_record(world: World) -> None:
    request = world.ask()
    assert world.read(request).reason == REQUEST.reason
    with world.one.database.transaction() as session:
        data_keys.destroy_data_key(session, world.found)
    assert world.read(request).reason == ""


# --- a refusal
# --------------------------------------------------------------------------


def test_a_refusal_looks_like_any_other_end_to_the_asker(installation: Installation) -> None:
    world = World(installation)
    views = []
    for ends in (("review", "check_consent", "consent_refused"), ("revoke",), ("review", "revoke")):
        request = world.ask()
        world.steps(request, ends)
        views.append(comparable_fields(world.read(request)))
        if ends[-1] == "consent_refused":
            world.step(request, "close")
            assert comparable_fields(world.read(request)) == views[-1]
    assert len(set(views)) == 1
    assert world.read(request).state == "not_released"


def test_while_the_responsible_works_the_asker_sees_no_step_of_it(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    before = comparable_fields(world.read(request))
    for act in TO_RISK:
        world.step(request, act)
        assert comparable_fields(world.read(request)) == before
    world.approve_twice(request)
    assert comparable_fields(world.read(request)) == before


def test_a_request_says_to_either_side_which_of_its_own_records_it_is_about(world: World) -> None:
    request = world.ask()
    with world.one.database.transaction(is_read_only=True) as session:
        disclosure = session.scalars(
            select(Disclosure).where(Disclosure.public_id == request)
        ).one()
        match = session.get_one(Match, disclosure.match_id)
        own_records = session.get_one(Record, disclosure.record_id).public_id
        other = session.get_one(
            Record, match.low if match.high == disclosure.record_id else match.high
        ).public_id
    supervisor = Role.SUPERVISOR
    assert (world.read(request).about, world.read(request, supervisor, RESPONSIBLE).about) == (
        other,
        own_records,
    )
    assert world.read(request).about != own_records


def test_a_contact_desk_that_is_no_police_is_not_called_as_the_police(world: World) -> None:
    request = world.ask(VITAL)
    with world.one.database.transaction() as session:
        other = select(Agency.id).where(Agency.code == "CH-CPA")
        desk = session.scalars(select(Desk).where(Desk.agency_id.in_(other))).one()
        desk.state, desk.is_state_desk = "DE", True
        disclosure = session.scalars(
            select(Disclosure).where(Disclosure.public_id == request)
        ).one()
        listed = telephone_calls.callable_desks(session, disclosure)
    assert [desk.agency for desk in listed if desk.act == "call_police"] == ["DE-POL", "112"]

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from core.errors import Conflict, HomewardError, InvalidInput, NotFound, Refused
from core.policy import Role
from models.agency import Agency, Desk
from models.alert import Alert
from models.audit import Audit
from models.clock import CaseClock
from models.disclosure import Disclosure, DisclosureStep, Grant
from models.notice import Notice
from models.pair import Pair
from models.record import Record
from models.user import UserAccount
from models.wall import Door
from services import (
    best_interests,
    clocks,
    disclosures,
    grants,
    photos,
    records,
    restrictions,
    reviews,
    risks,
    sealing,
    staff,
    verdicts,
    wall,
)
from services.accounts import INSTALLER
from services.actor import Actor
from services.best_interests import BestInterestsForm, Weighed
from services.disclosures import RequestForm
from services.intake import Declaration
from services.risks import RiskForm
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, Installation, picture
from tests.integration.test_consents import FORM, put_in_force, withdraw

ASKER = "GR-CPA"
OWNER = "DE-JUG"
REQUEST = RequestForm(frozenset({"identity", "photo"}), "verify_hit", "the mother waits")
LOW = RiskForm("low", frozenset(), frozenset({"identity", "photo", "place", "contact"}), "nobody looks for her")
DANGER = dataclasses.replace(LOW, level="high", imminent=frozenset({"trafficking"}))
VITAL = RequestForm(
    frozenset({"identity", "place"}),
    "protect_victim",
    "taken from the shelter an hour ago",
    urgency="urgent",
    path="vital_interest",
    imminent="trafficking",
)
DECIDED = BestInterestsForm(
    trigger="match abroad",
    is_guardian_present=True,
    child_view="no",
    child_heard_how="alone",
    options=(Weighed("stays", "safe"),),
    family_assessed_by="child protection",
    panel=("M. Vogt", "A. Berger"),
    decision="her mother may see the photo",
    dissent="",
    opens=frozenset({"photo"}),
    review_on=date(2026, 4, 1),
)
TO_RISK = ("review", "check_consent", "consent_given", "check_risk")


class World:
    """A child found by OWNER, missed by ASKER, the pair confirmed; two units at OWNER."""

    def __init__(self, one: Installation, **changes: Any) -> None:
        self.one = one
        self.missing = one.register(MISSING, self.actor(Role.CASEWORKER, ASKER), CLEARED)
        self.found = one.register({**FOUND, **changes}, self.actor(Role.CASEWORKER), LAWFUL)
        one.work()
        with one.database.transaction() as session:
            pair = session.scalars(select(Pair)).one()
            pair.state = "confirmed"
            self.pair = pair.public_id
        self.set_unit(Role.CASEWORKER, "intake")
        self.set_unit(Role.SUPERVISOR, "families")

    def actor(self, role: Role, agency: str = OWNER) -> Actor:
        return self.one.actor(role, agency)

    def set_unit(self, role: Role, unit: str) -> None:
        user_id = self.actor(role).public_id
        assert user_id is not None
        with self.one.app.transaction(door=Door.OFFICE) as session:
            staff.set_unit(session, self.one.context, INSTALLER, user_id, unit)

    def assess(self, form: RiskForm = LOW) -> None:
        with self.acting(Role.CASEWORKER) as (session, actor):
            risks.assess(session, self.one.context, actor, self.found, form)

    def acting(self, role: Role, agency: str = OWNER) -> Any:
        return _Acting(self.one, self.actor(role, agency))

    def ask(self, form: RequestForm = REQUEST, role: Role = Role.CASEWORKER, agency: str = ASKER) -> UUID:
        with self.acting(role, agency) as (session, actor):
            return disclosures.ask(session, self.one.context, actor, self.pair, form)

    def step(self, request: UUID, act: str, role: Role = Role.CASEWORKER, agency: str = OWNER) -> str:
        with self.acting(role, agency) as (session, actor):
            return disclosures.take_step(session, self.one.context, actor, request, act).state

    def steps(self, request: UUID, acts: Sequence[str]) -> str:
        return [self.step(request, act) for act in acts][-1]

    def read(self, request: UUID, role: Role = Role.CASEWORKER, agency: str = ASKER) -> disclosures.Shown:
        with self.acting(role, agency) as (session, actor):
            return disclosures.read(session, self.one.context, actor, request)

    def approve_twice(self, request: UUID) -> None:
        assert self.step(request, "approve") == "approved_once"
        assert self.step(request, "approve", Role.SUPERVISOR) == "approved_twice"

    def released(self, form: RequestForm = REQUEST, consent: Any = FORM, risk: RiskForm = LOW) -> UUID:
        """Return the grant of a request that went all the way."""
        put_in_force(self.one, self.found, consent)
        self.assess(risk)
        request = self.ask(form)
        self.steps(request, TO_RISK)
        self.approve_twice(request)
        assert self.step(request, "release") == "released"
        return self.grant_of(request)

    def grant_of(self, request: UUID) -> UUID:
        grant = self.read(request).grant
        assert grant is not None
        return grant

    def open_grant(self, grant: UUID, role: Role = Role.CASEWORKER, agency: str = ASKER) -> grants.Disclosed:
        with self.acting(role, agency) as (session, actor):
            return grants.read(session, self.one.context, actor, grant)

    def deadlines(self) -> None:
        self.one.enqueue("deadlines")
        self.one.work()


class _Acting:
    def __init__(self, one: Installation, actor: Actor) -> None:
        self.transaction, self.actor = one.app.transaction(), actor

    def __enter__(self) -> Any:
        session = self.transaction.__enter__()
        wall.enter(session, self.actor)
        return session, self.actor

    def __exit__(self, *error: Any) -> None:
        self.transaction.__exit__(*error)


@pytest.fixture
def world(installation: Installation) -> World:
    return World(installation)


def test_what_is_asked_and_permitted_is_released_to_the_named_person_for_72_hours(world: World) -> None:
    grant = world.released(dataclasses.replace(REQUEST, scopes=frozenset({"identity", "photo", "contact"})))
    opened = world.open_grant(grant)
    assert opened.scopes == ("identity", "photo")  # contact was not consented to
    fields = {one.field for one in opened.said}
    assert {"name_native", "birth_date", "marks", "relatives"} <= fields
    assert not fields & {"event_place", "event_country", "event_date", "phones", "care", "description", "record_ref"}
    world.one.clock.move(timedelta(hours=71, minutes=59))
    assert world.open_grant(grant).scopes == ("identity", "photo")
    world.one.clock.move(timedelta(minutes=1))
    with pytest.raises(NotFound):
        world.open_grant(grant)


# --- asking ------------------------------------------------------------------------------------------------------


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
def test_a_request_that_lacks_something_names_it(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.ask(dataclasses.replace(REQUEST, **changes))
    assert refused.value.field == field


def test_before_the_pair_is_confirmed_nothing_is_asked_but_in_danger(world: World) -> None:
    with world.one.database.transaction() as session:
        session.scalars(select(Pair)).one().state = "proposed"
    with pytest.raises(Conflict, match="not confirmed"):
        world.ask()
    assert world.ask(VITAL)


def test_a_second_request_waits_for_the_first_and_another_agencys_user_is_not_named(world: World) -> None:
    stranger = world.actor(Role.CASEWORKER, "FR-116").public_id
    with pytest.raises(InvalidInput, match="nobody_of_this_agency"):
        world.ask(dataclasses.replace(REQUEST, named_user=stranger))
    world.ask()
    with pytest.raises(Conflict, match="already"):
        world.ask()


def test_who_has_no_pair_asks_nothing(world: World) -> None:
    for role, agency in ((Role.SUPERVISOR, "FR-116"), (Role.LIAISON_OFFICER, "GR-POL")):
        with pytest.raises(NotFound):
            world.ask(role=role, agency=agency)


# --- steps -------------------------------------------------------------------------------------------------------


def test_consent_given_needs_one_that_covers_something_of_what_is_asked(world: World) -> None:
    request = world.ask()
    world.steps(request, ("review", "check_consent", "seek_consent"))
    with pytest.raises(Conflict, match="no active consent"):
        world.step(request, "consent_given")
    put_in_force(world.one, world.found, dataclasses.replace(FORM, scopes=frozenset({"place"})))
    with pytest.raises(Conflict, match="no active consent"):
        world.step(request, "consent_given")
    put_in_force(world.one, world.found)
    assert world.step(request, "consent_given") == "consent_given"


@pytest.mark.parametrize(("age", "is_fresh"), [(timedelta(days=7), True), (timedelta(days=7, minutes=1), False)])
def test_a_risk_assessment_is_at_most_seven_days_old_at_every_step(
    world: World, age: timedelta, is_fresh: bool
) -> None:
    put_in_force(world.one, world.found)
    request = world.ask()
    world.steps(request, TO_RISK[:-1])
    with pytest.raises(Conflict, match="fresh risk"):
        world.step(request, "check_risk")
    world.assess()
    world.step(request, "check_risk")
    world.one.clock.move(age)
    if is_fresh:
        world.approve_twice(request)
        assert world.step(request, "release") == "released"
        return
    with pytest.raises(Conflict, match="fresh risk"):
        world.step(request, "approve")


def test_once_a_risk_was_assessed_no_warning_names_the_record(world: World) -> None:
    may_warn = select(Record.may_warn).where(Record.public_id == world.found)
    with world.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(may_warn).one()
    world.assess()
    with world.one.database.transaction(is_read_only=True) as session:
        assert not session.scalars(may_warn).one()


def test_what_is_not_safe_is_not_released_whoever_consented(world: World) -> None:
    grant = world.released(risk=dataclasses.replace(LOW, may_release=frozenset({"identity"})))
    assert world.open_grant(grant).scopes == ("identity",)


def test_the_same_person_does_not_approve_twice_and_the_order_of_roles_holds(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    with pytest.raises(HomewardError):
        world.step(request, "approve", Role.SUPERVISOR)  # the second one's, not the first's
    world.step(request, "approve")
    with pytest.raises(HomewardError):
        world.step(request, "approve")
    with pytest.raises(Conflict):
        world.step(request, "release")
    with world.one.database.transaction() as session:  # a caseworker who was made a supervisor in between
        session.get_one(UserAccount, world.actor(Role.CASEWORKER).user_id).role = "supervisor"
    with pytest.raises(Conflict, match="second person"):
        world.step(request, "approve")


def test_who_asks_approves_nothing(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    with world.one.database.transaction() as session:
        session.scalars(select(Disclosure)).one().asked_by = world.actor(Role.CASEWORKER).user_id or 0
    with pytest.raises(Conflict, match="who asks"):
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
    with world.one.database.transaction() as session:
        agency = session.scalars(select(Agency).where(Agency.code == desk_of)).one()
        for desk in session.scalars(select(Desk).where(Desk.state == "DE")):
            desk.is_state_desk = desk.agency_id == agency.id
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


def test_only_the_named_person_acknowledges_then_the_owner_closes(world: World) -> None:
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


def test_each_side_takes_its_own_steps_alone(world: World) -> None:
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
    for role, agency in ((Role.SUPERVISOR, "FR-116"), (Role.LIAISON_OFFICER, "GR-POL"), (Role.SUPERVISOR, "DE-POL")):
        with pytest.raises(NotFound):
            world.read(request, role, agency)
        with world.acting(role, agency) as (session, actor):
            assert disclosures.list_for(session, world.one.context, actor) == []


def _statements(world: World, act: Callable[[], Any]) -> int:
    ran: list[str] = []

    def count(_c: object, _cur: object, statement: str, *_: object) -> None:
        ran.append(statement)

    event.listen(world.one.app.engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        event.remove(world.one.app.engine, "before_cursor_execute", count)
    return len(ran)


def test_a_list_costs_as_many_statements_however_long_it_is(world: World) -> None:
    def look() -> list[disclosures.Shown]:
        with world.acting(Role.SUPERVISOR) as (session, actor):
            return disclosures.list_for(session, world.one.context, actor)

    world.ask()
    one = _statements(world, look)
    for _ in range(3):
        world.step(look()[0].id, "revoke")
        world.ask()
    assert len(look()) == 4
    assert _statements(world, look) == one


def test_the_words_of_a_request_go_with_the_record(world: World) -> None:
    request = world.ask()
    assert world.read(request).reason == REQUEST.reason
    with world.one.database.transaction() as session:
        sealing.destroy_data_key(session, world.found)
    assert world.read(request).reason == ""


# --- a refusal ---------------------------------------------------------------------------------------------------


def _as_told(shown: disclosures.Shown) -> tuple[Any, ...]:
    same = dataclasses.replace(shown, id=UUID(int=0), position=0)
    return dataclasses.astuple(same)


def test_a_refusal_looks_like_any_other_end_to_the_asker(installation: Installation) -> None:
    world = World(installation)
    told = []
    for ends in (("review", "check_consent", "consent_refused"), ("revoke",), ("review", "revoke")):
        request = world.ask()
        world.steps(request, ends)
        told.append(_as_told(world.read(request)))
        if ends[-1] == "consent_refused":
            world.step(request, "close")
            assert _as_told(world.read(request)) == told[-1]
    assert len(set(told)) == 1
    assert world.read(request).state == "not_released"


def test_while_the_owner_works_the_asker_sees_no_step_of_it(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    before = _as_told(world.read(request))
    for act in TO_RISK:
        world.step(request, act)
        assert _as_told(world.read(request)) == before
    world.approve_twice(request)
    assert _as_told(world.read(request)) == before


# --- reading, checked again --------------------------------------------------------------------------------------


def test_a_withdrawn_consent_ends_the_grant_at_once(world: World) -> None:
    put = put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    world.approve_twice(request)
    world.step(request, "release")
    grant = world.grant_of(request)
    world.open_grant(grant)
    withdraw(world.one, put)
    with pytest.raises(NotFound):
        world.open_grant(grant)
    assert world.read(request, agency=OWNER).state == "revoked"
    assert world.read(request).state == "ended"
    with world.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Grant.revoked_at)).one() == world.one.clock.now()


def test_a_consent_that_ran_out_unnoticed_opens_nothing_at_the_next_read(world: World) -> None:
    grant = world.released(consent=dataclasses.replace(FORM, until=date(2026, 3, 3)))
    world.one.clock.move(timedelta(hours=14, minutes=29))  # the end of 3 March less a minute, and one day
    world.one.clock.move(timedelta(days=1))
    world.open_grant(grant)
    world.one.clock.move(timedelta(minutes=1))
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_a_narrower_consent_narrows_the_grant(world: World) -> None:
    grant = world.released()
    put_in_force(world.one, world.found, dataclasses.replace(FORM, scopes=frozenset({"match_abroad", "identity"})))
    assert world.open_grant(grant).scopes == ("identity",)


def _put_photo(world: World) -> None:
    with world.acting(Role.CASEWORKER) as (session, actor):
        photos.put(session, world.one.context, actor, world.found, data=picture(4, 4))


def _photo(world: World, grant: UUID, role: Role = Role.CASEWORKER) -> tuple[bytes, str]:
    with world.acting(role, ASKER) as (session, actor):
        return grants.read_photo(session, world.one.context, actor, grant)


def test_the_photograph_goes_by_its_own_scope_to_the_named_person_marked(world: World) -> None:
    _put_photo(world)
    grant = world.released()
    drawn, mark = _photo(world, grant)
    assert drawn.startswith(b"\xff\xd8")
    with world.one.database.transaction(is_read_only=True) as session:
        rows = session.execute(select(Audit.outcome, Audit.records).where(Audit.action == "read_grant_photo")).all()
    assert [row.outcome for row in rows] == [mark]
    assert "F3" in rows[0].records
    with pytest.raises(NotFound):
        _photo(world, grant, Role.SUPERVISOR)
    put_in_force(world.one, world.found, dataclasses.replace(FORM, scopes=frozenset({"identity"})))
    with pytest.raises(NotFound):
        _photo(world, grant)
    assert world.open_grant(grant).scopes == ("identity",)


def test_a_grant_without_a_photograph_says_no_more_than_one_that_is_not_there(world: World) -> None:
    grant = world.released()
    with pytest.raises(NotFound):
        _photo(world, grant)


def test_a_new_danger_closes_a_grant_at_the_next_read(world: World) -> None:
    grant = world.released()
    world.assess(dataclasses.replace(DANGER, may_release=frozenset()))
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_a_risk_assessment_that_grew_old_closes_a_grant(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    world.one.clock.move(timedelta(days=6))
    world.approve_twice(request)
    world.step(request, "release")
    grant = world.grant_of(request)
    world.one.clock.move(timedelta(days=1))
    world.open_grant(grant)
    world.one.clock.move(timedelta(minutes=1))
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_a_closed_record_opens_nothing(world: World) -> None:
    grant = world.released()
    with world.acting(Role.SUPERVISOR) as (session, actor):
        records.close(
            session, world.one.context, actor, world.found, closure="withdrawn", expected_version=1, reason="x"
        )
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_the_place_of_a_found_child_is_opened_by_its_own_scope_alone(world: World) -> None:
    grant = world.released(dataclasses.replace(REQUEST, scopes=frozenset({"place"})))
    opened = world.open_grant(grant)
    assert {one.field for one in opened.said} == {"event_place", "event_country", "event_date"}


def test_what_a_controller_gave_is_never_released(installation: Installation) -> None:
    world = World(installation, phones=["own:+4930111222", "controller:+4930333444"], relatives=["controller:Boss"])
    consent = dataclasses.replace(FORM, scopes=frozenset({"identity", "contact"}))
    grant = world.released(dataclasses.replace(REQUEST, scopes=frozenset({"identity", "contact"})), consent)
    values = {one.value for one in world.open_grant(grant).said}
    assert "own:+4930111222" in values
    assert not any("controller" in value for value in values)


def test_every_read_is_marked_and_its_mark_stands_in_the_trail(world: World) -> None:
    grant = world.released()
    first = world.open_grant(grant)
    world.one.clock.move(timedelta(seconds=1))
    second = world.open_grant(grant)
    assert first.mark != second.mark
    with world.one.database.transaction(is_read_only=True) as session:
        rows = session.execute(
            select(Audit.outcome, Audit.user_id, Audit.records).where(Audit.action == "read_grant").order_by(Audit.id)
        ).all()
    reader = world.actor(Role.CASEWORKER, ASKER).user_id
    assert [(row.outcome, row.user_id) for row in rows] == [(first.mark, reader), (second.mark, reader)]
    assert all(world.found.hex in row.records and "F2" in row.records and "F4" not in row.records for row in rows)


def test_a_childs_no_closes_the_photo_until_its_best_interests_are_decided_otherwise(world: World) -> None:
    put_in_force(world.one, world.found, dataclasses.replace(FORM, child_view="no"))
    world.assess()
    request = world.ask(dataclasses.replace(REQUEST, scopes=frozenset({"photo"})))
    world.steps(request, ("review", "check_consent"))
    with pytest.raises(Conflict, match="no active consent"):
        world.step(request, "consent_given")
    with world.acting(Role.SUPERVISOR) as (session, actor):
        best_interests.decide(session, world.one.context, actor, world.found, DECIDED)
    world.steps(request, ("consent_given", "check_risk"))
    world.approve_twice(request)
    world.step(request, "release")
    grant = world.grant_of(request)
    assert world.open_grant(grant).scopes == ("photo",)
    with world.acting(Role.SUPERVISOR) as (session, actor):
        again = dataclasses.replace(DECIDED, opens=frozenset())
        best_interests.decide(session, world.one.context, actor, world.found, again)
    with pytest.raises(NotFound):
        world.open_grant(grant)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trigger": ""}, "trigger"),
        ({"child_view": "x"}, "child_view"),
        ({"child_heard_how": ""}, "child_heard_how"),
        ({"options": ()}, "options"),
        ({"options": (Weighed("stays", ""),)}, "options"),
        ({"panel": ("M. Vogt", "m. vogt ")}, "panel"),
        ({"family_assessed_by": ""}, "family_assessed_by"),
        ({"decision": ""}, "decision"),
        ({"opens": frozenset({"identity"})}, "opens"),
        ({"review_on": date(2026, 3, 2)}, "review_on"),
    ],
)
def test_a_best_interests_form_that_lacks_something_names_it(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused, world.acting(Role.SUPERVISOR) as (session, actor):
        form = dataclasses.replace(DECIDED, **changes)
        best_interests.decide(session, world.one.context, actor, world.found, form)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "none"}, "level"),
        ({"imminent": frozenset({"rain"})}, "imminent"),
        ({"may_release": frozenset({"all"})}, "may_release"),
        ({"notes": " "}, "notes"),
    ],
)
def test_a_risk_assessment_that_lacks_something_names_it(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.assess(dataclasses.replace(LOW, **changes))
    assert refused.value.field == field


# --- between police ----------------------------------------------------------------------------------------------


def test_police_reach_identity_on_legal_basis_where_both_entered_the_missing_child(installation: Installation) -> None:
    one = installation
    one.register({**MISSING, "recipients": ["DE"]}, one.actor(Role.LIAISON_OFFICER, "GR-POL"), CLEARED)
    theirs = one.register(
        {**MISSING, "record_ref": "M-2", "recipients": ["GR"], "sharing": "hit"},
        one.actor(Role.LIAISON_OFFICER, "DE-POL"),
        CLEARED,
    )
    one.work()
    with one.database.transaction() as session:
        pair = session.scalars(select(Pair)).one()
        pair.state = "confirmed"
        public_id = pair.public_id
    context = one.context
    asker, owner = one.actor(Role.LIAISON_OFFICER, "GR-POL"), one.actor(Role.LIAISON_OFFICER, "DE-POL")
    with _Acting(one, asker) as (session, actor):
        form = RequestForm(frozenset({"identity", "photo"}), "locate_missing", "both search")
        request = disclosures.ask(session, context, actor, public_id, form)
    for act in ("review", "check_consent", "consent_given"):
        with _Acting(one, owner) as (session, actor):
            shown = disclosures.take_step(session, context, actor, request, act)
    assert shown.permitted == ("identity",)
    assert theirs == shown.record


# --- vital interest ----------------------------------------------------------------------------------------------


def _in_danger(world: World, form: RequestForm = VITAL, risk: RiskForm = DANGER) -> UUID:
    world.assess(risk)
    request = world.ask(form)
    world.steps(request, ("review", "check_risk"))
    world.approve_twice(request)
    assert world.step(request, "release") == "released"
    return request


def test_in_imminent_danger_a_place_goes_to_child_protection_without_consent_for_24_hours(world: World) -> None:
    grant = world.grant_of(_in_danger(world))
    assert world.open_grant(grant).scopes == ("identity", "place")
    world.one.clock.move(timedelta(hours=24))
    with pytest.raises(NotFound):
        world.open_grant(grant)


@pytest.mark.parametrize(
    "risk", [dataclasses.replace(LOW, level="high"), dataclasses.replace(DANGER, may_release=frozenset())]
)
def test_without_an_assessed_imminent_danger_the_vital_path_opens_nothing(world: World, risk: RiskForm) -> None:
    world.assess(risk)
    request = world.ask(VITAL)
    world.step(request, "review")
    with pytest.raises(Conflict):
        world.step(request, "check_risk")


def test_on_the_vital_path_an_assessment_is_at_most_a_day_old(world: World) -> None:
    world.assess(DANGER)
    request = world.ask(VITAL)
    world.step(request, "review")
    world.one.clock.move(timedelta(hours=24, minutes=1))
    with pytest.raises(Conflict, match="fresh risk"):
        world.step(request, "check_risk")


@pytest.mark.parametrize(("cannot_decide", "is_helped"), [(True, True), (False, False)])
def test_the_vital_path_is_for_a_child_or_an_adult_who_cannot_decide(
    installation: Installation, cannot_decide: bool, is_helped: bool
) -> None:
    world = World(installation, birth_date="1990-07-10", sharing="hit")
    put_in_force(
        installation, world.found, dataclasses.replace(FORM, giver="person", appointment=None)
    )  # so that the asking side sees a pair at all
    world.assess(dataclasses.replace(DANGER, is_adult_who_cannot_decide=cannot_decide))
    request = world.ask(VITAL)
    world.step(request, "review")
    if is_helped:
        assert world.step(request, "check_risk") == "risk_check"
    else:
        with pytest.raises(Conflict):
            world.step(request, "check_risk")


def test_a_place_in_danger_is_not_told_to_police_nor_to_a_flagged_reporters_side(installation: Installation) -> None:
    world = World(installation)
    world.assess(DANGER)
    request = world.ask(VITAL)
    with installation.database.transaction() as session:
        session.scalars(select(Record).where(Record.public_id == world.missing)).one().clearance = "flagged"
    world.steps(request, ("review", "check_risk"))
    assert world.read(request, agency=OWNER).permitted == ("identity",)
    with installation.database.transaction() as session:
        session.scalars(select(Record).where(Record.public_id == world.missing)).one().clearance = "cleared"
        session.scalars(select(Agency).where(Agency.code == ASKER)).one().kind = "police"
    world.step(request, "approve")
    assert world.read(request, agency=OWNER).permitted == ("identity",)


def test_guardian_and_auditor_are_told_at_once_and_it_is_reviewed_by_another_before_it_closes(world: World) -> None:
    request = _in_danger(world)
    with world.one.database.transaction(is_read_only=True) as session:
        owner = world.actor(Role.SUPERVISOR).agency_id
        told = session.scalars(select(Notice.agency_id).where(Notice.kind == "tell_guardian")).all()
        alerted = session.execute(select(Alert.kind, Alert.subject)).all()
    assert told == [owner]
    assert [tuple(one) for one in alerted] == [("vital_interest", request)]
    with world.acting(Role.AUDITOR, "FR-116") as (session, actor):
        seen = clocks.list_for(session, world.one.context, actor)
    (review,) = (one for one in seen if one.kind == "vital_review")
    assert review.record is None
    assert review.due_at == world.one.clock.now() + timedelta(hours=72)
    assert world.step(request, "acknowledge", agency=ASKER) == "acknowledged"
    with pytest.raises(Conflict, match="guardian"):
        world.step(request, "close")
    world.step(request, "tell_guardian")
    with pytest.raises(Conflict, match="does not review"):
        world.step(request, "review_after", Role.SUPERVISOR)
    _another_supervisor(world)
    assert world.step(request, "review_after", Role.LIAISON_OFFICER) == "acknowledged"
    assert world.step(request, "close") == "closed"
    with world.acting(Role.AUDITOR, "FR-116") as (session, actor):
        assert "vital_review" not in {one.kind for one in clocks.list_for(session, world.one.context, actor)}


def _another_supervisor(world: World) -> None:
    with world.one.database.transaction() as session:
        session.get_one(UserAccount, world.actor(Role.LIAISON_OFFICER).user_id).role = "supervisor"


def test_a_vital_release_that_ran_out_is_reviewed_all_the_same(world: World) -> None:
    request = _in_danger(world)
    world.one.clock.move(timedelta(hours=25))
    world.deadlines()
    assert world.read(request, agency=OWNER).state == "expired"
    _another_supervisor(world)
    world.step(request, "review_after", Role.LIAISON_OFFICER)
    assert world.read(request, agency=OWNER).is_reviewed


def test_withdrawing_consent_does_not_end_a_release_in_danger(world: World) -> None:
    consent = put_in_force(world.one, world.found)
    grant = world.grant_of(_in_danger(world))
    withdraw(world.one, consent)
    assert world.open_grant(grant).scopes == ("identity", "place")


# --- clocks ------------------------------------------------------------------------------------------------------


def _clocks(world: World, role: Role, agency: str) -> list[clocks.Shown]:
    with world.acting(role, agency) as (session, actor):
        return clocks.list_for(session, world.one.context, actor)


@pytest.mark.parametrize(
    ("urgency", "hours", "then"), [("urgent", 1, 1), ("priority", 24, 12), ("ordinary", 15 * 24, 12)]
)
def test_an_unanswered_request_escalates_to_the_supervisor_then_to_the_states_desk(
    world: World, urgency: str, hours: int, then: int
) -> None:
    with world.one.database.transaction() as session:
        agency = session.scalars(select(Agency).where(Agency.code == "DE-POL")).one()
        for desk in session.scalars(select(Desk).where(Desk.state == "DE")):
            desk.is_state_desk = desk.agency_id == agency.id
        session.execute(CaseClock.__table__.delete())
    world.ask(dataclasses.replace(REQUEST, urgency=urgency))
    world.one.clock.move(timedelta(hours=hours) - timedelta(minutes=1))
    world.deadlines()
    assert [one.level for one in _clocks(world, Role.SUPERVISOR, OWNER)] == [0]
    world.one.clock.move(timedelta(minutes=1))
    world.deadlines()
    assert [one.level for one in _clocks(world, Role.SUPERVISOR, OWNER)] == [1]
    with world.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Notice.kind).where(Notice.kind == "overdue")).all() == ["overdue"]
    assert _clocks(world, Role.SUPERVISOR, "DE-POL") == []
    world.one.clock.move(timedelta(hours=then))
    world.deadlines()
    world.deadlines()
    (seen,) = _clocks(world, Role.SUPERVISOR, "DE-POL")
    assert (seen.kind, seen.level, seen.record) == ("answer", 2, None)
    assert "DE-JUG" in seen.agency
    assert _clocks(world, Role.SUPERVISOR, "FR-116") == []


@pytest.mark.parametrize("ends", [("revoke",), ("review", "check_consent", "consent_refused")])
def test_an_answered_request_stops_its_clock_whoever_ends_it(world: World, ends: Sequence[str]) -> None:
    request = world.ask()
    assert "answer" in {one.kind for one in _clocks(world, Role.SUPERVISOR, OWNER)}
    world.steps(request, ends)
    assert "answer" not in {one.kind for one in _clocks(world, Role.SUPERVISOR, OWNER)}


def test_a_withdrawn_request_stops_the_owners_clock(world: World) -> None:
    world.step(world.ask(), "withdraw", agency=ASKER)
    assert "answer" not in {one.kind for one in _clocks(world, Role.SUPERVISOR, OWNER)}


def test_a_request_nobody_answers_ends_by_itself(world: World) -> None:
    request = world.ask()
    world.one.clock.move(timedelta(days=59))
    world.deadlines()
    assert world.read(request).state == "with_the_owner"
    world.one.clock.move(timedelta(days=1))
    world.deadlines()
    assert world.read(request).state == "not_released"
    with world.one.database.transaction(is_read_only=True) as session:
        last = session.execute(select(DisclosureStep.act, DisclosureStep.user_id).order_by(DisclosureStep.id)).all()[-1]
    assert tuple(last) == ("expire", None)


def test_a_strong_candidate_waits_a_day_for_a_first_look_an_hour_when_somebody_must_act(
    installation: Installation,
) -> None:
    one = installation
    found = one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL)
    soon = one.clock.now() + timedelta(hours=3)
    with _Acting(one, one.actor(Role.CASEWORKER)) as (session, actor):
        risks.assess(session, one.context, actor, found, dataclasses.replace(DANGER, act_by=soon))
    one.register(MISSING, one.actor(Role.CASEWORKER, ASKER), CLEARED)
    one.work()
    with one.database.transaction(is_read_only=True) as session:
        rows = session.execute(select(CaseClock.kind, CaseClock.is_urgent, CaseClock.due_at)).all()
        pair = session.scalars(select(Pair.public_id)).one()
    assert {tuple(row) for row in rows} == {("first_look", True, one.clock.now() + timedelta(hours=1))}
    for agency in (OWNER, ASKER):
        with _Acting(one, one.actor(Role.CASEWORKER, agency)) as (session, actor):
            reviews.read_pair(session, one.context, actor, pair)
        with _Acting(one, one.actor(Role.SUPERVISOR, agency)) as (session, actor):
            assert clocks.list_for(session, one.context, actor) == []


def test_from_confirming_twelve_hours_run_to_the_best_interests_decision(installation: Installation) -> None:
    world = World(installation)
    with installation.database.transaction() as session:
        session.scalars(select(Pair)).one().state = "open"
    same = {"outcome": "same", "reason": "relative_confirmed"}
    said = ((Role.CASEWORKER, OWNER, 1), (Role.SUPERVISOR, OWNER, 2), (Role.SUPERVISOR, ASKER, 3))
    for role, agency, version in said:
        with world.acting(role, agency) as (session, actor):
            verdicts.give_verdict(session, installation.context, actor, world.pair, expected_version=version, **same)
    (clock,) = (one for one in _clocks(world, Role.SUPERVISOR, OWNER) if one.kind == "best_interests")
    assert clock.due_at == installation.clock.now() + timedelta(hours=12)
    assert clock.record == world.found
    with world.acting(Role.SUPERVISOR) as (session, actor):
        best_interests.decide(session, installation.context, actor, world.found, DECIDED)
    assert "best_interests" not in {one.kind for one in _clocks(world, Role.SUPERVISOR, OWNER)}


def test_every_step_is_in_the_trail(world: World) -> None:
    world.released()
    with world.one.database.transaction(is_read_only=True) as session:
        acts = [
            action
            for action, touched in session.execute(select(Audit.action, Audit.records).order_by(Audit.id))
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


def test_declared_legal_basis_alone_releases_nothing(installation: Installation) -> None:
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
    somebody = world.actor(Role.CASEWORKER)
    for role in (Role.SUPERVISOR, Role.CASEWORKER):
        with pytest.raises(Refused), world.acting(role) as (session, actor):
            staff.set_unit(session, world.one.context, actor, somebody.public_id or uuid4(), "intake")


def test_a_restricted_record_opens_nothing_and_opens_again_when_it_is_lifted(world: World) -> None:
    grant = world.released()
    with world.one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        restrictions.restrict(session, world.one.context, record)
    with pytest.raises(NotFound):
        world.open_grant(grant)
    with world.one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        restrictions.lift(session, world.one.context, record)
    assert world.open_grant(grant).scopes == ("identity", "photo")


def test_a_broken_pair_closes_its_grants(world: World) -> None:
    grant = world.released()
    with world.one.database.transaction() as session:
        session.scalars(select(Pair)).one().state = "open"
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_after_a_transfer_the_new_agency_is_asked_anew_and_the_old_request_opens_nothing(world: World) -> None:
    grant = world.released()
    with world.one.database.transaction() as session:
        agency = session.scalars(select(Agency).where(Agency.code == "FR-116")).one()
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        record.agency_id, record.state = agency.id, agency.state
    with pytest.raises(NotFound):
        world.open_grant(grant)
    anew = world.ask()
    assert world.read(anew, Role.SUPERVISOR, "FR-116").side == "owner"
    with pytest.raises(Conflict, match="already"):
        world.ask()
    world.one.clock.move(timedelta(hours=73))
    world.deadlines()  # the old one's grant is over, whoever owns the record now
    with world.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Disclosure.state).order_by(Disclosure.id)).all() == ["expired", "requested"]

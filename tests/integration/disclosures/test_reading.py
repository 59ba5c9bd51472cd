"""What a grant opens, checked again at every read.

The checks cover consent, risk, scopes, the child's refusal, and the legal basis of police.
"""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.codes.disclosure import DisclosurePath
from core.errors import Conflict, InvalidInput, NotFound
from core.policy.roles import Role
from core.policy.sharing.disclosure import GRANT_HOURS
from models.disclosure.requests_and_grants import Grant
from models.matching_runs.match import Match
from models.oversight.audit import Audit
from models.records.record import Record
from services.case import best_interests, risks
from services.case.best_interests import WeighedOption
from services.disclosure import grants
from services.disclosure import requests as disclosure_requests
from services.disclosure.requests import DisclosureForm
from services.records import photos, register
from tests.factories import CHECKED, MISSING, Installation, picture
from tests.integration.consent_steps import FORM, put_in_force, withdraw
from tests.integration.disclosures.world import (
    ASKER,
    DANGER,
    DECIDED,
    LOW,
    REQUEST,
    RESPONSIBLE,
    TO_RISK,
    World,
)
from tests.integration.records.steps import close
from tests.integration.steps import decide

# --- reading, checked again
# --------------------------------------------------------------------------------------


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
    assert world.read(request, agency=RESPONSIBLE).state == "revoked"
    assert world.read(request).state == "ended"
    assert world.one.read_one(select(Grant.revoked_at)) == world.one.clock.now()


def test_an_expired_consent_blocks_the_next_read(world: World) -> None:
    grant = world.released(consent=dataclasses.replace(FORM, until=date(2026, 3, 3)))
    # one minute before the end of 3 March, local time
    world.one.clock.move(timedelta(hours=14, minutes=29))
    world.one.clock.move(timedelta(days=1))
    world.open_grant(grant)
    world.one.clock.move(timedelta(minutes=1))
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_a_grant_is_blocked_while_the_requesters_report_is_not_checked(world: World) -> None:
    grant = world.released()
    world.open_grant(grant)
    for reporter_check in ("unverified", "flagged"):
        with world.one.database.transaction() as session:
            report = session.scalars(select(Record).where(Record.public_id == world.missing)).one()
            register.change_reporter_check(session, world.one.context, report, reporter_check)
        with pytest.raises(NotFound):
            world.open_grant(grant)


def test_a_narrower_consent_narrows_the_grant(world: World) -> None:
    grant = world.released()
    put_in_force(
        world.one,
        world.found,
        dataclasses.replace(FORM, scopes=frozenset({"match_abroad", "identity"})),
    )
    assert world.open_grant(grant).scopes == ("identity",)


def _put_photo(world: World) -> None:
    world.one.do(world.actor(Role.CASEWORKER), photos.store_photo, world.found, data=picture(4, 4))


def _photo(world: World, grant: UUID, role: Role = Role.CASEWORKER) -> tuple[bytes, str]:
    return world.one.do(world.actor(role, ASKER), grants.read_grant_photo, grant)


def test_the_photograph_has_its_own_scope_and_is_marked_with_the_recipient(world: World) -> None:
    _put_photo(world)
    grant = world.released()
    drawn, mark = _photo(world, grant)
    assert drawn.startswith(b"\xff\xd8")
    rows = world.one.read_rows(
        select(Audit.outcome, Audit.records).where(Audit.action == "read_grant_photo")
    )
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


def test_a_request_names_its_grant_only_while_the_grant_opens(world: World) -> None:
    put_in_force(world.one, world.found)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    world.approve_twice(request)
    world.step(request, "release")
    assert world.read(request).grant is not None
    world.one.clock.move(timedelta(hours=GRANT_HOURS[DisclosurePath.ORDINARY]))
    assert world.read(request).grant is None


def test_a_closed_record_opens_nothing(world: World) -> None:
    grant = world.released()
    close(world.one, world.one.actor(Role.SUPERVISOR), world.found, "withdrawn")
    with pytest.raises(NotFound):
        world.open_grant(grant)


def test_the_place_of_a_found_child_is_opened_only_by_its_own_scope(world: World) -> None:
    grant = world.released(dataclasses.replace(REQUEST, scopes=frozenset({"place"})))
    opened = world.open_grant(grant)
    assert {one.field for one in opened.statements} == {
        "event_place",
        "event_country",
        "event_date",
    }


def test_facts_given_by_an_exploiter_are_never_released(installation: Installation) -> None:
    world = World(
        installation,
        phones=["own:+4930111222", "exploiter:+4930333444"],
        relatives=["exploiter:Boss"],
    )
    consent = dataclasses.replace(FORM, scopes=frozenset({"identity", "contact"}))
    grant = world.released(
        dataclasses.replace(REQUEST, scopes=frozenset({"identity", "contact"})), consent
    )
    values = {one.value for one in world.open_grant(grant).statements}
    assert "own:+4930111222" in values
    assert not any("exploiter" in value for value in values)


def test_every_read_is_marked_and_the_audit_log_has_the_mark(world: World) -> None:
    grant = world.released()
    first = world.open_grant(grant)
    world.one.clock.move(timedelta(seconds=1))
    second = world.open_grant(grant)
    assert first.mark != second.mark
    rows = world.one.read_rows(
        select(Audit.outcome, Audit.user_id, Audit.records)
        .where(Audit.action == "read_grant")
        .order_by(Audit.id)
    )
    reader = world.actor(Role.CASEWORKER, ASKER).user_id
    assert [(row.outcome, row.user_id) for row in rows] == [
        (first.mark, reader),
        (second.mark, reader),
    ]
    assert all(
        world.found.hex in row.records and "F2" in row.records and "F4" not in row.records
        for row in rows
    )


def test_a_childs_no_closes_the_photo_until_its_best_interests_are_decided_otherwise(
    world: World,
) -> None:
    put_in_force(world.one, world.found, dataclasses.replace(FORM, child_view="no"))
    world.assess()
    request = world.ask(dataclasses.replace(REQUEST, scopes=frozenset({"photo"})))
    world.steps(request, ("review", "check_consent"))
    with pytest.raises(Conflict, match="No active consent"):
        world.step(request, "consent_given")
    decided = world.one.do(
        world.actor(Role.SUPERVISOR), best_interests.store_determination, world.found, DECIDED
    )
    with pytest.raises(Conflict, match="No active consent"):
        world.step(request, "consent_given")
    decide(world.one, world.actor(Role.CASEWORKER), decided)
    world.steps(request, ("consent_given", "check_risk"))
    world.approve_twice(request)
    world.step(request, "release")
    grant = world.grant_of(request)
    assert world.open_grant(grant).scopes == ("photo",)
    again = dataclasses.replace(DECIDED, opens=frozenset())
    world.one.do(
        world.actor(Role.SUPERVISOR), best_interests.store_determination, world.found, again
    )
    with pytest.raises(NotFound):
        world.open_grant(grant)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trigger": ""}, "trigger"),
        ({"child_view": "x"}, "child_view"),
        ({"child_heard_how": ""}, "child_heard_how"),
        ({"options": ()}, "options"),
        ({"options": (WeighedOption("stays", ""),)}, "options"),
        ({"panel": ("M. Vogt", "m. vogt ")}, "panel"),
        ({"family_assessed_by": ""}, "family_assessed_by"),
        ({"decision": ""}, "decision"),
        ({"opens": frozenset({"identity"})}, "opens"),
        ({"review_on": date(2026, 3, 2)}, "review_on"),
    ],
)
def test_a_best_interests_form_that_lacks_something_names_it(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        form = dataclasses.replace(DECIDED, **changes)
        world.one.do(
            world.actor(Role.SUPERVISOR), best_interests.store_determination, world.found, form
        )
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
def test_a_risk_assessment_that_lacks_something_names_it(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.assess(dataclasses.replace(LOW, **changes))
    assert refused.value.field == field


# --- between police
# ----------------------------------------------------------------------------------------------


def test_police_who_both_search_for_a_missing_child_reach_it_on_legal_basis_without_consent(
    installation: Installation,
) -> None:
    one = installation
    one.register(
        {**MISSING, "recipients": ["DE"]}, one.actor(Role.LIAISON_OFFICER, "GR-POL"), CHECKED
    )
    theirs = one.register(
        {**MISSING, "record_ref": "M-2", "recipients": ["GR"], "sharing": "link"},
        one.actor(Role.LIAISON_OFFICER, "DE-POL"),
        CHECKED,
    )
    one.work()
    with one.database.transaction() as session:
        match = session.scalars(select(Match)).one()
        match.state = "confirmed"
        public_id = match.public_id
    asker = one.actor(Role.LIAISON_OFFICER, "GR-POL")
    responsible = one.actor(Role.LIAISON_OFFICER, "DE-POL")
    form = DisclosureForm(frozenset({"identity", "photo"}), "locate_missing", "both search")
    request = one.do(asker, disclosure_requests.request_disclosure, public_id, form)
    one.do(responsible, risks.store_assessment, theirs, LOW)
    for act in ("review", "check_risk"):
        shown = one.do(responsible, disclosure_requests.take_step, request, act)
    assert shown.permitted == ("identity", "photo")
    assert theirs == shown.record

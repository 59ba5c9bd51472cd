"""How a consent ends: it expires, the person comes of age, or it is withdrawn."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import Conflict
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.security.crypto import SealPlace
from models.consent.written_consent import Consent
from models.records.notification import Notification
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.case import guardians
from services.case.guardians import GuardianForm
from services.consent import written_consent
from services.foundation import data_keys
from services.foundation.facts.age_range import AgeRange
from services.records import erasure
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, MISSING, NOW, Installation, add_match
from tests.integration.consent_steps import FORM, put_in_force, step, take_down, withdraw
from tests.integration.consents.looking import (
    decide_adulthood,
    pass_night,
    permitted,
    register_found,
    state_of,
    view_of,
)
from tests.integration.records.steps import edit


def test_a_consent_expires_after_twelve_months_and_the_responsible_is_notified(
    installation: Installation,
) -> None:
    record = register_found(
        installation,
        Declaration(None, "unverified", "no"),
        birth_date="2015-07-10",
        sharing="identity",
    )
    consent = put_in_force(installation, record)
    installation.clock.move(timedelta(days=364))
    installation.pass_deadlines()
    assert view_of(installation, record, "GR-POL") is View.IDENTITY
    installation.clock.move(timedelta(days=1))
    born = AgeRange(date(2015, 7, 10), date(2015, 7, 10))
    # before the job that ends consents has run
    assert permitted(installation, record, ages=born) == set()
    installation.pass_deadlines()
    assert state_of(installation, consent) == "expired"
    assert view_of(installation, record, "GR-POL") is View.NONE
    assert installation.read_all(
        select(Notification.kind).where(Notification.kind == "consent_ended")
    ) == ["consent_ended"]


GUARDIAN = GuardianForm("Marlene Vogt", "court", NOW - timedelta(days=20), "F 12/26")
EXPLOITER = ["mother:گلچهره", "exploiter:Marlene Vogt"]


def _name_in_own_record(one: Installation, record: UUID) -> None:
    edit(one, one.actor(Role.CASEWORKER), record, {"relatives": EXPLOITER})


def _enter_as_family_of_suspect(one: Installation, record: UUID) -> None:
    found = dataclasses.replace(GUARDIAN, is_of_suspects_family=True)
    one.do(one.actor(Role.CASEWORKER), guardians.store_appointment, record, found)


def _name_in_confirmed_record(one: Installation, record: UUID) -> None:
    asked_by = one.actor(Role.CASEWORKER, "GR-CPA")
    one.do(one.actor(Role.CASEWORKER), guardians.store_appointment, record, GUARDIAN)
    other = one.register({**MISSING, "relatives": EXPLOITER}, asked_by, CHECKED)
    with one.database.transaction() as session:
        low, high = sorted((one.row_of(record).id, one.row_of(other).id))
        confirmed = {"state": "confirmed", "band": 3, "bits": 20.0, "probability": 1.0}
        add_match(session, low, high, one.clock.now(), **confirmed)


@pytest.mark.parametrize(
    "learn", [_name_in_own_record, _enter_as_family_of_suspect, _name_in_confirmed_record]
)
def test_a_consent_ends_when_its_giver_is_found_to_have_a_conflict_of_interest(
    installation: Installation, learn: Callable[[Installation, UUID], None]
) -> None:
    record = register_found(
        installation, Declaration(None, "unverified", "no"), birth_date="2015-07-10"
    )
    consent = put_in_force(installation, record)
    edit(installation, installation.actor(Role.CASEWORKER), record, {"eyes": "grey"})
    installation.pass_deadlines()
    assert state_of(installation, consent) == "active"
    learn(installation, record)
    installation.work()
    installation.pass_deadlines()
    assert state_of(installation, consent) == "expired"
    assert permitted(installation, record) == set()
    assert view_of(installation, record, "GR-POL") is View.NONE
    kinds = installation.read_all(
        select(Notification.kind).where(Notification.kind == "consent_ended")
    )
    assert kinds == ["consent_ended"]


def test_consents_of_an_erased_record_are_not_due(installation: Installation) -> None:
    record = register_found(installation)
    put_in_force(installation, record)
    installation.clock.move(timedelta(days=366))
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        assert len(written_consent.due_consents(session, installation.context)) == 1
    with installation.database.transaction() as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        erasure.erase_record(
            session, installation.context, row, RoleIdentity(agency_id=row.agency_id)
        )
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        assert written_consent.due_consents(session, installation.context) == []


def test_a_guardians_consent_opens_nothing_from_the_earliest_birthday_and_a_person_ends_it(
    installation: Installation,
) -> None:
    record = register_found(
        installation, Declaration(None, "unverified", "no"), birth_date="2008-04"
    )
    consent = put_in_force(installation, record)
    row = installation.read_one(select(Consent))
    # as for every consent, so that the column does not reveal the birth date
    assert row.next_check_at == row.expires_at
    for day in range(1, 31):
        installation.clock.move(timedelta(days=1))
        pass_night(installation)
        is_over = installation.clock.now().date() >= date(2026, 4, 1)
        born = AgeRange(date(2008, 4, 1), date(2008, 4, 30))
        assert (permitted(installation, record, ages=born) == set()) is is_over, day
        assert state_of(installation, consent) == "active"
    assert view_of(installation, record, "GR-POL") is not View.NONE
    edit(installation, installation.actor(Role.CASEWORKER), record, {"eyes": "grey"})
    installation.pass_deadlines()
    assert state_of(installation, consent) == "active"
    decide_adulthood(installation, record)
    assert state_of(installation, consent) == "aged_out"
    assert view_of(installation, record, "GR-POL") is View.NONE


def test_a_night_opens_no_consent_but_those_that_end_by_age(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set up guardians' consents for children, an adult's own, an expired one, and one that ends
    tonight.
    """
    children = [
        register_found(installation, record_ref=f"C-{n}", birth_date=f"201{n}-05-02")
        for n in range(3)
    ]
    for record in children:
        put_in_force(installation, record)
    own = dataclasses.replace(FORM, giver="person", appointment=None)
    put_in_force(
        installation, register_found(installation, record_ref="A-1", birth_date="1990-01-05"), own
    )
    short = dataclasses.replace(FORM, until=installation.clock.now().date())
    over = put_in_force(
        installation, register_found(installation, record_ref="O-1", birth_date="2012-05-02"), short
    )
    nearly = register_found(installation, record_ref="E-1", birth_date="2008-03-03")
    ending = put_in_force(installation, nearly)
    pass_night(installation)
    decide_adulthood(installation, nearly)
    installation.clock.move(timedelta(days=1))
    opened: list[UUID] = []
    unseal = data_keys.unseal_json

    def counted(key: bytes, sealed: bytes, place: SealPlace) -> Any:
        opened.extend([place.subject] if place.table == "consent" else [])
        return unseal(key, sealed, place)

    monkeypatch.setattr(data_keys, "unseal_json", counted)
    pass_night(installation)
    assert opened == [ending]
    assert (state_of(installation, over), state_of(installation, ending)) == ("expired", "aged_out")
    opened.clear()
    installation.clock.move(timedelta(days=1))
    pass_night(installation)
    assert opened == []


@pytest.mark.parametrize(
    "born", ["2008-01-05", "2008-03-01"], ids=["before it was taken", "just now"]
)
def test_a_birth_that_turns_out_earlier_ends_a_guardians_consent_within_minutes(
    installation: Installation, born: str
) -> None:
    record = register_found(installation)
    consent = put_in_force(installation, record)
    editor = installation.actor(Role.SUPERVISOR)
    edit(installation, editor, record, {"birth_date": born}, reason="passport seen")
    installation.clock.move(timedelta(minutes=1))
    installation.pass_deadlines()
    assert state_of(installation, consent) == "aged_out"


def test_an_edit_that_leaves_a_child_a_child_leaves_its_consent_to_the_end(
    installation: Installation,
) -> None:
    record = register_found(installation)
    consent = put_in_force(installation, record)
    editor = installation.actor(Role.SUPERVISOR)
    edit(installation, editor, record, {"eyes": "grey"}, reason="seen")
    installation.pass_deadlines()
    assert state_of(installation, consent) == "active"
    row = installation.read_one(select(Consent))
    assert row.next_check_at == row.expires_at


def test_a_guardians_consent_on_a_report_ends_by_age_too_and_the_report_stays(
    installation: Installation,
) -> None:
    record = installation.register(
        {**MISSING, "birth_date": "2008-03-03"}, installation.actor(Role.CASEWORKER), CHECKED
    )
    consent = put_in_force(installation, record)
    installation.clock.move(timedelta(days=1))
    pass_night(installation)
    assert state_of(installation, consent) == "active"
    decide_adulthood(installation, record)
    assert state_of(installation, consent) == "aged_out"
    assert installation.read_one(select(Record.status).where(Record.public_id == record)) == "open"
    assert (
        installation.read_all(select(Notification.kind).where(Notification.kind == "came_of_age"))
        == []
    )


def test_a_guardians_consent_is_invalid_once_the_person_may_be_of_age_before_the_daily_check(
    installation: Installation,
) -> None:
    record = register_found(installation)
    put_in_force(installation, record)
    first = date(2008, 3, 2)  # the earliest birth date of a person who may turn eighteen today
    assert permitted(installation, record, ages=AgeRange(first, date(2009, 7, 10))) == set()
    assert permitted(
        installation, record, ages=AgeRange(first + timedelta(days=1), date(2009, 7, 10))
    ) == set(FORM.scopes)


def test_withdrawing_is_one_act_from_any_state_and_final(installation: Installation) -> None:
    record = register_found(installation)
    draft = take_down(installation, record)
    active = put_in_force(installation, record)
    witnessed = take_down(installation, record)
    step(installation, witnessed, "witness")
    for consent in (draft, active, witnessed):
        withdraw(installation, consent)
        assert state_of(installation, consent) == "withdrawn"
        with pytest.raises(Conflict):
            withdraw(installation, consent)
    assert permitted(installation, record) == set()

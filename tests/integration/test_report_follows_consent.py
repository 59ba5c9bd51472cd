"""Who decides where a report goes after the person went missing from care.

An adult decides, and may change it later. A child's report goes to the states where the child may
be.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from models.records.record import Record, RecordShare
from services.case.care import missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.consent_steps import FORM, put_in_force, withdraw
from tests.integration.records.steps import edit
from tests.integration.steps import known_child

ADULT, CHILD = "1990-07-10", "2012-07-10"
OWN_WORD = dataclasses.replace(
    FORM,
    giver="person",
    scopes=frozenset({"match_abroad", "identity"}),
    recipients=frozenset({"GR", "FR"}),
    appointment=None,
)
LATER = dataclasses.replace(OWN_WORD, recipients=frozenset({"FR"}))


def _found(one: Installation, born: str) -> UUID:
    return one.register({**FOUND, "birth_date": born}, one.actor(Role.CASEWORKER), LAWFUL)


def _leave(one: Installation, person: UUID) -> UUID:
    actor = one.actor(Role.CASEWORKER)
    leaving = MissingFromCareForm(
        left_at=one.clock.now() - timedelta(hours=2), likely_states=("CH:nobody_known",)
    )
    return one.do(actor, missing_from_care.report_missing_from_care, person, leaving).report


def _reached(one: Installation, report: UUID) -> set[str]:
    query = select(RecordShare.state).join(Record, Record.id == RecordShare.record_id)
    return set(one.read_all(query.where(Record.public_id == report, RecordShare.view > 0)))


def _version(one: Installation, report: UUID) -> int:
    return one.read_one(select(Record.version).where(Record.public_id == report))


def test_an_adults_report_is_shared_no_longer_once_consent_is_withdrawn(
    installation: Installation,
) -> None:
    person = _found(installation, ADULT)
    consent = put_in_force(installation, person, OWN_WORD)
    report = _leave(installation, person)
    assert _reached(installation, report) == {"GR", "FR"}
    withdraw(installation, consent)
    assert _reached(installation, report) == set()


def test_it_follows_a_narrower_word_and_a_wider_one(installation: Installation) -> None:
    person = _found(installation, ADULT)
    put_in_force(installation, person, OWN_WORD)
    report = _leave(installation, person)
    put_in_force(installation, person, LATER)
    assert _reached(installation, report) == {"FR"}
    put_in_force(installation, person, OWN_WORD)
    assert _reached(installation, report) == {"GR", "FR"}


def test_an_edit_afterwards_does_not_widen_it_again(installation: Installation) -> None:
    person = _found(installation, ADULT)
    consent = put_in_force(installation, person, OWN_WORD)
    report = _leave(installation, person)
    withdraw(installation, consent)
    edit(installation, installation.actor(Role.CASEWORKER), report, {"eyes": "green"})
    assert _reached(installation, report) == set()


def test_it_ends_with_the_consent_by_the_clock_too(installation: Installation) -> None:
    person = _found(installation, ADULT)
    put_in_force(installation, person, OWN_WORD)
    report = _leave(installation, person)
    installation.clock.move(timedelta(days=366))
    installation.pass_deadlines()
    assert _reached(installation, report) == set()


@pytest.mark.parametrize("years_later", [0, 8], ids=["as a child", "at twenty"])
def test_a_childs_report_depends_on_no_consent(
    installation: Installation, years_later: int
) -> None:
    person = known_child(installation, birth_date=CHILD)
    consent = put_in_force(installation, person)
    report = _leave(installation, person)
    before, version = _reached(installation, report), _version(installation, report)
    assert before == {"DE", "GR", "CH"}
    installation.clock.move(timedelta(days=366 * years_later))
    withdraw(installation, consent)
    assert _reached(installation, report) == before
    assert _version(installation, report) == version

"""What a consent covers: its recipients, its view, and the effect of a child's refusal."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from core.policy.sharing.views import View
from models.records.notification import Notification
from models.records.record import Record
from services.foundation.facts.age_range import AgeRange
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.consent_steps import FORM, put_in_force, withdraw
from tests.integration.consents.looking import permitted, register_found, shares_of, view_of
from tests.integration.records.steps import edit


def test_a_consent_opens_only_to_its_recipients_and_at_most_what_the_responsible_shares(
    installation: Installation,
) -> None:
    record = register_found(installation, Declaration(None, "unverified", "no"), sharing="identity")
    assert shares_of(installation, record) == set()
    consent = put_in_force(installation, record)
    assert shares_of(installation, record) == {("GR", int(View.IDENTITY))}
    assert view_of(installation, record, "GR-POL") is View.IDENTITY
    assert view_of(installation, record, "FR-116") is View.NONE
    withdraw(installation, consent)
    assert view_of(installation, record, "GR-POL") is View.NONE
    assert shares_of(installation, record) == set()


def test_beyond_the_recipients_a_lawfully_found_child_stays_a_link(
    installation: Installation,
) -> None:
    record = register_found(installation, sharing="identity")
    put_in_force(installation, record)
    assert view_of(installation, record, "GR-CPA") is View.IDENTITY
    assert view_of(installation, record, "FR-116") is View.LINK


def test_the_responsible_agencies_named_recipients_narrow_a_consent_and_an_edit_keeps_it(
    installation: Installation,
) -> None:
    record = register_found(
        installation, Declaration(None, "unverified", "no"), sharing="identity", recipients=["FR"]
    )
    put_in_force(
        installation, record, dataclasses.replace(FORM, recipients=frozenset({"FR", "GR"}))
    )
    assert shares_of(installation, record) == {("FR", int(View.IDENTITY))}
    edit(installation, installation.actor(Role.CASEWORKER), record, {"eyes": "grey"})
    assert shares_of(installation, record) == {("FR", int(View.IDENTITY))}


def test_protection_bars_the_state_of_nationality_whatever_was_consented(
    installation: Installation,
) -> None:
    record = register_found(
        installation, Declaration(None, "unverified", "applicant"), nationalities=["GR"]
    )
    put_in_force(
        installation, record, dataclasses.replace(FORM, recipients=frozenset({"GR", "CH", "FR"}))
    )
    assert [view_of(installation, record, agency) for agency in ("GR-POL", "CH-CPA", "FR-116")] == [
        View.NONE,
        View.LINK,
        View.LINK,
    ]


def test_the_missing_side_is_notified_of_the_match_once_consent_permits(
    installation: Installation,
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    record = register_found(installation, Declaration(None, "unverified", "no"))
    installation.work()
    query = (
        select(Record.kind, Notification.kind)
        .join(Record, Record.id == Notification.record_id)
        .order_by(Record.kind)
    )
    assert {kind for kind, _ in installation.read_rows(query)} == {"found"}
    put_in_force(installation, record)
    installation.work()
    assert ("missing", "candidate") in {
        (kind, what) for kind, what in installation.read_rows(query)
    }


@pytest.mark.parametrize(
    ("birth", "closes"),
    [("2014-03-02", True), ("2014-03-03", False), ("2014", True), ("2013", True)],
)
def test_a_childs_no_from_twelve_on_closes_photo_place_and_contact(
    installation: Installation, birth: str, closes: bool
) -> None:
    record = register_found(installation, birth_date=birth)
    put_in_force(installation, record, dataclasses.replace(FORM, child_view="no"))
    ages = {
        "2014": AgeRange(date(2014, 1, 1), date(2014, 12, 31)),
        "2013": AgeRange(date(2013, 1, 1), date(2013, 12, 31)),
    }
    born = ages.get(birth) or AgeRange(date.fromisoformat(birth), date.fromisoformat(birth))
    allowed = permitted(installation, record, ages=born)
    assert allowed == ({"match_abroad", "identity"} if closes else set(FORM.scopes))


def test_a_consent_does_not_apply_to_another_state(installation: Installation) -> None:
    record = register_found(installation)
    put_in_force(installation, record)
    assert permitted(installation, record, "GR") == set(FORM.scopes)
    assert permitted(installation, record, "FR") == set()

"""What other agencies and states see of a record, and what hides it from them."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Conflict, NotFound
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.records.record import Record
from services.case import reporters
from services.case.reporters import ReporterForm
from services.sharing import contact_desks
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.records.steps import GR_OFFICER, decide_reporter_check, edit, fields_of, read


def test_an_agency_of_another_state_sees_a_found_child_as_a_hit_with_a_desk_only(
    installation: Installation,
) -> None:
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    shown = read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id)
    assert shown.view is View.LINK
    assert shown.statements == ()
    assert shown.state == "DE"
    assert "DE-JUG" in shown.desk


def test_agencies_of_one_state_share_its_contact_desk(installation: Installation) -> None:
    with installation.database.transaction(is_read_only=True) as session:
        desks = _desks(session)
    assert desks["GR"].startswith("GR-CPA")
    assert desks["DE"].startswith("DE-JUG")


def _desks(session: Session) -> dict[str, str]:
    return contact_desks.contact_desks_of_states(
        session, set(session.scalars(select(Agency.state)))
    )


def test_a_named_state_sees_a_missing_report_at_identity_and_never_free_text(
    installation: Installation,
) -> None:
    public_id = installation.register(MISSING, installation.actor(*GR_OFFICER), CHECKED)
    shown = read(installation, installation.actor(Role.CASEWORKER), public_id)
    assert shown.view is View.IDENTITY
    assert {"full_name", "event_place", "marks", "age_band"} <= fields_of(shown)
    assert not {"description", "legal_basis", "recipients", "international_protection"} & fields_of(
        shown
    )


HIDDEN_WORDS = {
    "aliases": ["Exploiter:Leila", "exploiter :Leila", "EXPLOITER:Leila"],
    "phones": ["Exploiter:+306912345678"],
    "relatives": ["smuggler:Abu Leila", "Exploiter:Leila"],
    "marks": ["self_harm:forearm:left", "scar:genital:"],
}


@pytest.mark.parametrize(
    ("column", "value"), [(name, value) for name, all_ in HIDDEN_WORDS.items() for value in all_]
)
def test_responsible_only_facts_are_hidden_at_identity(
    installation: Installation, column: str, value: str
) -> None:
    public_id = installation.register(
        {**MISSING, column: [value]}, installation.actor(*GR_OFFICER), CHECKED
    )
    shown = read(installation, installation.actor(Role.CASEWORKER), public_id)
    assert shown.view is View.IDENTITY
    assert value.strip() not in {one.value for one in shown.statements}


CAREFUL = [
    {"sharing": "private"},
    {"sharing": "NO"},
    {"recipients": "Greece"},
    {"recipients": ["Atlantis", "Narnia"]},
    {"category": "criminal_abduction"},
    {"aliases": "exploiter:Boss"},
    {"aliases": " Exploiter : Boss"},
    {"phones": "EXPLOITER:+306912345678"},
]


@pytest.mark.parametrize("changes", CAREFUL, ids=str)
def test_unreadable_facts_and_victim_facts_hide_a_found_child(
    installation: Installation, changes: dict[str, str]
) -> None:
    public_id = installation.register({**FOUND, **changes}, installation.actor(Role.CASEWORKER))
    with pytest.raises(NotFound):
        read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id)


def test_recipients_are_read_in_any_case(installation: Installation) -> None:
    public_id = installation.register(
        {**FOUND, "recipients": ["fr"]}, installation.actor(Role.CASEWORKER)
    )
    assert (
        read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id).view
        is View.LINK
    )
    with pytest.raises(NotFound):
        read(installation, installation.actor(Role.CASEWORKER, "GR-CPA"), public_id)


# for a child with Swiss nationality
PROTECTED = [
    ("applicant", "CH-CPA", False),
    ("unknown", "CH-CPA", False),
    ("no", "CH-CPA", True),
    ("unknown", "FR-116", True),
]


@pytest.mark.parametrize(("protection", "agency", "is_visible"), PROTECTED)
def test_possible_international_protection_hides_a_child_from_the_state_of_nationality(
    installation: Installation, protection: str, agency: str, is_visible: bool
) -> None:
    declared = dataclasses.replace(LAWFUL, international_protection=protection)
    child = {**FOUND, "nationalities": ["CH"]}
    public_id = installation.register(child, installation.actor(Role.CASEWORKER), declared)
    stranger = installation.actor(Role.CASEWORKER, agency)
    if is_visible:
        assert read(installation, stranger, public_id).view is View.LINK
    else:
        with pytest.raises(NotFound):
            read(installation, stranger, public_id)


def test_a_reporter_is_checked_by_a_supervisor_and_a_later_claim_of_protection_narrows_sharing(
    installation: Installation,
) -> None:
    public_id = installation.register(
        MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), LAWFUL
    )
    neighbour = installation.actor(Role.CASEWORKER)
    with pytest.raises(NotFound):
        read(installation, neighbour, public_id)

    def declare(role: Role, **declared: str) -> None:
        edit(
            installation,
            installation.actor(role, "GR-CPA"),
            public_id,
            {},
            reason="checked",
            declared=declared,
        )

    with pytest.raises(Conflict):
        declare(Role.SUPERVISOR, reporter_check="checked")
    head = installation.actor(Role.SUPERVISOR, "GR-CPA")
    form = ReporterForm("Golchehra Rahimzadah", (), "mother", "passport seen", "family register")
    installation.do(
        installation.actor(Role.CASEWORKER, "GR-CPA"), reporters.store_reporter, public_id, form
    )
    declare(Role.CASEWORKER, reporter_check="checked")
    with pytest.raises(NotFound):
        read(installation, neighbour, public_id)
    decide_reporter_check(installation, head, public_id)
    assert read(installation, neighbour, public_id).view is View.IDENTITY
    declare(Role.CASEWORKER, international_protection="applicant")
    record = installation.read_one(select(Record))
    assert (record.is_eu_only, record.reporter_check) == (True, "checked")

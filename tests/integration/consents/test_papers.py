"""What the document of a consent must contain, and who may not give consent."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from core.errors import ConflictOfInterest, InvalidInput
from core.policy.case.consent import BARRED_GIVERS
from core.policy.roles import Role
from services.case import guardians
from tests.factories import Installation
from tests.integration.consent_steps import FORM, take_down
from tests.integration.consents.looking import register_found

APPOINTED = FORM.appointment
assert APPOINTED is not None
LACKING: dict[str, tuple[dict[str, Any], str]] = {
    "no scope": ({"scopes": frozenset()}, "scopes"),
    "unknown scope": ({"scopes": frozenset({"everything"})}, "scopes"),
    "no recipient": ({"recipients": frozenset()}, "recipients"),
    "recipient outside": ({"recipients": frozenset({"US"})}, "recipients"),
    "refused purpose": ({"purposes": frozenset({"return"})}, "purposes"),
    "no language": ({"language": ""}, "language"),
    "hash of nothing": ({"text_hash": "abc"}, "text_hash"),
    "no proof": ({"proof": " "}, "proof"),
    "no interpreter": ({"interpreter": ""}, "interpreter"),
    "no counsellor": ({"counsellor": ""}, "counsellor"),
    "child not heard": ({"child_heard_how": ""}, "child_heard_how"),
    "unknown view": ({"child_view": "maybe"}, "child_view"),
    "no appointment": ({"appointment": None}, "appointment"),
    "no document": (
        {"appointment": dataclasses.replace(APPOINTED, document="")},
        "appointment.document",
    ),
    "no authority": (
        {"appointment": dataclasses.replace(APPOINTED, authority="")},
        "appointment.authority",
    ),
    "not yet appointed": (
        {"appointment": dataclasses.replace(APPOINTED, appointed_on=date(2026, 3, 3))},
        "appointment.appointed_on",
    ),
    "in conflict": ({"has_conflict_of_interest": True}, "giver"),
    "a child alone": ({"giver": "person"}, "giver"),
    "beyond twelve months": ({"until": date(2027, 3, 3)}, "until"),
    "over already": ({"until": date(2026, 3, 1)}, "until"),
}


@pytest.mark.parametrize("case", LACKING)
def test_a_paper_that_lacks_something_is_refused_and_names_it(
    installation: Installation, case: str
) -> None:
    changes, field = LACKING[case]
    record = register_found(installation)
    with pytest.raises(InvalidInput) as refused:
        take_down(installation, record, dataclasses.replace(FORM, **changes))
    assert refused.value.field == field


@pytest.mark.parametrize("role", BARRED_GIVERS)
def test_a_person_with_another_role_in_the_case_cannot_give_consent(
    installation: Installation, role: str
) -> None:
    with pytest.raises(ConflictOfInterest):
        take_down(
            installation,
            register_found(installation),
            dataclasses.replace(FORM, giver_is=frozenset({role})),
        )


def test_a_representative_speaks_where_the_guardian_has_a_conflict(
    installation: Installation,
) -> None:
    form = dataclasses.replace(FORM, giver="representative", has_conflict_of_interest=True)
    assert take_down(installation, register_found(installation), form)


@pytest.mark.parametrize("relation", ["travel_companion", "smuggler", "exploiter"])
def test_the_trafficker_as_guardian_is_known_by_the_record(
    installation: Installation, relation: str
) -> None:
    record = register_found(installation, relatives=["mother:گلچهره", f"{relation}:VOGT, Marlène"])
    with pytest.raises(ConflictOfInterest, match="may not speak for the child"):
        take_down(installation, record)


def test_a_guardian_in_conflict_gives_no_consent_with_any_paper(
    installation: Installation,
) -> None:
    record, responsible = register_found(installation), installation.actor(Role.CASEWORKER)
    paper = guardians.GuardianForm(
        FORM.giver_name, "court", installation.clock.now(), "F 12/26", relation="travel_companion"
    )
    take_down(installation, record)  # the conflict of interest was not known yet
    installation.do(responsible, guardians.store_appointment, record, paper)
    with pytest.raises(ConflictOfInterest, match="conflict of interest"):
        take_down(installation, record, dataclasses.replace(FORM, giver_name="VOGT, Marlene"))
    take_down(
        installation,
        record,
        dataclasses.replace(FORM, giver_name="Ute Sommer", giver="representative"),
    )


def test_from_the_earliest_possible_birthday_the_person_consents(
    installation: Installation,
) -> None:
    record = register_found(installation, birth_date="2008")
    with pytest.raises(InvalidInput, match="may be of age"):
        take_down(installation, record)
    assert take_down(
        installation, record, dataclasses.replace(FORM, giver="person", appointment=None)
    )


def test_without_a_birth_date_consent_needs_the_childs_agreement(
    installation: Installation,
) -> None:
    record = register_found(installation, birth_date="")
    with pytest.raises(InvalidInput, match="age_unknown"):
        take_down(installation, record, dataclasses.replace(FORM, child_view="unable"))
    assert take_down(installation, record)

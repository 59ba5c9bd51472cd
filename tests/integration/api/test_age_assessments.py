"""Age assessments over HTTP: doubt means a child, and an impression of appearance has no effect.

The person who may consent shows the result: a guardian for a child, the person for an adult.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.consent.written_consent import CONSENT_EXAMPLE as CONSENT
from core.policy.roles import Role
from tests.factories import FOUND, Installation
from tests.integration.api import conftest
from tests.integration.steps import send_record

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in

DAY = "2026-02-20"
BY_PERSON = {**CONSENT, "giver": "person", "appointment": None}
CHILD, ADULT = "child", "adult"
ASSESSED: dict[str, tuple[dict[str, Any], str]] = {
    "adult, not contested": (
        {"age_assessments": [f"adult:multidisciplinary:19-22:{DAY}:not_contested:Health office"]},
        ADULT,
    ),
    "adult, contested": (
        {"age_assessments": [f"adult:multidisciplinary:19-22:{DAY}:contested:Health office"]},
        CHILD,
    ),
    "inconclusive": ({"age_assessments": [f"inconclusive:dental:18-22:{DAY}"]}, CHILD),
    "reaches below 18": ({"age_assessments": [f"adult:dental:17-21:{DAY}:not_contested"]}, CHILD),
    "minor": ({"age_assessments": [f"minor:hand_wrist:19-20:{DAY}:not_contested"]}, CHILD),
    "of two the one for a child": (
        {
            "age_assessments": [
                f"adult:dental:19-22:{DAY}:not_contested",
                f"inconclusive:psychosocial:16-19:{DAY}",
            ]
        },
        CHILD,
    ),
    "adult by appearance": (
        {"age_assessments": [f"adult:appearance:25-30:{DAY}:not_contested:Border guard"]},
        CHILD,
    ),
    "adult by appearance, said to be 16": (
        {
            "birth_date": "2010-01-05",
            "age_assessments": [f"adult:appearance:25-30:{DAY}:not_contested"],
        },
        CHILD,
    ),
    "minor by appearance, born 1990": (
        {"birth_date": "1990-01-05", "age_assessments": [f"minor:appearance:14-16:{DAY}"]},
        ADULT,
    ),
}


def _registered(client: TestClient, **changes: Any) -> Any:
    body = {
        **{name: value for name, value in FOUND.items() if name != "birth_date"},
        "legal_basis": "gdpr_6_1_e_9_2_g",
    }
    return send_record(client, body, **changes)


def _counts_as(client: TestClient, record: str) -> str:
    """Return whether a person counts as a child or an adult, by whose consent is accepted."""
    answers = {
        who: client.post(f"/v1/records/{record}/consents", json=body)
        for who, body in ((CHILD, CONSENT), (ADULT, BY_PERSON))
    }
    (taken,) = [who for who, answer in answers.items() if answer.status_code == 201]
    (refused,) = [answer for who, answer in answers.items() if who != taken]
    reason = "own_consent_needed" if taken == ADULT else "guardian_needed"
    assert (refused.json()["errors"][0]["field"], refused.json()["errors"][0]["reason"]) == (
        "giver",
        reason,
    )
    return taken


@pytest.mark.parametrize("case", ASSESSED)
def test_in_doubt_a_child_and_never_from_appearance(sign_in: SignIn, case: str) -> None:
    facts, expected = ASSESSED[case]
    client = sign_in(Role.CASEWORKER)
    made = _registered(client, **facts)
    assert _counts_as(client, made["id"]) == expected
    by_appearance = [one for one in made["warnings"] if one["column"] == "age_assessments"]
    assert bool(by_appearance) == ("appearance" in case)


def test_contesting_an_assessment_makes_the_person_a_child_again(sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    assessment = f"adult:dental:19-22:{DAY}:not_contested"
    record = _registered(client, age_assessments=[assessment])["id"]
    assert _counts_as(client, record) == ADULT
    contested = {"changes": {"age_assessments": [assessment.replace("not_contested", "contested")]}}
    edited = client.patch(f"/v1/records/{record}", json=contested, headers={"If-Match": '"1"'})
    assert edited.status_code == 200, edited.text
    assert _counts_as(client, record) == CHILD


def test_an_assessment_is_for_the_responsible_only_and_opens_no_other_view(
    installation: Installation, sign_in: SignIn
) -> None:
    facts, _ = ASSESSED["inconclusive"]
    record = _registered(sign_in(Role.CASEWORKER), **facts)["id"]
    for role, agency in ((Role.LIAISON_OFFICER, "DE-POL"), (Role.CASEWORKER, "FR-116")):
        answer = sign_in(role, agency).get(f"/v1/records/{record}")
        assert "inconclusive" not in answer.text

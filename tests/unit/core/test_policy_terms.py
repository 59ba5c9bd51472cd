"""Laws of the smaller policy tables (core/policy). Their rows are listed in policy.txt."""

from __future__ import annotations

import pytest

from core.codes.data_rights import DataRight
from core.policy import access, data_rights, search
from core.policy.case import care_confirmation, consent
from core.policy.case.closures import CLOSING_SENTENCES, CLOSURES
from core.policy.fields import FIELD_CLASSES, FieldClass
from core.policy.records.retention import ReviewOutcome, review_months
from core.policy.roles import CASE_ROLES, Role
from core.policy.sharing import disclosure, disclosure_steps


@pytest.mark.parametrize("words", [ReviewOutcome, DataRight])
def test_stored_codes_of_members_are_their_names(words: type[DataRight]) -> None:
    assert all(member.value.upper() == member.name for member in words)


@pytest.mark.parametrize(
    ("kind", "is_at_risk", "months"),
    [
        ("found", True, 12),
        ("found", False, 12),
        ("missing", True, 12),
        ("missing", False, 36),
        ("tracing", False, 36),
        ("preventive", True, 12),
        ("preventive", False, 12),
    ],
)
def test_a_record_is_looked_at_again_after_the_months_agreed_on(
    kind: str, is_at_risk: bool, months: int
) -> None:
    assert review_months(kind, is_at_risk=is_at_risk) == months


def test_the_paths_of_disclosure_are_the_ordinary_one_and_that_of_vital_interest() -> None:
    assert disclosure_steps.DISCLOSURE_PROCESSES.keys() == {"ordinary", "vital_interest"}


@pytest.mark.parametrize(
    "text", ["EL-2026-001", r"\d{4}/[A-Z]{2}", "[A-Z0-9]{1,12}", "a.b_c", "x" * 40, r"[A-Z]\d{2}"]
)
def test_a_pattern_of_case_numbers_may_be_this(text: str) -> None:
    assert search.CASE_NUMBER_PATTERN_SYNTAX.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["", "(a+)+", "a*", r"\d+", "a{1000}", "x" * 41, r"\w{3}", "a{2,}", "a b"]
)
def test_a_case_number_pattern_with_unlimited_repetition_is_refused(text: str) -> None:
    assert not search.CASE_NUMBER_PATTERN_SYNTAX.fullmatch(text)


def test_only_supervisors_invite_users_of_their_agency_and_tokens_are_not_invited() -> None:
    invited = set().union(*access.INVITABLE.values())
    assert not invited & {Role.SYSTEM, Role.MATCHER}
    assert access.INVITABLE.keys() & CASE_ROLES == {Role.SUPERVISOR}


def test_third_party_fields_have_a_field_class() -> None:
    assert FieldClass.F2A in {FIELD_CLASSES[field] for field in data_rights.THIRD_PARTY_FIELDS}


def test_the_codes_of_a_care_proof_are_its_names() -> None:
    assert [proof.value for proof in care_confirmation.CareProof] == [
        "nothing",
        "declared",
        "confirmed",
    ]


def test_emergency_representation_covers_the_search_and_the_identity_only() -> None:
    assert sorted(consent.EMERGENCY_SCOPES) == ["identity", "match_abroad", "photo"]


def test_every_field_that_a_scope_opens_has_a_class() -> None:
    assert set().union(*disclosure.SCOPE_FIELDS.values()) <= FIELD_CLASSES.keys()


def test_a_requester_cannot_tell_a_refused_consent_from_a_request_that_ended() -> None:
    shown_states = disclosure.STATE_SHOWN_TO_ASKER
    assert {shown_states[state] for state in ("consent_refused", "revoked", "expired")} == {
        "not_released"
    }


def test_reasons_about_the_person_are_hidden_and_those_about_the_request_shown() -> None:
    reasons = disclosure.ENDING_REASONS
    hidden = {
        why for of_act in reasons.values() for why, is_shown in of_act.items() if not is_shown
    }
    assert hidden == {
        "no_consent",
        "not_permitted_now",
        "danger",
        "not_in_best_interests",
        "kept_back",
    }
    assert all(reasons["withdraw"].values())


def test_every_closure_has_a_closing_sentence_of_its_own() -> None:
    assert CLOSING_SENTENCES.keys() == CLOSURES
    assert len(set(CLOSING_SENTENCES.values())) == len(CLOSURES)
    assert all(sentence.endswith(".") for sentence in CLOSING_SENTENCES.values())


def test_each_way_of_care_confirmation_within_an_agency_needs_another_person() -> None:
    assert all(
        way.needs
        for way in care_confirmation.CONFIRMATION_WAYS.values()
        if way.confirmer.value == "own_agency"
    )

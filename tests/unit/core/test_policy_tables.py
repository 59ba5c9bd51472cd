"""Laws of the tables of core/policy. Their rows are listed in policy.txt."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from unittest import mock

import pytest

from core.codes.records import RecordKind
from core.entry_reader import read_entry
from core.policy.actions import ACTIONS, REGISTER_ACTIONS, Action, Scope, roles_with
from core.policy.fields import (
    FIELD_CLASSES,
    FieldClass,
    class_of_entry,
    field_class,
    is_victim_fact,
)
from core.policy.participating_states import ANY_STATE, PARTICIPANTS, STATES
from core.policy.records.declarations import BASIS_REGIMES, changes_regime
from core.policy.records.retention import REVIEW_MONTHS
from core.policy.roles import CASE_ROLES, PERSONAL_ROLES, Role
from core.policy.search import REFUSED_PURPOSES, SEARCH_PURPOSES
from core.policy.sharing.evidence import ATTRIBUTE_POLICIES, EVIDENCE_FIELDS, IDENTITY_COLUMNS
from core.policy.sharing.views import (
    DEFAULT_SHARES,
    REASONS_FROM_VIEW,
    SHARING_VIEWS,
    STATE_DEFAULTS,
    Audience,
    View,
    default_view,
)
from matching.model.levels import ATTRIBUTE_NAMES

CASE = (Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER)


@pytest.mark.parametrize("words", [Role, Scope, Action, Audience, FieldClass])
def test_stored_codes_of_members_are_their_names(words: type[Role]) -> None:
    others = {member: member.value for member in words if member.value.upper() != member.name}
    assert others == {}


def test_views_and_sharing_are_ordered_and_named_alike() -> None:
    names = ["NONE", "LINK", "PROFILE", "IDENTITY", "RELATIVES", "CONTACTS", "FULL"]
    assert [one.name for one in sorted(View)] == names
    assert [int(one) for one in View] == [0, 1, 2, 3, 4, 5, 6]
    assert {name: view.name.lower() for name, view in SHARING_VIEWS.items()} == {
        one: one for one in ("none", "link", "profile", "identity")
    }


def test_the_case_roles_are_those_three() -> None:
    assert set(CASE) == CASE_ROLES
    assert {*CASE, "auditor", "analyst", "administrator"} == PERSONAL_ROLES


def test_a_refusal_names_the_people_who_have_the_action() -> None:
    for action in Action:
        people = {role for role in ACTIONS.get(action, {}) if role not in ("system", "matcher")}
        assert roles_with(action) == people
    assert roles_with(Action.REGISTER_FOUND) == set(CASE)


def test_each_kind_is_registered_by_an_action_of_its_own() -> None:
    assert {kind: action.value for kind, action in REGISTER_ACTIONS.items()} == {
        kind: f"register_{kind}" for kind in ("missing", "found", "tracing", "preventive")
    }


# class of a field of a found person where it is different
CLASSES_WHEN_FOUND = {
    **dict.fromkeys(("event_date", "event_country", "event_place", "route"), FieldClass.F4A),
    "clothing": FieldClass.F4B,
}


def test_only_place_and_clothing_of_a_found_person_are_of_another_class_by_kind() -> None:
    for field, kind in itertools.product(FIELD_CLASSES, RecordKind):
        moved = CLASSES_WHEN_FOUND.get(field) if kind == "found" else None
        assert field_class(field, kind) is (moved or FIELD_CLASSES[field]), (field, kind)


FACTS_ABOUT_OTHERS = (
    "exploiter:Boss",
    "smuggler:0049",
    " Exploiter : Boss",
    "exPloiter:Boss",
    "SMUGGLER",
    "self_harm:arm:left",
    "Self harm : arm",
)


@pytest.mark.parametrize("value", FACTS_ABOUT_OTHERS)
def test_facts_about_exploiters_smugglers_and_self_harm_are_f4b(value: str) -> None:
    for field, kind in itertools.product(FIELD_CLASSES, ("missing", "found")):
        assert class_of_entry(read_entry(field, value), kind) is FieldClass.F4B, (field, kind)


@pytest.mark.parametrize("value", ["scar:genital:left", "burn: Genital", "tattoo:x:genital"])
def test_a_mark_at_a_sensitive_place_is_f4b_and_other_uses_of_the_word_are_not(value: str) -> None:
    assert class_of_entry(read_entry("marks", value), "missing") is FieldClass.F4B
    assert class_of_entry(read_entry("clothing", value), "missing") is FieldClass.F3


@pytest.mark.parametrize("value", ["scar:arm", "brother:exploiter", "a self_harm"])
def test_an_ordinary_value_keeps_the_class_of_its_field(value: str) -> None:
    assert class_of_entry(read_entry("marks", value), "missing") is FieldClass.F3


@pytest.mark.parametrize(
    ("field", "value", "is_victim"),
    [
        ("phones", "exploiter:0049", True),
        ("full_name", " Exploiter :Rex", True),
        ("trafficking_status", "possible:frontline", True),
        ("trafficking_status", "actual:assessor", True),
        ("trafficking_status", "presumed:assessor:2026-03-02:a desk", True),
        ("trafficking_status", "formally_identified", True),
        ("trafficking_status", "no_indicators:frontline", False),
        ("trafficking_status", "unknown", False),
        ("exploitation", "begging", True),
        ("means_of_control", "threats", True),
        ("recruiter", "partner", True),
        ("recruiter", "unknown", False),
        ("exploitation", "not_asked", False),
        ("unread", "trafficking_status: victim", True),
        ("unread", "exploitation: sold", True),
        ("unread", "recruiter: her uncle", True),
        ("unread", "eyes: red", False),
        ("description", "possible", False),
        ("category", "trafficking_victim", True),
        ("category", " Criminal_Abduction ", True),
        ("category", "unaccompanied", False),
        ("description", "trafficking_victim", False),
        ("relatives", "smuggler:Rex", False),
        ("relatives", "brother:exploiter", False),
    ],
)
def test_a_person_under_control_of_another_is_a_victim(
    field: str, value: str, is_victim: bool
) -> None:
    assert is_victim_fact(read_entry(field, value)) is is_victim


def test_a_state_without_a_default_of_its_own_keeps_a_found_child_silent() -> None:
    of_child = functools.partial(default_view, "found", "minor_with_basis")
    assert (of_child("DE"), of_child("TR"), of_child("")) == (View.LINK, View.NONE, View.NONE)
    assert default_view("missing", "checked", "TR") is View.IDENTITY
    with mock.patch.dict(STATE_DEFAULTS["found", "minor_with_basis"], {"DE": View.IDENTITY}):
        assert of_child("DE") is View.LINK  # never above the rule's maximum


def test_every_compared_attribute_has_a_policy_row_with_a_field_of_a_class() -> None:
    assert ATTRIBUTE_POLICIES.keys() == set(ATTRIBUTE_NAMES)
    assert set(EVIDENCE_FIELDS.values()) <= FIELD_CLASSES.keys()


def test_reasons_are_asked_for_from_the_view_that_names_the_person() -> None:
    assert REASONS_FROM_VIEW is View.IDENTITY


def test_a_default_share_is_never_above_its_maximum_and_has_readers_if_it_opens_anything() -> None:
    for rule in DEFAULT_SHARES.values():
        assert rule.default <= rule.most
        assert bool(rule.audiences) == (rule.most > View.NONE)


def test_no_preventive_record_is_shared_above_link() -> None:
    rules = [rule for (kind, _), rule in DEFAULT_SHARES.items() if kind == "preventive"]
    assert rules
    assert all(rule.most <= View.LINK for rule in rules)


def test_only_participating_states_have_a_default_for_a_found_child() -> None:
    assert {("found", "minor_with_basis"): dict.fromkeys(STATES, View.LINK)} == STATE_DEFAULTS


def test_the_states_are_the_member_states_and_the_four_that_exchange_with_them() -> None:
    assert Counter(PARTICIPANTS.values()) == {"eu": 27, "schengen": 4}
    assert {state for state, group in PARTICIPANTS.items() if group == "schengen"} == {
        *("CH", "IS", "LI", "NO")
    }
    assert set(PARTICIPANTS) == STATES
    assert ANY_STATE not in STATES


def test_a_refused_purpose_is_no_purpose_and_has_a_sentence_of_its_own() -> None:
    required_words = {
        "return": "return them",
        "immigration_control": "immigration control",
        "asylum_credibility": "asylum seeker",
        "general_intelligence": "general intelligence",
    }
    assert REFUSED_PURPOSES.keys() == required_words.keys()
    assert all(words in REFUSED_PURPOSES[purpose] for purpose, words in required_words.items())
    assert all(one.endswith(".") for one in REFUSED_PURPOSES.values())
    assert not SEARCH_PURPOSES & REFUSED_PURPOSES.keys()


def test_every_field_of_an_identity_fact_or_of_evidence_has_a_class() -> None:
    assert set().union(*IDENTITY_COLUMNS.values()) <= FIELD_CLASSES.keys()


def test_a_found_person_is_reviewed_no_later_than_other_records() -> None:
    assert REVIEW_MONTHS["found"] <= REVIEW_MONTHS["other"]


def test_only_a_basis_of_another_regime_changes_the_regime_and_the_first_basis_does_not() -> None:
    for (before, old), (after, new) in itertools.product(BASIS_REGIMES.items(), repeat=2):
        assert changes_regime(before, after) == (old != new)
    assert not any(changes_regime(None, after) for after in BASIS_REGIMES)

"""Compare the tables of core/policy with independent copies, so that a mistake in one is found."""

from __future__ import annotations

import functools
import itertools
from unittest import mock

import pytest

from core.codes.records import RecordKind
from core.policy.access import (
    CORRECT_SIGN_INS_PER_MINUTE,
    SESSION_HOURS,
    SESSION_IDLE_MINUTES,
    SIGN_IN_PER_MINUTE,
)
from core.policy.actions import (
    ACTIONS,
    NEEDS_REASON,
    REGISTER_ACTIONS,
    Action,
    Scope,
    roles_with,
    scope,
)
from core.policy.case.case_story import DUTY_COVER_HOURS, HAND_OVER_HOURS
from core.policy.case.closures import CLOSURES
from core.policy.fields import (
    FIELD_CLASSES,
    FieldClass,
    field_class,
    is_victim_fact,
)
from core.policy.participating_states import ANY_STATE, PARTICIPANTS, STATES
from core.policy.records.declarations import INTERNATIONAL_PROTECTION, LEGAL_BASES
from core.policy.records.retention import (
    AUDIT_RETENTION_YEARS,
    CLOSED_MONTHS,
    DELETED_AFTER_DAYS,
    NOTICE_BEFORE_REVIEW_DAYS,
    REVIEW_MONTHS,
)
from core.policy.review import VERDICT_REASONS
from core.policy.roles import CASE_ROLES, PERSONAL_ROLES, Role
from core.policy.search import (
    IDENTIFYING_FACTS_NEEDED,
    MAX_SEARCH_RESULTS,
    REFUSED_PURPOSES,
    REPORT_BOUND_KINDS_NEEDED,
    SEARCH_PURPOSES,
    SEARCHES_PER_DAY,
    SEARCHES_PER_HOUR,
)
from core.policy.sharing.evidence import (
    ATTRIBUTE_POLICIES,
    EVIDENCE_FIELDS,
    EVIDENCE_KINDS,
    IDENTITY_COLUMNS,
    KIND_BITS,
    PAIR_KINDS,
    WHOLE_LEVELS,
)
from core.policy.sharing.views import (
    DEFAULT_SHARES,
    PAIR_VIEW_FROM_BAND,
    REASONS_FROM_VIEW,
    SHARING_VIEWS,
    STATE_DEFAULTS,
    VIEW_CLASSES,
    Audience,
    View,
    default_view,
)
from matching.model.levels import ATTRIBUTE_NAMES

POLICE, PROTECTION = Audience.POLICE, Audience.PROTECTION
CASE = (Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER)

# Usual scope of a role in actions that it may do ...
USUAL = {
    Role.CASEWORKER: Scope.ASSIGNED,
    Role.SUPERVISOR: Scope.AGENCY,
    Role.LIAISON_OFFICER: Scope.OWN_STATE_POLICE,
    Role.SYSTEM: Scope.AGENCY,
    Role.AUDITOR: Scope.WITHOUT_FACTS,
    Role.ANALYST: Scope.PUBLISHED,
    Role.ADMINISTRATOR: Scope.ALL,
}
# ... and the exceptions.
OTHERWISE = {
    **{(action, Role.CASEWORKER): Scope.AGENCY for action in REGISTER_ACTIONS.values()},
    (Action.REGISTER_FOUND, Role.LIAISON_OFFICER): Scope.HANDED_OVER,
    **{
        (action, role): Scope.BY_VIEW
        for action in (
            Action.SEARCH_OTHERS,
            Action.READ_OTHERS,
            Action.ASK_DISCLOSURE,
            Action.CONFIRM_CUSTODY,
        )
        for role in CASE
    },
    (Action.COVER_DUTY, Role.CASEWORKER): Scope.AGENCY,
    **{(Action.IMPORT, role): Scope.OWN_ACTS for role in (Role.CASEWORKER, Role.LIAISON_OFFICER)},
    (Action.UNDO_IMPORT, Role.LIAISON_OFFICER): Scope.OWN_ACTS,
    **{
        (Action.READ_AUDIT, role): Scope.OWN_ACTS
        for role in (Role.CASEWORKER, Role.LIAISON_OFFICER)
    },
    **{(Action.READ_STATISTICS, role): Scope.OWN_COUNTS for role in CASE},
    (Action.READ_STATISTICS, Role.AUDITOR): Scope.PUBLISHED,
    (Action.MAKE_REPORT, Role.AUDITOR): Scope.PUBLISHED,
    (Action.READ_USERS, Role.AUDITOR): Scope.ALL,
    (Action.READ_TOKENS, Role.AUDITOR): Scope.ALL,
    **{(Action.SAVE_DRAFT, role): Scope.OWN_ACTS for role in CASE},
    **{(Action.ASK_FROM_HIT, role): Scope.OWN_ACTS for role in CASE},
    **{(Action.RELAY, role): Scope.WITHOUT_FACTS for role in (Role.CASEWORKER, Role.SUPERVISOR)},
    **{(Action.PROPOSE_INSTITUTION, role): Scope.AGENCY for role in CASE},
    **{(Action.READ_DIRECTORY, role): Scope.ALL for role in (*CASE, Role.AUDITOR, Role.SYSTEM)},
}


def test_an_action_reaches_as_far_as_agreed() -> None:
    for action in Action:
        for role in ACTIONS[action]:
            assert scope(action, role) is OTHERWISE.get((action, role), USUAL[role]), (action, role)


# Stored codes of actions whose members were renamed later.
STORED_BEFORE = {
    Action.SEE_DUTY_COVERS: "see_covers",
    Action.SAVE_DRAFT: "keep_draft",
    Action.SEE_DEADLINES: "see_clocks",
    Action.SEE_ACCESSES: "who_looked",
}


@pytest.mark.parametrize("words", [Role, Scope, Action, Audience, FieldClass])
def test_stored_codes_of_members_are_their_names(words: type[Role]) -> None:
    others = {member: member.value for member in words if member.value.upper() != member.name}
    assert others == (STORED_BEFORE if words is Action else {})


def test_views_and_sharing_are_ordered_and_named_alike() -> None:
    names = ["NONE", "HIT", "PROFILE", "IDENTITY", "RELATIVES", "CONTACTS", "FULL"]
    assert [one.name for one in sorted(View)] == names
    assert [int(one) for one in View] == [0, 1, 2, 3, 4, 5, 6]
    assert {name: view.name.lower() for name, view in SHARING_VIEWS.items()} == {
        one: one for one in ("none", "hit", "profile", "identity")
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


def test_a_supervisor_says_why_when_editing_closing_extending_or_undoing() -> None:
    assert {
        (Action(one), Role.SUPERVISOR) for one in ("edit", "close", "extend", "undo_import")
    } == NEEDS_REASON


# class -> fields of a missing report
CLASSES = {
    "F1": "age_band height_band region sex nationalities languages",
    "F2": (
        "record_ref full_name given_names family_names name_native aliases birth_date birth_known"
        " birth_calendar age age_on birth_place documents"
    ),
    "F2a": "relatives",
    "F2b": "phones",
    "F3": "height_cm eyes hair clothing marks event_date event_country event_place route",
    "F4a": "home_address",
    "F4b": (
        "category care ethnicity description reporter unread recipients international_protection"
        " indicators trafficking_status sensitive_marks age_assessments nationality_known"
        " statelessness dialects belongings biometrics_held protection_status circumstances"
        " separation_cause sis_review_on sis_category sis_decision sis_status interpol_status"
        " europol_status exploitation means_of_control recruiter dangers"
    ),
    "F5": "legal_basis",
}
IDENTITY = {
    "name": "full_name given_names family_names name_native aliases",
    "birth": "birth_date birth_calendar age age_on",
    "birth_place": "birth_place",
    "sex": "sex",
    "origin": "nationalities",
    "phone": "phones",
    "document": "documents",
    "relative": "relatives",
}
# class of a field of a found person where it is different
CLASSES_WHEN_FOUND = {
    **dict.fromkeys(("event_date", "event_country", "event_place", "route"), FieldClass.F4A),
    "clothing": FieldClass.F4B,
}


def test_every_field_is_of_the_class_agreed_on() -> None:
    agreed = {field: name for name, fields in CLASSES.items() for field in fields.split()}
    assert {field: one.value for field, one in FIELD_CLASSES.items()} == agreed


def test_identity_facts_are_as_agreed() -> None:
    agreed = {attribute: set(columns.split()) for attribute, columns in IDENTITY.items()}
    assert agreed == IDENTITY_COLUMNS


def test_only_place_and_clothing_of_a_found_person_are_of_another_class_by_kind() -> None:
    for field, kind in itertools.product(FIELD_CLASSES, RecordKind):
        moved = CLASSES_WHEN_FOUND.get(field) if kind == "found" else None
        assert field_class(field, kind) is (moved or FIELD_CLASSES[field]), (field, kind)


FACTS_ABOUT_OTHERS = (
    "controller:Boss",
    "smuggler:0049",
    " Controller : Boss",
    "SMUGGLER",
    "self_harm:arm:left",
    "Self harm : arm",
)


@pytest.mark.parametrize("value", FACTS_ABOUT_OTHERS)
def test_facts_about_controllers_smugglers_and_self_harm_are_f4b(value: str) -> None:
    for field, kind in itertools.product(FIELD_CLASSES, ("missing", "found")):
        assert field_class(field, kind, value) is FieldClass.F4B, (field, kind)


@pytest.mark.parametrize("value", ["scar:genital:left", "burn: Genital", "tattoo:x:genital"])
def test_a_mark_at_a_sensitive_place_is_f4b_and_other_uses_of_the_word_are_not(value: str) -> None:
    assert field_class("marks", "missing", value) is FieldClass.F4B
    assert field_class("clothing", "missing", value) is FieldClass.F3


@pytest.mark.parametrize("value", ["scar:arm", "brother:controller", "a self_harm"])
def test_an_ordinary_value_keeps_the_class_of_its_field(value: str) -> None:
    assert field_class("marks", "missing", value) is FieldClass.F3


@pytest.mark.parametrize(
    ("field", "value", "is_victim"),
    [
        ("phones", "controller:0049", True),
        ("full_name", " Controller :Rex", True),
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
        ("relatives", "brother:controller", False),
    ],
)
def test_a_person_under_control_of_another_is_a_victim(
    field: str, value: str, is_victim: bool
) -> None:
    assert is_victim_fact(field, value) is is_victim


def test_each_view_opens_the_classes_agreed_on() -> None:
    opened = {
        "NONE": "",
        "HIT": "",
        "PROFILE": "F1",
        "IDENTITY": "F1 F2 F3",
        "RELATIVES": "F1 F2 F2a F3",
        "CONTACTS": "F1 F2 F2a F2b F3",
        "FULL": "F1 F2 F2a F2b F3 F4a F4b F5",
    }
    assert {
        view.name: {one.value for one in classes} for view, classes in VIEW_CLASSES.items()
    } == {name: set(classes.split()) for name, classes in opened.items()}
    assert REASONS_FROM_VIEW is View.IDENTITY


def test_default_sharing_is_as_agreed() -> None:
    assert {
        key: (one.default.name, one.most.name, set(one.audiences))
        for key, one in DEFAULT_SHARES.items()
    } == {
        ("missing", "cleared"): ("IDENTITY", "IDENTITY", {POLICE, PROTECTION}),
        ("missing", "unverified"): ("IDENTITY", "IDENTITY", {POLICE}),
        ("missing", "flagged"): ("NONE", "NONE", set()),
        ("found", "minor_with_basis"): ("NONE", "HIT", {POLICE, PROTECTION}),
        ("found", "minor_unanswered"): ("NONE", "NONE", set()),
        ("found", "consented_match"): ("HIT", "HIT", {POLICE, PROTECTION}),
        ("found", "consented_identity"): ("HIT", "IDENTITY", {POLICE, PROTECTION}),
        ("found", "other"): ("NONE", "NONE", set()),
        ("tracing", "any"): ("NONE", "NONE", set()),
        ("preventive", "cleared"): ("HIT", "HIT", {POLICE, PROTECTION}),
        ("preventive", "unverified"): ("HIT", "HIT", {POLICE}),
        ("preventive", "flagged"): ("NONE", "NONE", set()),
        ("preventive", "undecided"): ("NONE", "NONE", set()),
    }
    assert PAIR_VIEW_FROM_BAND == "possible"
    assert {("found", "minor_with_basis"): dict.fromkeys(STATES, View.HIT)} == STATE_DEFAULTS


def test_a_state_without_a_default_of_its_own_keeps_a_found_child_silent() -> None:
    of_child = functools.partial(default_view, "found", "minor_with_basis")
    assert (of_child("DE"), of_child("TR"), of_child("")) == (View.HIT, View.NONE, View.NONE)
    assert default_view("missing", "cleared", "TR") is View.IDENTITY
    with mock.patch.dict(STATE_DEFAULTS["found", "minor_with_basis"], {"DE": View.IDENTITY}):
        assert of_child("DE") is View.HIT  # never above the rule's maximum


def test_every_compared_attribute_has_a_policy_row_with_a_field_of_a_class() -> None:
    assert ATTRIBUTE_POLICIES.keys() == set(ATTRIBUTE_NAMES)
    assert set(EVIDENCE_FIELDS.values()) <= FIELD_CLASSES.keys()


def test_kinds_and_fields_of_evidence_are_as_agreed() -> None:
    kinds = {"name": "name", "birth": "birth birth_place", "phone": "phone", "document": "document"}
    kinds |= {"relative": "relative", "mark": "marks sensitive_marks"}
    assert {
        kind: kind_of for kind_of, all_of in kinds.items() for kind in all_of.split()
    } == EVIDENCE_KINDS
    assert EVIDENCE_FIELDS == {
        "name": "full_name",
        "birth": "birth_date",
        "sex": "sex",
        "origin": "nationalities",
        "ethnicity": "ethnicity",
        "birth_place": "birth_place",
        "event": "event_place",
        "interval": "event_date",
        "phone": "phones",
        "document": "documents",
        "relative": "relatives",
        "height": "height_cm",
        "eyes": "eyes",
        "hair": "hair",
        "marks": "marks",
        "home": "home_address",
        "family": "phones",
        "sensitive_marks": "sensitive_marks",
    }
    assert KIND_BITS == 1.0


def test_kinds_of_a_pair_and_levels_of_whole_numbers_are_as_agreed() -> None:
    kinds = {
        "name": "name",
        "birth": "birth birth_place",
        "route": "event interval",
        "phone": "phone",
        "document": "document",
        "relative": "relative",
        "body": "marks sensitive_marks",
    }
    assert {name: kind for kind, names in kinds.items() for name in names.split()} == PAIR_KINDS
    assert {
        "phone": {"own", "relative"},
        "document": {"number", "agree", "agree_checked"},
    } == WHOLE_LEVELS


def test_the_states_are_the_member_states_and_the_four_that_exchange_with_them() -> None:
    members = (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
    )
    assert len(members) == 27
    partners = dict.fromkeys(("CH", "IS", "LI", "NO"), "schengen")
    assert dict.fromkeys(members, "eu") | partners == PARTICIPANTS
    assert set(PARTICIPANTS) == STATES
    assert ANY_STATE == "**"


def test_the_codes_of_a_declaration_are_as_agreed() -> None:
    assert INTERNATIONAL_PROTECTION == ("no", "applicant", "beneficiary", "unknown")
    assert set(LEGAL_BASES) == {
        "gdpr_6_1_a_9_2_a",
        "gdpr_6_1_c_9_2_g",
        "gdpr_6_1_d_9_2_c",
        "gdpr_6_1_e_9_2_g",
        "led_8_10",
        "sis_decision",
        "court_order",
        "interpol_rules",
    }


def test_purposes_are_those_and_four_are_refused_in_a_sentence_of_their_own() -> None:
    assert set(SEARCH_PURPOSES) == set(
        "locate_missing identify_found prevent_abduction protect_victim trace_family"
        " investigate_trafficking verify_hit data_quality".split()
    )
    required_words = {
        "return": "return them",
        "immigration_control": "immigration control",
        "asylum_credibility": "asylum seeker",
    }
    assert REFUSED_PURPOSES.keys() == required_words.keys() | {"general_intelligence"}
    assert all(words in REFUSED_PURPOSES[purpose] for purpose, words in required_words.items())
    assert "general intelligence" in REFUSED_PURPOSES["general_intelligence"]
    assert all(one.endswith(".") for one in REFUSED_PURPOSES.values())
    assert not SEARCH_PURPOSES & REFUSED_PURPOSES.keys()


def test_reasons_of_a_verdict_are_as_agreed() -> None:
    assert {verdict: set(reasons) for verdict, reasons in VERDICT_REASONS.items()} == {
        "same": set(
            "document biometric_by_authority verification_passed relative_confirmed"
            " unique_mark_and_identity".split()
        ),
        "different": set(
            "both_located_elsewhere age_impossible sex_documented relatives_differ"
            " verification_failed sibling_or_namesake".split()
        ),
        "cannot_tell": set(
            "too_little conflict awaiting_answer needs_photo_or_biometric child_not_ready".split()
        ),
        "provisionally_same": {"no_second_person", "child_in_danger"},
    }


def test_closures_are_as_agreed() -> None:
    assert set(CLOSURES) == set(
        "reunified traced_by_police joined_family_informally transferred_under_asylum_rules"
        " returned_to_origin detained adult_established care_elsewhere located_no_contact_wished"
        " turned_18 deceased duplicate transferred withdrawn unsolved_archived".split()
    )


@pytest.mark.parametrize(
    ("limit", "agreed"),
    [
        (HAND_OVER_HOURS, 24),
        (DELETED_AFTER_DAYS, {"job": 7, "score": 30, "idempotency_key": 1, "series_entry": 2}),
        (SEARCHES_PER_HOUR, 60),
        (SEARCHES_PER_DAY, 200),
        (MAX_SEARCH_RESULTS, 20),
        (IDENTIFYING_FACTS_NEEDED, 2),
        (REPORT_BOUND_KINDS_NEEDED, 2),
        (SESSION_IDLE_MINUTES, 30),
        (SESSION_HOURS, 10),
        (SIGN_IN_PER_MINUTE, 6),
        (CORRECT_SIGN_INS_PER_MINUTE, 60),
        (DUTY_COVER_HOURS, 12),
        (CLOSED_MONTHS, 6),
        (NOTICE_BEFORE_REVIEW_DAYS, (120, 15)),
        (REVIEW_MONTHS, {"at_risk": 12, "other": 36, "found": 12, "preventive": 12}),
        (AUDIT_RETENTION_YEARS, 3),
    ],
)
def test_a_limit_is_as_agreed(limit: object, agreed: object) -> None:
    assert limit == agreed
    assert REVIEW_MONTHS["found"] <= REVIEW_MONTHS["other"]

from __future__ import annotations

import itertools
import re

import pytest

from core.entry_reader import read_entry
from core.policy.actions import ACTIONS, Action, Scope, scope
from core.policy.fields import FIELD_CLASSES, FieldClass, class_of_entry, field_class
from core.policy.roles import CASE_ROLES, Role
from core.policy.search import case_number_example
from core.policy.sharing.views import DEFAULT_SHARES, VIEW_CLASSES, Audience, View


def test_every_action_has_a_row() -> None:
    assert ACTIONS.keys() == set(Action)


def test_an_analyst_reads_published_counts_only() -> None:
    assert {scope(action, Role.ANALYST) for action in Action} == {None, Scope.PUBLISHED}


def test_no_role_without_case_work_reaches_a_record() -> None:
    personal = {
        Scope.AGENCY,
        Scope.ASSIGNED,
        Scope.OWN_STATE_POLICE,
        Scope.BY_VIEW,
        Scope.HANDED_OVER,
    }
    about_records = set(Action) - {Action.INVITE_USER}
    for action, role in itertools.product(about_records, set(Role) - CASE_ROLES - {Role.SYSTEM}):
        assert scope(action, role) not in personal


def test_the_matcher_has_no_action() -> None:
    assert all(scope(action, Role.MATCHER) is None for action in Action)


def test_views_open_ever_more_and_never_the_responsible_agencies_classes_below_full() -> None:
    for low, high in itertools.pairwise(View):
        assert VIEW_CLASSES[low] <= VIEW_CLASSES[high]
    responsible_agencies = {FieldClass.F4A, FieldClass.F4B, FieldClass.F5, FieldClass.F6}
    assert not VIEW_CLASSES[View.IDENTITY] & responsible_agencies
    assert FieldClass.F6 not in VIEW_CLASSES[View.FULL]


@pytest.mark.parametrize("field", ["event_date", "event_country", "event_place", "route"])
def test_the_place_of_a_found_person_is_for_the_responsible_only(field: str) -> None:
    assert field_class(field, "found") is FieldClass.F4A
    assert field_class(field, "missing") is FieldClass.F3


@pytest.mark.parametrize("field", sorted(FIELD_CLASSES))
def test_a_fact_given_by_an_exploiter_is_f4b_in_every_field(field: str) -> None:
    assert class_of_entry(read_entry(field, "exploiter:Boss"), "found") is FieldClass.F4B


@pytest.mark.parametrize("field", ["description", "unread", "care", "category", "ethnicity"])
def test_free_text_and_category_are_never_below_full(field: str) -> None:
    assert field_class(field, "missing") is FieldClass.F4B


def test_a_field_without_a_class_is_refused() -> None:
    with pytest.raises(KeyError):
        field_class("shoe_size", "missing")


def test_tracing_flagged_and_other_found_people_are_hidden_whatever_the_responsible_wishes() -> (
    None
):
    for key in (
        ("tracing", "any"),
        ("missing", "flagged"),
        ("found", "other"),
        ("preventive", "undecided"),
    ):
        assert DEFAULT_SHARES[key].most is View.NONE


def test_an_unverified_reporters_report_reaches_only_police() -> None:
    assert DEFAULT_SHARES["missing", "unverified"].audiences == {Audience.POLICE}


def test_no_default_share_of_a_found_person_is_above_link() -> None:
    assert all(
        rule.default <= View.LINK for (kind, _), rule in DEFAULT_SHARES.items() if kind == "found"
    )


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (r"DE-\d{4}-\d{3}", "DE-1234-123"),
        (r"[A-Z]{2}/[A-Z0-9]{3,5}.x", "AB/A1B.x"),
        (r"\d{12}", "123456789012"),
        (r"[A-Z]{11}-[A-Z0-9]{11}", "ABCDEFGHIJA-A1B2C3D4E5A"),
    ],
)
def test_an_example_of_a_case_number_fits_its_pattern(pattern: str, example: str) -> None:
    assert case_number_example(pattern) == example
    assert re.fullmatch(pattern.replace(".", r"\."), example)

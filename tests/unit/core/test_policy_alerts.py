"""Compare the table of SIS categories with an independent copy."""

from __future__ import annotations

import itertools

import pytest

from core.codes.alerts import HitAction, SisCategory
from core.codes.records import RecordKind
from core.policy.records.alerts import (
    DEFAULT_ACTIONS,
    SIS_RULES,
    SisRule,
    hit_action,
    sis_rule,
)
from core.policy.records.retention import review_months

# category -> action, years until the review of the alert, kind of record, whether a decision is
# needed
AGREED = {
    "32(1)(a)(i)": ("protect", 5, "missing", False),
    "32(1)(a)(ii)": ("protect", 5, "missing", False),
    "32(1)(b)": ("whereabouts", 5, "missing", False),
    "32(1)(c)": ("protect", 1, "preventive", True),
    "32(1)(d)(i)": ("protect", 1, "preventive", True),
    "32(1)(d)(ii)": ("protect", 1, "preventive", True),
    "32(1)(d)(iii)": ("protect", 1, "preventive", True),
    "32(1)(e)": ("protect", 1, "preventive", True),
}


def test_the_table_is_total_and_as_agreed() -> None:
    assert set(SIS_RULES) == set(SisCategory)
    assert {
        category.value: (
            rule.action.value,
            rule.review_months // 12,
            *(kind.value for kind in rule.kinds),
            rule.needs_decision,
        )
        for category, rule in SIS_RULES.items()
    } == AGREED


def test_every_kind_has_an_action_without_a_category() -> None:
    assert {kind.value: action.value for kind, action in DEFAULT_ACTIONS.items()} == {
        "missing": "protect",
        "found": "none",
        "tracing": "none",
        "preventive": "protect",
    }
    assert set(DEFAULT_ACTIONS) == set(RecordKind)


@pytest.mark.parametrize(("kind", "category"), list(itertools.product(RecordKind, SisCategory)))
def test_only_category_b_of_a_missing_person_asks_only_for_the_whereabouts(
    kind: str, category: str
) -> None:
    is_whereabouts = (kind, category) == ("missing", "32(1)(b)")
    asks = kind in {"missing", "preventive"}
    expected = "whereabouts" if is_whereabouts else "protect" if asks else "none"
    assert hit_action(kind, category) == expected


@pytest.mark.parametrize("category", ["", "unknown", "32(1)(f)", "b"])
def test_a_category_that_is_none_has_no_rule_and_the_action_of_its_kind(category: str) -> None:
    assert sis_rule(category) is None
    assert hit_action("missing", category) is HitAction.PROTECT


def test_a_record_is_reviewed_no_later_than_its_alert() -> None:
    def is_in_time(rule: SisRule) -> bool:
        return all(
            review_months(kind, is_at_risk=False) <= rule.review_months for kind in rule.kinds
        )

    assert all(map(is_in_time, SIS_RULES.values()))

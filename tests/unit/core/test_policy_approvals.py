"""The table of approvals: each kind, who may decide it, and when a decision is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.codes.approvals import ApprovalKind, ApprovalState
from core.policy.access import CLOSING_WAIT_HOURS
from core.policy.actions import ACTIONS, Scope
from core.policy.approvals import (
    APPROVALS,
    INDEPENDENT_DAYS,
    NOT_INDEPENDENT,
    Deciders,
    Timing,
    approve_refusal_of,
    person_refusal_of,
    refusal_of,
)
from core.policy.process import Decider
from core.policy.roles import Role
from core.refusals import Refusal
from tests.factories import NOW

ASKER, AUTHOR, COLLEAGUE = 1, 2, 3
# The closed list of acts that work at once; a second person checks them within some hours.
AFTER = {
    ApprovalKind.DANGER_RELEASE,
    ApprovalKind.CARE_DECLARATION,
    ApprovalKind.SEARCH_APPROVAL,
    ApprovalKind.MISSING_FROM_CARE,
}


def test_every_kind_has_a_rule() -> None:
    assert set(APPROVALS) == set(ApprovalKind)


def test_only_the_closed_list_of_acts_works_before_its_check() -> None:
    assert {kind for kind, rule in APPROVALS.items() if rule.timing is Timing.AFTER} == AFTER


def test_people_of_the_deciders_have_the_action() -> None:
    for kind, rule in APPROVALS.items():
        roles = set(ACTIONS[rule.decides])
        assert (Role.AUDITOR in roles) == (rule.deciders is Deciders.AUDITORS), kind
        assert Scope.PUBLISHED not in ACTIONS[rule.decides].values()


def test_a_kind_with_a_time_limit_names_its_end() -> None:
    for kind, rule in APPROVALS.items():
        assert (rule.hours is None) == (rule.is_over is None), kind


def test_those_who_were_told_may_refuse_but_not_approve() -> None:
    closing = ApprovalKind.CLOSE_AGENCY
    times = {"asked_at": NOW, "now": NOW + timedelta(hours=CLOSING_WAIT_HOURS)}
    early = times | {"now": times["now"] - timedelta(seconds=1)}
    refused = approve_refusal_of(closing, **times, may_only_refuse=True)
    assert refused is Refusal.OTHERS_APPROVE
    refused = approve_refusal_of(closing, **early, may_only_refuse=False)
    assert refused is Refusal.OTHERS_MAY_REFUSE_FIRST
    assert ("three days" in refused.reason) == (CLOSING_WAIT_HOURS == 72)
    assert approve_refusal_of(closing, **times, may_only_refuse=False) is None


def test_a_kind_that_others_may_refuse_gives_them_time() -> None:
    for kind, rule in APPROVALS.items():
        assert (rule.refuses is None) == (rule.wait_hours is None), kind
        assert rule.hours is None or (rule.wait_hours or 0) < rule.hours, kind


@pytest.mark.parametrize(
    ("decider", "expected"),
    [
        (Decider(ASKER), Refusal.SECOND_PERSON_DECIDES),
        (Decider(AUTHOR), Refusal.SECOND_PERSON_DECIDES),
        (Decider(COLLEAGUE, frozenset({AUTHOR})), Refusal.ACCOUNT_IS_TOO_NEW),
        (Decider(COLLEAGUE), None),
        (Decider(None), None),
    ],
    ids=["asker", "author", "account made by the author", "colleague", "software"],
)
def test_the_second_person_is_another_and_independent(
    decider: Decider, expected: Refusal | None
) -> None:
    found = refusal_of(
        ApprovalKind.EXPORT,
        ApprovalState.WAITING,
        due_at=NOW + timedelta(hours=1),
        now=NOW,
        decider=decider,
        firsts=(ASKER, AUTHOR, None),
    )
    assert found is expected


def test_siblings_count_as_two_persons_where_only_their_agency_decides() -> None:
    sibling = Decider(COLLEAGUE, siblings=frozenset({ASKER}))
    for kind, rule in APPROVALS.items():
        has_others = rule.deciders in {Deciders.OF_ACCOUNT, Deciders.AGENCY_OR_ADMINISTRATORS}
        found = person_refusal_of(kind, sibling, (ASKER,))
        assert (found is not None) == has_others, kind
        assert found is None or (found in NOT_INDEPENDENT and found.next_step), kind


def test_the_refusals_of_siblings_state_the_days_of_the_table() -> None:
    for refusal in NOT_INDEPENDENT:
        assert f"{INDEPENDENT_DAYS} days" in refusal.reason


@pytest.mark.parametrize(
    ("state", "hours_left", "expected"),
    [
        (ApprovalState.WAITING, 1, None),
        (ApprovalState.WAITING, 0, Refusal.EXPORT_IS_OVER),
        (ApprovalState.LAPSED, -1, Refusal.EXPORT_IS_OVER),
        (ApprovalState.APPROVED, 1, Refusal.EXPORT_IS_DECIDED),
        (ApprovalState.REFUSED, -1, Refusal.EXPORT_IS_DECIDED),
        (ApprovalState.WITHDRAWN, 1, Refusal.EXPORT_IS_DECIDED),
    ],
)
def test_an_approval_is_decided_once_and_in_time(
    state: ApprovalState, hours_left: int, expected: Refusal | None
) -> None:
    found = refusal_of(
        ApprovalKind.EXPORT,
        state,
        due_at=NOW + timedelta(hours=hours_left),
        now=NOW,
        decider=Decider(COLLEAGUE),
        firsts=(ASKER,),
    )
    assert found is expected

"""Laws of the tables of deadlines and closures. Their rows are listed in policy.txt."""

from __future__ import annotations

from core.codes.case import DeadlineKind
from core.codes.disclosure import Urgency
from core.policy.case.closures import (
    CLOSURE_RULES,
    LACKING,
    ClosureFact,
    needs_of,
)
from core.policy.case.deadlines import (
    CASE_DEADLINES,
    COUNTED_DEADLINES,
    DEADLINES,
    DeadlineFact,
    hours_of,
    is_responsible_role,
)
from core.policy.roles import Role


def test_every_deadline_has_hours_and_the_urgent_ones_are_no_longer() -> None:
    assert set(DEADLINES) == set(DeadlineKind)
    for kind, rule in DEADLINES.items():
        assert 0 <= hours_of(rule, Urgency.URGENT) <= hours_of(rule), kind


def test_a_person_ends_what_no_fact_ends_and_records_a_report_to_the_police() -> None:
    recorded = {kind for kind, rule in DEADLINES.items() if rule.may_be_recorded}
    assert recorded == {
        DeadlineKind.POLICE_REPORT,
        DeadlineKind.SUPERVISOR_CALL,
        DeadlineKind.DELETION_CALL,
        DeadlineKind.CONSULTATION,
    }
    for kind, rule in DEADLINES.items():
        assert rule.is_ended_by_act == (kind in recorded or not rule.fulfilled_by), kind


def test_every_deadline_names_its_law_or_practice_and_one_is_asked_in_the_form() -> None:
    assert [kind for kind, rule in DEADLINES.items() if len(rule.basis.split()) < 3] == []
    silent = {kind for kind, rule in DEADLINES.items() if not rule.is_notified}
    assert silent == {DeadlineKind.POLICE_REPORT}


def test_every_fact_ends_one_deadline_or_opens_one() -> None:
    ending = [fact for rule in DEADLINES.values() for fact in rule.fulfilled_by]
    opening = [rule.opened_by for rule in DEADLINES.values() if rule.opened_by]
    assert sorted([*ending, *opening]) == sorted(DeadlineFact)


def test_an_urgent_first_look_and_answer_are_due_in_an_hour() -> None:
    for kind in (
        DeadlineKind.FIRST_REVIEW,
        DeadlineKind.ANSWER,
        DeadlineKind.DANGER_ANSWER,
    ):
        assert hours_of(DEADLINES[kind], Urgency.URGENT) == 1


def test_a_caseworker_ends_no_deadline_of_a_supervisor() -> None:
    for rule in DEADLINES.values():
        assert is_responsible_role(rule, Role.CASEWORKER) is (rule.role is Role.CASEWORKER)
        assert is_responsible_role(rule, Role.SUPERVISOR)
        assert not is_responsible_role(rule, Role.AUDITOR)


def test_a_deadline_that_follows_from_trafficking_or_of_a_silent_record_is_not_counted() -> None:
    assert {DeadlineKind.SIENA, DeadlineKind.SHARING_QUESTIONS} <= CASE_DEADLINES
    assert set(DeadlineKind) - set(COUNTED_DEADLINES) == {
        DeadlineKind.READ_MESSAGE,
        DeadlineKind.ANSWER_LINK_REQUEST,
        DeadlineKind.DELETION,
        DeadlineKind.DELETION_CALL,
        DeadlineKind.SIENA,
        DeadlineKind.SHARING_QUESTIONS,
        DeadlineKind.SUPERVISOR_CALL,
        DeadlineKind.CONSULTATION,
        DeadlineKind.ANSWER,
        DeadlineKind.DANGER_ANSWER,
        DeadlineKind.VITAL_REVIEW,
    }


def test_a_fact_that_a_closure_lacks_has_a_refusal_of_its_own_that_leads_to_its_page() -> None:
    assert LACKING.keys() == set(ClosureFact)
    assert all(refusal.href for refusal in LACKING.values())
    assert len(set(LACKING.values())) == len(ClosureFact)


def test_a_birthday_closes_care_records_only() -> None:
    assert CLOSURE_RULES["turned_18"].kinds == {"found"}


def test_of_an_adult_no_best_interests_and_no_guardian_are_asked() -> None:
    assert needs_of("reunified", is_child=False) == (ClosureFact.VERIFIED_KINSHIP,)
    assert needs_of("detained", is_child=False) == (
        ClosureFact.LOCATED,
        ClosureFact.RISK_ASSESSED,
    )

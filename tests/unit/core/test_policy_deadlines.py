"""The tables of deadlines and closures, against a second list of what was agreed."""

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
    is_owner_role,
)
from core.policy.roles import Role

# deadline -> hours, owner, what ends it: `fact`, `act`, and `not` where it may be impossible;
# `child` where it runs only for a person who may be a child
AGREED = {
    "first_look": "24 supervisor act",
    "best_interests": "12 supervisor act child",
    "answer": "360 supervisor act",
    "vital_review": "24 supervisor act",
    "read_message": "1 supervisor act",
    "answer_hit": "24 supervisor act",
    "police_report": "0 caseworker fact act",
    "risk_assessment": "1 caseworker fact",
    "photo": "1 caseworker fact not",
    "phone": "1 caseworker fact not",
    "clothing": "1 caseworker fact not",
    "sis_entry": "6 caseworker fact",
    "guardian": "24 caseworker fact not child",
    "likely_states": "24 caseworker fact not child",
    "siblings": "24 caseworker fact not child",
    "case_conference": "48 supervisor act child",
    "review_72_hours": "72 supervisor act",
    "yellow_notice": "72 supervisor fact not",
    "siena": "72 supervisor fact not",
    "review_7_days": "168 supervisor act",
    "review_30_days": "720 supervisor act",
    "review_90_days": "2160 supervisor act",
    "sharing_questions": "24 caseworker fact not child",
    "repeat_conference": "48 supervisor act",
    "return_interview": "72 caseworker act not",
    "adulthood_plan": "2880 caseworker act",
}
# closure -> kinds and roles by their first letters, facts, the notice to the other side
CLOSURES = {
    "reunified": "mftp sl verified_kinship best_interests > other_reunified",
    "traced_by_police": "m sl police_informed located > other_located",
    "joined_family_informally": "mf s located risk_assessed > other_located",
    "transferred_under_asylum_rules": (
        "mf s located guardian_appointed best_interests > other_closed"
    ),
    "returned_to_origin": "mf s located best_interests risk_assessed > other_closed",
    "detained": "m s located guardian_appointed risk_assessed > other_closed",
    "adult_established": "mf s adult > other_adult",
    "care_elsewhere": "mftp sl > other_safe",
    "located_no_contact_wished": "mftp sl > other_closed",
    "turned_18": "f sl adult > other_closed",
    "deceased": "mftp sl > other_closed",
    "duplicate": "mftp sl > other_closed",
    "transferred": "mftp sl > other_closed",
    "withdrawn": "mftp sl > other_closed",
    "unsolved_archived": "mftp sl > other_closed",
}


def _summary(kind: DeadlineKind) -> str:
    rule = DEADLINES[kind]
    marks = {
        "fact": bool(rule.fulfilled_by),
        "act": rule.is_ended_by_act,
        "not": rule.may_be_impossible,
        "child": rule.is_of_children,
    }
    held = (name for name, holds in marks.items() if holds)
    return " ".join([str(hours_of(rule)), rule.owner.value, *held])


def test_every_deadline_has_the_hours_owner_and_end_that_were_agreed() -> None:
    assert {kind.value: _summary(kind) for kind in DEADLINES} == AGREED
    assert set(DEADLINES) == set(DeadlineKind)


def test_every_fact_ends_one_deadline_or_opens_one() -> None:
    ending = [fact for rule in DEADLINES.values() for fact in rule.fulfilled_by]
    opening = [rule.opened_by for rule in DEADLINES.values() if rule.opened_by]
    assert sorted([*ending, *opening]) == sorted(DeadlineFact)


def test_an_urgent_first_look_and_answer_are_due_in_an_hour() -> None:
    for kind in (DeadlineKind.FIRST_REVIEW, DeadlineKind.ANSWER):
        assert hours_of(DEADLINES[kind], Urgency.URGENT) == 1


def test_a_caseworker_ends_no_deadline_of_a_supervisor() -> None:
    for rule in DEADLINES.values():
        assert is_owner_role(rule, Role.CASEWORKER) is (rule.owner is Role.CASEWORKER)
        assert is_owner_role(rule, Role.SUPERVISOR)
        assert not is_owner_role(rule, Role.AUDITOR)


def test_a_deadline_that_follows_from_trafficking_or_of_a_silent_record_is_not_counted() -> None:
    assert {DeadlineKind.SIENA, DeadlineKind.SHARING_QUESTIONS} <= CASE_DEADLINES
    assert set(DeadlineKind) - set(COUNTED_DEADLINES) == {
        DeadlineKind.READ_MESSAGE,
        DeadlineKind.ANSWER_HIT,
        DeadlineKind.SIENA,
        DeadlineKind.SHARING_QUESTIONS,
        DeadlineKind.ANSWER,
        DeadlineKind.VITAL_REVIEW,
    }


def _closure(closure: str) -> str:
    rule = CLOSURE_RULES[closure]
    kinds = "".join(letter for letter in "mftp" if any(kind[0] == letter for kind in rule.kinds))
    roles = "".join(letter for letter in "sl" if any(role[0] == letter for role in rule.roles))
    return " ".join([kinds, roles, *rule.needs, ">", rule.notice])


def test_every_closure_has_the_kinds_roles_facts_and_words_that_were_agreed() -> None:
    assert {closure: _closure(closure) for closure in CLOSURE_RULES} == CLOSURES
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

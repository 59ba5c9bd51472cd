"""Compare every cell (state, act, role) of the pair table with an agreed copy."""

from __future__ import annotations

import itertools

import pytest

from core.codes.review import PairState
from core.policy.review import (
    PAIR_PROCESS,
    REASONS_FROM_ANSWERS,
    VERDICT_REASONS,
    phases_after,
    stored_state,
)
from core.policy.roles import CASE_ROLES, Role

CASE, SUPERVISOR = set(CASE_ROLES), {Role.SUPERVISOR}
# (stored state, act) -> the stored states that follow, and the roles
AGREED = {
    ("open", "propose"): ({"proposed"}, CASE),
    ("open", "doubt"): ({"open"}, CASE),
    ("open", "provisional"): ({"open"}, CASE),
    ("open", "ask_questions"): ({"open"}, CASE),
    ("open", "ask_in_danger"): ({"open"}, CASE),
    ("proposed", "propose"): ({"proposed"}, CASE),
    ("proposed", "doubt"): ({"open"}, CASE),
    ("proposed", "confirm"): ({"proposed", "confirmed", "refuted"}, SUPERVISOR),
    ("proposed", "take_back"): ({"open"}, CASE),
    ("proposed", "ask_questions"): ({"proposed"}, CASE),
    ("proposed", "review"): ({"proposed"}, CASE),
    ("proposed", "ask_in_danger"): ({"proposed"}, CASE),
    ("confirmed", "propose_undo"): ({"confirmed"}, CASE),
    ("confirmed", "undo"): ({"open"}, SUPERVISOR),
    ("confirmed", "review"): ({"confirmed"}, CASE),
    ("confirmed", "approve_closure"): ({"confirmed"}, SUPERVISOR),
    ("confirmed", "ask_disclosure"): ({"confirmed"}, CASE),
    ("confirmed", "ask_in_danger"): ({"confirmed"}, CASE),
    ("confirmed", "close_record"): ({"confirmed"}, {Role.SUPERVISOR, Role.LIAISON_OFFICER}),
    ("refuted", "propose_undo"): ({"refuted"}, CASE),
    ("refuted", "undo"): ({"open"}, SUPERVISOR),
    ("refuted", "review"): ({"refuted"}, CASE),
}


@pytest.mark.parametrize("state", tuple(PairState))
def test_a_cell_leads_where_it_was_agreed_or_is_refused(state: str) -> None:
    for act, role in itertools.product(PAIR_PROCESS.acts, Role):
        to, roles = AGREED.get((state, act), (set(), set()))
        found = {stored_state(phase) for phase in phases_after(state, act, role)}
        assert found == (to if role in roles else set()), (act, role)


def test_no_pair_is_decided_but_from_a_proposal() -> None:
    assert {
        state
        for state, act in itertools.product(PairState, PAIR_PROCESS.acts)
        for phase in phases_after(state, act, Role.SUPERVISOR)
        if phase in {"confirmed", "refuted"} and phase != state
    } == {"proposed"}


def test_only_people_change_the_state_of_a_pair() -> None:
    people = set(Role) - {Role.MATCHER, Role.SYSTEM}
    assert {role for step in PAIR_PROCESS.steps for role in step.roles} <= people
    assert not any(step.is_automatic for step in PAIR_PROCESS.steps)


def test_reasons_that_need_answers_are_reasons_of_a_verdict() -> None:
    assert frozenset().union(*VERDICT_REASONS.values()) >= REASONS_FROM_ANSWERS

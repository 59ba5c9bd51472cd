"""Compare every cell (state, act, role) of the pair table with an agreed copy."""

from __future__ import annotations

import itertools

import pytest

from core.codes.review import PairState
from core.policy.review import (
    PAIR_ACTS,
    PAIR_TRANSITIONS,
    REASONS_FROM_ANSWERS,
    VERDICT_REASONS,
)
from core.policy.roles import CASE_ROLES, Role
from core.policy.state_machine import next_state

CASE, SUPERVISOR = set(CASE_ROLES), {Role.SUPERVISOR}
AGREED = {
    ("open", "propose"): ("proposed", CASE),
    ("open", "doubt"): ("open", CASE),
    ("open", "provisional"): ("open", CASE),
    ("proposed", "propose"): ("proposed", CASE),
    ("proposed", "doubt"): ("open", CASE),
    ("proposed", "confirm_one_side"): ("proposed", SUPERVISOR),
    ("proposed", "confirm_same"): ("confirmed", SUPERVISOR),
    ("proposed", "confirm_different"): ("refuted", SUPERVISOR),
    ("proposed", "take_back"): ("open", CASE),
    ("proposed", "review"): ("proposed", CASE),
    ("confirmed", "propose_undo"): ("confirmed", CASE),
    ("confirmed", "undo"): ("open", SUPERVISOR),
    ("confirmed", "review"): ("confirmed", CASE),
    ("refuted", "propose_undo"): ("refuted", CASE),
    ("refuted", "undo"): ("open", SUPERVISOR),
    ("refuted", "review"): ("refuted", CASE),
}


@pytest.mark.parametrize("state", tuple(PairState))
def test_a_cell_leads_where_it_was_agreed_or_is_refused(state: str) -> None:
    for act, role in itertools.product(PAIR_ACTS, Role):
        to, roles = AGREED.get((state, act), ("", set()))
        assert next_state(PAIR_TRANSITIONS, state, act, role) == (to if role in roles else None), (
            act,
            role,
        )


def test_no_pair_is_decided_but_from_a_proposal() -> None:
    assert {
        state
        for (state, _), move in PAIR_TRANSITIONS.items()
        if move.to in {"confirmed", "refuted"} and move.to != state
    } == {"proposed"}


def test_only_people_change_the_state_of_a_pair() -> None:
    people = set(Role) - {Role.MATCHER, Role.SYSTEM}
    assert {role for move in PAIR_TRANSITIONS.values() for role in move.roles} <= people


def test_reasons_that_need_answers_are_reasons_of_a_verdict() -> None:
    assert frozenset().union(*VERDICT_REASONS.values()) >= REASONS_FROM_ANSWERS

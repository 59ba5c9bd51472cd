"""Laws of the table of a match. Its rows are listed in docs/workflow.md."""

from __future__ import annotations

import itertools

import pytest

from core.codes.review import MatchState
from core.policy.review import (
    DECISION_REASONS,
    MATCH_PROCESS,
    REASONS_FROM_ANSWERS,
    MatchPhase,
    phases_after,
    stored_state,
)
from core.policy.roles import Role


def test_an_act_leads_to_the_states_of_its_step_or_keeps_the_state() -> None:
    supervisor, worker = Role.SUPERVISOR, Role.CASEWORKER
    assert phases_after("proposed", "confirm", supervisor) == {
        *("half_confirmed", "confirmed", "refuted")
    }
    assert phases_after("proposed", "review", worker) == {"proposed", "half_confirmed"}
    assert phases_after("confirmed", "review", worker) == {"confirmed"}
    assert phases_after("open", "confirm", supervisor) == set()
    assert phases_after("proposed", "confirm", worker) == set()


@pytest.mark.parametrize("phase", MatchPhase)
def test_a_half_confirmed_match_is_stored_as_proposed_and_each_other_as_it_is(
    phase: MatchPhase,
) -> None:
    assert stored_state(phase) == ("proposed" if phase == "half_confirmed" else phase.value)


def test_no_match_is_decided_but_from_a_proposal() -> None:
    assert {
        state
        for state, act in itertools.product(MatchState, MATCH_PROCESS.acts)
        for phase in phases_after(state, act, Role.SUPERVISOR)
        if phase in {"confirmed", "refuted"} and phase != state
    } == {"proposed"}


def test_only_people_change_the_state_of_a_match() -> None:
    people = set(Role) - {Role.MATCHER, Role.SYSTEM}
    assert {role for step in MATCH_PROCESS.steps for role in step.roles} <= people
    assert not any(step.is_automatic for step in MATCH_PROCESS.steps)


def test_reasons_that_need_answers_are_reasons_of_a_decision() -> None:
    assert frozenset().union(*DECISION_REASONS.values()) >= REASONS_FROM_ANSWERS

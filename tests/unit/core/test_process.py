"""The tables of processes: every refusal has a reason, and the next steps lead to the end."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import pytest

from core.policy.approvals import INDEPENDENT_DAYS
from core.policy.effects import StepEffect
from core.policy.process import (
    DoneStep,
    Process,
    Situation,
    Step,
    next_state,
    next_steps,
    refusal_of,
)
from core.policy.processes import PROCESSES
from core.policy.roles import Role
from core.refusals import Refusal
from docs.site.written.workflow import FILE, workflow_page
from tests.factories import NOW

NAMES = sorted(PROCESSES)
ME, OTHER = 1, 2


def _steps_of_people(process: Process) -> list[Step]:
    return [step for step in process.steps if not step.is_automatic]


def _sides(process: Process) -> frozenset[str]:
    return frozenset().union(*(step.sides for step in process.steps))


def _situations(process: Process) -> Iterator[Situation]:
    """Yield every state, side, role and person, and the guards met, or those of steps or of the
    process not met.
    """
    guards = frozenset(guard for step in process.steps for guard in step.guards)
    unmet_ones = dict.fromkeys((frozenset[Refusal](), guards, frozenset(process.conditions)))
    before = sorted({act for step in process.steps for act in step.distinct_from})
    for state, side, role, unmet, person in itertools.product(
        process.states,
        (*sorted(_sides(process)), ""),
        Role,
        unmet_ones,
        (ME, OTHER),
    ):
        done = tuple(DoneStep(one, "own", NOW, person) for one in before)
        sides = frozenset({side} if side else ())
        yield Situation(state, sides, role, ME, done, unmet)


@pytest.mark.parametrize("name", NAMES)
def test_an_act_is_allowed_or_refused_with_a_true_reason(name: str) -> None:
    process = PROCESSES[name]
    allowed = set()
    for situation, act in itertools.product(_situations(process), process.acts):
        refusal = refusal_of(process, situation, act)
        steps = [step for step in process.steps if step.act == act]
        here = [step for step in steps if situation.state in step.states]
        own = [step for step in here if situation.sides & step.sides]
        if refusal is None:
            allowed.add((situation.state, act))
            assert any(situation.role in step.roles for step in own)
            assert any(not set(step.guards) & situation.unmet for step in own)
            assert not set(process.conditions) & situation.unmet
        else:
            # a condition that is lacking, the role, the state, the side or the person
            assert refusal in {
                *(guard for step in own for guard in step.guards if guard in situation.unmet),
                *(guard for guard in process.conditions if guard in situation.unmet),
                process.wrong_role,
                steps[0].wrong_state or process.wrong_state[situation.state],
                *(step.other_side for step in here),
                *(step.other_side for step in steps if step.other_side in process.never),
                *(step.same_person for step in own),
            }
    # each step of a person is allowed in some situation
    people = _steps_of_people(process)
    assert allowed == {(state, step.act) for step in people for state in step.states}


@pytest.mark.parametrize("name", NAMES)
def test_one_person_does_not_take_both_steps(name: str) -> None:
    process = PROCESSES[name]
    for step in process.steps:
        for state, side, role, first in itertools.product(
            step.states, step.sides, step.roles, step.distinct_from
        ):
            done = (DoneStep(first, "own", NOW, ME),)
            mine = Situation(state, frozenset({side}), role, ME, done)
            theirs = Situation(state, frozenset({side}), role, OTHER, done)
            made = dataclasses.replace(theirs, related=frozenset({ME}))
            assert refusal_of(process, mine, step.act) is step.same_person
            assert refusal_of(process, theirs, step.act) is None
            assert refusal_of(process, made, step.act) is Refusal.ACCOUNT_IS_TOO_NEW


@pytest.mark.parametrize("name", NAMES)
def test_every_taker_of_a_step_counts_also_before_a_newer_one_and_unknown_to_the_viewer(
    name: str,
) -> None:
    process = PROCESSES[name]
    for step in process.steps:
        for state, side, role, first in itertools.product(
            step.states, step.sides, step.roles, step.distinct_from
        ):
            done = (DoneStep(first, "other", NOW, ME), DoneStep(first, "own", NOW, OTHER))
            mine = Situation(state, frozenset({side}), role, ME, done)
            hidden = dataclasses.replace(mine, done=(), takers={first: frozenset({ME, None})})
            undone = dataclasses.replace(mine, takers={first: frozenset({OTHER})})
            assert refusal_of(process, mine, step.act) is step.same_person
            assert refusal_of(process, hidden, step.act) is step.same_person
            assert refusal_of(process, undone, step.act) is None


@pytest.mark.parametrize("name", NAMES)
def test_no_person_takes_an_automatic_step(name: str) -> None:
    process = PROCESSES[name]
    automatic = {step.act for step in process.steps if step.is_automatic}
    assert not automatic & set(process.acts)
    for situation, act in itertools.product(_situations(process), automatic):
        assert refusal_of(process, situation, act) is not None


def test_an_act_leads_to_its_state_or_stays_for_the_roles_of_its_step() -> None:
    process = PROCESSES["consent"]
    assert next_state(process, "draft", "witness", Role.CASEWORKER) == "witnessed"
    assert next_state(process, "active", "witness", Role.CASEWORKER) == "active"
    assert next_state(process, "active", "expire", Role.MATCHER) == "expired"
    for role in set(Role) - {Role.MATCHER}:
        assert next_state(process, "active", "expire", role) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_time_of_a_step_is_given_only_to_a_side_that_takes_it(name: str) -> None:
    process = PROCESSES[name]
    for situation in _situations(process):
        due = next_steps(process, dataclasses.replace(situation, due_at=NOW)).due
        if due is not None:
            assert due.due_at == (NOW if due.is_own_side else None)


def test_the_refusal_of_a_new_account_states_the_days_of_the_table() -> None:
    assert f"first {INDEPENDENT_DAYS} days" in Refusal.ACCOUNT_IS_TOO_NEW.reason


@pytest.mark.parametrize("name", NAMES)
def test_the_stated_result_of_an_action_is_what_the_action_meets(name: str) -> None:
    process = PROCESSES[name]
    for situation in _situations(process):
        steps = next_steps(process, situation)
        assert [action.name for action in steps.actions] == list(process.acts)
        for action in steps.actions:
            assert action.refusal is refusal_of(process, situation, action.name)
        if steps.due is not None and steps.due.is_yours:
            assert refusal_of(process, situation, steps.due.act) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_condition_of_the_process_is_the_reason_for_every_act_and_no_step_comes_next(
    name: str,
) -> None:
    process = PROCESSES[name]
    for state, condition in itertools.product(process.states, process.conditions):
        for step in _steps_of_people(process):
            situation = Situation(
                state, step.sides, min(step.roles), ME, unmet=frozenset({condition})
            )
            assert refusal_of(process, situation, step.act) is condition
            assert next_steps(process, situation).due is None


@pytest.mark.parametrize("name", NAMES)
def test_following_the_main_steps_ends_in_every_state_that_has_none(name: str) -> None:
    process = PROCESSES[name]
    reached, frontier = {process.states[0]}, [process.states[0]]
    while frontier:
        state = frontier.pop()
        for step in process.steps:
            if state in step.states:
                new = set(step.to) - reached
                reached |= new
                frontier += new
    assert reached == set(process.states)


@pytest.mark.parametrize("name", NAMES)
def test_every_state_and_step_of_a_table_is_complete(name: str) -> None:
    process = PROCESSES[name]
    assert set(process.wrong_state) == set(process.states)
    for step in process.steps:
        assert step.states <= set(process.states)
        assert set(step.to) <= set(process.states)
        assert set(step.distinct_from) <= {*process.acts, process.start}
    automatic = [step for step in process.steps if step.is_automatic]
    assert list(process.steps[len(process.steps) - len(automatic) :]) == automatic
    assert all(step.to and not step.is_main and not step.guards for step in automatic)
    refusals = {
        *process.conditions,
        *(guard for step in process.steps for guard in step.guards),
        *process.wrong_state.values(),
    }
    # a page shows the sentences as they are in the table
    assert not any("%(" in text for refusal in refusals for text in refusal.sentences)


def test_every_kind_of_effect_is_one_of_a_step() -> None:
    steps = [step for process in PROCESSES.values() for step in process.steps]
    assert {effect for step in steps for effect in step.effects} == set(StepEffect)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_states_the_rows_of_each_act(name: str) -> None:
    process = PROCESSES[name]
    if name == "asked_disclosure":  # shows the steps of other tables
        assert process.writes is None
        return
    assert process.writes is not None
    assert set(process.writes) == {step.act for step in process.steps}
    assert all(process.writes[act].audit for act in process.acts)


def test_the_page_of_the_workflow_is_made_from_the_tables() -> None:
    made = FILE.read_text(encoding="utf-8") == workflow_page()
    assert made, "run python -m docs.site.written.workflow"

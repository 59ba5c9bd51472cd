"""Laws of both story tables. Their rows are listed in docs/workflow.md."""

from __future__ import annotations

import itertools

import pytest

from core.policy.case.story_steps import FOUND_STORY, MISSING_STORY, STORY_RESPONSIBLE
from core.policy.process import Process, Situation, next_steps, refusal_of
from core.policy.roles import CASE_ROLES, Role
from core.refusals import Refusal

# state -> the act that comes next
FOUND_NEXT = {
    "registered": None,
    "missing_from_care": "locate",
    "located": "safe",
    "safe": "return",
    "returned": "reunify",
    "reunified": None,
}
MISSING_NEXT = {
    "registered": "locate",
    "located": "safe",
    "safe": "return",
    "returned": "reunify",
    "reunified": None,
}
FACTS = (Refusal.CLOSURE_NEEDS_KINSHIP, Refusal.CLOSURE_NEEDS_BEST_INTERESTS)
TABLES = [
    pytest.param(FOUND_STORY, FOUND_NEXT, id="found"),
    pytest.param(MISSING_STORY, MISSING_NEXT, id="missing"),
]


def _situation(
    state: str, *unmet: Refusal, role: Role = Role.CASEWORKER, finished: str = ""
) -> Situation:
    done = frozenset({finished} if finished else ())
    return Situation(
        state, frozenset({STORY_RESPONSIBLE}), role, 1, unmet=frozenset(unmet), finished=done
    )


@pytest.mark.parametrize(("process", "following"), TABLES)
def test_each_act_leads_to_one_state_and_is_refused_where_it_has_no_step(
    process: Process, following: dict[str, str | None]
) -> None:
    assert set(process.states) == set(following)
    for act, state in itertools.product(process.acts, process.states):
        has_step = any(step.act == act and state in step.states for step in process.steps)
        refusal = refusal_of(process, _situation(state), act)
        assert refusal is (None if has_step else Refusal.EPISODE_DOES_NOT_FOLLOW)
    assert {len(step.to) for step in process.steps} == {1}
    assert {step.roles for step in process.steps} == {CASE_ROLES}


@pytest.mark.parametrize(("process", "following"), TABLES)
def test_the_next_step_leads_to_reunification(
    process: Process, following: dict[str, str | None]
) -> None:
    for state, act in following.items():
        # after a return the person was located and is not searched for
        finished = "locate" if state in {"returned", "reunified"} else ""
        due = next_steps(process, _situation(state, finished=finished)).due
        assert (due.act if due else None) == act
    for state in ("returned", "reunified"):
        # a missing person whose record was opened again is located first
        due = next_steps(process, _situation(state)).due
        is_missing = process is MISSING_STORY
        assert (due.act if due else None) == ("locate" if is_missing else following[state])


@pytest.mark.parametrize(("process", "following"), TABLES)
def test_a_reunification_needs_its_facts_in_turn(
    process: Process, following: dict[str, str | None]
) -> None:
    first = (Refusal.SENTENCE_IS_NOT_APPROVED,) if process is MISSING_STORY else ()
    lacking = (*first, *FACTS)
    for place, reason in enumerate(lacking):
        situation = _situation("returned", *lacking[place:], finished="locate")
        assert refusal_of(process, situation, "reunify") is reason
        due = next_steps(process, situation).due
        assert due is not None
        assert (due.act, due.lacking) == ("reunify", lacking[place:])
        assert not due.is_yours
    assert not any(
        refusal_of(process, _situation(state, *lacking), step.act) in lacking
        for step in process.steps
        for state in step.states
        if step.act != "reunify"
    )


@pytest.mark.parametrize(("process", "following"), TABLES)
def test_a_closed_record_and_a_report_of_a_child_that_missing_from_care_have_no_story_of_their_own(
    process: Process, following: dict[str, str | None]
) -> None:
    closed, elsewhere = process.conditions
    assert closed is Refusal.RECORD_IS_CLOSED
    assert elsewhere is Refusal.STORY_STANDS_AT_FOUND_RECORD
    for state, act in itertools.product(process.states, process.acts):
        assert refusal_of(process, _situation(state, closed, elsewhere), act) is closed
        assert refusal_of(process, _situation(state, elsewhere), act) is elsewhere
        assert refusal_of(process, _situation(state, closed, role=Role.AUDITOR), act) is (
            Refusal.STEP_OF_ANOTHER_ROLE
        )
    ids = {"record": "R", "found": "F"}
    assert closed.href_for(ids) == "/records/R"
    assert elsewhere.href_for(ids) == "/records/F/story"
    assert FACTS[0].href_for(ids) == "/records/R/edit#relatives"
    assert FACTS[1].href_for(ids) == "/records/R/safety#best-interests"

"""Laws of the tables of a disclosure. Their rows are listed in docs/workflow.md."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas.disclosure.requests_and_grants import DisclosureStepIn
from core.codes.disclosure import DisclosureState
from core.policy.fields import FieldClass, field_class
from core.policy.process import Situation, next_state, refusal_of
from core.policy.roles import Role
from core.policy.sharing.disclosure import (
    ACTING_SIDES,
    ASKED_SCOPES,
    DISCLOSURE_ACTS,
    ENDED_STATES,
    RELEASED_STATES,
    SCOPE_FIELDS,
    STATE_SHOWN_TO_ASKER,
)
from core.policy.sharing.disclosure_steps import ASKED_PROCESS, DISCLOSURE_PROCESSES
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from services.disclosure import disclosure_situation

FIRST, SECOND = {Role.CASEWORKER, Role.LIAISON_OFFICER}, {Role.SUPERVISOR}
LIVE = [
    state
    for state in tuple(DisclosureState)
    if state not in {"closed", "withdrawn", "revoked", "expired"}
]


def test_every_state_has_a_shown_code() -> None:
    assert STATE_SHOWN_TO_ASKER.keys() == set(DisclosureState)


def test_refusals_are_shown_identically() -> None:
    assert {STATE_SHOWN_TO_ASKER[state] for state in ("consent_refused", "revoked", "expired")} == {
        "not_released"
    }
    unseen = set(DisclosureState) - ENDED_STATES - RELEASED_STATES - {"consent_refused"}
    assert {STATE_SHOWN_TO_ASKER[state] for state in unseen} == {"with_the_responsible_agency"}


@given(
    st.sampled_from(list(DISCLOSURE_PROCESSES)),
    st.lists(
        st.tuples(st.sampled_from(DISCLOSURE_ACTS), st.sampled_from(list(Role))),
        min_size=10,
        max_size=60,
    ),
)
def test_two_approve_before_a_release_and_in_danger_the_first_approver_releases(
    path: str, acts: list[tuple[str, Role]]
) -> None:
    state, approvals = "requested", list[Role]()
    for act, role in acts:
        to = next_state(DISCLOSURE_PROCESSES[path], state, act, role)
        if to is None:
            continue
        assert state not in ENDED_STATES or to == state
        is_vital = path == "vital_interest"
        approvals += [role] if act == ("release" if is_vital else "approve") else []
        state = to
        if state in RELEASED_STATES:
            assert len(approvals) == (1 if is_vital else 2)
            assert approvals[0] in FIRST
            assert all(role in SECOND for role in approvals[1:])


@given(st.data())
def test_every_state_that_is_not_over_can_be_ended_by_either_side_and_by_the_clock(
    data: st.DataObject,
) -> None:
    path = data.draw(st.sampled_from(list(DISCLOSURE_PROCESSES)))
    states = DISCLOSURE_PROCESSES[path].states
    state = data.draw(st.sampled_from([state for state in LIVE if state in states]))
    # the asking side is shown a refused consent as an end
    withdrawn = None if state == "consent_refused" else "withdrawn"
    assert next_state(DISCLOSURE_PROCESSES[path], state, "withdraw", Role.CASEWORKER) == withdrawn
    assert next_state(DISCLOSURE_PROCESSES[path], state, "revoke", Role.SUPERVISOR) == "revoked"
    assert next_state(DISCLOSURE_PROCESSES[path], state, "expire", Role.MATCHER) == "expired"


NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def _steps(state: DisclosureState, *, was_released: bool) -> list[DisclosureStep]:
    release = DisclosureStep(act="release", state=DisclosureState.RELEASED, is_learned=True)
    newest = DisclosureStep(act="act", state=state, is_learned=True)
    return [*([release] if was_released else []), newest]


def test_the_asker_may_do_what_the_shown_state_allows_and_nothing_that_the_true_one_forbids() -> (
    None
):
    for path, state in itertools.product(DISCLOSURE_PROCESSES, DisclosureState):
        process = DISCLOSURE_PROCESSES[path]
        if state not in process.states:
            continue
        for was_released in (False, True):
            if was_released is not (state in RELEASED_STATES) and state not in ENDED_STATES:
                continue
            shown = Situation(
                disclosure_situation.state_for_asker(
                    Disclosure(state=state), _steps(state, was_released=was_released), now=NOW
                ),
                frozenset({"asker", "named"}),
                Role.CASEWORKER,
                1,
            )
            for act in ("withdraw", "acknowledge"):
                refusal = refusal_of(ASKED_PROCESS, shown, act)
                true = refusal_of(process, dataclasses.replace(shown, state=state), act)
                # a refused consent is shown as an end, so no act is left
                assert (refusal is None) == (true is None and state != "consent_refused")


@pytest.mark.parametrize("scope", ASKED_SCOPES)
def test_no_scope_opens_a_field_that_is_the_responsible_agencies_for_good(scope: str) -> None:
    for field in SCOPE_FIELDS[scope]:
        assert field_class(field, "found") not in {FieldClass.F4B, FieldClass.F5, FieldClass.F6}


def test_only_the_scope_place_opens_the_place_of_a_found_person() -> None:
    opens = {
        scope
        for scope, fields in SCOPE_FIELDS.items()
        for field in fields
        if field_class(field, "found") == "F4a"
    }
    assert opens == {"place"}


def test_every_step_but_the_clocks_can_be_asked_for_over_http() -> None:
    acts = get_args(DisclosureStepIn.model_fields["act"].annotation)
    assert acts == tuple(act for act in DISCLOSURE_ACTS if ACTING_SIDES[act] != "clock")

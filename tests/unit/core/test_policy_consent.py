"""Compare every cell (state, act, role) of the consent table with an agreed copy.

Also test general properties of the table.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes.consent import ConsentState
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.process import next_state
from core.policy.roles import Role

CONSENT_ACTS = sorted({step.act for step in CONSENT_PROCESS.steps})
DESK = {Role.CASEWORKER, Role.SUPERVISOR}
CLOCK = {Role.MATCHER}
# The agreed table, written independently: state -> act -> (next state, roles).
AGREED = {
    "draft": {
        "explain_orally": ("draft", DESK),
        "explain_in_writing": ("draft", DESK),
        "witness": ("witnessed", DESK),
        "start_spoken": ("active", DESK),
        "withdraw": ("withdrawn", DESK),
    },
    "witnessed": {"activate": ("active", DESK), "withdraw": ("withdrawn", DESK)},
    "active": {
        "explain_orally": ("active", DESK),
        "explain_in_writing": ("active", DESK),
        "witness": ("active", DESK),
        "supersede": ("superseded", DESK),
        "withdraw": ("withdrawn", DESK),
        "expire": ("expired", CLOCK),
        "age_out": ("aged_out", CLOCK),
    },
}


@pytest.mark.parametrize("state", tuple(ConsentState))
def test_a_cell_leads_where_it_was_agreed_or_is_refused(state: str) -> None:
    for act, role in itertools.product(CONSENT_ACTS, Role):
        to, roles = AGREED.get(state, {}).get(act, ("", set()))
        assert next_state(CONSENT_PROCESS, state, act, role) == (to if role in roles else None), (
            act,
            role,
        )


@given(st.lists(st.tuples(st.sampled_from(CONSENT_ACTS), st.sampled_from(list(Role))), max_size=30))
def test_an_ended_consent_never_comes_back_and_none_is_active_without_a_witness_or_the_spoken_word(
    acts: list[tuple[str, Role]],
) -> None:
    state, done = "draft", [""]
    for act, role in acts:
        to = next_state(CONSENT_PROCESS, state, act, role)
        if to is None:
            continue
        assert state in {"draft", "witnessed", "active"}
        done.append(act)
        state = to
        if state == "active":
            assert "start_spoken" in done or ("witness" in done and "activate" in done)

from __future__ import annotations

from core.policy.case.national_authorities import (
    CONNECT_HOURS,
    MATCH_HELPERS,
    NATIONAL_AUTHORITIES,
    authority_code,
)
from core.policy.participating_states import STATES

UNNAMED = {"DK"}  # no single authority is known


def test_every_state_has_a_named_authority_or_is_known_to_have_none() -> None:
    assert set(NATIONAL_AUTHORITIES) == STATES - UNNAMED
    assert all(name.strip() for name in NATIONAL_AUTHORITIES.values())


def test_the_code_of_an_authority_is_of_its_state() -> None:
    assert {state: authority_code(state) for state in STATES} == {
        state: "" if state in UNNAMED else f"{state}-NCA" for state in STATES
    }


def test_helpers_are_other_states_that_take_part() -> None:
    assert MATCH_HELPERS.keys() == STATES
    for state, helpers in MATCH_HELPERS.items():
        assert helpers
        assert len(set(helpers)) == len(helpers)
        assert set(helpers) <= STATES - {state}


def test_an_agency_is_connected_within_a_day() -> None:
    assert CONNECT_HOURS == 24

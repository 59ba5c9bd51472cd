from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policy import (
    ANY_EU_STATE,
    ANY_STATE,
    CASE_ROLES,
    CLEARANCES,
    DEFAULT_SHARES,
    EU_STATES,
    INTERNATIONAL_PROTECTION,
    PARTNER_STATES,
    SHARING,
    STATES,
    Audience,
    Role,
    View,
)
from services.actor import Actor
from services.visibility import Share, gate, shares, view

KINDS = ("missing", "found", "tracing")
SCOPES = (frozenset[str](), frozenset({"match_abroad"}), frozenset({"identity"}))


def _gates() -> list[tuple[str, str, bool, bool, frozenset[str]]]:
    return list(itertools.product(KINDS, CLEARANCES, (True, False), (True, False), SCOPES))


@pytest.mark.parametrize(("kind", "clearance", "is_minor", "has_basis", "scopes"), _gates())
def test_every_record_has_a_situation_in_the_table(
    kind: str, clearance: str, is_minor: bool, has_basis: bool, scopes: frozenset[str]
) -> None:
    situation = gate(kind=kind, clearance=clearance, is_minor=is_minor, has_basis=has_basis, scopes=scopes)
    assert (kind, situation) in DEFAULT_SHARES


@pytest.mark.parametrize(("is_minor", "has_basis"), [(False, True), (False, False), (True, False)])
def test_a_found_adult_and_a_found_minor_without_basis_are_hidden_without_consent(
    is_minor: bool, has_basis: bool
) -> None:
    situation = gate(kind="found", clearance="cleared", is_minor=is_minor, has_basis=has_basis, scopes=frozenset())
    assert DEFAULT_SHARES["found", situation].most is View.NONE


RECORDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "clearance": st.sampled_from(CLEARANCES),
        "is_minor": st.booleans(),
        "has_basis": st.booleans(),
        "scopes": st.sampled_from(SCOPES),
        "sharing": st.sampled_from(["", *SHARING]),
        "recipients": st.lists(st.sampled_from(sorted(STATES | {"US", "SY"})), max_size=5),
        "protection": st.sampled_from(INTERNATIONAL_PROTECTION),
        "nationalities": st.lists(st.sampled_from(["SY", "AF", "RO", "PL", "CH"]), max_size=2),
    }
)


def _in_force(record: dict[str, object]) -> list[Share]:
    situation = gate(
        kind=str(record["kind"]),
        clearance=str(record["clearance"]),
        is_minor=bool(record["is_minor"]),
        has_basis=bool(record["has_basis"]),
        scopes=record["scopes"],  # type: ignore[arg-type]
    )
    return shares(
        kind=str(record["kind"]),
        situation=situation,
        sharing=str(record["sharing"]),
        recipients=record["recipients"],  # type: ignore[arg-type]
        international_protection=str(record["protection"]),
        nationalities=record["nationalities"],  # type: ignore[arg-type]
    )


def _reached(in_force: list[Share]) -> set[str]:
    """Spell the states a sharing reaches out, without asking the code under test."""
    groups = {ANY_STATE: EU_STATES | PARTNER_STATES, ANY_EU_STATE: EU_STATES}
    return {state for share in in_force for state in groups.get(share.state, {share.state})}


@given(RECORDS)
def test_sharing_never_goes_beyond_what_the_situation_allows(record: dict[str, object]) -> None:
    situation = gate(**{name: record[name] for name in ("kind", "clearance", "is_minor", "has_basis", "scopes")})  # type: ignore[arg-type]
    rule = DEFAULT_SHARES[str(record["kind"]), situation]
    for share in _in_force(record):
        assert View.NONE < share.view <= rule.most
        assert Audience(share.audience) in rule.audiences


@given(RECORDS)
def test_an_owner_who_says_none_shares_nothing(record: dict[str, object]) -> None:
    assert _in_force({**record, "sharing": "none"}) == []


@given(RECORDS)
def test_a_tracing_request_is_the_owners_alone(record: dict[str, object]) -> None:
    assert _in_force({**record, "kind": "tracing"}) == []


@given(RECORDS)
def test_a_missing_report_reaches_named_states_only(record: dict[str, object]) -> None:
    named = set(record["recipients"])  # type: ignore[call-overload]
    assert _reached(_in_force({**record, "kind": "missing"})) <= named & STATES


@given(RECORDS)
def test_possible_international_protection_reaches_no_state_of_nationality_and_none_outside_the_eu(
    record: dict[str, object],
) -> None:
    if record["protection"] == "no":
        record = {**record, "protection": "unknown"}
    reached = _reached(_in_force(record))
    assert reached <= EU_STATES
    assert not reached & set(record["nationalities"])  # type: ignore[call-overload]


@given(RECORDS)
def test_an_unverified_reporters_report_reaches_no_protection_agency(record: dict[str, object]) -> None:
    in_force = _in_force({**record, "kind": "missing", "clearance": "unverified"})
    assert all(share.audience == "police" for share in in_force)


def _actor(role: Role) -> Actor:
    return Actor(role=role, agency_id=1, agency_kind="protection", state="DE", user_id=1)


@pytest.mark.parametrize(("role", "shared"), list(itertools.product(Role, [0, 1, 2, 3, 4])))
def test_only_case_roles_see_what_is_shared_and_never_more_than_identity(role: Role, shared: int) -> None:
    level = view(_actor(role), is_owner=False, shared=shared)
    expected = View(min(shared, 3)) if role in CASE_ROLES else View.NONE
    assert level is expected


def test_an_agencys_system_reads_back_no_more_than_identity() -> None:
    assert view(_actor(Role.SYSTEM), is_owner=True, shared=0) is View.IDENTITY
    assert view(_actor(Role.CASEWORKER), is_owner=True, shared=0) is View.FULL

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal

from core.codes.records import RecordKind, ReporterCheck
from core.policy.actions import Action, scope
from core.policy.participating_states import ANY_STATE, STATES
from core.policy.records.declarations import INTERNATIONAL_PROTECTION
from core.policy.roles import CASE_ROLES, Role
from core.policy.sharing.views import DEFAULT_SHARES, SHARING_VIEWS, Audience, View
from services.foundation.actor import Actor
from services.sharing.visibility import (
    EffectiveShare,
    SharingContext,
    SharingPreference,
    effective_shares,
    of_own_agency,
    scopes_by_state,
    sharing_rule,
    view,
)

KINDS = tuple(RecordKind)
SCOPES = (frozenset[str](), frozenset({"match_abroad"}), frozenset({"identity"}))


def _situations() -> list[SharingContext]:
    grid = itertools.product(KINDS, ReporterCheck, *[(True, False)] * 5, SCOPES)
    return [SharingContext(*one) for one in grid]


def test_every_record_has_a_situation_in_the_table() -> None:
    for situation in _situations():
        assert (situation.kind, sharing_rule(situation)) in DEFAULT_SHARES, situation


def test_a_found_person_is_shared_only_as_an_answered_child_with_basis_or_with_consent() -> None:
    for situation in _situations():
        if situation.kind == "found":
            is_child = situation.is_minor and situation.has_basis and not situation.is_victim
            expected = (is_child and situation.is_answered) or bool(situation.scopes)
            assert (
                DEFAULT_SHARES["found", sharing_rule(situation)].most > View.NONE
            ) == expected, situation
            assert situation.is_child_with_basis == is_child
        else:
            assert not situation.is_child_with_basis


def test_a_share_hides_no_appearance_by_default() -> None:
    assert not EffectiveShare("GR", "police", View.LINK).hides_appearance


def test_missing_declarations_use_the_most_careful_defaults() -> None:
    assert SharingContext("missing") == SharingContext(
        kind="missing",
        reporter_check="unverified",
        is_minor=True,
        is_victim=False,
        has_basis=False,
        has_decision=False,
        is_answered=False,
        scopes=frozenset(),
    )


def test_consent_scopes_apply_per_state() -> None:
    given = [("identity", "GR"), ("photo", "GR"), ("match_abroad", "FR")]
    assert scopes_by_state(given) == {
        "GR": frozenset({"identity", "photo"}),
        "FR": frozenset({"match_abroad"}),
    }
    assert scopes_by_state([]) == {}


RECORDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "reporter_check": st.sampled_from(ReporterCheck),
        "is_minor": st.booleans(),
        "is_victim": st.booleans(),
        "has_basis": st.booleans(),
        "has_decision": st.booleans(),
        "is_answered": st.booleans(),
        "scopes": st.sampled_from(SCOPES),
        "sharing": st.sampled_from(["", *SHARING_VIEWS]),
        "recipients": (
            st.none() | st.lists(st.sampled_from(sorted(STATES | {"US", "SY"})), max_size=5)
        ),
        "protection": st.sampled_from(INTERNATIONAL_PROTECTION),
        "nationalities": st.lists(st.sampled_from(["SY", "AF", "RO", "PL", "CH"]), max_size=2),
        "dangers": st.lists(st.sampled_from(["SY", "RO", "GR"]), max_size=2),
    }
)


def _situation(record: dict[str, Any]) -> SharingContext:
    names = [field.name for field in dataclasses.fields(SharingContext)]
    return SharingContext(**{name: record[name] for name in names})


def _in_force(record: dict[str, Any]) -> list[EffectiveShare]:
    named = record["recipients"]
    return effective_shares(
        sharing_rule(_situation(record)),
        SharingPreference(record["sharing"], None if named is None else tuple(named)),
        kind=record["kind"],
        state="DE",
        barred=[
            *(record["nationalities"] if record["protection"] != "no" else ()),
            *record["dangers"],
        ],
    )


def _reached(in_force: list[EffectiveShare]) -> set[str]:
    """Return the states that a sharing reaches, computed independently."""
    groups = {ANY_STATE: STATES}
    barred = {share.state for share in in_force if share.view is View.NONE}
    open_ = {
        state
        for share in in_force
        if share.view > View.NONE
        for state in groups.get(share.state, {share.state})
    }
    return open_ - barred


@given(RECORDS)
def test_sharing_never_goes_beyond_what_the_situation_allows(record: dict[str, Any]) -> None:
    rule = DEFAULT_SHARES[record["kind"], sharing_rule(_situation(record))]
    for share in _in_force(record):
        assert share.view <= rule.most
        assert share.view is View.NONE or Audience(share.audience) in rule.audiences


@given(RECORDS)
def test_sharing_none_creates_no_share(record: dict[str, Any]) -> None:
    assert _reached(_in_force({**record, "sharing": "none"})) == set()


@given(RECORDS)
def test_only_the_responsible_reads_a_tracing_request(record: dict[str, Any]) -> None:
    assert _reached(_in_force({**record, "kind": "tracing"})) == set()


@given(RECORDS)
def test_a_preventive_record_is_never_above_link_and_hidden_without_decision_or_basis(
    record: dict[str, Any],
) -> None:
    record = {**record, "kind": "preventive"}
    shared = _in_force(record)
    assert all(share.view <= View.LINK for share in shared)
    is_decided = record["has_decision"] and record["has_basis"]
    assert is_decided or _reached(shared) == set()
    audiences = {share.audience for share in shared if share.view > View.NONE}
    assert record["reporter_check"] == "checked" or audiences <= {Audience.POLICE}


@given(RECORDS)
def test_a_missing_report_reaches_named_states_only(record: dict[str, Any]) -> None:
    named = set(record["recipients"] or ())
    assert _reached(_in_force({**record, "kind": "missing"})) <= named & STATES


@given(RECORDS)
def test_possible_protection_reaches_neither_state_of_nationality_nor_outsiders(
    record: dict[str, Any],
) -> None:
    if record["protection"] == "no":
        record = {**record, "protection": "unknown"}
    reached = _reached(_in_force(record))
    assert reached <= STATES
    assert not reached & set(record["nationalities"])


@given(RECORDS)
def test_a_state_that_is_a_danger_is_never_reached(record: dict[str, Any]) -> None:
    assert not _reached(_in_force(record)) & set(record["dangers"])


@given(RECORDS)
def test_an_unverified_reporters_report_reaches_no_protection_agency(
    record: dict[str, Any],
) -> None:
    in_force = _in_force({**record, "kind": "missing", "reporter_check": "unverified"})
    assert all(share.audience == "police" for share in in_force if share.view > View.NONE)


@given(RECORDS)
def test_unreadable_recipients_create_no_share(record: dict[str, Any]) -> None:
    assert _reached(_in_force({**record, "recipients": []})) == set()


def _actor(role: Role) -> Actor:
    return Actor(role=role, agency_id=1, agency_kind="protection", state="DE", user_id=1)


@pytest.mark.parametrize(("role", "shared"), list(itertools.product(Role, [0, 1, 2, 3, 4])))
def test_only_case_roles_see_what_is_shared_and_never_more_than_identity(
    role: Role, shared: int
) -> None:
    level = view(_actor(role), is_responsible=False, is_barred=False, shared=shared)
    expected = View(min(shared, 3)) if role in CASE_ROLES else View.NONE
    assert level is expected
    assert view(_actor(role), is_responsible=False, is_barred=True, shared=shared) is View.NONE


def test_an_agencys_system_reads_back_no_more_than_identity() -> None:
    assert view(_actor(Role.SYSTEM), is_responsible=True, is_barred=True, shared=0) is View.IDENTITY
    assert view(_actor(Role.CASEWORKER), is_responsible=True, is_barred=True, shared=0) is View.FULL


@pytest.mark.parametrize("role", [role for role in Role if scope(Action.READ_OWN, role) is None])
def test_roles_without_own_records_own_none(role: Role) -> None:
    assert of_own_agency(_actor(role), datetime(2026, 3, 2, tzinfo=UTC)).compare(
        literal(value=False)
    )


def _expected_shares(record: dict[str, Any]) -> set[tuple[str, str, int]]:
    """Return what is shared with whom, computed independently."""
    is_protected, named = record["protection"] != "no", record["recipients"]
    both = ("police", "protection")
    barred = {one for one in record["nationalities"] if is_protected and one in STATES}
    barred |= {one for one in record["dangers"] if one in STATES}
    to, default, most = both, 0, 0
    if record["kind"] == "missing" and record["reporter_check"] != "flagged":
        is_open = record["reporter_check"] in {"checked", "provisional"}
        to, default, most = both if is_open else ("police",), 3, 3
    elif record["kind"] == "found":
        is_child = record["is_minor"] and record["has_basis"] and not record["is_victim"]
        default = 1 if (is_child and record["is_answered"]) or record["scopes"] else 0
        most = 3 if "identity" in record["scopes"] else default
    elif record["kind"] == "preventive" and record["reporter_check"] != "flagged":
        to = both if record["reporter_check"] == "checked" else ("police",)
        default = most = 1 if record["has_decision"] and record["has_basis"] else 0
    wish = {"none": 0, "link": 1, "profile": 2, "identity": 3}.get(record["sharing"], default)
    states = {"**"} if record["kind"] in {"found", "preventive"} else set[str]()
    states = states if named is None else {one for one in named if one in STATES} - barred
    rows = {
        (state, audience, min(wish, most)) for state in states for audience in to if min(wish, most)
    }
    return rows | {(state, audience, 0) for state in barred for audience in both}


@pytest.mark.parametrize(("kind", "reporter_check"), list(itertools.product(KINDS, ReporterCheck)))
def test_shares_equal_an_independent_computation_without_duplicates(
    kind: str, reporter_check: str
) -> None:
    axes: dict[str, tuple[Any, ...]] = {
        "is_minor": (True, False),
        "is_victim": (True, False),
        "has_basis": (True, False),
        "has_decision": (True, False) if kind == "preventive" else (False,),
        "is_answered": (True, False) if kind == "found" else (False,),
        "scopes": SCOPES,
        "sharing": ("", *SHARING_VIEWS),
        "recipients": (None, (), ("DE", "RO", "US"), ("GR", "CH", "GR")),
        "protection": ("no", "unknown"),
        "nationalities": ((), ("RO", "CH"), ("SY",)),
        "dangers": ((), ("RO", "GR")) if kind == "found" else ((),),
    }
    for values in itertools.product(*axes.values()):
        record = {
            "kind": kind,
            "reporter_check": reporter_check,
            **dict(zip(axes, values, strict=True)),
        }
        in_force = [(one.state, one.audience, int(one.view)) for one in _in_force(record)]
        assert len(set(in_force)) == len(in_force), record
        assert set(in_force) == _expected_shares(record), record


@pytest.mark.parametrize("kind", ["missing", "found"])
def test_an_unknown_sharing_code_creates_no_share(kind: str) -> None:
    situation = SharingContext(
        kind, reporter_check="checked", has_basis=True, scopes=frozenset({"identity"})
    )
    wish = SharingPreference("everything", ("DE", "GR"))
    assert (
        effective_shares(sharing_rule(situation), wish, kind=kind, state="DE", barred=["AF"]) == []
    )

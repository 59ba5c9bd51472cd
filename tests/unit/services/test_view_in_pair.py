"""How far one side of a pair sees the other, for every situation of both: held against the rule told once more."""

from __future__ import annotations

import dataclasses
import functools
import itertools

import pytest

from core.policy import EVIDENCE_FIELDS, VIEW_CLASSES, FieldClass, Role, View
from matching import BANDS
from models.agency import Agency
from models.record import Record
from services.actor import Actor
from services.visibility import Seen, classes_at, may_tell, of_agency, view_in_pair

OPEN = {"kind": "missing", "status": "open", "sharing": "", "clearance": "cleared", "has_basis": True}
CASES = list(itertools.product(("missing", "found", "tracing"), ("open", "closed"), (True, False)))
CLEARANCES = ("cleared", "unverified", "flagged")
STATES = ("open", "refuted", "confirmed")


@functools.cache
def _record(**said: object) -> Record:
    return Record(**{**OPEN, **said})


def _seen(view: View = View.HIT, *, is_owner: bool = False, is_barred: bool = False, **said: object) -> Seen:
    return Seen(_record(**said), "police", view, is_owner, VIEW_CLASSES[view], is_barred)


@pytest.mark.parametrize(("kind", "status", "has_basis"), CASES)
def test_the_found_side_sees_the_report_and_the_reports_side_nothing_until_cleared(
    kind: str, status: str, has_basis: bool
) -> None:
    levels = (View.NONE, View.HIT)
    for other_kind, other_status, is_barred in CASES:
        for case in itertools.product(CLEARANCES, CLEARANCES, ("", "none"), BANDS, STATES, levels):
            clearance, other_clearance, sharing, band, state, level = case
            own = _seen(kind=kind, status=status, has_basis=has_basis, clearance=clearance)
            said = {"kind": other_kind, "status": other_status, "sharing": sharing, "clearance": other_clearance}
            other = _seen(level, is_barred=is_barred, **said)
            expected = level
            is_candidate = band in ("possible", "strong") and state != "refuted"
            is_open_to_it = other_clearance != "flagged" and sharing != "none" and not is_barred
            if kind == "found" and other_kind == "missing" and has_basis and is_candidate and is_open_to_it:
                expected = View.IDENTITY
            # both sides confirmed the pair while the report was cleared
            is_reset = clearance == "unverified" and state == "confirmed"
            is_unproven = kind in ("missing", "tracing") and clearance != "cleared" and not is_reset
            if "closed" in (status, other_status) or is_unproven:
                expected = View.NONE
            assert view_in_pair(own, other, band=band, state=state) is expected, (other_kind, other_status, case)


@pytest.mark.parametrize(("kind", "status", "_basis"), CASES)
def test_the_owner_of_both_sees_both_whatever_they_are(kind: str, status: str, _basis: bool) -> None:
    other = _seen(View.FULL, is_owner=True, kind=kind, status="closed", sharing="none", clearance="flagged")
    own = _seen(kind=kind, status=status, clearance="flagged")
    assert view_in_pair(own, other, band="weak", state="refuted") is View.FULL


def test_more_than_identity_is_never_taken_away_and_bands_stand_in_their_order() -> None:
    assert BANDS == ("none", "weak", "possible", "strong")
    own = _seen(kind="found")
    assert view_in_pair(own, _seen(View.FULL), band="strong", state="open") is View.FULL


@pytest.mark.parametrize("attribute", EVIDENCE_FIELDS)
def test_agreement_is_told_from_the_view_on_that_opens_what_agreed(attribute: str) -> None:
    from_view = {"sex": View.PROFILE, "origin": View.PROFILE, "ethnicity": View.FULL, "home": View.FULL}.get(
        attribute, View.IDENTITY
    )
    for view, kind in itertools.product(View, ("missing", "found")):
        needed = View.FULL if kind == "found" and attribute in ("event", "interval") else from_view
        assert may_tell(attribute, _seen(view, kind=kind)) == (view >= needed)


@pytest.mark.parametrize(("role", "level"), list(itertools.product(Role, View)))
def test_classes_are_those_of_the_view_and_a_systems_own_ones(role: Role, level: View) -> None:
    names = [one.value for one in classes_at(Actor(role, 1, "police", "DE"), level)]
    if role is Role.SYSTEM:
        assert set(names) == ({"F1", "F2", "F3"} if level > View.NONE else set())
    else:
        assert set(names) == set([(), (), ("F1",), ("F1", "F2", "F3"), ("F1", "F2", "F3", "F4a", "F4b", "F5")][level])


@pytest.mark.parametrize(("kind", "state"), [("police", "GR"), ("protection", "DE"), ("hotline", "FR")])
def test_an_agency_is_told_what_its_supervisor_sees(kind: str, state: str) -> None:
    actor = of_agency(Agency(id=7, kind=kind, state=state))
    assert actor == Actor(Role.SUPERVISOR, 7, kind, state)


def test_nobody_is_barred_and_no_record_a_canary_unless_it_is_said() -> None:
    seen = Seen(Record(**OPEN), "police", View.HIT, is_owner=False, classes=frozenset({FieldClass.F1}))
    assert (seen.is_barred, seen.is_canary) == (False, False)
    assert [one.name for one in dataclasses.fields(seen)][-2:] == ["is_barred", "is_canary"]

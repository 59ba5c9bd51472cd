"""The view of one agency of a match on the other record, compared with an independent rule."""

from __future__ import annotations

import dataclasses
import functools
import itertools

import pytest

from core.codes.records import RecordKind
from core.policy.case.care_confirmation import MATCH_VIEWS, CareProof
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.evidence import EVIDENCE_FIELDS
from core.policy.sharing.views import VIEW_CLASSES, View
from models.agencies.agency import Agency
from models.records.record import Record
from services.foundation.actor import Actor
from services.sharing.visibility import (
    VisibleRecord,
    agency_actor,
    may_reveal_attribute,
    may_undo,
    opened_classes,
    view_in_match,
    withholding_reason,
)

OPEN = {
    "kind": "missing",
    "status": "open",
    "sharing": "",
    "reporter_check": "checked",
    "has_basis": True,
}
CASES = list(itertools.product(RecordKind, ("open", "closed"), (True, False)))
REPORTER_CHECKS = ("checked", "unverified", "flagged")
STATES = ("open", "refuted", "confirmed")


@functools.cache
def _record(**columns: object) -> Record:
    return Record(**{**OPEN, **columns})


def _visible(
    view: View = View.LINK,
    *,
    is_responsible: bool = False,
    is_barred: bool = False,
    **columns: object,
) -> VisibleRecord:
    proof = columns.pop("proof", CareProof.NOTHING)
    assert isinstance(proof, CareProof)
    return VisibleRecord(
        _record(**columns),
        "police",
        view,
        is_responsible,
        VIEW_CLASSES[view],
        is_barred,
        proof=proof,
    )


@pytest.mark.parametrize(("kind", "status", "has_basis"), CASES)
def test_until_the_reporter_check_the_found_side_sees_the_report_and_the_missing_side_sees_nothing(
    kind: str, status: str, has_basis: bool
) -> None:
    levels = (View.NONE, View.LINK)
    for other_kind, other_status, is_barred in CASES:
        for case in itertools.product(
            REPORTER_CHECKS, REPORTER_CHECKS, ("", "none"), (True, False), STATES, levels
        ):
            reporter_check, other_reporter_check, sharing, is_near, state, level = case
            own = _visible(
                kind=kind, status=status, has_basis=has_basis, reporter_check=reporter_check
            )
            other_columns = {
                "kind": other_kind,
                "status": other_status,
                "sharing": sharing,
                "reporter_check": other_reporter_check,
            }
            other = _visible(level, is_barred=is_barred, **other_columns)
            expected = level
            is_candidate = state == "confirmed" or (is_near and state != "refuted")
            is_open_to_it = (
                other_reporter_check != "flagged" and sharing != "none" and not is_barred
            )
            if (
                kind == "found"
                and other_kind == "missing"
                and has_basis
                and is_candidate
                and is_open_to_it
            ):
                expected = View.IDENTITY
            # both agencies confirmed the match while the report was checked
            is_reset = reporter_check == "unverified" and state == "confirmed"
            is_unproven = kind != "found" and reporter_check != "checked" and not is_reset
            if "closed" in (status, other_status) or is_unproven:
                expected = View.NONE
            view = view_in_match(own, other, is_candidate=is_near, state=state, kinds=2)
            assert view is expected, (other_kind, other_status, case)


def test_proof_of_care_opens_the_report_step_by_step() -> None:
    for proof, state, kinds, reporter_check in itertools.product(
        CareProof, ("open", "proposed", "confirmed", "refuted"), range(4), REPORTER_CHECKS
    ):
        expected = View.LINK
        if proof is CareProof.CONFIRMED:
            expected = View.CONTACTS if state == "confirmed" else View.RELATIVES
        elif (
            state == "confirmed"
            or kinds >= 2
            or (proof is CareProof.DECLARED and reporter_check == "checked")
        ):
            expected = View.IDENTITY
        if state == "refuted" or reporter_check == "flagged":
            expected = View.LINK
        own, other = _visible(kind="found", proof=proof), _visible(reporter_check=reporter_check)
        for is_near in (True, False):
            level = view_in_match(own, other, is_candidate=is_near, state=state, kinds=kinds)
            is_candidate = is_near or state == "confirmed"
            assert level is (expected if is_candidate else View.LINK), (
                proof,
                state,
                kinds,
                reporter_check,
                is_near,
            )
        for barred in (
            _visible(reporter_check=reporter_check, is_barred=True),
            _visible(reporter_check=reporter_check, sharing="none"),
        ):
            assert (
                view_in_match(own, barred, is_candidate=True, state=state, kinds=kinds) is View.LINK
            )


def test_every_step_is_in_the_table_and_contacts_need_care_confirmation_and_a_confirmed_match() -> (
    None
):
    assert MATCH_VIEWS.keys() == set(itertools.product(CareProof, (False, True), (False, True)))
    for (proof, _, is_confirmed), level in MATCH_VIEWS.items():
        assert (level >= View.CONTACTS) == (proof is CareProof.CONFIRMED and is_confirmed)
        assert (level >= View.RELATIVES) == (proof is CareProof.CONFIRMED)


@pytest.mark.parametrize(
    ("proof", "view", "code"),
    [
        (CareProof.NOTHING, View.LINK, "evidence"),
        (CareProof.DECLARED, View.LINK, "evidence"),
        (CareProof.NOTHING, View.IDENTITY, "care_confirmation"),
        (CareProof.DECLARED, View.IDENTITY, "care_confirmation"),
        (CareProof.CONFIRMED, View.RELATIVES, "match_decision"),
        (CareProof.CONFIRMED, View.CONTACTS, ""),
        (CareProof.CONFIRMED, View.LINK, "sharing"),
    ],
)
def test_the_found_side_learns_why_facts_stay_closed(
    proof: CareProof, view: View, code: str
) -> None:
    assert withholding_reason(_visible(kind="found", proof=proof), _visible(view)) == code
    assert (
        withholding_reason(_visible(kind="missing", proof=proof), _visible(view, kind="found"))
        == ""
    )
    assert (
        withholding_reason(_visible(kind="found", proof=proof), _visible(view, is_responsible=True))
        == ""
    )


@pytest.mark.parametrize(("kind", "status", "_basis"), CASES)
def test_the_responsible_of_both_sees_both_whatever_they_are(
    kind: str, status: str, _basis: bool
) -> None:
    other = _visible(
        View.FULL,
        is_responsible=True,
        kind=kind,
        status="closed",
        sharing="none",
        reporter_check="flagged",
    )
    own = _visible(kind=kind, status=status, reporter_check="flagged")
    assert view_in_match(own, other, is_candidate=False, state="refuted", kinds=0) is View.FULL


def test_more_than_identity_is_never_taken_away() -> None:
    own = _visible(kind="found")
    assert (
        view_in_match(own, _visible(View.FULL), is_candidate=True, state="open", kinds=2)
        is View.FULL
    )


@pytest.mark.parametrize("attribute", EVIDENCE_FIELDS)
def test_agreement_is_shown_from_the_view_that_opens_the_agreeing_fact(attribute: str) -> None:
    from_view = {
        "sex": View.PROFILE,
        "origin": View.PROFILE,
        "relative": View.RELATIVES,
        "phone": View.CONTACTS,
        "family": View.CONTACTS,
        "ethnicity": View.FULL,
        "sensitive_marks": View.FULL,
        "home": View.FULL,
    }.get(attribute, View.IDENTITY)
    for view, kind in itertools.product(View, ("missing", "found")):
        needed = View.FULL if kind == "found" and attribute in ("event", "interval") else from_view
        assert may_reveal_attribute(attribute, _visible(view, kind=kind)) == (view >= needed)


@pytest.mark.parametrize(("role", "level"), list(itertools.product(Role, View)))
def test_classes_are_those_of_the_view_and_none_for_software_that_may_not_read(
    role: Role, level: View
) -> None:
    names = [one.value for one in opened_classes(Actor(role, 1, "police", "DE"), level)]
    if role is Role.SYSTEM:
        assert names == []
    else:
        opened = [
            "",
            "",
            "F1",
            "F1 F2 F3",
            "F1 F2 F2a F3",
            "F1 F2 F2a F2b F3",
            "F1 F2 F2a F2b F3 F4a F4b F5",
        ]
        assert set(names) == set(opened[level].split())


@pytest.mark.parametrize(
    ("kind", "state"), [("police", "GR"), ("protection", "DE"), ("hotline", "FR")]
)
def test_an_agency_as_actor_has_the_rights_of_its_supervisor(kind: str, state: str) -> None:
    actor = agency_actor(Agency(id=7, kind=kind, state=state))
    assert actor == Actor(Role.SUPERVISOR, 7, kind, state)


@pytest.mark.parametrize("is_barred", [True, False])
def test_only_a_bar_takes_the_undo_away(is_barred: bool) -> None:
    assert may_undo(_visible(View.NONE, is_barred=is_barred)) is (not is_barred)


def test_a_visible_record_is_not_barred_or_a_decoy_by_default() -> None:
    visible = VisibleRecord(
        Record(**OPEN),
        "police",
        View.LINK,
        is_responsible=False,
        classes=frozenset({FieldClass.F1}),
    )
    assert (visible.is_barred, visible.is_decoy, visible.proof, visible.viewer_state) == (
        False,
        False,
        CareProof.NOTHING,
        "",
    )
    assert {"is_barred", "is_decoy", "proof"} <= {one.name for one in dataclasses.fields(visible)}

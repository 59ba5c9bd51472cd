"""The states of a consent: who may take which step, and when the consent is valid."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import Conflict
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from models.consent.written_consent import Consent
from services.consent import written_consent
from services.consent.written_consent import GivenText
from services.records.intake.preparation import Declaration
from tests.factories import Installation
from tests.integration.consent_steps import FORM, put_in_force, step, take_down, withdraw
from tests.integration.consents.looking import (
    permitted,
    register_found,
    shares_of,
    state_of,
    view_of,
)
from tests.integration.records.steps import close


def test_the_person_who_recorded_a_consent_may_not_witness_it(installation: Installation) -> None:
    consent = take_down(installation, register_found(installation))
    with pytest.raises(Conflict, match="Second person"):
        step(installation, consent, "witness", Role.CASEWORKER)
    assert state_of(installation, consent) == "draft"


LACKS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "oral": ({"is_briefed_spoken": False}, ("explain_orally",)),
    "written": ({"is_briefed_written": False}, ("explain_in_writing",)),
    "text": ({"text_hash": ""}, ("explain_in_writing",)),
    "both": (
        {"is_briefed_spoken": False, "is_briefed_written": False, "text_hash": ""},
        ("explain_in_writing", "explain_orally"),
    ),
}


@pytest.mark.parametrize("is_started", [False, True], ids=["draft", "oral consent"])
@pytest.mark.parametrize("lack", LACKS)
def test_what_was_not_explained_is_explained_later_in_any_order_and_then_witnessed(
    installation: Installation, lack: str, *, is_started: bool
) -> None:
    one, (form, acts) = installation, LACKS[lack]
    consent = take_down(one, register_found(one), dataclasses.replace(FORM, **form))
    if is_started:
        if "explain_orally" in acts:
            with pytest.raises(Conflict) as refused:
                step(one, consent, "start_spoken", Role.CASEWORKER)
            assert refused.value.refusal is Refusal.ORAL_EXPLANATION_MISSING
            return
        assert step(one, consent, "start_spoken", Role.CASEWORKER) == "active"
    before = state_of(one, consent)
    missing = {f"{'oral' if act == 'explain_orally' else 'written'}" for act in acts}
    assert _lacking(one, consent) == {f"{name}_explanation_missing" for name in missing}
    for act in acts:
        with pytest.raises(Conflict) as refused:
            step(one, consent, "witness")
        assert refused.value.refusal.code.endswith("_explanation_missing")
        assert _explain(one, consent, act) == before
    with pytest.raises(Conflict) as refused:
        _explain(one, consent, acts[0])
    assert refused.value.refusal.code.startswith("explained_")
    with pytest.raises(Conflict, match="Second person"):
        step(one, consent, "witness", Role.CASEWORKER)
    assert step(one, consent, "witness") == ("active" if is_started else "witnessed")
    if not is_started:
        assert step(one, consent, "activate") == "active"
    paper = one.do(one.actor(Role.CASEWORKER), written_consent.read_consent, consent).paper
    assert (paper["is_briefed_spoken"], paper["is_briefed_written"]) == (True, True)
    assert paper["text_hash"]


def test_the_person_who_explained_a_consent_later_may_not_witness_it(
    installation: Installation,
) -> None:
    one = installation
    form = dataclasses.replace(FORM, is_briefed_spoken=False)
    consent = take_down(one, register_found(one), form)
    assert _explain(one, consent, "explain_orally", Role.SUPERVISOR) == "draft"
    with pytest.raises(Conflict, match="Second person"):
        step(one, consent, "witness", Role.SUPERVISOR)


def _explain(one: Installation, consent: UUID, act: str, role: Role = Role.CASEWORKER) -> str:
    text = GivenText(version="1") if act == "explain_in_writing" else GivenText()
    return one.do(one.actor(role), written_consent.take_step, consent, act, text)


def _lacking(one: Installation, consent: UUID) -> set[str]:
    steps = one.do(one.actor(Role.SUPERVISOR), written_consent.read_consent, consent).next_steps
    refused = {action.name: action.refusal for action in steps.actions}["witness"]
    assert refused is not None
    form = one.do(one.actor(Role.SUPERVISOR), written_consent.read_consent, consent).paper
    missing = set()
    if not form["is_briefed_spoken"]:
        missing.add("oral_explanation_missing")
    if not (form["is_briefed_written"] and form["text_hash"]):
        missing.add("written_explanation_missing")
    assert refused.code in missing
    return missing


def test_a_draft_is_not_put_in_force(installation: Installation) -> None:
    consent = take_down(installation, register_found(installation))
    with pytest.raises(Conflict) as refused:
        step(installation, consent, "activate")
    assert refused.value.refusal.code == "consent_is_not_witnessed"


def _next_steps(one: Installation, consent: UUID, role: Role) -> tuple[str, bool, dict[str, str]]:
    """Return the next act, whether it is the viewer's, and the code of each action's refusal."""
    steps = one.do(one.actor(role), written_consent.read_consent, consent).next_steps
    due = steps.due
    codes = {
        action.name: "" if action.refusal is None else action.refusal.code
        for action in steps.actions
    }
    if due is None:
        return "", False, codes
    return due.act, due.is_yours, codes


def test_a_consent_counts_from_the_day_on_which_it_was_given(installation: Installation) -> None:
    given_at = installation.clock.now()
    old, older = (
        take_down(installation, register_found(installation, record_ref=reference))
        for reference in ("F-1", "F-2")
    )
    installation.clock.move(timedelta(days=300))
    assert step(installation, old, "witness") == "witnessed"
    assert step(installation, old, "activate") == "active"
    end = installation.read_one(select(Consent.expires_at).where(Consent.public_id == old))
    assert end == given_at + timedelta(days=365)
    installation.clock.move(timedelta(days=65))
    step(installation, older, "witness")
    with pytest.raises(Conflict) as refused:
        step(installation, older, "activate")
    assert refused.value.refusal is Refusal.CONSENT_IS_OVER


def test_the_next_steps_of_a_consent_lead_to_force_and_name_what_is_lacking(
    installation: Installation,
) -> None:
    consent = take_down(installation, register_found(installation, birth_date="2008-09-01"))
    assert _next_steps(installation, consent, Role.CASEWORKER) == (
        "witness",
        False,
        {
            "explain_orally": "explained_orally",
            "explain_in_writing": "explained_in_writing",
            "witness": "second_person_witnesses",
            "start_spoken": "",
            "activate": "consent_is_not_witnessed",
            "withdraw": "",
        },
    )
    assert _next_steps(installation, consent, Role.SUPERVISOR)[:2] == ("witness", True)
    step(installation, consent, "witness")
    assert _next_steps(installation, consent, Role.CASEWORKER)[:2] == ("activate", True)
    installation.clock.move(timedelta(days=300))  # the child is of age now
    steps = _next_steps(installation, consent, Role.CASEWORKER)
    assert steps[:2] == ("activate", False)
    assert steps[2]["activate"] == "own_consent_needed"
    with pytest.raises(Conflict) as refused:
        step(installation, consent, "activate")
    assert refused.value.refusal.code == "own_consent_needed"
    withdraw(installation, consent)
    steps = _next_steps(installation, consent, Role.CASEWORKER)
    assert steps[:2] == ("", False)
    assert set(steps[2].values()) == {"consent_is_over"}


def test_a_later_consent_supersedes_the_one_before(installation: Installation) -> None:
    record = register_found(installation)
    first = put_in_force(installation, record)
    second = put_in_force(
        installation, record, dataclasses.replace(FORM, scopes=frozenset({"match_abroad"}))
    )
    assert (state_of(installation, first), state_of(installation, second)) == (
        "superseded",
        "active",
    )
    assert permitted(installation, record) == {"match_abroad"}


def test_a_spoken_consent_covers_matching_for_72_hours_and_no_release(
    installation: Installation,
) -> None:
    record = register_found(installation, Declaration(None, "unverified", "no"))
    assert view_of(installation, record, "GR-CPA") is View.NONE
    consent = take_down(
        installation, record, dataclasses.replace(FORM, text_hash="", is_briefed_written=False)
    )
    assert step(installation, consent, "start_spoken") == "active"
    assert view_of(installation, record, "GR-CPA") is View.LINK
    assert permitted(installation, record) == set()
    installation.clock.move(timedelta(hours=71, minutes=59))
    installation.pass_deadlines()
    assert state_of(installation, consent) == "active"
    installation.clock.move(timedelta(minutes=1))
    installation.pass_deadlines()
    assert state_of(installation, consent) == "expired"
    assert view_of(installation, record, "GR-CPA") is View.NONE


def test_a_second_spoken_consent_needs_a_witness(installation: Installation) -> None:
    record = register_found(installation)
    assert step(installation, take_down(installation, record), "start_spoken") == "active"
    installation.clock.move(timedelta(hours=71))
    again = take_down(installation, record)
    with pytest.raises(Conflict) as refused:
        step(installation, again, "start_spoken", Role.CASEWORKER)
    assert refused.value.refusal is Refusal.CONSENT_IS_NOT_WITNESSED
    assert step(installation, again, "witness") == "witnessed"
    assert step(installation, again, "activate") == "active"


def test_a_spoken_consent_that_is_witnessed_holds_twelve_months(installation: Installation) -> None:
    record = register_found(installation)
    consent = take_down(installation, record)
    step(installation, consent, "start_spoken")
    assert permitted(installation, record) == set()
    step(installation, consent, "witness")
    assert "place" in permitted(installation, record)
    ends = installation.read_one(select(Consent.expires_at))
    assert ends == installation.clock.now() + timedelta(days=365)


def test_a_closed_records_consent_is_neither_taken_nor_put_in_force(
    installation: Installation,
) -> None:
    record = register_found(installation)
    consent = take_down(installation, record)
    step(installation, consent, "witness")
    close(installation, installation.actor(Role.SUPERVISOR), record, "withdrawn", "moved")
    for attempt in (
        lambda: step(installation, consent, "activate"),
        lambda: take_down(installation, record),
    ):
        with pytest.raises(Conflict):
            attempt()
    withdraw(installation, consent)
    assert shares_of(installation, record) == set()

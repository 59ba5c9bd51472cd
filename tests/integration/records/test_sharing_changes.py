"""Legal basis, protection and sharing are changed with a reason, and the responsible agency reads
who sees.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from core.codes.agencies import Regime
from core.codes.records import UnsharedCause
from core.errors import Conflict, InvalidInput, NotFound
from core.policy.records.declarations import CONSENT_BASIS, USUAL_BASES
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from services.records.intake.preparation import Declaration
from tests.factories import FOUND, LAWFUL, MISSING, Installation
from tests.integration import consent_steps
from tests.integration.api import conftest
from tests.integration.records.steps import close, edit, read
from tests.integration.steps import decide

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
GREEK = (Role.CASEWORKER, "GR-CPA")
OF_AGE = {"birth_date": "1990-02-03"}
OWN_CONSENT = dataclasses.replace(
    consent_steps.FORM, giver="person", giver_name="Shekiba Rahimzadah", appointment=None
)
FIELDS = ("legal_basis", "proposed_basis")
COURT, LED = {"legal_basis": "court_order"}, {"legal_basis": "led_8_10"}
BASIS = {"legal_basis": "gdpr_6_1_e_9_2_g"}


def _view(client: TestClient, record: UUID) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/records/{record}").json()
    return found


def _form(client: TestClient, record: UUID, **changes: Any) -> dict[str, Any]:
    """Return the fields that the edit page of a record sends, with changes."""
    shown = _view(client, record)
    fields = {
        column: "\n".join(one["value"] for one in stated)
        for column, stated in shown["facts"].items()
        if column not in {"recipients", "legal_basis", "international_protection"}
    }
    declared = {
        name: shown["facts"][name][0]["value"] if name in shown["facts"] else ""
        for name in ("legal_basis", "international_protection")
    }
    named = [one["value"] for one in shown["facts"].get("recipients", [])]
    sharing = {"sharing": shown["sharing"], "recipients": named}
    return {"version": str(shown["version"]), **fields, **declared, **sharing, **changes}


@pytest.mark.parametrize(
    "change",
    [
        {"declared": BASIS},
        {"declared": {"international_protection": "applicant"}},
        {"changes": {"sharing": "none"}},
        {"changes": {"recipients": ["FR"]}},
    ],
    ids=["basis", "protection", "sharing", "recipients"],
)
def test_a_change_of_basis_protection_or_sharing_has_a_reason_that_is_kept(
    installation: Installation, change: dict[str, Any]
) -> None:
    desk = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, desk, Declaration())
    sent: dict[str, Any] = {"changes": {}, **change}
    with pytest.raises(InvalidInput) as refused:
        edit(installation, desk, record, **sent)
    assert (refused.value.field, refused.value.reason) == ("reason", "needed")
    edited = edit(installation, desk, record, **sent, reason="asked by the court")
    kept = [one.value for one in edited.statements if one.field == "sharing_reason"]
    assert kept == ["asked by the court"]


def test_the_edit_page_enters_the_legal_basis_and_the_sharing(
    installation: Installation, sign_in: SignIn
) -> None:
    desk = sign_in(Role.CASEWORKER)
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), Declaration())
    assert _view(desk, record)["unshared"] == ["no_legal_basis"]
    page = f"/records/{record}/edit"
    assert '<select id="legal_basis"' in desk.get(page).text
    no_reason = desk.post(page, data=_form(desk, record, **BASIS))
    assert no_reason.status_code == 422
    assert 'href="#reason"' in no_reason.text
    form = _form(desk, record, **BASIS, recipients=["FR", "GR"], reason="public task")
    saved = desk.post(page, data=form, follow_redirects=False)
    assert saved.status_code == 303, saved.text
    shown = _view(desk, record)
    assert shown["facts"]["legal_basis"][0]["value"] == BASIS["legal_basis"]
    assert {(one["state"], one["view"]) for one in shown["readers"]} == {
        ("FR", "link"),
        ("GR", "link"),
    }
    assert shown["unshared"] == []
    assert _declares(desk, record) == 201
    unchanged = _form(desk, record, eyes="green")
    assert desk.post(page, data=unchanged, follow_redirects=False).status_code == 303
    assert _view(desk, record)["readers"] == shown["readers"]


def _declares(client: TestClient, record: UUID) -> int:
    path = f"/v1/records/{record}/care-confirmation/declaration"
    return client.post(path, json={"reason": "nobody else is here"}).status_code


def test_a_form_without_the_fields_of_the_sharing_changes_none_of_them(
    installation: Installation, sign_in: SignIn
) -> None:
    desk = sign_in(Role.CASEWORKER)
    record = installation.register(
        {**FOUND, "recipients": ["FR"]}, installation.actor(Role.CASEWORKER), LAWFUL
    )
    form = _form(desk, record, eyes="green")
    for name in ("sharing", "recipients", "legal_basis"):
        del form[name]
    sent = desk.post(f"/records/{record}/edit", data=form, follow_redirects=False)
    assert sent.status_code == 303
    assert [one["state"] for one in _view(desk, record)["readers"]] == ["FR", "FR"]


CASES: dict[str, tuple[dict[str, Any], Declaration, list[UnsharedCause]]] = {
    "no basis": (FOUND, Declaration(), [UnsharedCause.NO_LEGAL_BASIS]),
    "none and no basis": (
        {**FOUND, "sharing": "none"},
        Declaration(),
        [UnsharedCause.NO_LEGAL_BASIS, UnsharedCause.SHARING_NONE],
    ),
    "none": ({**FOUND, "sharing": "none"}, LAWFUL, [UnsharedCause.SHARING_NONE]),
    "barred": ({**FOUND, "recipients": ["AF"]}, LAWFUL, [UnsharedCause.NO_RECIPIENTS]),
    "adult": ({**FOUND, **OF_AGE}, LAWFUL, [UnsharedCause.NO_CONSENT]),
    "victim": ({**FOUND, "trafficking_status": "actual"}, LAWFUL, [UnsharedCause.NO_CONSENT]),
    "questions": ({**FOUND, "dangers": ""}, LAWFUL, [UnsharedCause.QUESTIONS_OPEN]),
    "no state": ({**MISSING, "recipients": ""}, LAWFUL, [UnsharedCause.NO_RECIPIENTS]),
    "flagged": (MISSING, Declaration(reporter_check="flagged"), [UnsharedCause.REPORTER_FLAGGED]),
    "tracing": ({**MISSING, "kind": "tracing"}, LAWFUL, [UnsharedCause.TRACING]),
    "undecided": (
        {**MISSING, "kind": "preventive"},
        Declaration(),
        [UnsharedCause.NO_LEGAL_BASIS, UnsharedCause.NO_DECISION],
    ),
    "seen": (FOUND, LAWFUL, []),
    "seen by police": (MISSING, Declaration(), []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_responsible_reads_why_no_agency_sees_a_record_and_nobody_else_does(
    installation: Installation, case: tuple[dict[str, Any], Declaration, list[UnsharedCause]]
) -> None:
    row, declaration, causes = case
    responsible = installation.actor(*GREEK)
    record = installation.register(row, responsible, declaration)
    own = read(installation, responsible, record)
    assert list(own.unshared) == causes
    assert bool(own.readers) == (not causes)
    if not causes:
        other = read(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"), record)
        assert (other.view > View.NONE, other.readers, other.unshared) == (True, (), ())


def test_a_change_of_the_basis_revives_no_withdrawn_consent(installation: Installation) -> None:
    desk = installation.actor(Role.CASEWORKER)
    declaration = Declaration(legal_basis=CONSENT_BASIS, international_protection="no")
    record = installation.register({**FOUND, **OF_AGE}, desk, declaration)
    consent = _active(installation, record)
    assert _unshared(installation, record) == []
    consent_steps.withdraw(installation, consent)
    withdrawn = [UnsharedCause.NO_CONSENT]
    assert _unshared(installation, record) == withdrawn
    for basis in ("court_order", CONSENT_BASIS):
        edit(installation, desk, record, {}, declared={"legal_basis": basis}, reason="wrong before")
        assert _unshared(installation, record) == withdrawn
        assert installation.row_of(record).has_basis == (basis != CONSENT_BASIS)
    _active(installation, record)
    assert _unshared(installation, record) == []
    assert installation.row_of(record).has_basis


def test_the_consent_that_is_the_basis_of_a_childs_record_ends_its_sharing(
    installation: Installation,
) -> None:
    declaration = Declaration(legal_basis=CONSENT_BASIS, international_protection="no")
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), declaration)
    assert _unshared(installation, record) == []
    consent = consent_steps.take_down(installation, record)
    consent_steps.withdraw(installation, consent)
    assert _unshared(installation, record) == [UnsharedCause.CONSENT_WITHDRAWN]
    other = installation.actor(*GREEK)
    with pytest.raises(NotFound):
        read(installation, other, record)


def _active(one: Installation, record: UUID) -> UUID:
    return consent_steps.put_in_force(one, record, OWN_CONSENT)


def _unshared(one: Installation, record: UUID) -> list[UnsharedCause]:
    return list(read(one, one.actor(Role.CASEWORKER), record).unshared)


@pytest.mark.parametrize("agency", ["DE-JUG", "GR-POL"])
def test_the_form_proposes_the_usual_basis_and_the_interface_adds_none(
    installation: Installation, sign_in: SignIn, agency: str
) -> None:
    role = Role.CASEWORKER if agency == "DE-JUG" else Role.LIAISON_OFFICER
    regime = Regime.GDPR if agency == "DE-JUG" else Regime.LED
    usual = USUAL_BASES[regime][agency[:2]]
    client = sign_in(role, agency)
    page = client.get("/records/new/missing").text
    assert f'<option value="{usual}" selected>' in page
    sent = client.post("/v1/records", json={**MISSING, "recipients": ["FR"]})
    assert "legal_basis" not in _view(client, sent.json()["id"])["facts"]


def _basis(one: Installation, record: UUID) -> tuple[str, list[str]]:
    facts = read(one, one.actor(Role.SUPERVISOR), record).statements
    by_field = {field: [f.value for f in facts if f.field == field] for field in FIELDS}
    return by_field["legal_basis"][0], by_field["proposed_basis"]


def test_a_basis_of_another_regime_holds_when_a_second_person_approved_it(
    installation: Installation,
) -> None:
    one, desk = installation, installation.actor(Role.CASEWORKER)
    record = one.register(FOUND, desk, LAWFUL)
    edit(one, desk, record, {}, declared=COURT, reason="the court decided")
    assert _basis(one, record) == ("court_order", [])
    for declared in (LED, COURT, LED):
        edit(one, desk, record, {}, declared=declared, reason="an investigation")
        assert _basis(one, record) == ("court_order", ["led_8_10"])
    edit(one, desk, record, {"eyes": "green"})
    assert _basis(one, record) == ("court_order", ["led_8_10"])
    decide(one, one.actor(Role.SUPERVISOR), record, is_approved=False)
    assert _basis(one, record) == ("court_order", [])
    edit(one, desk, record, {}, declared=LED, reason="an investigation")
    decide(one, one.actor(Role.SUPERVISOR), record)
    assert _basis(one, record) == ("led_8_10", [])
    edit(one, desk, record, {}, declared=BASIS, reason="it ended")
    assert _basis(one, record) == ("led_8_10", [BASIS["legal_basis"]])


def test_a_closed_record_has_no_waiting_change_of_regime(installation: Installation) -> None:
    one, desk = installation, installation.actor(Role.CASEWORKER)
    record = one.register(FOUND, desk, LAWFUL)
    edit(one, desk, record, {}, declared=LED, reason="an investigation")
    close(one, one.actor(Role.SUPERVISOR), record, "withdrawn")
    with pytest.raises(Conflict) as refused:
        decide(one, one.actor(Role.SUPERVISOR), record)
    assert refused.value.refusal is Refusal.LEGAL_REGIME_IS_DECIDED

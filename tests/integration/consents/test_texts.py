"""The consent text of the system: chosen by version, stored with its hash, shown on the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.consent.written_consent import CONSENT_EXAMPLE
from core.policy.case.consent_texts import find_text
from core.policy.roles import Role
from tests.factories import Installation
from tests.integration.api import conftest
from tests.integration.consent_steps import take_down
from tests.integration.consents.looking import register_found

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
OWN = hashlib.sha256(b"a paper of the agency").hexdigest()


def _record(client: TestClient, record: Any, **changes: Any) -> Any:
    return client.post(f"/v1/records/{record}/consents", json={**CONSENT_EXAMPLE, **changes})


def _read(client: TestClient, record: Any, **changes: Any) -> Any:
    made = _record(client, record, **changes)
    assert made.status_code == 201, made.text
    return client.get(f"/v1/consents/{made.json()['id']}").json()


def test_version_and_language_choose_the_text_and_its_hash_is_stored(
    installation: Installation, sign_in: SignIn
) -> None:
    record, worker = register_found(installation), sign_in(Role.CASEWORKER)
    texts = {
        (one["language"], one["audience"]): one
        for one in worker.get("/v1/consent-texts").json()["texts"]
    }
    for language, held in (("fra", "fra"), ("ita", "ita"), ("prs", "eng")):
        shown = _read(worker, record, language=language)
        text = texts[held, "guardian"]
        assert text["text_hash"] == hashlib.sha256(text["text"].encode()).hexdigest()
        assert shown["paper"]["language"] == language
        assert shown["paper"]["text_hash"] == text["text_hash"]
        assert shown["text"] == {
            name: text[name] for name in ("version", "language", "audience", "text_hash")
        }
    witness = sign_in(Role.SUPERVISOR)
    stepped = witness.post(f"/v1/consents/{shown['id']}/steps", json={"act": "witness"})
    assert stepped.json()["state"] == "witnessed"


def test_a_text_of_the_agency_keeps_its_own_hash(
    installation: Installation, sign_in: SignIn
) -> None:
    record, worker = register_found(installation), sign_in(Role.CASEWORKER)
    shown = _read(worker, record, text_version="", text_hash=OWN)
    assert (shown["paper"]["text_hash"], shown["text"]) == (OWN, None)
    spoken = _read(worker, record, text_version="", is_briefed_written=False)
    assert (spoken["paper"]["text_hash"], spoken["text"]) == ("", None)
    same = find_text("1", "fra", "guardian").text_hash
    assert _read(worker, record, language="fra", text_hash=same)["text"]["language"] == "fra"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text_version": "99"}, "text_version"), ({"text_hash": OWN}, "text_hash")],
    ids=["unknown version", "another hash beside the version"],
)
def test_a_version_that_names_no_text_is_refused(
    installation: Installation, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    refused = _record(sign_in(Role.CASEWORKER), register_found(installation), **changes)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


def test_a_consent_from_before_the_texts_stays_readable(
    installation: Installation, sign_in: SignIn
) -> None:
    record = register_found(installation)
    consent = take_down(installation, record)
    worker = sign_in(Role.CASEWORKER)
    shown = worker.get(f"/v1/consents/{consent}").json()
    assert (shown["paper"]["text_hash"], shown["text"]) == ("a" * 64, None)
    assert "A document of your agency" in worker.get(f"/records/{record}/consents").text


FORM = {
    "giver": "guardian",
    "giver_name": "Marlene Vogt",
    "proof": "identity card seen",
    "authority": "Local court",
    "appointed_on": "2026-01-12",
    "document": "F 12/26",
    "scopes": "match_abroad",
    "recipients": "GR",
    "purposes": "trace_family",
    "language": "dari",
    "interpreter": "sworn",
    "counsellor": "youth welfare",
    "child_view": "yes",
    "child_heard_how": "alone with the counsellor",
    "is_briefed_spoken": "yes",
    "is_briefed_written": "yes",
    "text_source": "system",
}
SAME = {"Sec-Fetch-Site": "same-origin"}


def test_the_page_takes_the_language_by_name_and_shows_the_text(
    installation: Installation, sign_in: SignIn
) -> None:
    record, worker = register_found(installation), sign_in(Role.CASEWORKER)
    path = f"/records/{record}/consents/new"
    page = worker.get(path).text
    assert "You can take your yes back at any time." in page
    assert "Vous pouvez retirer votre oui à tout moment." in page
    assert "In every other language the interpreter reads the English text" in page
    assert "SHA-256" not in page
    sent = worker.post(path, data=FORM, headers=SAME)
    assert sent.status_code == 200, sent.text
    assert "Read by the interpreter in this language: Dari" in sent.text
    (consent,) = worker.get(f"/v1/records/{record}/consents").json()["consents"]
    assert consent["paper"]["language"] == "prs"
    assert consent["text"]["language"] == "eng"


def test_the_page_hashes_a_document_of_the_agency_and_keeps_no_copy(
    installation: Installation, sign_in: SignIn
) -> None:
    record, worker = register_found(installation), sign_in(Role.CASEWORKER)
    path = f"/records/{record}/consents/new"
    own = {**FORM, "text_source": "agency", "language": "fas"}
    refused = worker.post(path, data=own, headers=SAME)
    assert (refused.status_code, 'id="own_text-error"' in refused.text) == (422, True)
    files = {"own_text": ("paper.pdf", b"a paper of the agency", "application/pdf")}
    assert worker.post(path, data=own, files=files, headers=SAME).status_code == 200
    (consent,) = worker.get(f"/v1/records/{record}/consents").json()["consents"]
    assert (consent["paper"]["text_hash"], consent["text"]) == (OWN, None)
    assert "paper.pdf" not in str(consent)


def test_the_texts_are_shown_to_those_who_record_consents(
    installation: Installation, sign_in: SignIn
) -> None:
    worker = sign_in(Role.CASEWORKER)
    assert "Possiamo condividere informazioni su di Lei?" in worker.get("/consent-texts").text
    assert find_text("1", "ita", "person").text_hash in worker.get("/consent-texts/1/ita").text
    assert worker.get("/consent-texts/1/prs").status_code == 404
    assert worker.get("/consent-texts/2/ita").status_code == 404
    assert sign_in(Role.AUDITOR).get("/v1/consent-texts").status_code == 403


def test_oral_consent_at_night_is_explained_in_writing_and_witnessed_on_the_page(
    installation: Installation, sign_in: SignIn
) -> None:
    record, worker = register_found(installation), sign_in(Role.CASEWORKER)
    path = f"/records/{record}/consents"
    oral = {**FORM, "text_source": "spoken", "is_briefed_written": ""}
    assert worker.post(f"{path}/new", data=oral, headers=SAME).status_code == 200
    (consent,) = worker.get(f"/v1{path}").json()["consents"]
    steps = f"/consents/{consent['id']}/steps"
    assert worker.post(steps, data={"act": "start_spoken"}, headers=SAME).status_code == 200
    colleague = sign_in(Role.SUPERVISOR)
    early = colleague.post(steps, data={"act": "witness"}, headers=SAME)
    assert (early.status_code, "has not been explained in writing" in early.text) == (409, True)
    assert '<form method="post" action="' + steps in early.text
    assert 'id="explain_in_writing"' in early.text
    no_text = {"act": "explain_in_writing", "text_source": "agency"}
    lacking = worker.post(steps, data=no_text, headers=SAME)
    assert (lacking.status_code, 'href="#own_text"' in lacking.text) == (422, True)
    given = {"act": "explain_in_writing", "text_source": "system"}
    assert worker.post(steps, data=given, headers=SAME).status_code == 200
    assert colleague.post(steps, data={"act": "witness"}, headers=SAME).status_code == 200
    (consent,) = worker.get(f"/v1{path}").json()["consents"]
    assert (consent["state"], consent["is_witnessed"], consent["is_spoken"]) == (
        "active",
        True,
        False,
    )
    assert consent["text"]["version"] == "1"


def test_the_form_names_everything_that_is_missing_at_once(
    installation: Installation, sign_in: SignIn
) -> None:
    record, worker = register_found(installation), sign_in(Role.CASEWORKER)
    bare = {"giver": "person", "language": "", "scopes": []}
    page = worker.post(f"/records/{record}/consents/new", data=bare, headers=SAME)
    assert page.status_code == 422
    missing = ("giver", "appointment", "scopes", "recipients", "purposes", "language", "proof")
    assert [field for field in missing if f'href="#{field}"' not in page.text] == []
    sent = worker.post(
        f"/v1/records/{record}/consents",
        json={**CONSENT_EXAMPLE, "giver": "person", "appointment": None, "scopes": [], "proof": ""},
    )
    fields = {one["field"] for one in sent.json()["errors"]}
    assert fields == {"giver", "appointment", "scopes", "proof"}

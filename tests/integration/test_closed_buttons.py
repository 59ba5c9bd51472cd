"""A page shows a button that cannot work now disabled, with the reason of the service."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from core.policy.review import MAX_QUESTIONS
from core.policy.roles import Role
from core.refusals import Refusal
from models.records.record import Record
from services.case import best_interests, reporters
from services.case.care import agency_transfers
from services.case.reporters import ReporterForm
from services.reporter_check import institutions
from services.reporter_check.institutions import InstitutionForm
from services.review import match_locks, match_messages
from services.review.match_messages import Letter
from tests.factories import FOUND, MISSING, Installation
from tests.integration.api import conftest
from tests.integration.disclosures.world import DECIDED
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE
from tests.integration.matches.test_decisions_hold import WAYS, Decided
from tests.integration.records.steps import edit
from tests.integration.steps import approval_of, decide

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
CLOSED = re.compile(r'<button[^>]* disabled aria-describedby="([^"]+)">([^<]+)<')


def _page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def _closed(text: str) -> dict[str, tuple[str, str]]:
    """Return the disabled buttons of a page: the id of the reason -> the label, the reason."""
    found = {}
    for name, label in CLOSED.findall(text):
        (reason,) = re.findall(rf'<p class="small" id="{name}">(.*?)</p>', text)
        found[name] = (label, reason)
    return found


def _is_closed_by(text: str, act: str, label: str, refusal: Refusal) -> bool:
    shown = _closed(text).get(f"why-{act}", ("", ""))
    return shown[0] == label and refusal.reason in shown[1] and refusal.next_step in shown[1]


def test_a_transfer_shows_each_step_of_the_own_side(
    installation: Installation, sign_in: SignIn
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    child = installation.register(FOUND, worker)
    transfer = installation.do(
        worker, agency_transfers.offer_record, child, to_agency="FR-116", reason="moved"
    )[0]
    proposed = _page(sign_in(Role.CASEWORKER), "/transfers")
    for act, label in (("confirm", "Offer transfer"), ("withdraw", "Withdraw")):
        button = f"{act}-{transfer}"
        assert _is_closed_by(proposed, button, label, Refusal.SUPERVISOR_TAKES_STEP)
        assert f"/transfers/{transfer}/{act}" not in proposed
    head = sign_in(Role.SUPERVISOR)
    assert f"/approvals/{approval_of(installation, transfer)}" in _page(head, "/transfers")
    decide(installation, installation.actor(Role.SUPERVISOR), transfer)
    offered = _page(head, "/transfers")
    assert f"/transfers/{transfer}/withdraw" in offered
    assert _closed(offered) == {}
    received = _page(sign_in(Role.CASEWORKER, "FR-116"), "/transfers")
    for act, label in (("accept", "Accept transfer"), ("refuse", "Refuse")):
        button = f"{act}-{transfer}"
        assert _is_closed_by(received, button, label, Refusal.SUPERVISOR_TAKES_STEP)
    taken = _page(sign_in(Role.SUPERVISOR, "FR-116"), "/transfers")
    assert f"/transfers/{transfer}/accept" in taken
    assert ("From your agency" in offered, "To your agency" in taken) == (True, True)
    assert "From your agency" not in taken
    assert _closed(taken) == {}


# how far the match is -> side -> act -> the button and the reason that its page shows
OF_MATCHES: dict[str, dict[str, dict[str, tuple[str, Refusal]]]] = {
    "open": {
        FOUND_SIDE: {
            "approve_closure": ("Approve", Refusal.SENTENCE_NEEDS_CONFIRMED_MATCH),
            "ask_disclosure": ("Request a disclosure", Refusal.MATCH_IS_NOT_CONFIRMED),
        },
        MISSING_SIDE: {
            "propose": ("Propose", Refusal.FOUND_SIDE_PROPOSES),
            "approve_closure": ("Approve", Refusal.SENTENCE_NEEDS_CONFIRMED_MATCH),
            "ask_disclosure": ("Request a disclosure", Refusal.MATCH_IS_NOT_CONFIRMED),
        },
    },
    "confirmed": {
        FOUND_SIDE: {},
        MISSING_SIDE: {
            "approve_closure": ("Approve", Refusal.FOUND_SIDE_APPROVES_SENTENCE),
        },
    },
}


@pytest.mark.parametrize("way", OF_MATCHES)
def test_the_page_of_a_match_shows_the_sentence_with_the_reason(
    installation: Installation, sign_in: SignIn, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, "open", ())
    match = Decided(installation, way).match
    for agency, expected in OF_MATCHES[way].items():
        text = _page(sign_in(Role.SUPERVISOR, agency), f"/matches/{match}")
        shown = _closed(text)
        assert shown.keys() == {f"why-{act}" for act in expected}, agency
        for act, (label, refusal) in expected.items():
            assert _is_closed_by(text, act, label, refusal), (agency, act, shown)


def test_a_locked_match_and_the_last_question_close_their_buttons(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, "open", ())
    match = Decided(installation, "open").match
    worker = installation.actor(Role.CASEWORKER)
    texts = [f"What is the name of cat {chr(65 + n)}?" for n in range(MAX_QUESTIONS)]
    installation.do(worker, match_messages.write, match, Letter(questions=texts))
    installation.do(worker, match_locks.take_lock, match)
    text = _page(sign_in(Role.SUPERVISOR), f"/messages/{match}")
    assert _is_closed_by(text, "ask_questions", "Ask questions", Refusal.ALL_QUESTIONS_ARE_ASKED)
    text = _page(sign_in(Role.SUPERVISOR, MISSING_SIDE), f"/messages/{match}")
    assert _is_closed_by(text, "ask_questions", "Ask questions", Refusal.FOUND_SIDE_ASKS)
    text = _page(sign_in(Role.SUPERVISOR), f"/matches/{match}")
    assert _is_closed_by(text, "lease", "Lock this match for 15 minutes", Refusal.MATCH_IS_IN_WORK)


def test_the_first_person_of_an_approval_sees_why_the_button_is_closed(
    installation: Installation, sign_in: SignIn
) -> None:
    head, worker = installation.actor(Role.SUPERVISOR), installation.actor(Role.CASEWORKER)
    child = installation.register(FOUND, worker)
    decided = installation.do(head, best_interests.store_determination, child, DECIDED)
    form = InstitutionForm("youth_office", "Youth office", "+49 40 555 01 16")
    listed = installation.do(head, institutions.propose_institution, form)
    own, colleague = sign_in(Role.SUPERVISOR), sign_in(Role.CASEWORKER)
    safety, institution = _page(own, f"/records/{child}/safety"), _page(own, "/approvals")
    assert _is_closed_by(
        safety,
        f"decide-{decided}",
        "Approve or refuse",
        Refusal.SECOND_PERSON_CONFIRMS_DETERMINATION,
    )
    assert _is_closed_by(
        institution,
        f"decide-{approval_of(installation, listed)}",
        "Approve",
        Refusal.SECOND_PERSON_CONFIRMS_INSTITUTION,
    )
    other = _page(colleague, f"/records/{child}/safety")
    assert _closed(other) == {}
    assert f'action="/approvals/{approval_of(installation, decided)}"' in other


def test_a_closed_record_shows_what_is_closed_and_still_takes_data_requests(
    installation: Installation, sign_in: SignIn
) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.change(update(Record).values(status="closed"))
    head = sign_in(Role.SUPERVISOR)
    text = _page(head, f"/records/{child}")
    shown = re.findall(r'disabled aria-describedby="why-closed">([^<]+)<', text)
    assert shown == ["Edit", "Assign", "Match by hand", "Leave a sealed message", "Transfer"]
    assert f"{Refusal.RECORD_IS_CLOSED.reason} {Refusal.RECORD_IS_CLOSED.next_step}" in text
    assert f'href="/records/{child}/rights"' in text
    for path, act, label in (
        ("assignees", "assign", "Assign"),
        ("sealed-messages", "leave", "Leave message"),
        ("hand-matches", "enter", "Enter reference"),
        ("indicators", "save", "Save assessment"),
    ):
        page = _page(head, f"/records/{child}/{path}")
        assert _is_closed_by(page, act, label, Refusal.RECORD_IS_CLOSED), path
        assert f'<a href="/records/{child}">Open the page</a>' in _closed(page)[f"why-{act}"][1]


def test_a_reporter_check_offers_only_the_decisions_that_the_reader_may_take(
    installation: Installation, sign_in: SignIn
) -> None:
    head = installation.actor(Role.SUPERVISOR, "GR-CPA")
    worker = installation.actor(Role.CASEWORKER, "GR-CPA")
    report = installation.register(MISSING, worker)
    form = ReporterForm("Golchehra Rahimzadah", (), "mother", "passport seen", "family register")
    client = sign_in(Role.SUPERVISOR, "GR-CPA")
    installation.do(worker, reporters.store_reporter, report, form)
    edit(installation, head, report, {"given_names": "Shakiba"}, reason="heard")
    offered = _page(client, f"/records/{report}/people")
    assert '<option value="flagged"' in offered
    assert '<option value="checked"' not in offered  # the author of the identity may not check
    assert Refusal.SECOND_PERSON_CHECKS.reason in offered
    installation.do(head, reporters.store_reporter, report, form)
    own = _page(client, f"/records/{report}/people")
    assert f'action="/records/{report}/reporter-check"' not in own
    second = Refusal.SECOND_PERSON_DECIDES_REPORTER
    assert _is_closed_by(own, "reporter_check", "Save decision", second)

"""Insiders who search for another child under the number of their own case, or check their own
report.
"""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.codes.approvals import ApprovalKind
from core.policy.roles import Role
from models.row_security.database_roles import DatabaseRole
from services.search import saved_search_repeats
from services.sharing import permissions
from tests.described_client import example
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api import care_steps as steps
from tests.integration.api import insiders
from tests.integration.api.conftest import SignIn
from tests.integration.api.test_attacks_reporter_check import OFFICE, REPORT, _reporter_check
from tests.integration.api.test_attacks_reporter_check import _decide as _decide_reporter
from tests.integration.steps import (
    approval_of,
    read_to_decide,
    send_decision,
    send_edit,
    send_record,
)


def test_marks_written_into_a_checked_report_free_no_search_for_another_child(
    installation: Installation, sign_in: SignIn
) -> None:
    head, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    target = {**FOUND, "marks": ["scar:face:right", "tattoo:hand:left"]}
    installation.register(target, installation.actor(Role.CASEWORKER), LAWFUL)
    row = {
        **REPORT,
        "record_ref": "GR-2026-001",
        "full_name": "Dmytro Kovalchuk",
        "sex": "M",
        "marks": "",
    }
    mine = send_record(desk, {**row, "nationalities": ["UA"], "relatives": ""})["id"]
    assert _decide_reporter(head, mine).status_code == 204
    query = {
        "facts": {
            "birth_date": "2009-07-10",
            "marks": ["scar:face:right", "tattoo:hand:left"],
            "sex": "F",
            "nationalities": ["AF"],
        },
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "GR-2026-001",
    }
    assert desk.post("/v1/searches", json=query).status_code == 201
    assert len(read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)) == 1
    assert (
        send_edit(installation, desk, mine, changes={"marks": query["facts"]["marks"]}).status_code
        == 200
    )
    assert _reporter_check(installation, mine) == "checked"
    installation.work()
    found = desk.post("/v1/searches", json=query)
    assert found.status_code == 201, found.text
    assert len(read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)) == 2, found.text


def _own_case(installation: Installation, sign_in: SignIn) -> tuple[TestClient, TestClient]:
    """Return caseworker and supervisor of GR-CPA with a checked report GR-2026-001 about a boy.

    DE-JUG has a girl.
    """
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    head, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    row = {
        **REPORT,
        "record_ref": "GR-2026-001",
        "full_name": "Dmytro Kovalchuk",
        "sex": "M",
        "marks": "",
    }
    row |= {"nationalities": ["UA"], "relatives": "", "birth_date": "2009-02-01"}
    mine = send_record(desk, row)["id"]
    assert _decide_reporter(head, mine).status_code == 204
    installation.work()
    return desk, head


def _look(desk: TestClient, facts: dict[str, Any]) -> Any:
    purpose_fields = {
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "GR-2026-001",
    }
    return desk.post("/v1/searches", json={**purpose_fields, "facts": facts})


def test_a_fact_of_an_exploiter_frees_no_search_for_another_child_from_its_second_signature(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = _own_case(installation, sign_in)
    girl = {
        "birth_date": "2009-07-10",
        "sex": "F",
        "nationalities": ["AF"],
        "height_cm": "153",
        "eyes": "brown",
    }
    found = _look(desk, {**girl, "relatives": ["smuggler:Ali Rezai"]})
    assert found.status_code in (201, 422), found.text
    assert found.status_code == 422 or read_to_decide(head, ApprovalKind.SEARCH_APPROVAL) != [], (
        found.text
    )


@pytest.mark.parametrize(
    "fact",
    [{"documents": ["exploiter:passport:AF:P1234567"]}, {"phones": ["exploiter:+306912345678"]}],
)
def test_a_fact_given_by_an_exploiter_does_not_identify_a_person(
    installation: Installation, sign_in: SignIn, fact: dict[str, Any]
) -> None:
    desk, head = _own_case(installation, sign_in)
    found = _look(
        desk,
        {**fact, "sex": "F", "nationalities": ["AF"], "event_country": "DE", "height_cm": "153"},
    )
    pending = read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)
    assert (found.status_code, len(pending)) == (422, 0), found.text


def test_a_birth_within_a_year_and_a_fact_of_the_own_report_free_no_search_for_another_child(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = _own_case(installation, sign_in)
    found = _look(
        desk,
        {
            "birth_date": "2009-07-10",
            "given_names": "Dmytro",
            "sex": "F",
            "nationalities": ["AF"],
            "marks": "",
        },
    )
    assert found.status_code == 201, found.text
    assert read_to_decide(head, ApprovalKind.SEARCH_APPROVAL) != [], found.text


def test_marks_free_a_search_only_as_they_were_when_the_report_was_checked(
    installation: Installation, sign_in: SignIn
) -> None:
    head, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    marks = ["scar:face:right", "tattoo:hand:left"]
    row = {**REPORT, "record_ref": "GR-2026-001", "marks": marks}
    mine = send_record(desk, row)["id"]
    assert _decide_reporter(head, mine).status_code == 204
    facts = {"birth_date": REPORT["birth_date"], "marks": marks}

    def pending() -> int:
        installation.work()
        assert _look(desk, facts).status_code == 201
        return len(read_to_decide(head, ApprovalKind.SEARCH_APPROVAL))

    assert pending() == 0
    assert (
        send_edit(
            installation, desk, mine, changes={"marks": [*marks, "burn:arm:left"]}
        ).status_code
        == 200
    )
    assert pending() == 1
    assert _decide_reporter(head, mine).status_code == 204  # a second person read the new marks
    assert pending() == 1


def test_a_warning_that_names_a_desk_is_approved_while_the_report_is_not_checked(
    installation: Installation, sign_in: SignIn
) -> None:
    report = {**MISSING, "full_name": "Shekiba Rahimzadah", "recipients": ["GR"]}
    installation.register(report, installation.actor(Role.CASEWORKER), CHECKED)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    made = send_record(desk, REPORT)
    assert made["reporter_check"] == "unverified"
    (waits,) = read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)
    assert (len(made["call"]), waits["about"]["purpose"], waits["title"]) == (
        1,
        "data_quality",
        REPORT["record_ref"],
    )
    assert send_decision(installation, desk, waits["subject"]).status_code == 403
    assert send_decision(installation, head, waits["subject"]).status_code == 200
    other = {
        "record_ref": "M-3",
        "full_name": "Dmytro Kovalchuk",
        "birth_date": "2012-11-05",
        "relatives": "",
    }
    quiet = desk.post(
        "/v1/records", json={**REPORT, **other, "name_native": "", "aliases": "", "marks": ""}
    ).json()
    assert (quiet["call"], read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)) == ([], [])


def test_a_dry_run_of_a_made_up_row_is_no_search_without_case_and_second_signature(
    installation: Installation, sign_in: SignIn
) -> None:
    report = {**MISSING, "full_name": "Shekiba Rahimzadah", "recipients": ["GR"]}
    installation.register(report, installation.actor(Role.CASEWORKER), CHECKED)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    columns = ("record_ref", "kind", "full_name", "birth_date", "sex", "nationalities", "relatives")
    cells = ("X-1", "missing", "Shekiba Rahimzadah", "2009-07-10", "F", "AF", "mother:Golchehra")
    data = (",".join(columns) + "\n" + ",".join(cells) + "\n").encode()
    sent = desk.post("/v1/imports", params={"format": "csv"}, content=data)
    assert sent.status_code == 201, sent.text
    plan = {
        "mapping": {one: one for one in columns},
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "searches": 5,
    }
    dry_run = desk.post(f"/v1/imports/{sent.json()['id']}/dry-run", json=plan)
    assert dry_run.status_code == 200, dry_run.text
    pending = read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)
    assert (len(dry_run.json()["calls"]), len(pending)) == (1, 1), dry_run.text


def test_a_saved_search_ends_when_its_report_is_flagged(
    installation: Installation, sign_in: SignIn
) -> None:
    head, desk = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    mine = send_record(desk, {**REPORT, "record_ref": "GR-2026-001"})["id"]
    assert _decide_reporter(head, mine).status_code == 204
    installation.work()
    answer = _look(desk, {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"})
    assert answer.status_code == 201, answer.text
    saved = desk.post(
        f"/v1/searches/{answer.json()['id']}/save", json={"reason": "expected", "days": 60}
    )
    assert saved.status_code == 201, saved.text
    assert _decide_reporter(head, mine, reporter_check="flagged").status_code == 204
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)

    def turn() -> list[str]:
        with installation.app.transaction(door=DatabaseRole.WORKER) as session:
            saved_search_repeats.plan_repeats(session, installation.context)
        installation.work()
        return [one for one in steps.news(desk) if one.startswith("saved_search")]

    assert (turn(), turn()) == (["saved_search_stopped"], ["saved_search_stopped"])
    again = desk.post(
        f"/v1/searches/{answer.json()['id']}/save", json={"reason": "expected", "days": 60}
    )
    assert again.status_code == 409, again.text
    assert _decide_reporter(head, mine).status_code == 204
    assert sorted(turn()) == ["saved_search_result", "saved_search_stopped"]


def test_one_person_does_not_check_a_report_by_saying_that_a_listed_institution_made_it(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    listed = desk.post("/v1/institutions", json=OFFICE).json()["institution"]
    assert send_decision(installation, head, listed).status_code == 200
    # the same person proposed the institution and states that it reports
    row = {
        **REPORT,
        "reporter_check": "unverified",
        "reporter": {"name": "duty officer", "institution": listed},
    }
    made = send_record(desk, row)
    assert made["reporter_check"] == "unverified"


def test_an_agencys_software_and_one_supervisor_are_not_two_people(
    installation: Installation, sign_in: SignIn
) -> None:
    software, head = sign_in(Role.SYSTEM, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    made = send_record(software, REPORT)
    # the supervisor may have entered it in the software
    answer = _decide_reporter(head, made["id"])
    assert (answer.status_code, _reporter_check(installation, made["id"])) == (409, "unverified")


def test_opening_facts_against_a_childs_refusal_needs_a_second_account_of_the_agency(
    installation: Installation, sign_in: SignIn
) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    head, desk = sign_in(Role.SUPERVISOR), sign_in(Role.CASEWORKER)
    path = f"/v1/records/{child}/best-interests"
    body = {
        **example("BestInterestsForm"),
        "child_view": "no",
        "panel": ["M. Made-Up", "A. Nobody"],
        "opens": ["place", "contact"],
    }

    def opened() -> frozenset[str]:
        actor, row = installation.actor(Role.SUPERVISOR), installation.row_of(child)
        with installation.acting(actor) as session:
            return permissions.best_interests_scopes(session, installation.context, row)

    first, second = (head.post(path, json=body).json()["id"] for _ in range(2))
    states = [one["state"] for one in desk.get(path).json()["determinations"]]
    assert (opened(), states) == (set(), ["waiting", "withdrawn"])
    assert send_decision(installation, head, second).status_code == 409
    assert "second person" in head.get(f"/records/{child}/safety").text
    assert send_decision(installation, desk, first).status_code == 409
    abroad = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert send_decision(installation, abroad, second).status_code == 404
    insiders.add(installation, "unassigned", Role.CASEWORKER, "DE-JUG")
    unassigned = insiders.enter(sign_in, installation, "unassigned")
    assert unassigned.get("/v1/approvals").json()["approvals"] == []
    assert send_decision(installation, unassigned, second).status_code == 404
    sent = desk.post(
        f"/approvals/{approval_of(installation, second)}",
        data={"decision": "approve", "reason": "she is safe there"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (sent.status_code, opened()) == (200, {"place", "contact"})
    assert send_decision(installation, desk, second).status_code == 409
    assert head.post(path, json={**body, "opens": []}).status_code == 201
    assert opened() == set()

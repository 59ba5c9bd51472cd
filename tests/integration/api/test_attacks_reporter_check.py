"""Insiders who check their own report, change a checked one, or search others by its number."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.codes.approvals import ApprovalKind
from core.errors import Conflict
from core.policy.case.reporter_check import INSTITUTION_DAYS
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.oversight.audit import Audit
from models.records.record import Record, RecordShare
from services.agencies import accounts, agency_register
from services.agencies.accounts import INSTALLER, UserForm
from services.case import reporters
from services.case.care import missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from services.foundation.actor import Actor
from services.records import processing_restrictions, register
from services.reporter_check import check_requests, institutions
from tests.described_client import refused_fields
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, PASSWORD, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.matches.steps import only_match, record_decision, register_both
from tests.integration.records.steps import decide_reporter_check
from tests.integration.steps import (
    decide,
    desk_notifications,
    known_child,
    read_to_decide,
    second_supervisor,
    send_decision,
    send_edit,
    send_record,
)

PROVEN = {"name": "V O", "identity_how": "x", "relation_proof": "y"}
REPORT: dict[str, Any] = {
    **MISSING,
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "international_protection": "no",
    "reporter_check": "checked",
    "reporter": PROVEN,
}
CHILD = {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"}
ANOTHER = {
    "full_name": "Dmytro Kovalchuk",
    "birth_date": "2012-11-05",
    "sex": "M",
    "nationalities": ["UA"],
}
CONFIRMERS = ((Role.CASEWORKER, "DE-JUG"), (Role.SUPERVISOR, "DE-JUG"), (Role.SUPERVISOR, "GR-CPA"))
OFFICE = {"kind": "youth_office", "name": "Youth office of Chios", "contact": "+30 2271 055 0116"}


def _reporter_check(one: Installation, record: str | UUID) -> str:
    return one.row_of(UUID(str(record))).reporter_check


def _decide(client: TestClient, record: str | UUID, **fields: Any) -> Any:
    revision = client.get(f"/v1/records/{record}/reporter").json()["revision"]
    sent = {"reporter_check": "checked", "reason": "papers seen", "revision": revision, **fields}
    return client.post(f"/v1/records/{record}/reporter/check", json=sent)


def _matches(client: TestClient, state: str = "open") -> list[Any]:
    found: list[Any] = client.get("/v1/matches", params={"state": state}).json()["matches"]
    return found


def _found(one: Installation, row: Any = FOUND) -> UUID:
    return one.register(row, one.actor(Role.CASEWORKER), LAWFUL)


def _head(one: Installation) -> Actor:
    """Return a second supervisor of GR-CPA."""
    return dataclasses.replace(one.actor(Role.CASEWORKER, "GR-CPA"), role=Role.SUPERVISOR)


def _checks(client: TestClient) -> list[dict[str, Any]]:
    """Return the reporter checks in the list of approvals."""
    listed = client.get("/v1/approvals").json()["approvals"]
    return [line for line in listed if line["kind"] == ApprovalKind.REPORTER_CHECK]


# --- the reporting person does not check the report


@pytest.mark.parametrize("kind", ["missing", "tracing"])
def test_a_report_declared_checked_waits_for_a_second_person(
    installation: Installation, sign_in: SignIn, kind: str
) -> None:
    _found(installation)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    made = send_record(desk, {**REPORT, "kind": kind})
    assert (made["reporter_check"], made["is_reporter_check_asked"]) == ("unverified", True)
    installation.work()
    assert (_reporter_check(installation, made["id"]), _matches(desk), _matches(head)) == (
        "unverified",
        [],
        [],
    )
    (check,) = _checks(head)
    assert (check["subject"], check["asked_as"], check["title"]) == (
        made["id"],
        "caseworker",
        "M-1",
    )
    assert check["actions"][0]["allowed"]
    (own,) = _checks(desk)
    assert (own["is_own"], own["actions"][0]["allowed"]) == (True, False)
    assert "reporter_check_asked" in head.get("/v1/notifications").text
    assert _checks(sign_in(Role.SUPERVISOR, "DE-JUG")) == []
    assert _decide(head, made["id"]).status_code == 204
    installation.work()
    assert (_reporter_check(installation, made["id"]), len(_matches(desk))) == ("checked", 1)
    assert _checks(head) == []


def test_one_supervisor_cannot_check_a_report(installation: Installation, sign_in: SignIn) -> None:
    _found(installation)
    head = sign_in(Role.SUPERVISOR, "GR-CPA")
    mine = send_record(head, REPORT)["id"]
    assert _decide(head, mine).status_code == 409
    assert send_edit(installation, head, mine, reporter_check="checked").status_code == 200
    # a colleague enters the reporter again; the supervisor is still the author of the identity
    other = _head(installation)
    installation.do(
        other, reporters.store_reporter, UUID(mine), reporters.ReporterForm("V O", (), "", "x", "y")
    )
    assert _decide(head, mine).status_code == 409
    closed = head.post(
        f"/v1/records/{mine}/close",
        json={"closure": "withdrawn", "reason": "x"},
        headers={"If-Match": f'"{installation.row_of(UUID(mine)).version}"'},
    )
    assert (closed.status_code, _checks(head)) == (204, [])  # it waits while the report is open
    version = installation.row_of(UUID(mine)).version
    again = head.post(
        f"/v1/records/{mine}/reopen", json={"reason": "x"}, headers={"If-Match": f'"{version}"'}
    )
    assert (again.status_code, [one["subject"] for one in _checks(head)]) == (204, [mine])
    installation.work()
    assert (_reporter_check(installation, mine), _matches(head)) == ("unverified", [])


def test_software_asks_for_a_reporter_check_and_gives_none(
    installation: Installation, sign_in: SignIn
) -> None:
    software, head = sign_in(Role.SYSTEM, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    made = send_record(software, REPORT)
    assert (made["reporter_check"], made["is_reporter_check_asked"]) == ("unverified", True)
    (check,) = _checks(head)
    assert (check["subject"], check["asked_as"]) == (made["id"], "")
    assert not check["actions"][0]["allowed"]  # a person asks first
    listed = _listed(installation, sign_in)
    row = {**REPORT, "record_ref": "M-2", "reporter": {"name": "desk", "institution": listed}}
    made = send_record(software, row)
    assert (made["reporter_check"], made["is_reporter_check_asked"]) == ("unverified", True)
    # The supervisor may have entered it in the software. A person asks first, and another one
    # checks.
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    path = f"/v1/records/{made['id']}"
    assert _decide(head, made["id"]).status_code == 409
    assert head.get(f"{path}/reporter").json()["is_reporter_check_asked"] is False
    assert head.post(f"{path}/reporter/check-request").status_code == 204
    assert _decide(head, made["id"]).status_code == 409
    other = send_record(software, {**row, "record_ref": "M-3"})["id"]
    assert desk.post("/v1/duty-cover", json={"reason": "night"}).status_code == 201
    assert desk.post(f"/v1/records/{other}/reporter/check-request").status_code == 204
    assert head.get(f"/v1/records/{other}/reporter").json()["is_reporter_check_asked"] is True
    assert _decide(head, other, is_institution_informed=True).status_code == 204


def test_a_reporter_check_names_the_revision_that_was_read(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    made = send_record(desk, REPORT)["id"]
    read = head.get(f"/v1/records/{made}/reporter").json()["revision"]
    refused = _decide(head, made, revision="")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "revision")
    assert send_edit(installation, desk, made, changes=ANOTHER).status_code == 200
    assert _decide(head, made, revision=read).status_code == 412
    read = head.get(f"/v1/records/{made}/reporter").json()["revision"]
    installation.clock.move(timedelta(minutes=1))
    assert (
        desk.put(f"/v1/records/{made}/reporter", json={**PROVEN, "name": "W P"}).status_code == 204
    )
    assert _decide(head, made, revision=read).status_code == 412
    assert _reporter_check(installation, made) == "unverified"


def test_the_report_of_a_child_that_missing_from_care_is_checked_only_by_a_second_person(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = installation.actor(Role.CASEWORKER), installation.actor(Role.SUPERVISOR)
    child = known_child(installation)
    leaving = MissingFromCareForm(installation.clock.now(), likely_states=("FR:nobody_known",))
    left = installation.do(desk, missing_from_care.report_missing_from_care, child, leaving)
    assert (_reporter_check(installation, left.report), len(left.desks)) == ("provisional", 2)
    assert ("missing_from_care", left.report) in desk_notifications(installation, "FR-116")
    with pytest.raises(Conflict):  # the person who filed it, as a deputy
        decide_reporter_check(installation, second_supervisor(installation), left.report)
    decide_reporter_check(installation, head, left.report)
    assert _reporter_check(installation, left.report) == "checked"
    assert send_decision(installation, sign_in(Role.SUPERVISOR), left.report).status_code == 409


def test_a_report_that_changes_hands_is_checked_by_its_new_responsible(
    installation: Installation, sign_in: SignIn
) -> None:
    report = installation.register(
        {**MISSING, "recipients": ["GR"]}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    head, taker = sign_in(Role.SUPERVISOR, "GR-CPA"), sign_in(Role.SUPERVISOR, "DE-JUG")
    sent = {"to_agency": "DE-JUG", "reason": "moved"}
    offer = head.post(f"/v1/records/{report}/transfers", json=sent).json()["transfer"]
    accepted = taker.post(f"/v1/transfers/{offer}/accept", json={"legal_basis": "gdpr_6_1_e_9_2_g"})
    assert accepted.status_code == 200, accepted.text
    assert _reporter_check(installation, report) == "unverified"
    assert [one["subject"] for one in _checks(taker)] == [str(report)]
    assert _checks(head) == []


# --- another child under a checked report


def test_a_checked_report_edited_into_another_child_is_unverified(
    installation: Installation, sign_in: SignIn
) -> None:
    _found(installation, OTHER)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    report = send_record(desk, REPORT)["id"]
    assert _decide(head, report).status_code == 204
    assert send_edit(installation, head, report, changes=ANOTHER).status_code == 200
    installation.work()
    assert (_reporter_check(installation, report), _matches(desk), _matches(head)) == (
        "unverified",
        [],
        [],
    )
    assert [one["subject"] for one in _checks(head)] == [report]
    # the person who changed the child does not check the report
    assert _decide(head, report).status_code == 409


def test_many_small_corrections_are_no_way_to_another_child(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    report = send_record(desk, REPORT)["id"]
    assert _decide(head, report).status_code == 204
    outcomes = []
    for name in ("Shekiba", "Shekiba Karimi"):  # each agrees with the one before
        assert send_edit(installation, desk, report, changes={"full_name": name}).status_code == 200
        outcomes.append(_reporter_check(installation, report))
    assert outcomes == ["checked", "unverified"]


CORRECTIONS: list[dict[str, Any]] = [
    {"full_name": "Shakiba Rahimzada"},
    {"full_name": "شکیبا رحیم زاده"},
    {"full_name": "Шекиба Рахимзада"},
    {"birth_date": "2009-07-12"},
    {"relatives": ["mother:Golchehreh"]},
    {"eyes": "grey"},
]
OTHER_CHILDREN: list[dict[str, Any]] = [
    {"full_name": "Zahra Rahimzadah"},  # a sister
    {"full_name": "زهرا رحیم زاده"},
    {"aliases": ["Dmytro Kovalchuk"]},
    {"full_name": "Rahimzadah"},
    {"birth_date": "2008-07-10"},
    {"birth_date": ["2009-07-10", "2012-11-05"]},
    {"birth_date": ""},
    {"sex": "M"},
    {"nationalities": ["UA"]},
    {"documents": ["passport:AF:P1234567"]},
    {"phones": ["own:+306912345678"]},
    {"relatives": ["mother:Golchehra", "father:Ahmad Karimi"]},
]


def test_a_corrected_spelling_leaves_a_report_checked_and_another_child_does_not(
    installation: Installation, sign_in: SignIn
) -> None:
    actor, desk = installation.actor(Role.CASEWORKER, "GR-CPA"), sign_in(Role.CASEWORKER, "GR-CPA")
    wrong = {}
    for number, changes in enumerate((*CORRECTIONS, *OTHER_CHILDREN)):
        report = installation.register({**MISSING, "record_ref": f"C-{number}"}, actor, CHECKED)
        assert send_edit(installation, desk, report, changes=changes).status_code == 200
        if (_reporter_check(installation, report) == "checked") != (changes in CORRECTIONS):
            wrong[str(changes)] = _reporter_check(installation, report)
    assert wrong == {}


def test_an_edit_does_not_bypass_the_approval_of_the_agency_with_the_child(
    installation: Installation, sign_in: SignIn
) -> None:
    report, _ = register_both(installation)
    match = only_match(installation)
    same = ("same", "relative_confirmed")
    for version, (role, agency) in enumerate(CONFIRMERS, start=1):
        record_decision(installation, installation.actor(role, agency), match, *same, version)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    found_side = sign_in(Role.SUPERVISOR, "DE-JUG")
    for changes in ({"eyes": "grey"}, ANOTHER):
        assert send_edit(installation, desk, report, changes=changes).status_code == 200
        installation.work()
        assert _matches(desk) == []  # no edit opens the confirmed match again
        assert head.get(f"/v1/records/{report}/closures").json()["closures"] == []
    close = {"closure": "care_elsewhere", "reason": "x"}
    version = {"If-Match": f'"{installation.row_of(report).version}"'}
    assert head.post(f"/v1/records/{report}/close", json=close, headers=version).status_code == 409
    sentence = {"closure": "located_no_contact_wished"}
    for side in (found_side, head):
        read = side.get(f"/v1/matches/{match}")
        if read.status_code == 200 and read.json()["review"]["cause"] != "none":
            answer = side.post(
                f"/v1/matches/{match}/review", headers={"If-Match": read.headers["etag"]}
            )
            assert answer.status_code == 200, answer.text
    assert found_side.post(f"/v1/matches/{match}/closures", json=sentence).status_code == 204
    assert head.post(f"/v1/records/{report}/close", json=close, headers=version).status_code == 409
    assert (
        head.post(
            f"/v1/records/{report}/close", json={**close, **sentence}, headers=version
        ).status_code
        == 204
    )


# --- listed institutions


def _listed(one: Installation, sign_in: SignIn) -> str:
    """List an institution by two people who register no reports.

    They are the supervisor, and an account made for this.
    """
    head = sign_in(Role.SUPERVISOR, "GR-CPA")
    listed: str = head.post("/v1/institutions", json=OFFICE).json()["institution"]
    name = f"helga-{uuid4().hex}"
    with one.database.transaction() as session:
        agency = agency_register.find_agency(session, "GR-CPA")
        form = UserForm(name, "Helga", Role.SUPERVISOR, PASSWORD)
        accounts.add_user(session, one.context, INSTALLER, agency, form)
        user = session.scalars(select(UserAccount).where(UserAccount.agency_id == agency.id)).all()[
            -1
        ]
        other = dataclasses.replace(_head(one), user_id=user.id, public_id=user.public_id)
    decide(one, other, UUID(listed))
    return listed


def test_a_listed_institution_spares_the_papers_and_never_the_second_person(
    installation: Installation, sign_in: SignIn
) -> None:
    listed = _listed(installation, sign_in)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    reporter = {"name": "duty officer", "institution": listed}
    row = {**REPORT, "record_ref": "GR-2026-007", "reporter": reporter}
    made = send_record(desk, row)
    assert (made["reporter_check"], made["is_reporter_check_asked"]) == ("unverified", True)
    assert "reporter_check_asked" in head.get("/v1/notifications").text
    by_number = _search(desk, case_number="GR-2026-007")
    pending = {one["subject"] for one in read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)}
    assert by_number in pending
    shown = head.get(f"/v1/records/{made['id']}/reporter").json()["institution_contact"]
    assert shown == {
        "name": OFFICE["name"],
        "contact": OFFICE["contact"],
        "reference": "GR-2026-007",
        "filed_on": installation.clock.now().date().isoformat(),
        "desk": "GR-CPA (fictional)",
    }
    assert desk.get(f"/v1/records/{made['id']}/reporter").json()["institution_contact"] is None
    page = head.get(f"/records/{made['id']}/people").text
    assert OFFICE["contact"] in page
    refused = _decide(head, made["id"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (
        422,
        "is_institution_informed",
    )
    assert _decide(head, made["id"], is_institution_informed=True).status_code == 204
    assert _reporter_check(installation, made["id"]) == "checked"
    acts = installation.read_all(select(Audit.subject).where(Audit.action == "inform_institution"))
    assert acts == [UUID(made["id"])]


@pytest.mark.parametrize(
    "facts",
    [
        {"event_place": "yard of the YOUTH OFFICE of Chios"},
        {"relatives": ["mother:Golchehra", "uncle:Chios Youth Office of"]},
        {},
    ],
    ids=["as a place", "as a person", "as the guardian's office"],
)
def test_an_institution_that_the_record_names_is_not_told_of_the_report(
    installation: Installation, sign_in: SignIn, facts: dict[str, Any]
) -> None:
    listed = _listed(installation, sign_in)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    reporter = {"name": "duty officer", "institution": listed}
    made = send_record(desk, {**REPORT, "reporter": reporter, **facts})
    if not facts:
        guardian = {
            "name": "Eleni Vlachou",
            "authority": "court",
            "appointed_at": "2026-02-01T00:00:00Z",
            "document": "Chios 12/26",
            "institution": listed,
        }
        answer = desk.post(f"/v1/records/{made['id']}/guardians", json=guardian)
        assert answer.status_code == 201, answer.text
    assert head.get(f"/v1/records/{made['id']}/reporter").json()["institution_contact"] is None
    assert _decide(head, made["id"]).status_code == 204
    assert _reporter_check(installation, made["id"]) == "checked"


def test_two_people_list_an_institution_for_a_year_and_one_revokes_it(
    installation: Installation, sign_in: SignIn
) -> None:
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")

    def report(reference: str, institution: str) -> Any:
        reporter = {"name": "duty officer", "institution": institution}
        row = {
            **REPORT,
            "reporter_check": "unverified",
            "record_ref": reference,
            "reporter": reporter,
        }
        return desk.post("/v1/records", json=row)

    own = head.post("/v1/institutions", json=OFFICE).json()["institution"]
    assert send_decision(installation, head, own).status_code == 409
    refused = report("M-1", own)
    assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (422, "not_listed")
    assert "institution_proposed" in head.get("/v1/notifications").text
    listed = _listed(installation, sign_in)
    made = report("M-1", listed).json()
    assert (made["reporter_check"], made["is_reporter_check_asked"]) == ("unverified", True)
    # another agency has its own list
    stranger = sign_in(Role.SUPERVISOR, "DE-JUG")
    assert stranger.post(f"/v1/institutions/{listed}/revoke").status_code == 404
    assert stranger.get("/v1/institutions").json() == {"institutions": []}
    installation.clock.move(timedelta(days=INSTITUTION_DAYS, minutes=1))
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    assert report("M-2", listed).status_code == 422
    listed = _listed(installation, sign_in)
    assert head.post(f"/v1/institutions/{listed}/revoke").status_code == 204
    assert report("M-3", listed).status_code == 422
    states = {one["state"] for one in desk.get("/v1/institutions").json()["institutions"]}
    assert states == {"proposed", "expired", "revoked"}


def test_a_restricted_report_loses_its_reporter_check_and_is_not_shared(
    installation: Installation,
) -> None:
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    with installation.database.transaction() as session:
        record = session.scalars(select(Record)).one()
        processing_restrictions.restrict_record(session, installation.context, record)
        register.change_reporter_check(session, installation.context, record, "unverified")
    assert _reporter_check(installation, report) == "unverified"
    assert installation.read_all(select(RecordShare)) == []


# --- the number of the own report for a search for another person


def _search(client: TestClient, **changes: Any) -> Any:
    sent = {
        "facts": CHILD,
        "purpose": "locate_missing",
        "legal_basis": "led_8_10",
        "case_number": "GR-2026-007",
    }
    answer = client.post("/v1/searches", json={**sent, **changes})
    assert answer.status_code == 201, answer.status_code
    return answer.json()["id"]


def test_a_search_for_another_person_with_an_own_case_number_is_approved(
    installation: Installation, sign_in: SignIn
) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    row = {**MISSING, "record_ref": "GR-2026-007"}
    report = installation.register(row, officer, CHECKED)
    installation.register({**OTHER, "record_ref": "GR-2026-008"}, officer, CHECKED)
    installation.register({**row, "record_ref": "GR-2026-009"}, officer, LAWFUL)
    unconfirmed = installation.register({**row, "record_ref": "GR-2026-010"}, officer, CHECKED)
    with installation.database.transaction() as session:
        held = session.scalars(select(Record).where(Record.public_id == unconfirmed)).one()
        check_requests.request_reporter_check(session, installation.context, officer, held)
    installation.work()
    client, head = sign_in(Role.LIAISON_OFFICER, "GR-POL"), sign_in(Role.SUPERVISOR, "GR-POL")
    free = [
        _search(client),
        _search(client, facts={"full_name": "شکیبا رحیم زاده", "birth_date": "2009-07"}),
        _search(client, facts={**CHILD, "relatives": ["mother:Golchehra"]}, bound_to=str(report)),
    ]
    due = {
        "another child": _search(
            client, facts={key: ANOTHER[key] for key in ("full_name", "birth_date")}
        ),
        "a sister": _search(
            client, facts={"full_name": "Zahra Rahimzadah", "birth_date": "2009-07-10"}
        ),
        "two in one": _search(client, facts={**CHILD, "aliases": ["Dmytro Kovalchuk"]}),
        "another's paper": _search(client, facts={**CHILD, "documents": ["passport:UA:FG123456"]}),
        "bound, two in one": _search(
            client, facts={**CHILD, "aliases": ["Dmytro Kovalchuk"]}, bound_to=str(report)
        ),
        "a found person's": _search(
            client,
            case_number="GR-2026-008",
            facts={"full_name": "Dmytro Kovalchuk", "birth_date": "2012-11-05"},
        ),
        "not checked": _search(client, case_number="GR-2026-009"),
        "asked again": _search(client, case_number="GR-2026-010"),
    }
    pending = {one["subject"] for one in read_to_decide(head, ApprovalKind.SEARCH_APPROVAL)}
    assert {name for name, one in due.items() if one not in pending} == set()
    assert pending & set(free) == set()


def test_a_search_bound_to_a_report_shows_no_more_of_a_child_that_was_slipped_in(
    installation: Installation, sign_in: SignIn
) -> None:
    family_facts = {"relatives": ["mother:Oksana Kovalchuk"], "marks": ["scar:hand:left"]}
    child = _found(installation, {**OTHER, **family_facts})
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    own = installation.register({**MISSING, "record_ref": "GR-2026-007"}, officer, CHECKED)
    theirs = installation.register(
        {**OTHER, **family_facts, "kind": "missing", "record_ref": "GR-2026-008"}, officer, CHECKED
    )
    installation.work()
    client = sign_in(Role.LIAISON_OFFICER, "GR-POL")
    single = {"full_name": "Dmytro Kovalchuk", "birth_date": ["2012-11-05"], **family_facts}
    mixed = {
        "full_name": "Shekiba Rahimzadah",
        "aliases": ["Dmytro Kovalchuk"],
        "birth_date": ["2009-07-10", "2012-11-05"],
        "relatives": ["mother:Golchehra", *family_facts["relatives"]],
        "marks": ["burn:forearm:left", *family_facts["marks"]],
    }
    views = {}
    for facts, report in ((single, theirs), (mixed, own)):
        sent = {
            "facts": facts,
            "purpose": "locate_missing",
            "legal_basis": "led_8_10",
            "case_number": "GR-2026-001",
        }
        answer = client.post("/v1/searches", json={**sent, "bound_to": str(report)}).json()
        (views[report],) = [
            hit["record"]["view"] for hit in answer["found"] if hit["record"]["id"] == str(child)
        ]
    assert views == {theirs: "profile", own: "link"}


def test_an_institution_is_of_a_listed_kind_and_needs_a_name_and_a_contact(
    installation: Installation, sign_in: SignIn
) -> None:
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    for field, value in (("kind", "family"), ("name", " "), ("contact", " ")):
        refused = desk.post("/v1/institutions", json={**OFFICE, field: value})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert institutions.INSTITUTION_KINDS


@pytest.mark.parametrize("row", [REPORT, FOUND], ids=["a report", "a found person"])
def test_an_unknown_reporter_check_is_refused(
    installation: Installation, sign_in: SignIn, row: dict[str, Any]
) -> None:
    desk = sign_in(Role.CASEWORKER, "GR-CPA")
    answer = desk.post("/v1/records", json={**row, "reporter_check": "clear"})
    assert answer.status_code == 422
    assert refused_fields(answer) == [{"field": "reporter_check", "reason": "unknown_code"}]

"""A child at risk in a small state, whose desk only the relay desk may reach.

Other agencies read neither the state nor its desk.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from markupsafe import Markup
from sqlalchemy import select, update

from core.codes.records import ReporterCheck
from core.codes.review import MatchState
from core.policy.roles import Role
from core.policy.sharing.relay_desk import RELAY_DECIDE_HOURS
from models.matching_runs.match import Match
from models.oversight.audit import Audit
from models.records.record import Record
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.search_steps import mark_signed
from tests.integration.statements import heard

# Strings that would identify the child's state or its desk in answers and on pages.
SMALL_STATE = ("CH-CPA", '"CH"', "Switzerland")
SAME = {"Sec-Fetch-Site": "same-origin"}
IDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
LAWFUL_APPLICANT = Declaration("gdpr_6_1_e_9_2_g", "unverified", "applicant")


def _child(one: Installation, agency: str = "CH-CPA", **changes: Any) -> UUID:
    """Register a found child that is visible at `link`, and assess a risk."""
    declared = changes.pop("declaration", None)
    row = {**FOUND, "full_name": "Shekiba Rahimzadah", **changes}
    actor = one.actor(Role.CASEWORKER, agency)
    child = one.register(row, actor, declared) if declared else one.register(row, actor)
    _assess(one, child)
    return child


def _assess(one: Installation, child: UUID) -> None:
    one.change(update(Record).where(Record.public_id == child).values(may_warn=False))


def _set_reporter_check(one: Installation, report: UUID, reporter_check: ReporterCheck) -> None:
    one.change(
        update(Record).where(Record.public_id == report).values(reporter_check=reporter_check)
    )


def _report(one: Installation) -> UUID:
    return one.register(
        {**MISSING, "recipients": ""}, one.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )


def _make_relay(sign_in: SignIn, code: str) -> None:
    boss = sign_in(Role.ADMINISTRATOR)
    (agency,) = [
        each for each in boss.get("/v1/agencies").json()["agencies"] if each["code"] == code
    ]
    answer = boss.put(f"/v1/agencies/{agency['id']}/relay", json={"is_relay": True})
    assert answer.status_code == 204, answer.text


def _match_of(one: Installation, *records: UUID) -> UUID:
    ends = one.read_all(select(Record.id).where(Record.public_id.in_(records)))
    return one.read_one(select(Match.public_id).where(Match.low.in_(ends), Match.high.in_(ends)))


def _ask(desk: TestClient, record: UUID, reason: str = "link") -> Any:
    return desk.post("/v1/relay", json={"record": str(record), "reason": reason})


def _reach(sign_in: SignIn, agency: str, record: UUID) -> Any:
    """Return the decision of a colleague of the person who asks."""
    asked = _ask(sign_in(Role.SUPERVISOR, agency), record)
    assert asked.status_code == 201, asked.text
    return _decide(sign_in(Role.CASEWORKER, agency), asked.json()["id"])


def _decide(desk: TestClient, approval: str, *, is_approved: bool = True) -> Any:
    body = {"is_approved": is_approved}
    return desk.post(f"/v1/approvals/{approval}/decision", json=body)


def _search(desk: TestClient, state: str = "GR") -> str:
    query = {
        "facts": {
            "full_name": "Shekiba Rahimzadah",
            "birth_date": "2009-07-10",
            "relatives": ["mother:Golchehra"],
        },
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": f"{state}-2026-001",
    }
    found = desk.post("/v1/searches", json=query)
    assert found.status_code == 201, found.text
    return found.text


def _register_too(desk: TestClient) -> str:
    same = {
        **FOUND,
        "record_ref": "X-1",
        "full_name": "Shekiba Rahimzadah",
        "legal_basis": "gdpr_6_1_e_9_2_g",
    }
    return desk.post("/v1/records", json=same).text


def _everything(desk: TestClient, child: UUID, report: UUID, match: UUID) -> dict[str, str]:
    """Return everything that another agency can read about a child, keyed by channel."""
    paths = [
        "/v1/matches",
        f"/v1/matches/{match}",
        f"/v1/matches/{match}/messages",
        f"/v1/matches/{match}/group",
    ]
    paths += [
        f"/v1/records/{child}",
        "/v1/notifications",
        "/v1/disclosures",
        f"/v1/records/{report}/matches",
    ]
    paths += [
        "/",
        "/matches",
        f"/matches/{match}",
        f"/matches/{match}/group",
        f"/messages/{match}",
        f"/records/{child}",
        f"/records/{report}/matches",
    ]
    answers = {path: desk.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    read = {path: answer.text for path, answer in answers.items()}
    return {**read, "search": _search(desk), "duplicate": _register_too(desk)}


@pytest.mark.both
def test_an_outsider_reads_neither_the_state_nor_its_desk_by_any_channel(
    installation: Installation, sign_in: SignIn
) -> None:
    child, report = _child(installation), _report(installation)
    installation.work()
    match = _match_of(installation, child, report)
    responsible = sign_in(Role.SUPERVISOR, "CH-CPA")
    assert (
        responsible.post(f"/v1/matches/{match}/messages", json={"text": "Please call."}).status_code
        == 204
    )
    outsider = sign_in(Role.SUPERVISOR, "GR-CPA")
    assert outsider.get(f"/v1/records/{child}").json()["desk"].startswith("CH-CPA")
    _make_relay(sign_in, "FR-116")
    read = _everything(outsider, child, report, match)
    leaks = {path: [word for word in SMALL_STATE if word in text] for path, text in read.items()}
    assert {path: words for path, words in leaks.items() if words} == {}
    shown = outsider.get(f"/v1/matches/{match}").json()
    assert (shown["band"], shown["other"]["state"]) == ("link", "")
    assert shown["other"]["desk"].startswith("FR-116")
    assert (
        outsider.get(f"/v1/matches/{match}/messages").json()["other_desk"] == shown["other"]["desk"]
    )
    assert str(child) in read["search"]
    page = read[f"/matches/{match}"]
    assert "You can see only that a similar record exists." in page
    assert f"Call {shown['other']['desk']}." in Markup(page).striptags()
    assert "Side by side" not in page
    assert "A link has no score." in read["/matches"]


def test_answers_to_other_agencies_do_not_depend_on_the_childs_state(
    installation: Installation, sign_in: SignIn
) -> None:
    children = [_child(installation, agency) for agency in ("CH-CPA", "DE-JUG")]
    report = _report(installation)
    installation.work()
    outsider, answers = sign_in(Role.SUPERVISOR, "GR-CPA"), []
    for child in children:
        match = _match_of(installation, child, report)
        with heard(installation.app) as statements:
            read = [
                outsider.get(path).text
                for path in (f"/v1/matches/{match}", f"/v1/records/{child}", f"/matches/{match}")
            ]
        answers.append(([IDS.sub("ID", text) for text in read], statements))
    assert answers[0] == answers[1]


def test_the_profile_of_a_person_at_risk_hides_the_country(
    installation: Installation, sign_in: SignIn
) -> None:
    row = {**MISSING, "sharing": "profile", "recipients": ["DE"]}
    report = installation.register(row, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    desk = sign_in(Role.CASEWORKER)
    before = desk.get(f"/v1/records/{report}").json()
    assert (before["view"], before["state"], "region" in before["facts"]) == ("profile", "GR", True)
    _assess(installation, report)
    assert desk.get(f"/v1/records/{report}").json() == before
    late = sign_in(Role.SUPERVISOR, "DE-POL").get(f"/v1/records/{report}").json()
    assert (late["view"], late["state"], "region" in late["facts"]) == ("profile", "", False)
    assert "sex" in late["facts"]


@pytest.mark.both
def test_the_relay_desk_reads_only_the_responsible_agencies_desk_and_the_responsible_is_notified(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation, recipients=["GR"])
    _make_relay(sign_in, "FR-116")
    desk = sign_in(Role.CASEWORKER, "FR-116")
    assert desk.get(f"/v1/records/{child}").status_code == 404
    asked = _ask(desk, child)
    assert (asked.status_code, set(asked.json())) == (201, {"id", "due_at"})
    assert sign_in(Role.SUPERVISOR, "CH-CPA").get("/v1/notifications").json()["notifications"] == []
    assert _alerts(sign_in) == ["relay_asked", "relay_desk"]
    assert _decide(desk, asked.json()["id"]).json()["code"] == "second_person_decides"
    colleague = sign_in(Role.SUPERVISOR, "FR-116")
    (row,) = colleague.get("/v1/approvals").json()["approvals"]
    assert (row["kind"], row["title"], row["about"]) == ("relay", "", {"record": str(child)})
    assert _decide(colleague, asked.json()["id"]).json() == {
        "state": "approved",
        "second": None,
        "desk": "CH-CPA (fictional), +32 2 555 01 00",
    }
    (notification,) = (
        sign_in(Role.SUPERVISOR, "CH-CPA").get("/v1/notifications").json()["notifications"]
    )
    assert (notification["kind"], notification["record"], notification["asker_state"]) == (
        "relay_asked",
        str(child),
        "FR",
    )
    assert sign_in(Role.CASEWORKER, "CH-CPA").get("/v1/notifications").json()["notifications"] == []
    assert "search by France" in sign_in(Role.SUPERVISOR, "CH-CPA").get("/").text
    acts = installation.read_all(select(Audit).where(Audit.action.in_(("ask_relay", "relay"))))
    assert [(act.action, act.outcome, act.subject, act.records) for act in acts] == [
        ("ask_relay", "link", child, "[]"),
        ("relay", "done", child, f'[["{child.hex}", "F0"]]'),
    ]
    assert _alerts(sign_in) == ["relay_asked", "relay_desk"]
    page = desk.post("/relay", data={"record": str(child), "reason": "danger"}, headers=SAME)
    assert "CH-CPA (fictional)" not in page.text
    (row,) = colleague.get("/v1/approvals").json()["approvals"]
    page = colleague.post(f"/approvals/{row['id']}", data={"decision": "approve"}, headers=SAME)
    assert "CH-CPA (fictional), +32 2 555 01 00" in Markup(page.text).striptags()
    assert "CH-CPA" not in colleague.get("/approvals").text
    unknown = desk.post("/relay", data={"record": str(uuid4()), "reason": "danger"}, headers=SAME)
    assert (unknown.status_code, "Please check your entries" in unknown.text) == (404, True)


def _alerts(sign_in: SignIn) -> list[str]:
    listed = sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"]
    return [one["kind"] for one in listed]


def test_a_refused_or_repeated_request_names_no_desk(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation)
    _make_relay(sign_in, "FR-116")
    desk, colleague = sign_in(Role.CASEWORKER, "FR-116"), sign_in(Role.SUPERVISOR, "FR-116")
    earlier, asked = (_ask(desk, child).json()["id"] for _ in range(2))
    assert _decide(colleague, earlier).json()["code"] == "relay_is_decided"
    assert _decide(colleague, asked, is_approved=False).json() == {
        "state": "refused",
        "second": None,
        "desk": None,
    }
    assert sign_in(Role.SUPERVISOR, "CH-CPA").get("/v1/notifications").json()["notifications"] == []
    late = _ask(desk, child).json()["id"]
    installation.clock.move(timedelta(hours=RELAY_DECIDE_HOURS))
    assert _decide(sign_in(Role.SUPERVISOR, "FR-116"), late).json()["code"] == "relay_is_decided"


def test_an_agency_that_became_involved_reads_no_desk(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation)
    _make_relay(sign_in, "FR-116")
    asked = _ask(sign_in(Role.CASEWORKER, "FR-116"), child).json()["id"]
    _involve(installation, sign_in, "FR-116", child, "match of an invented record")
    assert _decide(sign_in(Role.SUPERVISOR, "FR-116"), asked).status_code == 404


def test_another_desk_and_an_unknown_record_are_answered_alike(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation)
    _make_relay(sign_in, "FR-116")
    attempts = [
        (sign_in(Role.SUPERVISOR, "GR-CPA"), child),
        (sign_in(Role.SUPERVISOR, "FR-116"), uuid4()),
    ]
    answers = []
    for desk, record in attempts:
        with heard(installation.app) as statements:
            answer = _ask(desk, record)
        answers.append((answer.status_code, answer.content, statements))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_without_a_relay_desk_the_desk_of_a_state_reaches_responsible_agencies(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation)
    assert _reach(sign_in, "GR-CPA", child).json()["desk"].startswith("CH-CPA")
    police = sign_in(Role.SUPERVISOR, "GR-POL")
    assert _ask(police, child).status_code == 404
    assert police.get(f"/v1/records/{child}").json()["desk"].startswith("GR-CPA")
    assert "Your agency cannot use this page." in police.get("/relay").text


INVOLVED = ("match", "match of an invented record", "search", "request")


def _involve(one: Installation, sign_in: SignIn, agency: str, child: UUID, how: str) -> None:
    """Let an agency have a match, a search or a request on a child."""
    if how == "match":
        row = {**MISSING, "recipients": "", "record_ref": f"{agency}-1"}
        one.register(row, one.actor(Role.CASEWORKER, agency), CHECKED)
    elif how == "match of an invented record":
        _child(one, agency, record_ref=f"{agency}-1")
    else:
        found = json.loads(_search(sign_in(Role.SUPERVISOR, agency)))
        mark_signed(one)
        if how == "request":
            body = {"record": str(child), "kind": "contact", "reason": "We look for her too."}
            path = f"/v1/searches/{found['id']}/requests"
            assert sign_in(Role.SUPERVISOR, agency).post(path, json=body).status_code == 201
    one.work()


@pytest.mark.both
@pytest.mark.parametrize("how", INVOLVED)
def test_an_agency_with_a_match_search_or_request_is_never_its_relay(
    installation: Installation, sign_in: SignIn, how: str
) -> None:
    child = _child(installation)
    _involve(installation, sign_in, "GR-CPA", child, how)
    asker = sign_in(Role.SUPERVISOR, "GR-CPA")
    answers = [_ask(asker, record) for record in (child, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    role = asker.get("/v1/relay").json()
    assert (role["may_reach"], role["pass_to"].split()[0]) == (True, "CH-CPA")
    shown = asker.get(f"/v1/records/{child}").json()
    assert (shown["state"], shown["desk"].split()[0]) == ("", "CH-CPA")
    assert sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"] == []


def test_a_call_goes_from_desk_to_desk_until_one_is_not_involved(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation, "DE-JUG")
    _make_relay(sign_in, "FR-116")
    others = [sign_in(Role.SUPERVISOR, code) for code in ("GR-CPA", "CH-CPA", "DE-JUG")]
    assert [_ask(desk, child).status_code for desk in others] == [404] * 3
    _involve(installation, sign_in, "FR-116", child, "match of an invented record")
    relay = sign_in(Role.SUPERVISOR, "FR-116")
    assert _ask(relay, child).status_code == 404
    assert relay.get("/v1/relay").json()["pass_to"].startswith("GR-CPA")
    assert relay.get(f"/v1/records/{child}").json()["desk"].startswith("GR-CPA")
    assert _ask(sign_in(Role.SUPERVISOR, "CH-CPA"), child).status_code == 404
    assert _reach(sign_in, "GR-CPA", child).json()["desk"].startswith("DE-JUG")
    assert "pass the call on to GR-CPA" in relay.get("/relay").text


FEARS_GREECE = {"nationalities": ["GR"], "declaration": LAWFUL_APPLICANT}


@pytest.mark.both
def test_no_desk_of_a_barred_state_is_named_and_the_next_one_reaches_the_responsible(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation, "DE-JUG", **FEARS_GREECE)
    _make_relay(sign_in, "FR-116")
    _involve(installation, sign_in, "FR-116", child, "match of an invented record")
    relay = sign_in(Role.SUPERVISOR, "FR-116")
    read = [relay.get(path) for path in (f"/v1/records/{child}", "/v1/matches", "/matches")]
    assert {answer.status_code for answer in read} == {200}
    assert read[0].json()["desk"].startswith("CH-CPA")
    assert "GR-CPA" not in "".join(answer.text for answer in read) + _search(relay, "FR")
    assert _ask(sign_in(Role.SUPERVISOR, "GR-CPA"), child).status_code == 404
    assert _reach(sign_in, "CH-CPA", child).json()["desk"].startswith("DE-JUG")


@pytest.mark.both
def test_a_relay_desk_of_a_barred_state_is_not_named(
    installation: Installation, sign_in: SignIn
) -> None:
    child = _child(installation, "DE-JUG", **FEARS_GREECE)
    _make_relay(sign_in, "GR-CPA")
    shown = sign_in(Role.SUPERVISOR, "FR-116").get(f"/v1/records/{child}").json()
    assert shown["desk"].startswith("CH-CPA")
    assert _reach(sign_in, "CH-CPA", child).json()["desk"].startswith("DE-JUG")


UNREACHED: dict[str, dict[str, Any]] = {
    "hidden from everybody": {"sharing": "none"},
    "barred from the relay desk's state": {
        "nationalities": ["FR"],
        "declaration": LAWFUL_APPLICANT,
    },
}


@pytest.mark.parametrize("why", UNREACHED)
def test_the_relay_desk_reaches_no_responsible_of_other_records(
    installation: Installation, sign_in: SignIn, why: str
) -> None:
    child = _child(installation, **UNREACHED[why])
    _make_relay(sign_in, "FR-116")
    assert _ask(sign_in(Role.SUPERVISOR, "FR-116"), child).status_code == 404


@pytest.mark.both
def test_the_relay_desk_cannot_tell_the_hour_of_an_assessment_or_of_a_later_act(
    installation: Installation, sign_in: SignIn
) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER, "CH-CPA"))
    _make_relay(sign_in, "FR-116")
    relay = sign_in(Role.SUPERVISOR, "FR-116")
    before = _reach(sign_in, "FR-116", child)
    assert before.status_code == 200
    _assess(installation, child)
    assert _reach(sign_in, "FR-116", child).json() == before.json()
    responsible = sign_in(Role.SUPERVISOR, "CH-CPA")
    changed = responsible.patch(
        f"/v1/records/{child}",
        json={"changes": {"sharing": "none"}, "reason": "a danger"},
        headers={"If-Match": '"1"'},
    )
    assert changed.status_code == 200, changed.text
    assert _reach(sign_in, "FR-116", child).json() == before.json()
    late = installation.register(
        {**FOUND, "record_ref": "F-9", "sharing": "none"},
        installation.actor(Role.CASEWORKER, "CH-CPA"),
    )
    assert _ask(relay, late).status_code == 404


def test_an_installation_has_one_relay_desk_and_changing_it_alerts_the_auditor(
    installation: Installation, sign_in: SignIn
) -> None:
    for code in ("FR-116", "CH-CPA"):
        _make_relay(sign_in, code)
    listed = sign_in(Role.CASEWORKER).get("/v1/directory").json()["desks"]
    assert [one["name"] for one in listed if one["is_relay"]] == ["CH-CPA (fictional)"]
    alerts = sign_in(Role.AUDITOR).get("/v1/alerts").json()["alerts"]
    assert [one["kind"] for one in alerts] == ["relay_desk"] * 2


def test_a_declaration_for_a_child_at_risk_names_the_relay_desk_to_the_missing_desk(
    installation: Installation, sign_in: SignIn
) -> None:
    child, report = _child(installation), _report(installation)
    installation.work()
    _make_relay(sign_in, "FR-116")
    night = sign_in(Role.SUPERVISOR, "CH-CPA")
    declared = night.post(
        f"/v1/records/{child}/care-confirmation/declaration", json={"reason": "alone"}
    )
    assert declared.status_code == 201, declared.text
    desk = sign_in(Role.SUPERVISOR, "GR-CPA")
    held = desk.get(f"/v1/records/{report}/care-confirmation").json()
    assert [one["agency"] for one in held["desks"]] == ["FR-116"]
    call = f"/v1/records/{report}/care-confirmation/call-back"
    assert [desk.post(call, json={"agency": one}).status_code for one in ("CH-CPA", "FR-116")] == [
        422,
        204,
    ]


@pytest.mark.both
def test_what_the_desks_of_a_match_know_of_each_other_is_fixed_at_the_first_message(
    installation: Installation, sign_in: SignIn
) -> None:
    child, report = _child(installation), _report(installation)
    installation.work()
    path = f"/v1/matches/{_match_of(installation, child, report)}"
    responsible, outsider = sign_in(Role.SUPERVISOR, "CH-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    assert responsible.get(f"{path}/messages").json()["they_know"] == "nothing"
    assert responsible.post(f"{path}/messages", json={"text": "Please call."}).status_code == 204
    installation.change(update(Record).where(Record.public_id == child).values(may_warn=True))
    assert outsider.get(path).json()["other"]["state"] == "CH"
    assert responsible.get(f"{path}/messages").json()["they_know"] == "nothing"
    read = outsider.get(f"{path}/messages").json()
    assert (read["messages"][0]["state"], read["other_desk"]) == ("", "")
    # the reader does not know who they are, so the answer is the same for every other desk
    assert read["they_know"] == "not_shown"


@pytest.mark.both
def test_a_report_with_an_unchecked_reporter_shows_this_and_no_number(
    installation: Installation, sign_in: SignIn
) -> None:
    report = _report(installation)
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    match = _match_of(installation, child, report)
    path = f"/v1/matches/{match}/messages"
    _set_reporter_check(installation, report, ReporterCheck.UNVERIFIED)
    # before a decision the side of an unchecked report does not see the match
    assert sign_in(Role.CASEWORKER, "GR-CPA").get(path).status_code == 404
    installation.change(update(Match).values(state=MatchState.CONFIRMED))
    sender, receiver = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.CASEWORKER)
    refused = sender.post(path, json={"text": "Call us: +30 210 555 0199."})
    assert (refused.status_code, "has_contact" in refused.text) == (422, True)
    assert sender.post(path, json={"text": "Call us."}).status_code == 204
    assert "Waits for a colleague&#39;s approval" in sender.get(f"/messages/{match}").text
    assert receiver.get(path).json()["messages"] == []
    colleague = sign_in(Role.SUPERVISOR, "GR-CPA")
    waiting = colleague.get("/v1/approvals").json()["approvals"]
    assert [one["href"] for one in waiting] == [f"/messages/{match}"]
    decision = f"/v1/approvals/{waiting[0]['id']}/decision"
    assert colleague.post(decision, json={"is_approved": True}).status_code == 200
    read = receiver.get(path).json()
    assert (read["is_other_unchecked"], read["other_desk"]) == (True, "")
    assert [one["desk"] for one in receiver.get("/v1/messages").json()["messages"]] == [""]
    page = receiver.get(f"/messages/{match}")
    assert "The reporter of the other report is not checked." in page.text
    _set_reporter_check(installation, report, ReporterCheck.CHECKED)
    read = receiver.get(path).json()
    assert (read["is_other_unchecked"], read["other_desk"].startswith("GR-CPA")) == (False, True)


@pytest.mark.both
def test_a_line_names_the_record_by_its_reference_to_its_responsible_only(
    installation: Installation, sign_in: SignIn
) -> None:
    """The relay desk may be asked about an own record. It knows any other by its number."""
    _make_relay(sign_in, "DE-JUG")
    own, other = _child(installation, "DE-JUG"), _child(installation, record_ref="X-9")
    desk, colleague = sign_in(Role.SUPERVISOR, "DE-JUG"), sign_in(Role.CASEWORKER, "DE-JUG")
    for record in (own, other):
        assert _ask(desk, record).status_code == 201
    lines = colleague.get("/v1/approvals").json()["approvals"]
    read = {(line["title"], line["about"].get("record", "")) for line in lines}
    assert read == {(FOUND["record_ref"], ""), ("", str(other))}

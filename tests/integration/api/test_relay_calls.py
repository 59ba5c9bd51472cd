"""A call of the relay desk is a line of the match or request, for the sides that may know it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from core.policy.roles import Role
from core.policy.sharing.views import Audience
from models.matching_runs.match import MatchMessage
from models.oversight.audit import Audit
from models.records.record import RecordShare
from tests.factories import Installation
from tests.integration.api import test_relay as relay
from tests.integration.api.conftest import SignIn
from tests.integration.search_steps import mark_signed

RESPONSIBLE, ASKER, RELAY = "CH-CPA", "GR-CPA", "FR-116"


class Desks:
    """CH-CPA has a found child at risk, GR-CPA the report; FR-116 has reached CH-CPA's desk."""

    def __init__(self, one: Installation, sign_in: SignIn) -> None:
        self.one, self.sign_in = one, sign_in
        self.child, self.report = relay._child(one), relay._report(one)
        one.work()
        relay._make_relay(sign_in, RELAY)
        assert relay._reach(sign_in, RELAY, self.child).status_code == 200
        self.match = relay._match_of(one, self.child, self.report)

    def call(self, asker: UUID | str, called: UUID | None = None, **words: Any) -> int:
        body = {"called": str(called or self.child), "asker": str(asker), "is_reached": True}
        desk = self.sign_in(Role.CASEWORKER, RELAY)
        return desk.post("/v1/relay/calls", json={**body, **words}).status_code

    def talk(self, agency: str) -> list[tuple[str, str]]:
        """Return what a desk reads in the conversation: the acts of calls, with the state."""
        read = self.sign_in(Role.CASEWORKER, agency).get(f"/v1/matches/{self.match}/messages")
        assert read.status_code == 200, read.text
        return [
            (line["act"], line["state"])
            for line in read.json()["messages"]
            if line["kind"] == "relay"
        ]

    def listed(self, agency: str, role: Role = Role.CASEWORKER) -> list[tuple[str, str, str]]:
        listed = self.sign_in(role, agency).get("/v1/messages").json()["messages"]
        return [(one["kind"], one["state"], one["href"]) for one in listed]

    def notifications(self, agency: str) -> int:
        listed = (
            self.sign_in(Role.CASEWORKER, agency).get("/v1/notifications").json()["notifications"]
        )
        return [one["kind"] for one in listed].count("message")

    def bar_report(self, state: str) -> None:
        report = self.one.row_of(self.report).id
        self.one.change(delete(RecordShare).where(RecordShare.record_id == report))
        with self.one.database.transaction() as session:
            for audience in Audience:
                session.add(RecordShare(record_id=report, state=state, audience=audience, view=0))


@pytest.fixture
def desks(installation: Installation, sign_in: SignIn) -> Desks:
    return Desks(installation, sign_in)


@pytest.mark.both
def test_each_side_reads_its_own_line_of_a_call_and_no_desk(desks: Desks) -> None:
    assert desks.call(desks.report) == 204
    assert desks.call(desks.report, is_reached=False) == 204
    assert desks.talk(ASKER) == [("for_us_reached", ""), ("for_us_missed", "")]
    assert desks.talk(RESPONSIBLE) == [("to_us_reached", ""), ("to_us_missed", "")]
    line = ("relay", "received", f"/messages/{desks.match}")
    for agency in (ASKER, RESPONSIBLE):
        assert desks.listed(agency) == [line] * 2
        assert desks.notifications(agency) == 2
    asker = desks.sign_in(Role.CASEWORKER, ASKER)
    for path in (f"/messages/{desks.match}", f"/v1/matches/{desks.match}/messages", "/messages"):
        text = asker.get(path).text
        assert not [word for word in relay.SMALL_STATE if word in text], path
    assert (
        "The relay desk telephoned for you and reached"
        in asker.get(f"/messages/{desks.match}").text
    )


@pytest.mark.both
def test_a_side_that_may_not_learn_of_the_match_gets_no_line_also_not_later(desks: Desks) -> None:
    desks.bar_report("CH")
    assert desks.call(desks.report) == 204
    assert desks.talk(ASKER) == [("for_us_reached", "")]
    assert desks.notifications(RESPONSIBLE) == 0
    report = desks.one.row_of(desks.report).id
    desks.one.change(delete(RecordShare).where(RecordShare.record_id == report))
    assert desks.talk(RESPONSIBLE) == []
    assert desks.listed(RESPONSIBLE) == []


@pytest.mark.both
def test_the_relay_desk_gets_one_answer_for_every_asker_and_finds_only_reached_records(
    desks: Desks,
) -> None:
    other = relay._child(desks.one, "DE-JUG", record_ref="F-2")
    assert [desks.call(asker) for asker in (desks.report, uuid4(), other)] == [204] * 3
    assert [desks.call(desks.report, called) for called in (other, uuid4())] == [404] * 2
    assert len(desks.one.read_all(select(MatchMessage))) == 2
    acts = desks.one.read_all(select(Audit).where(Audit.action == "record_relay_call"))
    # the log of the relay desk names neither the asker nor a match
    assert {(act.outcome, act.subject, act.records) for act in acts} == {
        ("reached", desks.child, "[]")
    }


@pytest.mark.both
def test_a_call_for_a_request_is_a_line_of_the_request(desks: Desks) -> None:
    officer = desks.sign_in(Role.LIAISON_OFFICER, "DE-POL")
    search = officer.post(
        "/v1/searches",
        json={
            "facts": {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"},
            "purpose": "locate_missing",
            "legal_basis": "led_8_10",
            "case_number": "DE-2026-001",
        },
    ).json()
    mark_signed(desks.one)
    body = {"record": str(desks.child), "kind": "contact", "reason": "We look for her too."}
    asked = officer.post(f"/v1/searches/{search['id']}/requests", json=body)
    assert asked.status_code == 201, asked.text
    (request,) = officer.get("/v1/link-requests").json()["requests"]
    assert (request["called_at"], request["is_reached"]) == (None, None)
    assert f"<code>{request['id']}</code>" in officer.get("/link-requests").text
    assert desks.call(request["id"], is_reached=False) == 204
    responsible = desks.sign_in(Role.CASEWORKER, RESPONSIBLE)
    for desk in (officer, responsible):
        (read,) = desk.get("/v1/link-requests").json()["requests"]
        assert read["called_at"] is not None
        assert read["is_reached"] is False
        assert "did not reach the desk" in desk.get("/link-requests").text
    assert ("relay", "received", "/link-requests") in desks.listed("DE-POL", Role.LIAISON_OFFICER)
    # a request about another record, and one whose asker sees the record no more
    row = desks.one.row_of(desks.child).id
    desks.one.change(update(RecordShare).where(RecordShare.record_id == row).values(view=0))
    assert desks.call(request["id"]) == 204
    (read,) = responsible.get("/v1/link-requests").json()["requests"]
    assert read["is_reached"] is False


def test_the_page_records_a_call(desks: Desks) -> None:
    desk = desks.sign_in(Role.CASEWORKER, RELAY)
    form = {"called": str(desks.child), "asker": str(desks.report), "outcome": "missed"}
    answer = desk.post("/relay/calls", data=form, headers=relay.SAME, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/relay?done=relay_called")
    assert desks.talk(ASKER) == [("for_us_missed", "")]
    wrong = desk.post("/relay/calls", data={**form, "asker": "GR-17"}, headers=relay.SAME)
    assert wrong.status_code == 422
    assert 'value="GR-17"' in wrong.text

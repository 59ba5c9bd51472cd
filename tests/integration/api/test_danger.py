"""A danger to life over HTTP: the acts and people until the other desk reads, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from markupsafe import Markup
from sqlalchemy import delete, select, update

from core.codes.notifications import NotificationKind
from core.policy.roles import Role
from core.policy.sharing.disclosure import (
    DESK_ASKED_MINUTES,
    MAX_DANGER_RELEASES,
    SECOND_APPROVER_HOURS,
)
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.directory import AssistanceService
from models.agencies.user import UserAccount
from models.records.record import Record, RecordShare
from services.agencies.directory import ServiceForm
from services.disclosure import second_approvers
from tests.factories import CHECKED, FOUND, LAWFUL, Installation
from tests.integration.api.care_steps import REPORT, SignIn, alerts, news
from tests.integration.steps import end_overdue_approvals

pytestmark = pytest.mark.late

ASKED = {
    "scopes": ["identity", "photo"],
    "purpose": "protect_victim",
    "reason": "taken from the shelter an hour ago",
    "path": "vital_interest",
    "imminent": "trafficking",
}
ASSESSED = {
    "level": "high",
    "imminent": ["trafficking"],
    "may_release": ["identity", "photo"],
    "notes": "seen with the man she fled from",
}
BACK, POLICE = {"agency": "GR-CPA"}, {"agency": "112"}


class Night:
    """A child found in Germany and missed in Greece. Each act of a person is counted."""

    def __init__(self, one: Installation, sign_in: SignIn) -> None:
        self.one, self.sign_in = one, sign_in
        self.report = one.register(REPORT, one.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
        self.child = one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL)
        one.work()
        self.acts: list[str] = []
        self.responsible, self.asker = sign_in(Role.CASEWORKER), sign_in(Role.CASEWORKER, "GR-CPA")
        self.boss = sign_in(Role.SUPERVISOR)
        self.people = {
            self.responsible: "caseworker",
            self.boss: "supervisor",
            self.asker: "asker",
        }

    def match(self, desk: TestClient) -> str:
        (match,) = desk.get("/v1/matches").json()["matches"]
        return str(match["id"])

    def ask(self, **changes: Any) -> str:
        path = f"/v1/matches/{self.match(self.asker)}/disclosures"
        made = self.asker.post(path, json={**ASKED, **changes})
        assert made.status_code == 201, made.text
        self.acts.append("asker")
        return str(made.json()["id"])

    def step(self, request: str, act: str, by: TestClient | None = None, **body: Any) -> Any:
        desk = by or self.responsible
        answer = desk.post(f"/v1/disclosures/{request}/steps", json={"act": act, **body})
        if answer.status_code == 200:
            self.acts.append(self.people.get(desk, "another"))
        return answer

    def take(self, request: str, act: str, by: TestClient | None = None, **body: Any) -> None:
        taken = self.step(request, act, by, **body)
        assert taken.status_code == 200, (act, taken.text)

    def release(self, request: str) -> None:
        """Take the acts of one person until the other desk reads."""
        self.take(request, "check_risk", assessment=ASSESSED)
        self.take(request, "call_back", **BACK)
        self.take(request, "call_police", **POLICE)
        self.take(request, "release")

    def read(self, request: str, by: TestClient | None = None) -> Any:
        return (by or self.responsible).get(f"/v1/disclosures/{request}").json()

    def move(self, **delta: float) -> None:
        """Move the clock, run the worker, and sign both desks in again."""
        self.one.clock.move(timedelta(**delta))
        end_overdue_approvals(self.one)
        self.one.pass_deadlines()
        self.responsible, self.asker = (
            self.sign_in(Role.CASEWORKER),
            self.sign_in(Role.CASEWORKER, "GR-CPA"),
        )

    def set_state_desk(self, code: str) -> None:
        """Make the desk of an agency the contact desk of Germany."""
        agency = select(Agency.id).where(Agency.code == code).scalar_subquery()
        self.one.change(update(Desk).where(Desk.state == "DE").values(is_state_desk=False))
        self.one.change(update(Desk).where(Desk.agency_id == agency).values(is_state_desk=True))

    def set_unit(self, role: Role, unit: str) -> None:
        user = self.one.actor(role).user_id
        self.one.change(update(UserAccount).where(UserAccount.id == user).values(unit=unit))

    def hide_child(self) -> None:
        """Share the child with no agency, as while the questions about danger are open."""
        with self.one.database.transaction() as session:
            child = session.scalars(select(Record).where(Record.public_id == self.child)).one()
            session.execute(delete(RecordShare).where(RecordShare.record_id == child.id))


@pytest.fixture
def night(installation: Installation, sign_in: SignIn) -> Night:
    return Night(installation, sign_in)


def test_five_acts_of_two_people_until_the_other_desk_reads_and_three_more_people_after(
    night: Night,
) -> None:
    request = night.ask()
    night.release(request)
    grant = night.read(request, night.asker)["grant"]
    opened = night.asker.get(f"/v1/grants/{grant}")
    assert (opened.status_code, sorted(opened.json()["scopes"])) == (200, ["identity", "photo"])
    assert night.acts == ["asker", *["caseworker"] * 4]
    night.take(request, "approve_after", night.boss)
    assert night.read(request)["needs_second_approver"] is False
    night.take(request, "tell_guardian")
    night.take(request, "acknowledge", night.asker)
    with night.one.database.transaction() as session:
        third = night.one.actor(Role.LIAISON_OFFICER).user_id
        session.get_one(UserAccount, third).role = Role.SUPERVISOR
    night.take(request, "review_after", night.sign_in(Role.LIAISON_OFFICER))
    night.take(request, "close")
    assert len(night.acts) == 10
    assert set(night.acts) == {"asker", "caseworker", "supervisor", "another"}


def test_a_danger_has_its_own_notification_and_is_first_with_the_time_left_for_both_sides(
    night: Night,
) -> None:
    match = night.match(night.asker)
    before = night.asker.get(f"/v1/matches/{match}").json()["other"]
    request = night.ask(urgency="ordinary")
    assert night.asker.get(f"/v1/matches/{match}").json()["other"] == before  # priority, not view
    assert "danger_asked" in news(night.responsible)
    assert "disclosure" not in news(night.responsible)
    night.one.clock.move(timedelta(minutes=18))
    for desk in (night.responsible, night.asker):
        home = desk.get("/").text
        assert home.index('id="danger"') < home.index("<h2>", home.index('id="danger"'))
        assert "42 min left" in home
        assert home.count(f"/disclosures/{request}") == 1
    own_records, asked = night.read(request), night.read(request, night.asker)
    assert own_records["call"].startswith("GR-CPA")
    assert asked["call"] != ""
    page = night.asker.get(f"/disclosures/{request}").text
    assert asked["call"] in Markup(page).striptags()
    assert "No action is needed" not in page
    (first, *_) = night.boss.get("/v1/deadlines", params={"about": "agencies"}).json()["deadlines"]
    assert (first["kind"], first["is_urgent"]) == ("danger_answer", True)
    night.take(request, "call_police", **POLICE)
    assert "danger_answered" in news(night.asker)


def test_police_without_an_account_are_called_and_another_number_does_not_count(
    night: Night,
) -> None:
    with night.one.database.transaction() as session:
        session.add(
            AssistanceService(
                public_id=uuid4(),
                state="DE",
                kind="police",
                name="Criminal police (fictional)",
                languages="",
                hours="",
                reach="+49 2 555 01 90",
                written_at=night.one.clock.now(),
            )
        )
    ServiceForm(state="DE", kind="sirene", name="SIRENE (fictional)", reach="+49 555").check()
    request = night.ask()
    night.take(request, "check_risk", assessment=ASSESSED)
    night.take(request, "call_police", number="+49 170 555 0199")
    night.take(request, "call_back", number="+30 690 555 0199")
    refused = night.step(request, "release").json()["code"]
    assert refused == "call_own_police_first"
    view = night.read(request)
    assert view["police_called_at"] is view["called_at"] is None
    assert [(call["act"], call["is_listed"]) for call in view["calls"]] == 2 * [
        ("call_other", False)
    ]
    assert "0199" not in str(night.read(request, night.asker))
    listed = {desk["name"]: desk["agency"] for desk in view["desks"] if desk["act"] != "call_back"}
    assert "112" in listed
    night.take(request, "call_police", agency=listed["Criminal police (fictional)"])
    night.take(request, "call_back", **BACK)
    assert night.read(request, night.asker)["acting_desk"] == (
        "Criminal police (fictional), +49 2 555 01 90"
    )
    thread = night.asker.get(f"/v1/matches/{night.match(night.asker)}/messages").json()["messages"]
    assert [one["act"] for one in thread] == ["call_police", "call_back"]
    assert "0199" not in str(thread)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"imminent": "medical"}, "unknown_code"),
        ({"imminent": ""}, "unknown_code"),
        ({"path": "ordinary"}, "needed_on_the_vital_path_alone"),
    ],
)
def test_a_wrong_danger_is_named_as_such(
    night: Night, changes: dict[str, str], reason: str
) -> None:
    path = f"/v1/matches/{night.match(night.asker)}/disclosures"
    answer = night.asker.post(path, json={**ASKED, **changes})
    (error,) = answer.json()["errors"]
    assert (error["field"], error["reason"]) == ("imminent", reason)


def test_the_second_approver_is_of_another_unit_else_the_states_desk_else_a_colleague(
    night: Night,
) -> None:
    request = night.ask()
    night.release(request)
    first = night.one.actor(Role.CASEWORKER).user_id

    def needed() -> str:
        with night.one.database.transaction() as session:
            row = session.scalars(select(second_approvers.Disclosure)).one()
            return second_approvers.find(session, row, first)

    assert needed() == "colleague"
    night.set_state_desk("DE-POL")
    assert needed() == "state_desk"
    assert night.step(request, "approve_after", night.boss).json()["code"] == (
        "approver_of_another_unit"
    )
    night.set_unit(Role.SUPERVISOR, "families")
    assert needed() == "state_desk"  # the first approver has no unit
    night.set_unit(Role.CASEWORKER, "intake")
    assert needed() == "other_unit"
    night.take(request, "approve_after", night.boss)


def test_after_a_quarter_of_an_hour_the_states_desk_is_asked_and_after_four_hours_it_ends(
    night: Night,
) -> None:
    night.set_state_desk("DE-POL")
    night.set_unit(Role.CASEWORKER, "intake")
    night.set_unit(Role.SUPERVISOR, "families")
    request = night.ask()
    night.release(request)
    grant = night.read(request, night.asker)["grant"]
    desk = night.sign_in(Role.SUPERVISOR, "DE-POL")
    assert NotificationKind.VITAL_DESK_ASKED not in news(desk)
    night.move(minutes=DESK_ASKED_MINUTES)
    night.move(minutes=5)  # asked once
    assert news(desk).count(NotificationKind.VITAL_DESK_ASKED) == 1
    assert alerts(night.sign_in).count("vital_unanswered") == 1
    assert 'id="danger"' in desk.get("/").text
    assert night.asker.get(f"/v1/grants/{grant}").status_code == 200
    night.move(hours=SECOND_APPROVER_HOURS)
    assert night.asker.get(f"/v1/grants/{grant}").status_code == 404
    view = night.read(request)
    assert view["state"] == "expired"
    assert [read["act"] for read in view["reads"]] == ["read_grant"]
    assert "What was read" in night.responsible.get(f"/disclosures/{request}").text
    assert night.read(request, night.asker)["reads"] == []


def test_the_states_desk_is_asked_at_once_where_the_agency_has_no_units(night: Night) -> None:
    night.set_state_desk("DE-POL")
    request = night.ask()
    night.release(request)
    desk = night.sign_in(Role.SUPERVISOR, "DE-POL")
    assert NotificationKind.VITAL_DESK_ASKED in news(desk)
    night.take(request, "approve_after", desk)


def test_one_person_releases_at_most_three_times_in_thirty_days(night: Night) -> None:
    for _ in range(MAX_DANGER_RELEASES):
        request = night.ask()
        night.release(request)
        night.take(request, "revoke", reason="agreed_otherwise")
    request = night.ask()
    night.take(request, "check_risk", assessment=ASSESSED)
    night.take(request, "call_back", **BACK)
    night.take(request, "call_police", **POLICE)
    assert night.step(request, "release").status_code == 429


def test_no_request_reveals_a_silent_child_and_its_desk_may_call(night: Night) -> None:
    night.hide_child()
    assert night.asker.get("/v1/matches").json()["matches"] == []
    match = night.match(night.responsible)
    unknown = night.asker.post(f"/v1/matches/{uuid4()}/disclosures", json=ASKED)
    hidden = night.asker.post(f"/v1/matches/{match}/disclosures", json=ASKED)
    assert (hidden.status_code, hidden.json()) == (404, unknown.json())
    told = news(night.asker)
    refused = night.responsible.post(f"/v1/matches/{match}/disclosures", json=ASKED)
    assert (refused.status_code, refused.json()["code"]) == (409, "other_side_learns_of_record")
    assert news(night.asker) == told
    message = {"danger": "health", "text": "Please call us now.", "excluded_agency": ""}
    left = night.asker.post(f"/v1/records/{night.report}/sealed-messages", json=message)
    assert left.status_code == 202, left.text
    night.one.work()
    assert "sealed_message" in news(night.responsible)


def test_a_request_goes_on_when_the_child_is_hidden_after_it(night: Night) -> None:
    request = night.ask()
    before = night.read(request, night.asker)
    night.hide_child()
    after = night.read(request, night.asker)
    assert after["call"] != ""
    assert after["state"] == before["state"]
    night.take(request, "call_police", **POLICE)
    assert "danger_answered" in news(night.asker)

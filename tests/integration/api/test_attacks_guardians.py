"""Guardians and emergencies: a single person must not release in danger, learn a place, or
represent a child in conflict.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.schemas.consent.written_consent import CONSENT_EXAMPLE
from core.codes.approvals import ApprovalKind
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.disclosure import SECOND_APPROVER_HOURS
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import UserAccount
from services.foundation import data_keys
from tests.described_client import refused_fields
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api.care_steps import REPORT, SignIn, alerts, confirm_matches, news
from tests.integration.steps import end_overdue_approvals, read_to_decide, send_decision

pytestmark = pytest.mark.late

DANGER = {
    "level": "high",
    "imminent": ["trafficking"],
    "may_release": ["identity", "photo", "place", "contact"],
    "notes": "seen with the man she fled from",
}
VITAL = {
    "scopes": ["identity", "place"],
    "purpose": "protect_victim",
    "reason": "taken from the shelter an hour ago",
    "urgency": "urgent",
    "path": "vital_interest",
    "imminent": "trafficking",
}


class Case:
    """A found child in Germany, a report in Greece, and both desks signed in."""

    def __init__(
        self, installation: Installation, sign_in: SignIn, basis: str = "led_8_10"
    ) -> None:
        self.one, self.sign_in = installation, sign_in
        declared = dataclasses.replace(CHECKED, legal_basis=basis)
        self.report = installation.register(
            REPORT, installation.actor(Role.CASEWORKER, "GR-CPA"), declared
        )
        self.child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
        installation.work()
        confirm_matches(installation)
        self.responsible, self.asker = sign_in(Role.CASEWORKER), sign_in(Role.CASEWORKER, "GR-CPA")
        assert (
            self.responsible.post(f"/v1/records/{self.child}/risks", json=DANGER).status_code == 201
        )

    def ask(self, **changes: Any) -> str:
        (match,) = self.asker.get("/v1/matches", params={"state": "confirmed"}).json()["matches"]
        made = self.asker.post(f"/v1/matches/{match['id']}/disclosures", json={**VITAL, **changes})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def step(self, request: str, act: str, *, by: TestClient | None = None, **body: Any) -> Any:
        return (by or self.responsible).post(
            f"/v1/disclosures/{request}/steps", json={"act": act, **body}
        )

    def steps(self, request: str, *acts: str) -> None:
        for act in acts:
            taken = self.step(request, act)
            assert taken.status_code == 200, (act, taken.text)

    def to_release(self, **changes: Any) -> str:
        """Return a request that one approver released after both calls."""
        request = self.ask(**changes)
        self.steps(request, "check_risk")
        assert self.step(request, "call_back", agency="GR-POL").status_code == 200
        assert self.step(request, "call_police", agency="DE-POL").status_code == 200
        self.steps(request, "release")
        return request

    def read(self, request: str, by: TestClient | None = None) -> Any:
        return (by or self.asker).get(f"/v1/disclosures/{request}").json()

    def move(self, **delta: float) -> None:
        """Move the clock, and sign both desks in again."""
        self.one.clock.move(timedelta(**delta))
        self.responsible = self.sign_in(Role.CASEWORKER)
        self.asker = self.sign_in(Role.CASEWORKER, "GR-CPA")

    def set_unit(self, role: Role, unit: str) -> None:
        with self.one.database.transaction() as session:
            session.get_one(UserAccount, self.one.actor(role).user_id).unit = unit

    def pass_deadlines(self) -> None:
        self.one.pass_deadlines()


@pytest.fixture
def case(installation: Installation, sign_in: SignIn) -> Case:
    return Case(installation, sign_in)


# --- one approver in danger


def test_one_approver_releases_in_danger_only_after_a_call_by_the_directory(case: Case) -> None:
    request = case.ask()
    case.steps(request, "check_risk")
    case.step(request, "call_police", agency="DE-POL")
    refused = case.step(request, "release")
    assert (refused.status_code, "directory" in refused.json()["detail"]) == (409, True)
    assert case.step(request, "call_back").json()["errors"] == [
        {"field": "agency", "reason": "needed"}
    ]
    for not_theirs in ("DE-JUG", "DE-POL", "FR-116", "nobody"):
        wrong = case.step(request, "call_back", agency=not_theirs)
        assert wrong.json()["errors"] == [{"field": "agency", "reason": "not_the_other_side"}], (
            not_theirs
        )
    listed = case.read(request, case.responsible)["desks"]
    assert {one["agency"] for one in listed if one["act"] == "call_back"} == {"GR-CPA", "GR-POL"}
    assert case.step(request, "call_back", agency="GR-POL").json()["called_at"] is not None
    case.steps(request, "release")
    assert "vital_interest" in alerts(case.sign_in)
    assert "vital_second_needed" in news(case.sign_in(Role.SUPERVISOR))


def test_without_a_second_approver_within_four_hours_the_release_ends_and_the_auditor_is_alerted(
    case: Case,
) -> None:
    request = case.to_release()
    grant = case.read(request)["grant"]
    case.move(hours=3, minutes=59)
    assert case.asker.get(f"/v1/grants/{grant}").status_code == 200
    case.move(minutes=1)
    assert case.asker.get(f"/v1/grants/{grant}").status_code == 404
    case.set_unit(Role.CASEWORKER, "intake")
    case.set_unit(Role.SUPERVISOR, "families")
    late = case.step(request, "approve_after", by=case.sign_in(Role.SUPERVISOR))
    assert (late.status_code, late.json()["code"]) == (409, "second_approval_is_late")
    case.pass_deadlines()
    end_overdue_approvals(case.one)
    assert alerts(case.sign_in).count("vital_not_approved") == 1
    assert "vital_lapsed" in news(case.sign_in(Role.SUPERVISOR))
    assert case.read(request)["state"] == "ended"


def test_a_supervisor_who_revokes_a_release_of_one_person_refuses_it(case: Case) -> None:
    request = case.to_release()
    grant = case.read(request)["grant"]
    head = case.sign_in(Role.SUPERVISOR)
    (waiting,) = read_to_decide(head, ApprovalKind.DANGER_RELEASE)
    due = case.one.clock.now() + timedelta(hours=SECOND_APPROVER_HOURS)
    assert (waiting["subject"], datetime.fromisoformat(waiting["due_at"])) == (request, due)
    assert case.asker.get("/v1/approvals").json()["approvals"] == []
    assert case.step(request, "revoke", by=head, reason="danger").status_code == 200
    assert case.asker.get(f"/v1/grants/{grant}").status_code == 404
    assert read_to_decide(head, ApprovalKind.DANGER_RELEASE) == []
    assert "vital_refused" in alerts(case.sign_in)


def test_the_approval_of_an_ended_release_waits_for_nobody(case: Case) -> None:
    request = case.to_release()
    ended = case.step(request, "withdraw", by=case.asker, reason="no_longer_needed")
    assert ended.status_code == 200
    assert read_to_decide(case.sign_in(Role.SUPERVISOR), ApprovalKind.DANGER_RELEASE) == []
    assert "vital_refused" not in alerts(case.sign_in)


def test_a_second_approver_of_another_unit_lets_the_release_last_for_a_day(case: Case) -> None:
    request = case.to_release()
    grant = case.read(request)["grant"]
    assert case.step(request, "approve_after").status_code == 403  # a caseworker
    second = case.sign_in(Role.SUPERVISOR)
    case.set_unit(Role.CASEWORKER, "intake")
    case.set_unit(Role.SUPERVISOR, "families")
    assert case.read(request, second)["needs_second_approver"]
    assert case.step(request, "approve_after", by=second).status_code == 200
    assert case.step(request, "approve_after", by=second).status_code == 409
    case.move(hours=5)
    case.pass_deadlines()
    assert case.asker.get(f"/v1/grants/{grant}").status_code == 200
    assert "vital_not_approved" not in alerts(case.sign_in)
    reviewed = case.step(request, "review_after", by=case.sign_in(Role.SUPERVISOR))
    assert (
        reviewed.status_code,
        "did not decide before must review" in reviewed.json()["detail"],
    ) == (
        409,
        True,
    )


def test_the_desk_of_the_responsible_agencies_state_finds_the_release_in_its_list_and_approves_it(
    case: Case,
) -> None:
    case.one.change(update(Desk).values(is_state_desk=False))
    of_police = select(Agency.id).where(Agency.code == "DE-POL").scalar_subquery()
    case.one.change(update(Desk).where(Desk.agency_id == of_police).values(is_state_desk=True))
    request = case.to_release()
    (row,) = read_to_decide(case.sign_in(Role.SUPERVISOR, "DE-POL"), ApprovalKind.DANGER_RELEASE)
    assert (row["subject"], row["href"]) == (request, f"/disclosures/{request}")
    assert (row["title"], row["about"]) == ("", {})
    for role, agency in (
        (Role.CASEWORKER, "DE-POL"),
        (Role.SUPERVISOR, "GR-POL"),
        (Role.SUPERVISOR, "FR-116"),
    ):
        listed = case.sign_in(role, agency).get("/v1/approvals").json()["approvals"]
        assert listed == [], (role, agency)
    head = case.sign_in(Role.SUPERVISOR, "DE-POL")
    assert case.step(request, "approve_after", by=head).status_code == 200
    assert head.get("/v1/approvals").json()["approvals"] == []


def test_the_first_approver_is_not_the_second_one_in_another_role(case: Case) -> None:
    request = case.to_release()
    with case.one.database.transaction() as session:
        session.get_one(UserAccount, case.one.actor(Role.CASEWORKER).user_id).role = "supervisor"
    refused = case.step(request, "approve_after", by=case.sign_in(Role.CASEWORKER))
    assert (refused.status_code, "Second person" in refused.json()["detail"]) == (409, True)


# --- the place never crosses the border


def test_a_release_in_danger_names_the_police_desk_and_no_place(case: Case) -> None:
    request = case.ask()
    case.steps(request, "check_risk")
    case.step(request, "call_back", agency="GR-POL")
    refused = case.step(request, "release")
    assert (refused.status_code, "police of your own state" in refused.json()["detail"]) == (
        409,
        True,
    )
    for other in ("GR-POL", "FR-116", "nobody"):
        wrong = case.step(request, "call_police", agency=other)
        assert wrong.json()["errors"] == [{"field": "agency", "reason": "not_own_police"}], other
    assert case.read(request)["acting_desk"] == ""
    assert case.step(request, "call_police", agency="DE-POL").status_code == 200
    view = case.read(request)
    assert view["acting_desk"].startswith("DE-POL")
    assert view["police_called_at"] is not None
    assert "danger_answered" in news(case.asker)
    case.steps(request, "release")
    view = case.read(request)
    assert view["permitted"] == ["identity"]
    opened = case.asker.get(f"/v1/grants/{view['grant']}")
    assert opened.json()["scopes"] == ["identity"]
    assert (
        not {"event_place", "event_country", "event_date", "route"} & opened.json()["facts"].keys()
    )
    assert FOUND["event_place"] not in opened.text + str(view)


def test_a_vital_request_for_a_place_only_is_not_released(case: Case) -> None:
    request = case.ask(scopes=["place"])
    assert case.step(request, "check_risk").status_code == 409
    assert case.step(request, "call_police", agency="DE-POL").status_code == 200
    assert case.read(request)["acting_desk"].startswith("DE-POL")


def test_a_desk_whose_name_reveals_the_place_is_hidden_from_the_other_side(case: Case) -> None:
    police = select(Agency.id).where(Agency.code == "DE-POL").scalar_subquery()
    case.one.change(
        update(Desk).where(Desk.agency_id == police).values(name=f"Police {FOUND['event_place']}")
    )
    request = case.ask()
    refused = case.step(request, "call_police", agency="DE-POL")
    assert refused.json()["errors"] == [{"field": "agency", "reason": "own_place"}]
    assert case.read(request)["acting_desk"] == ""


def test_the_page_offers_the_calls_and_then_the_release(case: Case) -> None:
    request = case.ask()
    case.steps(request, "check_risk")
    page = case.responsible.get(f"/disclosures/{request}")
    assert page.status_code == 200
    assert all(f'value="{act}"' in page.text for act in ("call_back", "call_police"))
    assert 'value="release"' not in page.text
    sent = {"act": "call_back", "agency": "GR-POL"}
    assert (
        case.responsible.post(
            f"/disclosures/{request}/steps", data=sent, follow_redirects=False
        ).status_code
        == 303
    )
    page = case.responsible.get(f"/disclosures/{request}")
    assert 'value="call_back"' not in page.text
    assert 'value="release"' not in page.text  # the child's own police are called first
    called = {"act": "call_police", "agency": "112"}
    done = case.responsible.post(
        f"/disclosures/{request}/steps", data=called, follow_redirects=False
    )
    assert done.status_code == 303
    assert 'value="release"' in case.responsible.get(f"/disclosures/{request}").text


# --- contact instead of a guardian in conflict

GUARDIAN = {
    "name": "Viktor Orlow",
    "authority": "court",
    "appointed_at": "2026-01-10T00:00:00Z",
    "document": "AG Hamburg 12 F 34/26",
}


def _appoint(case: Case, **changes: Any) -> Any:
    made = case.responsible.post(
        f"/v1/records/{case.child}/guardians", json={**GUARDIAN, **changes}
    )
    assert made.status_code == 201, made.text
    return made.json()


def test_telling_a_guardian_in_conflict_does_not_end_the_step(case: Case) -> None:
    assert _appoint(case, is_of_suspects_family=True)["has_conflict"]
    request = case.to_release()
    assert case.read(request, case.responsible)["tell"] == "court"
    assert case.read(request)["tell"] == ""
    for recipient in ({}, {"told": "guardian"}, {"told": "youth_office"}):
        refused = case.step(request, "tell_guardian", **recipient)
        assert (refused.status_code, "Inform the court instead" in refused.json()["detail"]) == (
            409,
            True,
        ), recipient
    assert refused_fields(case.step(request, "tell_guardian", told="uncle")) == [
        {"field": "told", "reason": "unknown_code"}
    ]
    assert not case.read(request, case.responsible)["is_guardian_notified"]
    page = case.responsible.get(f"/disclosures/{request}").text
    assert 'name="told" value="court"' in page
    taken = case.step(request, "tell_guardian", told="court").json()
    assert (taken["is_guardian_notified"], taken["told"]) == (True, "court")


def test_a_guardian_in_conflict_is_not_notified_after_the_appointment_ended(
    case: Case,
) -> None:
    made = _appoint(case, relation="travel_companion")
    assert case.responsible.post(f"/v1/guardians/{made['guardian']}/end").status_code == 204
    request = case.to_release()
    assert case.step(request, "tell_guardian").status_code == 409
    _appoint(case, name="Anna Weber")
    assert case.step(request, "tell_guardian", told="court").status_code == 409
    assert case.step(request, "tell_guardian").json()["told"] == "guardian"


def test_the_court_is_notified_instead_of_a_guardian_who_is_a_reporter_elsewhere(
    case: Case,
) -> None:
    reporter = {
        "name": "Viktor Orlow",
        "relation": "uncle",
        "identity_how": "passport",
        "relation_proof": "letter",
    }
    assert case.asker.put(f"/v1/records/{case.report}/reporter", json=reporter).status_code == 204
    assert not _appoint(case)["has_conflict"]
    case.one.work()
    request = case.to_release()
    assert case.step(request, "tell_guardian").status_code == 409
    assert case.step(request, "tell_guardian", told="court").status_code == 200


# --- a missing child

ORDINARY = {
    "scopes": ["identity", "photo", "contact"],
    "purpose": "locate_missing",
    "reason": "she may be here",
}
CALM = {**DANGER, "level": "low", "imminent": [], "notes": "nobody follows her"}


class Search:
    """The desk with a found child asks the desk that reported a missing one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        (match,) = case.responsible.get("/v1/matches", params={"state": "confirmed"}).json()[
            "matches"
        ]
        made = case.responsible.post(f"/v1/matches/{match['id']}/disclosures", json=ORDINARY)
        assert made.status_code == 201, made.text
        self.request = made.json()["id"]

    def assess(self, **changes: Any) -> None:
        body = {**CALM, **changes}
        assert (
            self.case.asker.post(f"/v1/records/{self.case.report}/risks", json=body).status_code
            == 201
        )

    def step(self, act: str, by: TestClient | None = None, **body: Any) -> Any:
        return self.case.step(self.request, act, by=by or self.case.asker, **body)


def test_for_a_missing_child_consent_is_not_asked_and_a_legal_duty_suffices(case: Case) -> None:
    search = Search(case)
    search.assess()
    assert search.step("review").status_code == 200
    assert case.read(search.request)["needs_consent"] is False
    refused = search.step("check_consent")
    assert (refused.status_code, "not needed for a missing child" in refused.json()["detail"]) == (
        409,
        True,
    )
    page = case.asker.get(f"/disclosures/{search.request}").text
    assert 'value="check_risk"' in page
    assert 'value="check_consent"' not in page
    checked = search.step("check_risk")
    assert (checked.status_code, checked.json()["permitted"]) == (200, ["identity", "photo"])
    assert search.step("approve").status_code == 200
    assert search.step("release").status_code == 409  # two approvers, as for every other disclosure


def test_a_found_child_and_who_does_not_search_still_need_consent(case: Case) -> None:
    request = case.ask(scopes=["identity"], path="ordinary", imminent="")
    case.steps(request, "review")
    refused = case.step(request, "check_risk")
    assert (refused.status_code, "Check the consent first" in refused.json()["detail"]) == (
        409,
        True,
    )
    search = Search(case)
    search.assess()
    case.one.change(update(Agency).where(Agency.code == "DE-JUG").values(kind="hotline"))
    assert search.step("review").status_code == 200
    assert search.step("check_risk").status_code == 409
    assert search.step("check_consent").status_code == 200


def test_a_report_that_rests_on_consent_needs_it_unless_the_child_is_in_danger(
    installation: Installation, sign_in: SignIn
) -> None:
    case = Case(installation, sign_in, basis="gdpr_6_1_a_9_2_a")
    search = Search(case)
    search.assess()
    assert search.step("review").status_code == 200
    assert search.step("check_risk").status_code == 409
    search.assess(level="high", imminent=["life"])
    assert search.step("check_risk").json()["permitted"] == ["identity", "photo"]


# --- emergency representation

EMERGENCY = {
    **CONSENT_EXAMPLE,
    "giver": "emergency",
    "appointment": {
        "authority": "Youth office",
        "appointed_on": "2026-02-20",
        "document": "taken into care at night",
        "legal_ground": "provisional_care",
    },
}


def _consent(case: Case, body: dict[str, Any]) -> Any:
    return case.responsible.post(f"/v1/records/{case.child}/consents", json=body)


def _in_force(case: Case, body: dict[str, Any]) -> str:
    made = _consent(case, body)
    assert made.status_code == 201, made.text
    consent = str(made.json()["id"])
    for act in ("witness", "activate"):
        taken = case.sign_in(Role.SUPERVISOR).post(
            f"/v1/consents/{consent}/steps", json={"act": act}
        )
        assert taken.status_code == 200, taken.text
    return consent


def _state(case: Case, consent: str) -> str:
    return str(case.responsible.get(f"/v1/consents/{consent}").json()["state"])


def test_an_emergency_representative_speaks_until_a_guardian_without_conflict_comes(
    case: Case,
) -> None:
    consent = _in_force(case, EMERGENCY)
    request = case.ask(scopes=["identity"], path="ordinary", imminent="")
    case.steps(request, "review", "check_consent", "consent_given")
    _appoint(case, is_of_suspects_family=True)
    assert _state(case, consent) == "active"
    _appoint(case, name="Anna Weber")
    assert _state(case, consent) == "superseded"
    assert case.step(request, "check_risk").status_code == 409
    refused = _consent(case, EMERGENCY)
    assert refused.json()["errors"] == [{"field": "giver", "reason": "guardian_appointed"}]


def test_a_draft_consent_of_an_emergency_representative_is_not_activated_once_there_is_a_guardian(
    case: Case,
) -> None:
    consent = _consent(case, EMERGENCY).json()["id"]
    _appoint(case, name="Anna Weber")
    second = case.sign_in(Role.SUPERVISOR)
    assert second.post(f"/v1/consents/{consent}/steps", json={"act": "witness"}).status_code == 200
    refused = second.post(f"/v1/consents/{consent}/steps", json={"act": "activate"})
    assert (refused.status_code, "A guardian is appointed" in refused.json()["detail"]) == (
        409,
        True,
    )


def test_an_emergency_representation_ends_after_thirty_days_and_names_its_ground(
    case: Case,
) -> None:
    consent = _in_force(case, EMERGENCY)
    shown = case.responsible.get(f"/v1/consents/{consent}").json()
    assert shown["expires_at"].startswith("2026-03-22T00:00")
    assert shown["paper"]["appointment"]["legal_ground"] == "provisional_care"
    case.move(days=20, hours=14)
    case.pass_deadlines()
    assert _state(case, consent) == "expired"
    paper = EMERGENCY["appointment"]
    for changes, field, reason in (
        ({}, "appointment.appointed_on", "emergency_over"),
        ({"appointed_on": "2026-03-20", "legal_ground": ""}, "appointment.legal_ground", "needed"),
        (
            {"appointed_on": "2026-03-20", "legal_ground": "custom"},
            "appointment.legal_ground",
            "unknown_code",
        ),
    ):
        refused = _consent(case, {**EMERGENCY, "appointment": {**paper, **changes}})
        assert refused_fields(refused) == [{"field": field, "reason": reason}]
    ground = {**EMERGENCY, "giver": "guardian"}
    assert _consent(case, ground).json()["errors"] == [
        {"field": "appointment.legal_ground", "reason": "not_allowed"}
    ]
    assert 'name="legal_ground"' in case.responsible.get(f"/records/{case.child}/consents/new").text


@pytest.mark.parametrize("scope", ["place", "contact", "statistics"])
def test_an_emergency_representative_consents_only_to_what_cannot_wait(
    case: Case, scope: str
) -> None:
    refused = _consent(case, {**EMERGENCY, "scopes": ["identity", scope]})
    assert refused.json()["errors"] == [{"field": "scopes", "reason": "not_in_emergency"}]
    assert _consent(case, {**EMERGENCY, "scopes": ["identity", "photo"]}).status_code == 201


YOUTH_OFFICE = {
    "name": "Marlene Vogt",
    "authority": "youth_office",
    "appointed_at": "2026-02-20T00:00:00Z",
    "document": "taken into care at night",
    "legal_ground": "provisional_care",
}


def _guardians(case: Case) -> dict[str, Any]:
    listed = case.responsible.get(f"/v1/records/{case.child}/guardians").json()["guardians"]
    return {one["name"]: one for one in listed}


def test_a_youth_office_that_acts_by_law_is_a_guardian_of_its_own_kind_for_thirty_days(
    case: Case,
) -> None:
    assert not _appoint(case, **YOUTH_OFFICE)["has_conflict"]
    shown = _guardians(case)["Marlene Vogt"]
    assert (shown["kind"], shown["until"]) == ("statutory_emergency", "2026-03-21")
    page = case.responsible.get(f"/records/{case.child}/people").text
    assert "emergency representation by law" in page
    as_guardian = _consent(case, CONSENT_EXAMPLE)
    assert as_guardian.json()["errors"] == [
        {"field": "giver", "reason": "emergency_representative"}
    ]
    consent = _in_force(case, EMERGENCY)
    _appoint(case, is_of_suspects_family=True)
    assert _guardians(case)["Marlene Vogt"]["ended_at"] is None
    case.move(days=20, hours=14)
    newest = {**EMERGENCY["appointment"], "appointed_on": "2026-03-20"}
    renewed = _consent(case, {**EMERGENCY, "appointment": newest})
    assert (renewed.status_code, renewed.json()["code"]) == (409, "appointment_has_ended")
    case.pass_deadlines()
    assert _state(case, consent) == "expired"


def test_a_guardian_without_conflict_ends_the_emergency_and_keeps_it_ended(case: Case) -> None:
    _appoint(case, **YOUTH_OFFICE)
    consent = _in_force(case, EMERGENCY)
    _appoint(case, name="Anna Weber")
    assert _guardians(case)["Marlene Vogt"]["ended_at"] is not None
    assert _state(case, consent) == "superseded"
    again = case.responsible.post(
        f"/v1/records/{case.child}/guardians", json={**GUARDIAN, **YOUTH_OFFICE}
    )
    assert again.json()["errors"] == [{"field": "legal_ground", "reason": "guardian_appointed"}]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"legal_ground": "custom"}, "legal_ground", "unknown_code"),
        ({"authority": "court"}, "authority", "not_by_this_ground"),
        (
            {"authority": "youth_office", "legal_ground": "interim_order"},
            "authority",
            "not_by_this_ground",
        ),
        ({"until": "2026-03-22"}, "until", "emergency_over"),
        ({"appointed_at": "2026-01-20T00:00:00Z"}, "until", "in_past"),
    ],
)
def test_an_emergency_representation_needs_its_ground_and_authority_and_ends_in_time(
    case: Case, changes: dict[str, Any], field: str, reason: str
) -> None:
    refused = case.responsible.post(
        f"/v1/records/{case.child}/guardians", json={**GUARDIAN, **YOUTH_OFFICE, **changes}
    )
    assert refused_fields(refused) == [{"field": field, "reason": reason}]


# --- a guardian whose appointment ended, and the person who asks
# ------------------------------------------------------------------------------------

BY_ANNA = {**CONSENT_EXAMPLE, "giver_name": "Anna Weber"}


def _name_account(case: Case, role: Role, agency: str, name: str) -> None:
    """Give the account of a role at an agency this name."""
    with case.one.database.transaction() as session:
        user = session.get_one(UserAccount, case.one.actor(role, agency).user_id)
        key = data_keys.open_data_key(session, case.one.context.keys, user.public_id)
        place = SealPlace("user_account", user.public_id, FieldClass.F6.value, 1)
        profile = data_keys.unseal_json(key, user.profile, place)
        user.profile = data_keys.seal_json(key, {**profile, "name": name}, place)


def test_a_guardian_whose_appointment_ended_gives_no_word_and_no_draft_comes_into_force(
    case: Case,
) -> None:
    made = _appoint(case, name="Anna Weber")
    draft = _consent(case, BY_ANNA).json()["id"]
    assert case.responsible.post(f"/v1/guardians/{made['guardian']}/end").status_code == 204
    second = case.sign_in(Role.SUPERVISOR)
    step = second.post(f"/v1/consents/{draft}/steps", json={"act": "witness"})
    for refused in (step, _consent(case, BY_ANNA)):
        assert (refused.status_code, refused.json()["code"]) == (409, "appointment_has_ended")
    _appoint(case, name="Anna Weber")
    assert second.post(f"/v1/consents/{draft}/steps", json={"act": "witness"}).status_code == 200


@pytest.mark.parametrize("act", ["witness", "start_spoken"])
def test_a_person_takes_no_step_of_a_consent_that_the_person_gives(case: Case, act: str) -> None:
    _name_account(case, Role.CASEWORKER, "DE-JUG", "Anna Weber")
    refused = _consent(case, BY_ANNA)
    assert (refused.status_code, refused.json()["code"]) == (409, "giver_takes_no_step")
    made = case.sign_in(Role.SUPERVISOR).post(f"/v1/records/{case.child}/consents", json=BY_ANNA)
    assert made.status_code == 201, made.text
    own = case.responsible.post(f"/v1/consents/{made.json()['id']}/steps", json={"act": act})
    assert (own.status_code, own.json()["code"]) == (409, "giver_takes_no_step")


@pytest.mark.parametrize("name", ["Anna Weber", "Weber, Anna Maria"])
def test_the_word_of_the_person_who_asks_permits_no_release_to_them(case: Case, name: str) -> None:
    _in_force(case, BY_ANNA)
    request = case.ask(scopes=["identity"], path="ordinary", imminent="")
    case.steps(request, "review", "check_consent")
    _name_account(case, Role.CASEWORKER, "GR-CPA", name)
    refused = case.step(request, "consent_given")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent_covers_this")
    _name_account(case, Role.CASEWORKER, "GR-CPA", "Ute Sommer")
    case.steps(request, "consent_given", "check_risk", "approve")
    _name_account(case, Role.CASEWORKER, "GR-CPA", name)
    again = case.step(request, "approve", by=case.sign_in(Role.SUPERVISOR))
    assert (again.status_code, again.json()["code"]) == (409, "nothing_may_be_released")


# --- officials who reported on duty

OFFICE = {"kind": "youth_office", "name": "Youth office, guardianship", "contact": "+49 40 1"}
OFFICER = "Marlene Vogt"
BY_GUARDIAN = {**CONSENT_EXAMPLE, "giver_name": OFFICER, "giver_is": ["reporter"]}


class Office:
    """A missing child of the German desk, and a listed youth office there."""

    def __init__(self, installation: Installation, sign_in: SignIn) -> None:
        self.desk, self.head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
        self.institution = self.desk.post("/v1/institutions", json=OFFICE).json()["institution"]
        assert send_decision(installation, self.head, self.institution).status_code == 200
        self.child = installation.register(MISSING, installation.actor(Role.CASEWORKER), LAWFUL)

    def report_by(self, **changes: Any) -> None:
        body = {"name": OFFICER, "identity_how": "seen", "relation_proof": "letter", **changes}
        assert self.desk.put(f"/v1/records/{self.child}/reporter", json=body).status_code == 204

    def appoint(self, **changes: Any) -> bool:
        made = self.desk.post(
            f"/v1/records/{self.child}/guardians", json={**GUARDIAN, "name": OFFICER, **changes}
        )
        assert made.status_code == 201, made.text
        return bool(made.json()["has_conflict"])

    def consent(self, signer: str = "", **changes: Any) -> Any:
        appointment = {**BY_GUARDIAN["appointment"], "signed_by": signer}
        body = {**BY_GUARDIAN, "appointment": appointment, **changes}
        return self.desk.post(f"/v1/records/{self.child}/consents", json=body)


@pytest.fixture
def office(installation: Installation, sign_in: SignIn) -> Office:
    return Office(installation, sign_in)


def test_an_official_who_reported_on_duty_consents_through_a_named_colleague(
    office: Office, installation: Installation, sign_in: SignIn
) -> None:
    office.report_by(institution=office.institution)
    assert not office.appoint(institution=office.institution)
    installation.work()
    assert "guardian_in_conflict" not in alerts(sign_in)
    (shown,) = office.desk.get(f"/v1/records/{office.child}/guardians").json()["guardians"]
    assert (shown["is_official"], shown["has_conflict"]) == (True, False)
    field = "appointment.signed_by"
    answer = office.consent(giver_is=[])
    assert answer.json()["errors"] == [{"field": field, "reason": "colleague_needed"}]
    for own in (OFFICER, "Vogt, Marlene"):
        assert office.consent(own).json()["errors"] == [
            {"field": field, "reason": "another_person"}
        ]
    made = office.consent("Jens Albers")
    assert made.status_code == 201, made.text
    paper = office.desk.get(f"/v1/consents/{made.json()['id']}").json()["paper"]
    assert paper["appointment"]["signed_by"] == "Jens Albers"
    assert office.consent("Jens Albers", giver_is=["reporter", "asker"]).status_code == 409
    assert 'name="institution"' in office.desk.get(f"/records/{office.child}/people").text


def test_a_private_guardian_who_reported_stays_in_conflict(
    office: Office, installation: Installation, sign_in: SignIn
) -> None:
    office.report_by()
    # the report was private, the document is official
    assert office.appoint(institution=office.institution)
    assert office.consent("Jens Albers").status_code == 409
    assert office.appoint()
    assert office.consent("Jens Albers").status_code == 409
    assert "guardian_in_conflict" in alerts(sign_in)


def test_a_colleague_signs_for_no_private_guardian_and_is_no_suspect(office: Office) -> None:
    office.report_by(name="Somebody Else", institution=office.institution)
    assert not office.appoint()
    refused = office.consent("Jens Albers", giver_is=[])
    assert refused.json()["errors"] == [
        {"field": "appointment.signed_by", "reason": "not_official"}
    ]
    other = office.desk.post(
        f"/v1/records/{office.child}/guardians",
        json={**GUARDIAN, "name": "Jens Albers", "is_of_suspects_family": True},
    )
    assert other.json()["has_conflict"]
    assert not office.appoint(institution=office.institution)
    assert office.consent("Jens Albers", giver_is=[]).status_code == 409


def test_an_official_named_as_private_reporter_by_another_agency_is_in_conflict(case: Case) -> None:
    head = case.sign_in(Role.SUPERVISOR)
    listed = case.responsible.post("/v1/institutions", json=OFFICE).json()["institution"]
    assert send_decision(case.one, head, listed).status_code == 200
    assert not _appoint(case, institution=listed)["has_conflict"]
    reporter = {"name": "Viktor Orlow", "identity_how": "passport", "relation_proof": "letter"}
    assert case.asker.put(f"/v1/records/{case.report}/reporter", json=reporter).status_code == 204
    case.one.work()
    (shown,) = case.responsible.get(f"/v1/records/{case.child}/guardians").json()["guardians"]
    assert shown["has_conflict"]
    assert "guardian_in_conflict" in alerts(case.sign_in)

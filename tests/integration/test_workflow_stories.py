"""Two stories over HTTP, from registration to reunification.

Each step is the one that `next_steps` names, and it is taken by the person whose turn it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.policy.roles import Role
from tests.described_client import example
from tests.factories import FOUND, MISSING, Installation
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
pytestmark = pytest.mark.both

REPORTER = {
    "name": "Golchehra Rahimzadah",
    "relation": "mother",
    "identity_how": "passport seen at the desk",
    "relation_proof": "family register",
}
VERIFIED_MOTHER = {
    "changes": {"relatives": ["mother:Golchehra"]},
    "provenance": {"relatives": {"source": "authority", "quality": "A1H0"}},
}


class Story:
    """A match of two records, and the people of their agencies."""

    def __init__(
        self, one: Installation, sign_in: SignIn, report_desk: str, child_desk: str
    ) -> None:
        self.one = one
        self.report_desk, self.child_desk = report_desk, child_desk
        desks = dict.fromkeys((report_desk, child_desk))
        self.people = {
            (role, desk): sign_in(role, desk)
            for role in (Role.CASEWORKER, Role.SUPERVISOR)
            for desk in desks
        }
        self.report = self._register(report_desk, "missing", MISSING)
        self._check_reporter()
        self.child = self._register(child_desk, "found", FOUND)
        one.work()
        (line,) = self.get(Role.CASEWORKER, child_desk, "/v1/matches?state=open")["matches"]
        self.match = line["id"]

    def get(self, role: Role, desk: str, path: str) -> Any:
        answer = self.people[role, desk].get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(
        self, role: Role, desk: str, path: str, body: Any = None, **options: Any
    ) -> dict[str, Any]:
        answer = self.people[role, desk].post(path, json=body or {}, **options)
        assert answer.status_code in {200, 201, 202, 204}, answer.text
        return dict(answer.json()) if answer.content else {}

    def _register(self, desk: str, kind: str, facts: Any) -> str:
        body = {**facts, "kind": kind, "legal_basis": "gdpr_6_1_e_9_2_g"}
        answer = self.post(Role.CASEWORKER, desk, "/v1/records", body)
        return str(answer["id"])

    def _check_reporter(self) -> None:
        """Name the reporter and ask for a check; a second person reads it and decides."""
        desk, path = self.report_desk, f"/v1/records/{self.report}/reporter"
        answer = self.people[Role.CASEWORKER, desk].put(path, json=REPORTER)
        assert answer.status_code == 204, answer.text
        self.post(Role.CASEWORKER, desk, f"{path}/check-request")
        revision = self.get(Role.SUPERVISOR, desk, path)["revision"]
        decision = {"reporter_check": "checked", "reason": "papers seen", "revision": revision}
        self.post(Role.SUPERVISOR, desk, f"{path}/check", decision)

    def next(self, role: Role, desk: str) -> dict[str, Any]:
        steps: dict[str, Any] = self.get(role, desk, f"/v1/matches/{self.match}")["next_steps"]
        return steps

    def judge(self, role: Role, desk: str, outcome: str, reason: str) -> str:
        """Give the decision that the next steps name; the other side gets a notification."""
        person = self.people[role, desk]
        read = person.get(f"/v1/matches/{self.match}")
        assert read.json()["next_steps"]["due"]["is_yours"], read.text
        return str(
            self.post(
                role,
                desk,
                f"/v1/matches/{self.match}/decisions",
                {"outcome": outcome, "reason": reason},
                headers={"If-Match": read.headers["etag"]},
            )["state"]
        )

    def change(self, role: Role, desk: str, act: str, body: Any = None) -> str:
        read = self.people[role, desk].get(f"/v1/matches/{self.match}")
        allowed = {
            action["name"]: action["reason"] for action in read.json()["next_steps"]["actions"]
        }
        name = {"undo": ("undo", "propose_undo"), "review": ("review",)}[act]
        assert any(allowed[one] is None for one in name), allowed
        path = f"/v1/matches/{self.match}/{act}"
        headers = {"If-Match": read.headers["etag"]}
        return str(self.post(role, desk, path, body, headers=headers)["state"])

    def confirm(self) -> None:
        """Take the three steps to a confirmed match, each by the person whose turn it is."""
        same = ("same", "relative_confirmed")
        assert self.next(Role.SUPERVISOR, self.report_desk)["due"]["act"] == "propose"
        assert self.judge(Role.CASEWORKER, self.child_desk, *same) == "proposed"
        state = self.judge(Role.SUPERVISOR, self.child_desk, *same)
        if self.report_desk != self.child_desk:
            waiting = self.next(Role.SUPERVISOR, self.child_desk)["due"]
            assert (waiting["act"], waiting["is_own_side"]) == ("confirm", False)
            state = self.judge(Role.SUPERVISOR, self.report_desk, *same)
        assert state == "confirmed"

    def look_again(self) -> None:
        """Have each side that owes a review record that the decision holds."""
        for desk in dict.fromkeys((self.report_desk, self.child_desk)):
            match = self.get(Role.SUPERVISOR, desk, f"/v1/matches/{self.match}")
            if match["review"]["cause"] != "none":
                assert self.change(Role.SUPERVISOR, desk, "review") == "confirmed"

    def etag(self, role: Role, desk: str, record: str) -> dict[str, str]:
        answer = self.people[role, desk].get(f"/v1/records/{record}")
        return {"If-Match": answer.headers["etag"]}

    def establish_kinship_and_best_interests(self, desk: str, record: str) -> None:
        """Verify a relative by an authority, and decide the best interests with a second person."""
        worker = self.people[Role.CASEWORKER, desk]
        answer = worker.patch(
            f"/v1/records/{record}",
            json={**VERIFIED_MOTHER, "reason": "registry"},
            headers=self.etag(Role.CASEWORKER, desk, record),
        )
        assert answer.status_code == 200, answer.text
        self.one.work()
        path = f"/v1/records/{record}/best-interests"
        self.post(Role.SUPERVISOR, desk, path, example("BestInterestsForm"))

    def close(self, desk: str, record: str, closure: str) -> Any:
        path = f"/v1/records/{record}/close"
        return self.people[Role.SUPERVISOR, desk].post(
            path,
            json={"closure": closure, "reason": "with her mother"},
            headers=self.etag(Role.SUPERVISOR, desk, record),
        )

    def reunify(self) -> None:
        """Establish the facts, approve the sentence, and close the report with it."""
        self.establish_kinship_and_best_interests(self.child_desk, self.child)
        self.look_again()
        path = f"/v1/matches/{self.match}/closures"
        self.post(Role.SUPERVISOR, self.child_desk, path, {"closure": "reunified"})
        waiting = self.next(Role.SUPERVISOR, self.report_desk)["due"]
        assert waiting["act"] == "close_record"
        answer = self.close(self.report_desk, self.report, "reunified")
        assert answer.status_code == 204, answer.text
        report = self.get(Role.SUPERVISOR, self.report_desk, f"/v1/records/{self.report}")
        assert report["status"] == "closed"


def test_a_child_found_in_another_state_is_reunified(
    installation: Installation, sign_in: SignIn
) -> None:
    story = Story(installation, sign_in, "GR-CPA", "DE-JUG")
    story.confirm()
    report, child = story.report_desk, story.child_desk
    approving = story.next(Role.SUPERVISOR, report)
    assert approving["due"]["act"] == "approve_closure"
    closing = next(one for one in approving["actions"] if one["name"] == "close_record")
    assert closing["reason"]["code"] == "sentence_is_not_approved"
    assert story.close(report, story.report, "reunified").status_code == 409
    sentence = {"closure": "reunified"}
    path = f"/v1/matches/{story.match}/closures"
    lacking = story.people[Role.SUPERVISOR, child].post(path, json=sentence)
    assert lacking.json()["code"] == "closure_needs_kinship", lacking.text
    story.reunify()


def test_a_wrong_decision_is_undone_and_the_child_is_reunified_after_it(
    installation: Installation, sign_in: SignIn
) -> None:
    story = Story(installation, sign_in, "GR-CPA", "DE-JUG")
    child = story.child_desk
    different = ("different", "relatives_differ")
    story.judge(Role.CASEWORKER, child, *different)
    assert story.judge(Role.SUPERVISOR, child, *different) == "refuted"
    assert story.change(Role.CASEWORKER, child, "undo", {"reason": "new_evidence"}) == "refuted"
    assert story.change(Role.SUPERVISOR, child, "undo", {"reason": "new_evidence"}) == "open"
    story.confirm()
    story.reunify()


def test_one_agency_with_both_records_reaches_a_confirmed_match(
    installation: Installation, sign_in: SignIn
) -> None:
    story = Story(installation, sign_in, "DE-JUG", "DE-JUG")
    story.confirm()
    assert story.next(Role.SUPERVISOR, "DE-JUG")["due"]["act"] == "close_record"

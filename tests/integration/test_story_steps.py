"""Each act of a story over HTTP does what its next steps say: it is allowed, or refused with the
same reason. The pages show that reason next to a button that does not work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from core.codes.records import EpisodeKind
from core.policy.case.closures import ClosureFact
from core.policy.case.story_steps import STORY_ACTS, STORY_PROCESSES
from core.policy.roles import Role
from tests.factories import FOUND, LAWFUL, NOW, Installation
from tests.integration.api import conftest
from tests.integration.case_facts import CLOSURE_FACTS, report
from tests.integration.consents.looking import register_found
from tests.integration.steps import page_text

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
pytestmark = pytest.mark.both

DESK = "DE-JUG"
MOMENT = (NOW - timedelta(hours=1)).isoformat()
# act -> path and body of its request
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "leave": ("missing-from-care", {"left_at": MOMENT}),
    "locate": ("located", {"at": MOMENT}),
    "safe": ("safe", {"at": MOMENT}),
    "return": ("return", {"at": MOMENT, "closure": "care_elsewhere"}),
    "reunify": ("reunified", {"at": MOMENT}),
}
FOUND_WALK = (
    ("registered", "leave"),
    ("missing_from_care", "locate"),
    ("located", "safe"),
    ("safe", "return"),
    ("returned", "reunify"),
    ("reunified", ""),
)


def _steps(client: TestClient, record: UUID | str) -> dict[str, Any]:
    answer = client.get(f"/v1/records/{record}/episodes")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["next_steps"])


def _reasons(steps: Mapping[str, Any]) -> dict[str, Any]:
    return {action["name"]: action["reason"] for action in steps["actions"]}


def _take(client: TestClient, record: UUID | str, act: str) -> Any:
    path, body = REQUESTS[act]
    if act == "leave":  # a second report needs a reference of its own
        body = {**body, "record_ref": f"left-{len(_steps(client, record)['done'])}"}
    return client.post(f"/v1/records/{record}/{path}", json=body)


def _check_refusals(client: TestClient, record: UUID | str) -> dict[str, Any]:
    """Try each act that the steps refuse; it meets the reason of the steps. Return the steps."""
    steps = _steps(client, record)
    for act, reason in _reasons(steps).items():
        if reason is not None:
            answer = _take(client, record, act)
            assert (answer.status_code, answer.json()["code"]) == (409, reason["code"]), act
    assert _steps(client, record) == steps
    return steps


def _walk(
    one: Installation, client: TestClient, record: UUID, walk: tuple[tuple[str, str], ...]
) -> None:
    """Take these acts from these states; at each state the other acts meet their reasons."""
    done: list[str] = []
    for state, act in walk:
        steps = _check_refusals(client, record)
        assert steps["state"] == state
        assert [step["act"] for step in steps["done"]] == done
        if not act:
            break
        if act == "reunify":
            due = steps["due"]
            assert (due["act"], due["is_yours"]) == ("reunify", False)
            assert [reason["href"] for reason in due["lacking"]] == [
                f"/records/{record}/edit#relatives",
                f"/records/{record}/safety#best-interests",
            ]
            for fact in (ClosureFact.VERIFIED_KINSHIP, ClosureFact.BEST_INTERESTS):
                CLOSURE_FACTS[fact](one, record, DESK)
                _check_refusals(client, record)
        if state != "registered":
            due = _steps(client, record)["due"]
            assert due is None or (due["act"], due["is_yours"]) == (act, True)
        assert _reasons(_steps(client, record))[act] is None
        answer = _take(client, record, act)
        assert answer.status_code == 201, answer.text
        done.append(act)


def test_each_act_of_a_found_record_is_allowed_or_refused_as_its_steps_say(
    installation: Installation, sign_in: SignIn
) -> None:
    child = register_found(installation)
    client = sign_in(Role.CASEWORKER)
    _walk(installation, client, child, FOUND_WALK)
    assert _take(client, child, "leave").status_code == 201
    again = _steps(client, child)
    assert (again["state"], again["due"]["act"]) == ("missing_from_care", "locate")
    assert [step["act"] for step in again["done"]] == ["leave"]  # the steps since it left again


def test_each_act_of_a_missing_record_is_allowed_or_refused_as_its_steps_say(
    installation: Installation, sign_in: SignIn
) -> None:
    missing = report(installation, "M-9", DESK)
    client = sign_in(Role.CASEWORKER)
    steps = _check_refusals(client, missing)
    assert (steps["state"], steps["due"]["act"]) == ("registered", "locate")
    refused = _take(client, missing, "leave")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_record_kind")
    assert _take(client, missing, "locate").status_code == 201
    for act in ("safe", "return"):
        steps = _check_refusals(client, missing)
        assert (steps["due"]["act"], steps["due"]["is_yours"]) == (act, True)
        assert _take(client, missing, act).status_code == 201
    for fact in (ClosureFact.VERIFIED_KINSHIP, ClosureFact.BEST_INTERESTS):
        assert _check_refusals(client, missing)["due"]["act"] == "reunify"
        CLOSURE_FACTS[fact](installation, missing, DESK)
    assert _take(client, missing, "reunify").status_code == 201
    assert _check_refusals(client, missing)["due"] is None


def test_a_missing_person_whose_record_was_opened_again_is_located_next(
    installation: Installation, sign_in: SignIn
) -> None:
    missing = report(installation, "M-9", DESK)
    client, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    for act in ("locate", "return"):
        assert _take(client, missing, act).status_code == 201
    assert _steps(client, missing)["due"]["act"] == "reunify"
    for path, body in (
        ("close", {"closure": "unsolved_archived", "reason": "old"}),
        ("reopen", {"reason": "seen in town"}),
    ):
        tag = head.get(f"/v1/records/{missing}").headers["etag"]
        answer = head.post(f"/v1/records/{missing}/{path}", json=body, headers={"If-Match": tag})
        assert answer.status_code in {200, 204}, answer.text
        if path == "close":
            closed = _check_refusals(client, missing)
            assert closed["due"] is None
            reasons = _reasons(closed).values()
            assert {reason["code"] for reason in reasons} == {"record_is_closed"}
            assert {reason["href"] for reason in reasons} == {f"/records/{missing}"}
    again = _check_refusals(client, missing)
    assert (again["state"], again["done"]) == ("registered", [])
    assert (again["due"]["act"], again["due"]["is_yours"]) == ("locate", True)


def test_every_act_at_the_report_of_a_child_that_missing_from_care_leads_to_the_found_record(
    installation: Installation, sign_in: SignIn
) -> None:
    child = register_found(installation)
    client = sign_in(Role.CASEWORKER)
    left = _take(client, child, "leave").json()["report"]
    steps = _check_refusals(client, left)
    assert steps["due"] is None
    for reason in _reasons(steps).values():
        assert reason["code"] == "story_stands_at_found_record"
        assert reason["href"] == f"/records/{child}/story"
    page = client.get(f"/records/{left}/story").text
    assert f'href="/records/{child}/story"' in page
    assert f'action="/records/{left}/story"' not in page


def test_a_record_of_another_kind_has_no_story_steps(
    installation: Installation, sign_in: SignIn
) -> None:
    family = installation.register(
        {**FOUND, "kind": "tracing", "record_ref": "T-1"},
        installation.actor(Role.CASEWORKER),
        LAWFUL,
    )
    client = sign_in(Role.CASEWORKER)
    assert client.get(f"/v1/records/{family}/episodes").json()["next_steps"] is None
    for act in STORY_ACTS.values():
        path, body = REQUESTS[act]
        answer = client.post(f"/v1/records/{family}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_record_kind")
    assert client.get(f"/records/{family}/story").status_code == 200
    assert client.get(f"/records/{family}/missing-from-care").status_code == 409


def test_a_stranger_and_another_role_read_no_steps(
    installation: Installation, sign_in: SignIn
) -> None:
    child = register_found(installation)
    path = f"/v1/records/{child}/episodes"
    assert sign_in(Role.CASEWORKER, "GR-CPA").get(path).status_code == 404
    assert sign_in(Role.AUDITOR).get(path).status_code == 403


def _offered(page: str) -> set[str]:
    outcomes = page.partition('name="outcome"')[2].partition("</select>")[0]
    return set(re.findall(r'<option value="([a-z]+)"', outcomes))


def test_the_page_of_a_story_offers_what_works_and_disables_the_rest_with_its_reason(
    installation: Installation, sign_in: SignIn
) -> None:
    child = register_found(installation)
    client = sign_in(Role.CASEWORKER)
    story, leave = f"/records/{child}/story", f"/records/{child}/missing-from-care"
    page = page_text(client, story)
    assert "Next:" not in page
    assert "No relative in the record was verified by an authority." in page
    assert f'href="/records/{child}/edit#relatives"' in page
    assert f'href="{leave}"' in page
    assert f'action="{story}"' not in page
    assert '<button disabled aria-describedby="why-reunify">Reunited with family</button>' in page
    assert '<button disabled aria-describedby="why-locate">Located</button>' in page
    assert 'id="why-locate"' in page
    assert "File the report</button>" in page_text(client, leave)
    assert _take(client, child, "leave").status_code == 201
    page = page_text(client, story)
    assert "The child went missing from care" in page
    assert "Next: the person is located." in page
    assert "It is your turn." in page
    assert f'action="{story}"' in page
    assert _offered(page) == {"located", "safe", "returned"}
    assert f'href="{leave}"' not in page
    shut = page_text(client, leave)
    assert '<button class="primary" disabled aria-describedby="why-leave">' in shut
    assert "This does not fit the child's history so far." in shut
    assert f'href="{story}#story"' in shut
    assert f'action="{leave}"' not in shut


def test_a_form_that_was_open_when_the_story_went_on_keeps_what_was_typed(
    installation: Installation, sign_in: SignIn
) -> None:
    child = register_found(installation)
    client = sign_in(Role.CASEWORKER)
    assert _take(client, child, "leave").status_code == 201
    typed = {"left_at": "2026-03-02T08:00", "money": "about 40 euro"}
    late = client.post(f"/records/{child}/missing-from-care", data=typed)
    assert late.status_code == 409
    assert "about 40 euro" in late.text
    assert "This does not fit the child's history so far." in late.text
    written = {"outcome": "reunified", "at": "2026-03-02T08:00", "note": "with the aunt"}
    refused = client.post(f"/records/{child}/story", data=written)
    assert refused.status_code == 409
    assert "with the aunt" in refused.text


def test_the_tables_cover_the_acts_of_the_interface() -> None:
    assert set(REQUESTS) == set(STORY_ACTS.values())
    assert set(STORY_ACTS) <= set(EpisodeKind)
    assert set(STORY_PROCESSES) == {"found", "missing"}

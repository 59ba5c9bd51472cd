from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.headers import HEADERS
from core.policy.roles import Role
from core.settings import Mode
from models.oversight.audit import Audit
from models.records.record import Record
from tests.factories import CHECKED, FOUND, MISSING, OTHER, PASSWORD, Installation, login

SignIn = Callable[..., TestClient]
MARKER = "Rahimzadah-Marker"


def _register(client: TestClient, **changes: Any) -> Any:
    return client.post("/v1/records", json={**OTHER, "legal_basis": "gdpr_6_1_e_9_2_g", **changes})


def test_a_person_signs_in_works_and_signs_out(sign_in: SignIn) -> None:
    client = sign_in(None)
    answer = client.post(
        "/v1/session", json={"login": login(Role.CASEWORKER, "DE-JUG"), "password": PASSWORD}
    )
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/v1/session").json()["role"] == "caseworker"
    assert _register(client).status_code == 201
    assert client.delete("/v1/session").status_code == 204
    assert client.get("/v1/records").status_code == 401


@pytest.mark.parametrize(
    ("name", "password"), [("caseworker.de-jug", "wrong password!"), ("nobody", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_name_answer_alike(
    sign_in: SignIn, name: str, password: str
) -> None:
    answer = sign_in(None).post("/v1/session", json={"login": name, "password": password})
    assert answer.status_code == 401
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "code": "not_signed_in",
    }


def test_seven_right_sign_ins_in_a_minute_are_accepted(sign_in: SignIn) -> None:
    client = sign_in(None)
    body = {"login": login(Role.CASEWORKER, "DE-JUG"), "password": PASSWORD}
    assert [client.post("/v1/session", json=body).status_code for _ in range(7)] == [201] * 7
    client.cookies.clear()
    assert client.post("/v1/session", json=body).status_code == 201


def test_a_seventh_attempt_in_a_minute_is_throttled_even_with_the_right_password(
    sign_in: SignIn,
) -> None:
    client = sign_in(None)
    body = {"login": login(Role.CASEWORKER, "DE-JUG"), "password": "wrong password!"}
    assert [client.post("/v1/session", json=body).status_code for _ in range(6)] == [401] * 6
    answer = client.post("/v1/session", json={**body, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_a_record_is_made_read_edited_and_closed_over_http(sign_in: SignIn) -> None:
    client = sign_in(Role.SUPERVISOR)
    made = _register(client)
    assert made.status_code == 201
    address = made.headers["location"]
    read = client.get(address)
    assert read.json()["facts"]["full_name"][0]["value"] == OTHER["full_name"]
    etag = read.headers["etag"]
    patch = {"changes": {"eyes": "grey"}, "reason": "seen by the doctor"}
    assert client.patch(address, json=patch).status_code == 428
    edited = client.patch(address, json=patch, headers={"If-Match": etag})
    assert edited.json()["facts"]["eyes"][0]["value"] == "grey"
    assert client.patch(address, json=patch, headers={"If-Match": etag}).status_code == 412
    closing = {"closure": "care_elsewhere", "reason": "in foster care"}
    closed = client.post(
        f"{address}/close", json=closing, headers={"If-Match": edited.headers["etag"]}
    )
    assert closed.status_code == 204
    assert client.get(address).json()["status"] == "closed"


def test_sent_twice_with_one_idempotency_key_a_record_is_made_once(
    sign_in: SignIn, installation: Installation
) -> None:
    client = sign_in(Role.CASEWORKER)
    headers = {"Idempotency-Key": "4f1c"}
    body = {**OTHER, "record_ref": "I-1", "height_cm": "tall"}
    first = client.post("/v1/records", json=body, headers=headers)
    again = client.post("/v1/records", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert [first.headers[name] for name in ("location", "etag")] == [
        again.headers[name] for name in ("location", "etag")
    ]
    other = client.post("/v1/records", json={**body, "record_ref": "I-2"}, headers=headers)
    assert other.status_code == 409
    assert installation.count(Record) == 1


def test_an_idempotency_key_belongs_to_the_one_who_sent_it(sign_in: SignIn) -> None:
    headers = {"Idempotency-Key": "4f1c"}
    one = sign_in(Role.CASEWORKER).post(
        "/v1/records", json={**OTHER, "record_ref": "I-1"}, headers=headers
    )
    other = sign_in(Role.SUPERVISOR).post(
        "/v1/records", json={**OTHER, "record_ref": "I-2"}, headers=headers
    )
    assert one.json()["id"] != other.json()["id"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": MARKER},
        {"record_ref": ""},
        {"record_ref": ["a", "b"]},
        {MARKER: "x"},
        {"legal_basis": MARKER},
        {"reporter_check": MARKER},
        {"full_name": {"text": MARKER}},
        {"full_name": MARKER * 2000},
        {"phones": [MARKER] * 101},
    ],
    ids=str,
)
def test_a_bad_body_is_a_clear_error_and_never_echoed(
    sign_in: SignIn, installation: Installation, body: dict[str, Any]
) -> None:
    answer = _register(sign_in(Role.CASEWORKER), **body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert MARKER not in answer.text
    assert installation.count(Record) == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"text"', b'{"a": "\xff"}']
)
def test_a_body_that_is_no_json_object_is_a_clear_error(sign_in: SignIn, content: bytes) -> None:
    answer = sign_in(Role.CASEWORKER).post(
        "/v1/records", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_shape"


def test_a_body_over_a_megabyte_is_refused_unread(sign_in: SignIn) -> None:
    answer = sign_in(Role.CASEWORKER).post("/v1/records", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
def test_an_unsafe_request_from_another_site_is_refused(sign_in: SignIn, site: str) -> None:
    client = sign_in(Role.CASEWORKER)
    headers = {"Sec-Fetch-Site": site}
    assert client.post("/v1/records", json=OTHER, headers=headers).status_code == 403
    assert client.get("/v1/records", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/v1/records", "/v1/nowhere", "/v1/openapi.json"])
def test_every_answer_carries_the_headers(sign_in: SignIn, path: str) -> None:
    answer = sign_in(None).get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_in_production_browsers_are_told_to_use_https_only(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(None)
    for mode, told in ((Mode.PRODUCTION, "max-age=31536000"), (Mode.EMBEDDED, None)):
        monkeypatch.setitem(installation.context.settings.__dict__, "mode", mode)
        answers = [client.get(path) for path in ("/static/mark.svg", "/v1/records", "/sign-in")]
        assert {one.headers.get("strict-transport-security") for one in answers} == {told}


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer  "])
def test_an_empty_bearer_token_does_not_fall_back_to_the_cookie(
    sign_in: SignIn, header: str
) -> None:
    client = sign_in(Role.CASEWORKER)
    assert client.get("/v1/records", headers={"Authorization": header}).status_code == 401
    assert client.get("/v1/records").status_code == 200


def test_a_text_with_a_direction_character_is_refused_by_interface_and_page(
    sign_in: SignIn,
) -> None:
    client = sign_in(Role.CASEWORKER)
    reason = {"reason": "alone\u202etonight"}
    answer = client.post("/v1/duty-cover", json=reason)
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"field": "reason", "reason": "hidden_character"}],
    )
    page = client.post("/duty", data=reason)
    assert page.status_code == 422
    assert "invisible control or direction character" in page.text
    invited = {"login": "an\u200bna", "name": "Anna", "role": "caseworker"}
    refused = sign_in(Role.SUPERVISOR).post("/v1/users", json=invited)
    assert refused.json()["errors"] == [{"field": "login", "reason": "hidden_character"}]


def test_a_name_with_an_invisible_character_is_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    answer = client.post("/v1/records", json={**OTHER, "full_name": "Test\u202enosreP"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "full_name", "reason": "hidden_character"}]
    persian = {**OTHER, "full_name": "\u0645\u06cc\u200c\u0622\u06cc\u062f \u200fTest"}
    assert client.post("/v1/records", json=persian).status_code == 201


def test_pages_follow_each_other_without_gap_or_double(
    sign_in: SignIn, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.records import register

    responsible = installation.actor(Role.CASEWORKER)
    made = [
        str(installation.register({**OTHER, "record_ref": f"O-{n}"}, responsible)) for n in range(7)
    ]
    monkeypatch.setattr(register, "PAGE", 3)
    monkeypatch.setattr(register.list_own_records, "__kwdefaults__", {"after": 0, "limit": 3})
    client = sign_in(Role.CASEWORKER)
    ids: list[str] = []
    path = "/v1/records"
    for _ in range(5):
        page = client.get(path).json()
        ids += [line["id"] for line in page["records"]]
        if page["next"] is None:
            break
        path = f"/v1/records?cursor={page['next']}"
    assert ids == made[::-1]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "12", "%00", "é"])
def test_a_made_up_cursor_is_refused(sign_in: SignIn, cursor: str) -> None:
    assert sign_in(Role.CASEWORKER).get(f"/v1/records?cursor={cursor}").status_code == 422


def test_a_cursor_of_another_account_is_refused(
    sign_in: SignIn, installation: Installation
) -> None:
    from api import cursor

    foreign = cursor.encode(installation.context, installation.actor(Role.SUPERVISOR), "records", 1)
    assert sign_in(Role.CASEWORKER).get(f"/v1/records?cursor={foreign}").status_code == 422


def test_a_refusal_is_written_to_the_audit_log(sign_in: SignIn, installation: Installation) -> None:
    assert sign_in(Role.ANALYST).get("/v1/records").status_code == 403
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert row is not None
    assert (row.role, row.action, row.outcome) == ("analyst", "register.list_own", "refused")


def test_without_the_audit_log_a_read_answers_503_without_data(
    sign_in: SignIn, installation: Installation
) -> None:
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    client = sign_in(Role.CASEWORKER)
    installation.refuse_rows("audit")
    answer = client.get(f"/v1/records/{public_id}")
    assert answer.status_code == 503
    assert answer.json()["code"] == "audit_unavailable"
    assert "facts" not in answer.text


def test_an_answer_is_sent_only_after_its_commit(
    sign_in: SignIn, installation: Installation
) -> None:
    installation.refuse_rows("job")
    assert _register(sign_in(Role.CASEWORKER)).status_code >= 500


def test_liveness_and_readiness_report_the_actual_state(
    sign_in: SignIn, probes: TestClient, installation: Installation
) -> None:
    from datetime import timedelta

    assert probes.get("/health/live").json()["status"] == "live"
    assert probes.get("/health/ready").json()["status"] == "ready"
    installation.register(OTHER, installation.actor(Role.CASEWORKER))
    installation.clock.move(timedelta(seconds=121))
    late = probes.get("/health/work")
    assert late.status_code == 503
    assert late.json()["status"] == "matching_late"
    assert probes.get("/health/ready").status_code == 200
    installation.work()
    assert probes.get("/health/work").json()["status"] == "on_time"
    stopped = cast(FastAPI, sign_in(None).app)
    stopped.state.beat_at = -math.inf
    for path in ("/health/live", "/health/ready"):
        answer = probes.get(path)
        assert (answer.status_code, answer.json()["status"]) == (503, "not_answering")


def test_the_port_of_the_api_answers_no_probe(sign_in: SignIn) -> None:
    for path in ("/health/live", "/health/ready", "/health/work", "/metrics"):
        assert sign_in(None).get(path).status_code == 404


def test_the_interface_description_is_complete(sign_in: SignIn) -> None:
    described = sign_in(None).get("/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (path, method)
            if "requestBody" in operation:
                content = operation["requestBody"]["content"]
                if content.keys() in ({"image/*"}, {"text/csv"}):
                    # the bytes of a picture or file; the description names the permitted formats
                    continue
                schema = content["application/json"]["schema"]
                # the body may be optional
                name = schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2]
                assert described["components"]["schemas"][name].get("examples"), name


def test_each_component_of_the_description_has_a_name_of_its_own(sign_in: SignIn) -> None:
    components = sign_in(None).get("/v1/openapi.json").json()["components"]["schemas"]

    # FastAPI puts the module before the name where two schemas share one
    assert [name for name in components if "__" in name] == []


def test_a_match_is_read_and_decided_over_http(sign_in: SignIn, installation: Installation) -> None:
    from tests.factories import CHECKED

    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.work()
    steps = [(Role.CASEWORKER, "DE-JUG"), (Role.SUPERVISOR, "DE-JUG"), (Role.SUPERVISOR, "GR-CPA")]
    states = []
    for (role, agency), listed in zip(steps, ["open", "proposed", "proposed"], strict=True):
        client = sign_in(role, agency)
        (line,) = client.get(f"/v1/matches?state={listed}").json()["matches"]
        read = client.get(f"/v1/matches/{line['id']}")
        decision = {"outcome": "same", "reason": "relative_confirmed"}
        answer = client.post(
            f"/v1/matches/{line['id']}/decisions",
            json=decision,
            headers={"If-Match": read.headers["etag"]},
        )
        states.append(answer.json()["state"])
    assert states == ["proposed", "proposed", "confirmed"]


def test_no_internal_id_leaves_in_any_answer(sign_in: SignIn, installation: Installation) -> None:
    from tests.factories import CHECKED

    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.work()
    client = sign_in(Role.CASEWORKER)
    for path in ("/v1/records", "/v1/matches", "/v1/notifications", "/v1/session"):
        body = client.get(path).json()
        assert path == "/v1/session" or len(_leaves(body)) > 2
        for key, value in _leaves(body):
            assert not (key == "id" and isinstance(value, int)), (path, key)
            assert "position" not in key


def _leaves(body: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(body, dict):
        return list(
            itertools.chain.from_iterable(_leaves(value, name) for name, value in body.items())
        )
    if isinstance(body, list):
        return list(itertools.chain.from_iterable(_leaves(value, key) for value in body))
    return [(key, json.loads(json.dumps(body)))]


def test_notifications_and_deadlines_name_only_own_records(
    installation: Installation, sign_in: Callable[..., TestClient]
) -> None:
    young = {"birth_date": "2014-07-10"}  # a candidate about a child under 13 comes at once
    installation.register(MISSING | young, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.register(FOUND | young, installation.actor(Role.CASEWORKER))
    installation.work()
    both = ("/v1/notifications", "/v1/deadlines?about=agencies")
    # The agency of the report knows only that there is a link, without its band. Therefore it gets
    # no deadline of a strong match.
    for agency, reference, other, paths in (
        ("DE-JUG", "F-1", "M-1", both),
        ("GR-CPA", "M-1", "F-1", both[:1]),
    ):
        client = sign_in(Role.SUPERVISOR, agency)
        for path in paths:
            answer = client.get(path).text
            assert f'"{reference}"' in answer, path
            assert f'"{other}"' not in answer, path
    auditor = sign_in(Role.AUDITOR)
    listed = auditor.get("/v1/deadlines").json()["deadlines"]
    assert all((one["record"], one["record_ref"]) == (None, "") for one in listed)


def test_the_list_of_deadlines_goes_on_from_its_cursor_and_names_each_one_once(
    installation: Installation, sign_in: Callable[..., TestClient]
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.register(MISSING, installation.actor(Role.CASEWORKER), CHECKED)
    installation.work()
    client = sign_in(Role.SUPERVISOR)
    whole = client.get("/v1/deadlines").json()
    assert whole["next"] is None
    kinds = {one["kind"] for one in whole["deadlines"]}
    assert {"first_review", "photo"} <= kinds  # between agencies, and of an own record
    found, page = [], client.get("/v1/deadlines?limit=4").json()
    while page["next"]:
        found += page["deadlines"]
        page = client.get(f"/v1/deadlines?limit=4&cursor={page['next']}").json()
    assert [*found, *page["deadlines"]] == whole["deadlines"]
    assert len(whole["deadlines"]) > 8
    of_each = [client.get(f"/v1/deadlines?about={one}").json() for one in ("records", "agencies")]
    assert sum(len(one["deadlines"]) for one in of_each) == len(whole["deadlines"])
    for page in ("/", "/deadlines"):
        assert "M-1" in client.get(page).text

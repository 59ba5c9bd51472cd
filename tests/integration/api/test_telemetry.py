"""Each request gets an id, which its answer and log lines contain, also after a crash."""

from __future__ import annotations

import json
import logging
import re
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.telemetry import REQUEST_ID
from core.logs import LOGGER, JsonFormatter
from core.policy.roles import Role
from services.records import register
from tests.factories import Installation
from tests.integration.api.conftest import SignIn


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(JsonFormatter("api").format(record)))


def test_every_answer_has_an_id_of_its_own_and_never_the_clients(sign_in: SignIn) -> None:
    client = sign_in(None)
    answers = [
        client.get(path, headers={REQUEST_ID: "Marker"})
        for path in ("/sign-in", "/v1/records", "/nowhere")
    ]
    ids = {UUID(answer.headers[REQUEST_ID]) for answer in answers}
    assert len(ids) == len(answers)


def test_a_crash_is_found_in_the_log_by_the_id_in_its_answer(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("Marker")

    monkeypatch.setattr(register, "read_record", crash)
    client = sign_in(Role.CASEWORKER)
    handler = _Lines()
    logging.getLogger(LOGGER).addHandler(handler)
    try:
        answer = client.get(f"/v1/records/{UUID(int=1)}", headers={REQUEST_ID: "Marker"})
    finally:
        logging.getLogger(LOGGER).removeHandler(handler)
    assert answer.status_code == 500
    (line,) = [line for line in handler.lines if line["event"] == "request.crashed"]
    assert line["request"] == answer.headers[REQUEST_ID]
    assert "Marker" not in json.dumps(handler.lines)


def test_the_id_of_a_proxy_of_ours_is_taken_over_if_it_is_a_uuid(
    installation: Installation,
) -> None:
    sent = "0b0a7d2e-5c1f-4c61-9d3f-8f6f3a1d9e77"
    for proxies, header, is_taken in [
        ("10.0.0.1", sent, True),
        ("10.0.0.1", "Marker", False),
        ("", sent, False),
    ]:
        settings = installation.context.settings.model_copy(update={"proxies": proxies})
        app = create_app(settings, context=installation.context, database=installation.app)
        answer = TestClient(app).get("/sign-in", headers={REQUEST_ID: header})
        assert (answer.headers[REQUEST_ID] == header) == is_taken


def test_probes_are_not_counted_as_requests(sign_in: SignIn, probes: TestClient) -> None:
    for path in ("/health/live", "/health/ready", "/health/work", "/metrics"):
        assert probes.get(path).status_code == 200
    sign_in(None).get("/v1/records")
    counted = re.findall(
        r'homeward_requests_total{status="(...)"} (\S+)', probes.get("/metrics").text
    )
    assert counted == [("4xx", "1.0")]

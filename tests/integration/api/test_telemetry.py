"""Each request has an id of ours, in its answer and in what is logged of it, also when it
crashes.
"""

from __future__ import annotations

import json
import logging
from uuid import UUID

import pytest

from api.telemetry import REQUEST_ID
from core.logs import LOGGER, JsonFormatter
from core.policy.roles import Role
from services.records import records
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
        client.get(path, headers={REQUEST_ID: "Canary"})
        for path in ("/health/live", "/v1/records", "/nowhere")
    ]
    ids = {UUID(answer.headers[REQUEST_ID]) for answer in answers}
    assert len(ids) == len(answers)


def test_a_crash_is_found_in_the_log_by_the_id_in_its_answer(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("Canary")

    monkeypatch.setattr(records, "read", crash)
    client = sign_in(Role.CASEWORKER)
    handler = _Lines()
    logging.getLogger(LOGGER).addHandler(handler)
    try:
        answer = client.get(f"/v1/records/{UUID(int=1)}", headers={REQUEST_ID: "Canary"})
    finally:
        logging.getLogger(LOGGER).removeHandler(handler)
    assert answer.status_code == 500
    (line,) = [line for line in handler.lines if line["event"] == "request.crashed"]
    assert line["request"] == answer.headers[REQUEST_ID]
    assert "Canary" not in json.dumps(handler.lines)

"""The way of a request through its jobs: their log lines and their spans."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import select

from api.telemetry import REQUEST_ID
from core import tracing
from core.codes.operations import JobKind
from core.errors import SettingsError
from core.logs import JsonFormatter
from core.policy.roles import Role
from core.settings import Settings
from models.operations.job import Job
from tests.factories import FOUND, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.running import owner_runtime_of
from workers.app import run_worker
from workers.execution import run_jobs
from workers.handlers import HANDLERS

Finished = Callable[[], dict[str, ReadableSpan]]  # name -> the newest span


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> Iterator[Finished]:
    monkeypatch.setattr(tracing, "_tracers", [])
    exporter = InMemorySpanExporter()
    provider = tracing.send_spans(exporter, "test")

    def spans() -> dict[str, ReadableSpan]:
        provider.force_flush()
        return {span.name: span for span in exporter.get_finished_spans()}

    yield spans
    provider.shutdown()


def _register(sign_in: SignIn) -> UUID:
    """Register a child over HTTP; return the id of the request."""
    answer = sign_in(Role.CASEWORKER).post("/v1/records", json=FOUND)
    assert answer.status_code == 201, answer.text
    return UUID(answer.headers[REQUEST_ID])


def _run(one: Installation) -> None:
    run_jobs(owner_runtime_of(one), one.read_all(select(Job.id)))


def test_the_jobs_of_a_request_are_in_its_trace(
    installation: Installation, sign_in: SignIn, finished: Finished
) -> None:
    request = _register(sign_in)
    _run(installation)
    spans = finished()
    asked, matched = spans["POST /v1/records"], spans["job match"]
    for span, kind in ((asked, SpanKind.SERVER), (matched, SpanKind.CONSUMER)):
        assert (span.context.trace_id, span.kind) == (request.int, kind)
        assert span.status.status_code is StatusCode.UNSET
    assert asked.resource.attributes["service.name"] == "homeward-test"


def test_a_span_has_no_value_no_name_and_no_query(
    installation: Installation, sign_in: SignIn, finished: Finished
) -> None:
    _register(sign_in)
    record = UUID(int=7)
    assert sign_in(Role.CASEWORKER).get(f"/v1/records/{record}?q=Rahim").status_code == 404
    sign_in(None).get("/nowhere/Rahim")
    _run(installation)
    spans = finished()
    assert {"GET /v1/records/{record_id}", "GET no route", "job match"} <= spans.keys()
    for span in spans.values():
        written = json.loads(span.to_json())
        assert not written["events"]
        assert written["attributes"].keys() <= {"http.response.status_code"}
        assert "Rahim" not in span.to_json()
        assert str(record) not in span.to_json()


def test_a_job_that_fails_is_an_error_and_its_log_names_the_request(
    installation: Installation,
    sign_in: SignIn,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lines: list[dict[str, object]] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(JsonFormatter("worker").format(record)))

    def fail(*_: object) -> None:
        raise ValueError("Rahim")

    handler = Lines()
    logging.getLogger("homeward").addHandler(handler)
    request = _register(sign_in)
    monkeypatch.setitem(HANDLERS, JobKind.MATCH, fail)
    _run(installation)
    logging.getLogger("homeward").removeHandler(handler)
    (failed,) = [line for line in lines if line["event"] == "job.failed"]
    assert failed["request"] == str(request)
    span = finished()["job match"]
    assert span.status.status_code is StatusCode.ERROR
    assert "Rahim" not in span.to_json()


def test_a_job_without_a_request_has_a_trace_of_its_own(
    installation: Installation, sign_in: SignIn, finished: Finished
) -> None:
    request = _register(sign_in)
    installation.register({**FOUND, "record_ref": "F-2"}, installation.actor(Role.CASEWORKER))
    _run(installation)
    assert finished()["job match"].context.trace_id not in {0, request.int}


def test_without_the_packages_the_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, tracing.EXPORTER, None)
    url = "https://collector.example/v1/traces"
    with pytest.raises(SettingsError, match="opentelemetry-sdk"):
        tracing.start_traces(url, "api")
    with pytest.raises(SettingsError, match="opentelemetry-sdk"):
        run_worker(Settings(data_dir=tmp_path, traces_url=url))
    tracing.start_traces("", "api")

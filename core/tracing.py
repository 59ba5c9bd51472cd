"""Traces for OpenTelemetry: one span for each request and each job. Off by default.

A span has the route or the kind of the job, the status and the times: no value, id of a record,
address or query. The trace has the id of the request as its own, so the jobs that a request causes
are in the trace of the request.
"""

from __future__ import annotations

import contextlib
import importlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.errors import SettingsError
from core.logs import REQUEST_CONTEXT

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer

EXPORTER = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
TIMEOUT_S = 2.0  # for one message to the collector; a process that stops waits for it
_tracers: list[Tracer] = []  # one after `start_traces`, else none


def check_packages(url: str) -> None:
    """Raise SettingsError if the packages that send spans to `url` are not installed."""
    try:
        if url:
            importlib.import_module(EXPORTER)
    except ImportError:
        raise SettingsError(
            "HOMEWARD_TRACES_URL needs two more packages; pip install opentelemetry-sdk"
            " opentelemetry-exporter-otlp-proto-http"
        ) from None


def start_traces(url: str, role: str) -> None:
    """Send the spans of this process to a collector (OTLP over HTTP); none for an empty `url`.

    Raise SettingsError as `check_packages`. Call it after the last fork.
    """
    check_packages(url)
    if not url:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    send_spans(OTLPSpanExporter(endpoint=url, timeout=TIMEOUT_S), role)


def send_spans(exporter: SpanExporter, role: str) -> TracerProvider:
    """Send the spans of this process to an exporter, in batches and in a thread of its own.

    Return what can end that.
    """
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider as Provider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class RequestIds(RandomIdGenerator):
        """Give a trace the id of the request that is answered or whose job runs."""

        def generate_trace_id(self) -> int:
            """Return the id of the request, a random one outside of requests."""
            request = REQUEST_CONTEXT.get()
            return super().generate_trace_id() if request is None else request.int

    resource = Resource({"service.name": f"homeward-{role}"})
    provider = Provider(resource=resource, id_generator=RequestIds())
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracers[:] = [provider.get_tracer("homeward")]
    return provider


def record_span(name: str, *, started_ns: int, is_failed: bool, status: int | None = None) -> None:
    """Send a span that ends now, if `start_traces` was called with an address.

    `name`: the method and route, or the kind of job. `started_ns` is in nanoseconds of the Unix
    epoch. `status`: of the answer of HTTP, None for a job.
    """
    if not _tracers:
        return
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanKind, StatusCode

    is_job = status is None
    span = _tracers[0].start_span(
        name,
        context=Context(),
        kind=SpanKind.CONSUMER if is_job else SpanKind.SERVER,
        attributes={} if status is None else {"http.response.status_code": status},
        start_time=started_ns,
    )
    if is_failed:
        span.set_status(StatusCode.ERROR)
    span.end()


@contextlib.contextmanager
def job_span(kind: str) -> Iterator[None]:
    """Send a span of the block, which runs a job or several jobs of one kind together."""
    started_ns, is_failed = time.time_ns(), True
    try:
        yield
        is_failed = False
    finally:
        record_span(f"job {kind}", started_ns=started_ns, is_failed=is_failed)

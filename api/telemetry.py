"""Metrics and spans of an API process, and the id of each request.

Labels contain no address and no id: only the class of a request's status, and a refusal's code.
"""

from __future__ import annotations

import os
import re
import time
from http import HTTPStatus
from uuid import UUID, uuid4

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.process_pool import METRICS_FOLDER_VARIABLE
from core.logs import REQUEST_CONTEXT
from core.tracing import record_span

REQUEST_ID = "X-Request-Id"
IS_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SEARCH = "/v1/searches"
# up to the second that a search may take; the target is 0.1 s at the 95th percentile
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Meters:
    """The counters of one application, one object each, so that two applications do not collide.

    If several processes share one address (`api.process_pool`), each writes its counters to files
    of one directory.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.search_s = Histogram(
            "homeward_search_seconds",
            "How long searches took.",
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.requests = Counter(
            "homeward_requests",
            "Requests by class of their status.",
            ["status"],
            registry=self.registry,
        )
        self.refusals = Counter(
            "homeward_refusals",
            "Refused requests by the code of the reason.",
            ["code"],
            registry=self.registry,
        )

    def exposition(self) -> bytes:
        """Return the counters in Prometheus' text format, summed over all processes."""
        if METRICS_FOLDER_VARIABLE not in os.environ:
            return generate_latest(self.registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


class Telemetry:
    """The outermost middleware: measures, and sets the request id for logs and the answer."""

    def __init__(self, app: ASGIApp, meters: Meters, *, is_behind_proxy: bool = False) -> None:
        self._app, self._meters, self._is_behind_proxy = app, meters, is_behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._request_id(scope)
        # never reset: a crash is logged further out, and each request is its own task
        REQUEST_CONTEXT.set(request_id)
        started, started_ns = time.perf_counter(), time.time_ns()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = str(request_id)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            self._meters.requests.labels(f"{status // 100}xx").inc()
            route = getattr(scope.get("route"), "path", "")
            record_span(
                f"{scope['method']} {route or 'no route'}",
                started_ns=started_ns,
                is_failed=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
                status=status,
            )
            if route == SEARCH:
                self._meters.search_s.observe(time.perf_counter() - started)

    def _request_id(self, scope: Scope) -> UUID:
        """Return the proxy's id of the request if it is a UUID from a proxy, else a new one.

        An id from a client is not used, because it may hold any text.
        """
        sent = Headers(scope=scope).get(REQUEST_ID, "") if self._is_behind_proxy else ""
        return UUID(sent) if IS_UUID.fullmatch(sent) else uuid4()

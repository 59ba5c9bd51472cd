"""Requests above the limit wait in a short queue or are refused at once."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import tracemalloc
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api import admission
from api.admission import BUSY, LONG_HEADERS, MAX_HEADERS, STARTING, Admission, Refusal, Window
from api.security import MAX_BODY
from api.web.labels.labels import LANGUAGES
from core.settings import Settings
from models.session import POOL

THREADS = 40  # the default limit of the server's threads


@pytest.mark.parametrize("refusal", [BUSY, STARTING, LONG_HEADERS], ids=lambda one: one.code)
def test_a_refusal_has_a_sentence_in_each_language_of_the_pages(refusal: Refusal) -> None:
    assert refusal.sentences.keys() == LANGUAGES.keys()


def test_a_new_language_is_on_the_page_of_a_refusal() -> None:
    refusal = Refusal("busy", "Busy.", {"en": "Busy.", "de": "Besetzt."})
    assert '<p lang="en">Busy.</p><p lang="de">Besetzt.</p></html>' in refusal.page


class Slow:
    """An application whose requests wait for `let_go`; counts simultaneous requests."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.running = self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        if scope["path"] not in admission.ALWAYS:
            await self.let_go.wait()
        parts = [await receive()]
        while parts[-1].get("more_body", False):
            parts.append(await receive())
        self.running -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = b"".join(part.get("body", b"") for part in parts)
        await send({"type": "http.response.body", "body": body})


def play(scenario: Coroutine[Any, Any, None]) -> None:
    """Run a scenario in a new thread, because this one may have an event loop of browser tests."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scenario).result()


def admit(app: Slow, **limits: int) -> Admission:
    return Admission(app, Settings(**limits))


async def ask(
    app: Admission,
    path: str = "/v1/records",
    parts: tuple[bytes, ...] = (b"",),
    served: object = None,
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer to one request."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": named}
    scope["client"] = ("192.0.2.7", 4711)
    if served is not None:
        scope["app"] = served
    left = [
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts, 1)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return left.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    answer_headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answer_headers, b"".join(one.get("body", b"") for one in sent)


def test_a_running_request_finds_a_thread_and_a_connection_free() -> None:
    at_once = admission.RUNNING + admission.UPLOADING
    assert at_once <= THREADS
    assert at_once <= POOL["pool_size"] + POOL["max_overflow"]


def test_requests_beyond_places_and_queue_are_refused_at_once() -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        room = admission.RUNNING + admission.WAITING
        waiting = [asyncio.create_task(ask(app)) for _ in range(room)]
        await asyncio.sleep(0)
        started = time.perf_counter()
        status, headers, body = await ask(app)
        assert time.perf_counter() - started < 0.1
        assert (status, headers["retry-after"]) == (503, "1")
        assert json.loads(body)["code"] == "overloaded"
        assert slow.most == admission.RUNNING
        slow.let_go.set()
        assert {one[0] for one in await asyncio.gather(*waiting)} == {200}
        assert (await ask(app))[0] == 200
        assert slow.most == admission.RUNNING

    play(scenario())


def test_a_request_that_waits_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "RUNNING", 1)
    monkeypatch.setattr(admission, "WAIT_S", 0.01)

    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        first = asyncio.create_task(ask(app))
        await asyncio.sleep(0)
        status, headers, body = await ask(app, accept="text/html")
        assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert b"Nothing was saved" in body
        slow.let_go.set()
        assert (await first)[0] == 200

    play(scenario())


def test_the_process_says_that_it_lives_however_many_requests_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "RUNNING", 1)
    monkeypatch.setattr(admission, "WAITING", 0)

    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        first = asyncio.create_task(ask(app))
        await asyncio.sleep(0)
        assert (await ask(app))[0] == 503
        assert (await ask(app, "/health/live"))[0] == 200
        slow.let_go.set()
        await first

    play(scenario())


def test_a_body_of_several_parts_arrives_whole() -> None:
    async def scenario() -> None:
        slow = Slow()
        slow.let_go.set()
        app = admit(slow)
        assert (await ask(app, parts=(b"one ", b"two"), content_length="7"))[2] == b"one two"
        long = str(MAX_BODY + 1)
        assert (await ask(app, parts=(b"one ", b"two"), content_length=long))[2] == b"one two"

    play(scenario())


def test_long_bodies_take_no_place_of_other_requests() -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        long = {"content_length": str(MAX_BODY + 1)}
        uploads = [asyncio.create_task(ask(app, **long)) for _ in range(2 * admission.UPLOADING)]
        await asyncio.sleep(0)
        assert slow.running == admission.UPLOADING
        assert (await ask(app, **long))[0] == 503
        others = [asyncio.create_task(ask(app)) for _ in range(admission.RUNNING)]
        await asyncio.sleep(0)
        assert slow.running == admission.UPLOADING + admission.RUNNING
        slow.let_go.set()
        assert {one[0] for one in await asyncio.gather(*uploads, *others)} == {200}

    play(scenario())


def test_a_request_waits_for_the_kernels_or_is_answered_that_the_process_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "POLL_S", 0.0)
    has_kernels = threading.Event()
    served = SimpleNamespace(state=SimpleNamespace(has_kernels=has_kernels))

    async def scenario() -> None:
        slow = Slow()
        slow.let_go.set()
        app = admit(slow)
        early = asyncio.create_task(ask(app, served=served))
        for path in ("/health/ready", "/metrics", "/static/one.css"):
            assert (await ask(app, path, served=served))[0] == 200
        assert not early.done()
        monkeypatch.setattr(admission, "KERNELS_WAIT_S", 0.0)
        status, headers, body = await ask(app, served=served)
        assert (status, headers["retry-after"]) == (503, "10")
        assert json.loads(body)["code"] == "starting"
        page = (await ask(app, served=served, accept="text/html"))[2].decode()
        assert "Homeward is starting" in page
        assert "démarre" in page
        assert slow.most == 1
        has_kernels.set()
        assert (await early)[0] == 200
        assert (await ask(app, served=served))[0] == 200

    play(scenario())


@pytest.mark.parametrize("limit", ["requests_per_address", "requests_per_token"])
def test_a_caller_above_the_limit_waits_for_the_next_minute(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 6_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    async def scenario() -> None:
        nonlocal now
        slow = Slow()
        slow.let_go.set()
        app = admit(slow, **{limit: 2})
        statuses = [(await ask(app, authorization="Bearer one"))[0] for _ in range(3)]
        assert statuses == [200, 200, 429]
        now += 20
        status, headers, _ = await ask(app, authorization="Bearer one")
        assert (status, headers["retry-after"]) == (429, "40")
        other = await ask(app, authorization="Bearer other")
        assert other[0] == (429 if limit == "requests_per_address" else 200)
        now += 40
        assert (await ask(app, authorization="Bearer one"))[0] == 200

    play(scenario())


def test_a_count_keeps_no_header_however_long_it_is() -> None:
    window = Window(6_000)
    tracemalloc.start()
    try:
        for number in range(100):
            window.wait_s(f"Bearer {number}" + "x" * 100_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 100_000


def test_too_long_headers_are_refused_before_they_are_counted_or_wait() -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow, requests_per_address=1)
        for _ in range(2):
            status, headers, body = await ask(app, authorization="x" * MAX_HEADERS)
            assert status == 431
            assert json.loads(body)["code"] == "headers_too_large"
            assert "retry-after" not in headers
        page = (await ask(app, accept="text/html", cookie="x" * MAX_HEADERS))[2].decode()
        assert "Delete the cookies" in page
        slow.let_go.set()
        assert (await ask(app, authorization="x" * (MAX_HEADERS - 100)))[0] == 200

    play(scenario())

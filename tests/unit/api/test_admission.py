"""Requests above the limit wait in a short queue or are refused at once."""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
import tracemalloc
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api import admission, callers
from api.admission import (
    BUSY,
    LONG_HEADERS,
    MAX_HEADERS,
    SLOW_BODY,
    STARTING,
    Admission,
    AdmissionRefusal,
)
from api.places import Window
from api.security import MAX_BODY
from api.web.labels.display import LANGUAGES
from core.policy.access import CLASS_LIMITS, CallerClass, ClassLimit
from core.security.crypto import make_keyring
from core.security.tokens import TokenKind, make_token
from core.settings import Settings
from models.session import POOL

THREADS = 40  # the default limit of the server's threads
KEYS = make_keyring()
PUBLIC = frozenset({("POST", "/v1/session")})
SESSION = CLASS_LIMITS[CallerClass.SESSION]
LONG = {"content_length": str(MAX_BODY + 1)}


def bearer() -> str:
    """Return the header value of a new token of software."""
    return f"Bearer {make_token(KEYS, TokenKind.SOFTWARE)}"


def cookie(kind: TokenKind) -> str:
    """Return the header value of a new session or of a known device."""
    ending = "-device" if kind is TokenKind.DEVICE else ""
    return f"homeward{ending}={make_token(KEYS, kind)}"


@pytest.mark.parametrize(
    "refusal", [BUSY, STARTING, LONG_HEADERS, SLOW_BODY], ids=lambda one: one.code
)
def test_a_refusal_has_a_sentence_in_each_language_of_the_pages(refusal: AdmissionRefusal) -> None:
    assert refusal.sentences.keys() == LANGUAGES.keys()


def test_a_new_language_is_on_the_page_of_a_refusal() -> None:
    refusal = AdmissionRefusal("busy", "Busy.", {"en": "Busy.", "de": "Besetzt."})
    assert '<p lang="en">Busy.</p><p lang="de">Besetzt.</p></html>' in refusal.page


class Slow:
    """An application whose requests wait for `let_go`; counts simultaneous requests."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.running = self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
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
    return Admission(app, Settings(**limits), KEYS, PUBLIC)


async def ask(
    app: Admission,
    path: str = "/v1/records",
    parts: tuple[bytes, ...] = (b"",),
    served: object = None,
    client: str = "192.0.2.7",
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the answer to one request."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": named}
    scope["client"] = (client, 4711)
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
    at_once = sum(limit.running for limit in CLASS_LIMITS.values())
    assert at_once <= THREADS
    assert at_once <= POOL["pool_size"] + POOL["max_overflow"]


@pytest.mark.parametrize("kind", CallerClass)
def test_one_caller_never_fills_the_places_of_its_class(kind: CallerClass) -> None:
    limit = CLASS_LIMITS[kind]
    assert limit.at_once < limit.running + limit.waiting


def test_requests_beyond_places_and_queue_are_refused_at_once() -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        room = SESSION.running + SESSION.waiting
        waiting = [asyncio.create_task(ask(app, authorization=bearer())) for _ in range(room)]
        await asyncio.sleep(0)
        started = time.perf_counter()
        status, headers, body = await ask(app, authorization=bearer())
        assert time.perf_counter() - started < 0.1
        assert (status, headers["retry-after"]) == (503, "1")
        assert json.loads(body)["code"] == "overloaded"
        assert slow.most == SESSION.running
        slow.let_go.set()
        assert {one[0] for one in await asyncio.gather(*waiting)} == {200}
        assert (await ask(app, authorization=bearer()))[0] == 200
        assert slow.most == SESSION.running

    play(scenario())


def of_class(kind: CallerClass, number: int) -> dict[str, str]:
    """Return the arguments of a request of a class; each number is another caller."""
    return {
        CallerClass.SESSION: {"cookie": cookie(TokenKind.SESSION)},
        CallerClass.UPLOAD: {"authorization": bearer(), **LONG},
        CallerClass.DEVICE: {"cookie": cookie(TokenKind.DEVICE)},
        CallerClass.STRANGER: {"client": f"192.0.2.{number}"},
    }[kind]


@pytest.mark.parametrize("full", CallerClass)
def test_the_places_of_a_class_are_taken_by_no_other(full: CallerClass) -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        limit = CLASS_LIMITS[full]
        crowd = [
            asyncio.create_task(ask(app, **of_class(full, number)))
            for number in range(limit.running + limit.waiting)
        ]
        await asyncio.sleep(0)
        assert (await ask(app, **of_class(full, 200)))[0] == 503
        running = limit.running
        assert slow.running == running
        others: list[asyncio.Task[tuple[int, dict[str, str], bytes]]] = []
        for kind in set(CallerClass) - {full}:
            others += [
                asyncio.create_task(ask(app, **of_class(kind, number)))
                for number in range(CLASS_LIMITS[kind].running)
            ]
            running += CLASS_LIMITS[kind].running
            await asyncio.sleep(0)
            assert slow.running == running
        slow.let_go.set()
        assert {one[0] for one in await asyncio.gather(*crowd, *others)} == {200}

    play(scenario())


@pytest.mark.parametrize("kind", CallerClass)
def test_one_caller_has_a_limited_number_of_requests_at_once(kind: CallerClass) -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        same = of_class(kind, 1)
        held = [asyncio.create_task(ask(app, **same)) for _ in range(CLASS_LIMITS[kind].at_once)]
        await asyncio.sleep(0)
        status, headers, _ = await ask(app, **same)
        assert (status, headers["retry-after"]) == (429, "1")
        other = asyncio.create_task(ask(app, **of_class(kind, 2)))
        await asyncio.sleep(0)
        slow.let_go.set()
        assert {one[0] for one in await asyncio.gather(*held, other)} == {200}

    play(scenario())


def test_a_free_place_goes_to_the_caller_with_the_fewest_running_requests() -> None:
    async def scenario() -> None:
        answered: list[str] = []
        ends: list[asyncio.Event] = []

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            answered.append(scope["client"][0])
            ends.append(asyncio.Event())
            await ends[-1].wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        app = Admission(application, Settings(), KEYS)
        limit = CLASS_LIMITS[CallerClass.STRANGER]
        crowd = [asyncio.create_task(ask(app)) for _ in range(limit.at_once)]
        await asyncio.sleep(0)
        other = asyncio.create_task(ask(app, client="192.0.2.8"))
        await asyncio.sleep(0)
        assert answered == ["192.0.2.7"] * limit.running
        ends[0].set()
        await crowd[0]
        await asyncio.sleep(0)
        assert answered[-1] == "192.0.2.8"
        while not all(task.done() for task in (*crowd, other)):
            for end in ends:
                end.set()
            await asyncio.sleep(0)

    play(scenario())


@pytest.mark.parametrize(
    "header",
    [
        {"authorization": "Bearer made-up"},
        {"authorization": f"Bearer {make_token(make_keyring(), TokenKind.SOFTWARE)}"},
        {"authorization": f"Bearer {make_token(KEYS, TokenKind.SESSION)}"},
        {"cookie": "homeward=made-up"},
        {"cookie": f"homeward={make_token(KEYS, TokenKind.DEVICE)}"},
        LONG,
    ],
    ids=["text", "other_key", "other_kind", "cookie", "device", "long_body"],
)
def test_a_made_up_token_gets_401_before_a_place_and_counts_as_none_where_none_is_needed(
    header: dict[str, str],
) -> None:
    async def scenario() -> None:
        slow = Slow()
        app = admit(slow)
        status, headers, body = await ask(app, **header)
        assert (status, json.loads(body)["code"]) == (401, "not_signed_in")
        assert headers["www-authenticate"] == "Bearer"
        assert slow.most == 0
        status, headers, _ = await ask(app, "/records", **header)
        assert (status, headers["location"]) == (303, "/sign-in")
        slow.let_go.set()
        assert (await ask(app, "/v1/session", **header))[0] == 200

    play(scenario())


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_the_addresses_of_one_ipv6_network_count_as_one(host: str, counted: str) -> None:
    assert callers.network(host) == counted


def test_a_request_that_waits_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = {kind: ClassLimit(running=1, waiting=1, at_once=2) for kind in CallerClass}
    monkeypatch.setattr(admission, "CLASS_LIMITS", one)
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
        assert (await ask(app))[0] == 200

    play(scenario())


def test_a_body_of_several_parts_arrives_whole() -> None:
    async def scenario() -> None:
        slow = Slow()
        slow.let_go.set()
        app = admit(slow)
        assert (await ask(app, parts=(b"one ", b"two"), content_length="7"))[2] == b"one two"
        upload = {"authorization": bearer(), **LONG}
        assert (await ask(app, parts=(b"one ", b"two"), **upload))[2] == b"one two"

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
        assert (await ask(app, "/static/one.css", served=served))[0] == 200
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


@pytest.mark.parametrize(
    ("limit", "window_s", "header"),
    [
        ("requests_per_address", 1, {}),
        ("requests_per_address", 1, {"cookie": cookie(TokenKind.DEVICE)}),
        ("requests_per_token", 60, {"authorization": bearer()}),
        ("requests_per_token", 60, {"cookie": cookie(TokenKind.SESSION)}),
    ],
    ids=["address", "device", "software", "session"],
)
def test_a_caller_above_the_limit_waits_for_the_next_window(
    limit: str, window_s: int, header: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 6_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    async def scenario() -> None:
        nonlocal now
        slow = Slow()
        slow.let_go.set()
        app = admit(slow, **{limit: 2})
        assert [(await ask(app, **header))[0] for _ in range(3)] == [200, 200, 429]
        now += window_s / 4
        status, headers, _ = await ask(app, **header)
        assert (status, headers["retry-after"]) == (429, str(math.ceil(window_s * 3 / 4)))
        assert (await ask(app, client="192.0.2.8", authorization=bearer()))[0] == 200
        now += window_s
        assert (await ask(app, **header))[0] == 200

    play(scenario())


def test_made_up_tokens_are_counted_under_their_address() -> None:
    async def scenario() -> None:
        slow = Slow()
        slow.let_go.set()
        app = admit(slow, requests_per_address=2)
        bogus = {"authorization": "Bearer made-up"}
        assert [(await ask(app, **bogus))[0] for _ in range(3)] == [401, 401, 429]
        assert (await ask(app, client="192.0.2.8", **bogus))[0] == 401
        assert (await ask(app, authorization=bearer()))[0] == 200

    play(scenario())


def test_a_count_keeps_no_header_however_long_it_is() -> None:
    window = Window(6_000, 60)
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

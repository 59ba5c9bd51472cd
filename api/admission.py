"""Limits of running and waiting requests; others are refused at once with a retry time.

A running request needs one thread and one database connection at a time. There are never more
running requests than threads or connections, so no request holds one while it waits for the other.
`/health/live` always passes, because it needs neither. The settings limit the requests per minute
from one address, and from one bearer token. Header fields have a limit of length.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import hashlib
import math
import time
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import OVERLOADED, RETRY_AFTER_S, problem_response
from api.headers import HEADERS
from api.security import CONTENT_LENGTH, MAX_BODY
from core.settings import Settings

RUNNING = 8
UPLOADING = 4  # only uploads receive their body while they run
WAITING = 24
WAIT_S = 5.0
KERNELS_WAIT_S = 20.0  # reading the kernels from their cache takes a second; compiling, minutes
STARTING_RETRY_S = 10
WINDOW_S = 60
POLL_S = 0.05
MAX_HEADERS = 16 * 1024  # bytes of all header fields; also the limit of unfinished ones
DIGEST_BYTES = 16
ALWAYS = frozenset({"/health/live"})
# Paths that compare no records and so need no kernels.
WITHOUT_KERNELS = ("/health/", "/metrics", "/static/")


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: code and sentence for the API, and the sentence in each language for pages."""

    code: str
    detail: str
    sentences: Mapping[str, str]  # language -> sentence, in the order of the page

    @property
    def page(self) -> str:
        """The complete page, without a template, because rendering would need a place."""
        lines = (f'<p lang="{code}">{sentence}</p>' for code, sentence in self.sentences.items())
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Homeward</title>'
            f"{''.join(lines)}</html>"
        )


BUSY = Refusal(
    "overloaded",
    OVERLOADED,
    {
        "en": "Too many requests at once. Nothing was saved. Go back and try again in a few"
        " seconds.",
        "fr": "Trop de demandes en même temps. Rien n’a été enregistré. Revenez en arrière et"
        " réessayez dans quelques secondes.",
        "it": "Troppe richieste insieme. Non è stato salvato nulla. Torna indietro e riprova tra"
        " qualche secondo.",
    },
)
STARTING = Refusal(
    "starting",
    "This process is starting: it prepares the matching. The request was not carried out. Try again"
    " after the seconds of Retry-After.",
    {
        "en": "Homeward is starting. Nothing was saved. Go back and try again in a minute or two.",
        "fr": "Homeward démarre. Rien n’a été enregistré. Revenez en arrière et réessayez dans une"
        " ou deux minutes.",
        "it": "Homeward si sta avviando. Non è stato salvato nulla. Torna indietro e riprova tra"
        " uno o due minuti.",
    },
)


LONG_HEADERS = Refusal(
    "headers_too_large",
    f"The header fields are longer than {MAX_HEADERS} bytes. Send shorter ones.",
    {
        "en": "The browser sent too much with this request. Nothing was saved. Delete the cookies"
        " of this site, then sign in again.",
        "fr": "Le navigateur a envoyé trop de données avec cette demande. Rien n’a été enregistré."
        " Supprimez les cookies de ce site, puis reconnectez-vous.",
        "it": "Il browser ha inviato troppi dati con questa richiesta. Non è stato salvato nulla."
        " Elimina i cookie di questo sito, poi accedi di nuovo.",
    },
)


class Overloaded(Exception):
    """No place is free, and none will be soon."""


class NotStarted(Exception):
    """The kernels are not compiled, and will not be soon."""


@dataclasses.dataclass
class Places:
    """Places for running requests, and a queue before them with limited length and time."""

    running: int
    waiting: int
    wait_s: float
    _in_queue: int = 0

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.running)

    @contextlib.asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold a place; raises Overloaded if the queue is full or the wait is too long."""
        await self._take()
        try:
            yield
        finally:
            self._free.release()

    async def _take(self) -> None:
        if self._free.locked() and self._in_queue >= self.waiting:
            raise Overloaded
        self._in_queue += 1
        try:
            async with asyncio.timeout(self.wait_s):
                await self._free.acquire()
        except TimeoutError:
            raise Overloaded from None
        finally:
            self._in_queue -= 1


class Window:
    """Counts of requests by caller in windows of one minute; counts are deleted after that.

    The key of a count is a digest, so a long header does not fill the memory, and none is kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._number = limit, 0
        self._counted: collections.Counter[bytes] = collections.Counter()

    def wait_s(self, caller: str) -> int:
        """Count a request; return 0, or the seconds until the next window if over the limit."""
        if not self._limit or not caller:
            return 0
        number, into = divmod(time.monotonic(), WINDOW_S)
        if number != self._number:
            self._number = int(number)
            self._counted.clear()
        key = hashlib.blake2b(caller.encode(), digest_size=DIGEST_BYTES).digest()
        self._counted[key] += 1
        return math.ceil(WINDOW_S - into) if self._counted[key] > self._limit else 0


class Admission:
    """Limit the running requests: `RUNNING` run, `WAITING` wait for at most `WAIT_S` seconds.

    Other requests get 503. A caller with more requests per minute than the settings permit gets
    429.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._addresses = Window(settings.requests_per_address)
        self._tokens = Window(settings.requests_per_token)
        self._places = Places(RUNNING, WAITING, WAIT_S)
        self._uploads = Places(UPLOADING, UPLOADING, WAIT_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a place and pass the request on.

        A short body is read first, so that a slow sender holds no place.
        """
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self._app(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            await _refusal(scope, 0, LONG_HEADERS, status=status)(scope, receive, send)
            return
        if wait_s := self._wait_s(scope):
            answer = _refusal(scope, wait_s, status=HTTPStatus.TOO_MANY_REQUESTS)
            await answer(scope, receive, send)
            return
        places = self._uploads if _is_upload(scope) else self._places
        if places is self._places:
            receive = _replayed(await _messages(receive), receive)
        try:
            async with places.taken():
                await _wait_for_kernels(scope)
                await self._app(scope, receive, send)
        except Overloaded:
            await _refusal(scope, RETRY_AFTER_S)(scope, receive, send)
        except NotStarted:
            await _refusal(scope, STARTING_RETRY_S, STARTING)(scope, receive, send)

    def _wait_s(self, scope: Scope) -> int:
        """Return the seconds until the caller may send the next request; 0 if now.

        A token is counted only if its address may send.
        """
        address = str(scope["client"][0]) if scope.get("client") else ""
        token = Headers(scope=scope).get("authorization", "")
        return self._addresses.wait_s(address) or self._tokens.wait_s(token)


async def _wait_for_kernels(scope: Scope) -> None:
    """Wait until the process has its kernels; raises NotStarted after `KERNELS_WAIT_S`.

    An earlier request would compile them in its transaction, which the database ends after two
    minutes.
    """
    app = scope.get("app")
    has_kernels = None if app is None else app.state.has_kernels
    if has_kernels is None or scope["path"].startswith(WITHOUT_KERNELS):
        return
    deadline = time.monotonic() + KERNELS_WAIT_S
    while not has_kernels.is_set():
        if time.monotonic() >= deadline:
            raise NotStarted
        await asyncio.sleep(POLL_S)


def _is_upload(scope: Scope) -> bool:
    """Return whether a body is long or of unknown length."""
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    if not CONTENT_LENGTH.fullmatch(length):
        return "transfer-encoding" in headers or bool(length)
    return int(length) > MAX_BODY


async def _messages(receive: Receive) -> list[Message]:
    """Return the messages of a short body, to its last part or the end of the connection."""
    messages = [await receive()]
    while messages[-1]["type"] == "http.request" and messages[-1].get("more_body", False):
        messages.append(await receive())
    return messages


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    """Return a `receive` that first returns the messages again, then the following ones."""
    left = iter(messages)

    async def next_message() -> Message:
        return next(left, None) or await receive()

    return next_message


def _refusal(
    scope: Scope,
    retry_after_s: int,
    refusal: Refusal = BUSY,
    *,
    status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE,
) -> Response:
    """Return the answer with a refusal; without Retry-After if `retry_after_s` is 0."""
    answer: Response
    if "text/html" in Headers(scope=scope).get("accept", ""):
        answer = HTMLResponse(refusal.page, status)
    else:
        answer = problem_response(status, refusal.code, detail=refusal.detail)
    if retry_after_s:
        answer.headers["Retry-After"] = str(retry_after_s)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer

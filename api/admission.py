"""Limits of running and waiting requests; others are refused at once with a retry time.

A running request needs one thread and one database connection at a time. There are never more
running requests than threads or connections, so no request holds one while it waits for the other.
Each class of callers has places of its own (`core.policy.access`), so strangers take none of
those of signed-in people. The settings limit the requests of one caller in a time. Header fields
have a limit of length.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Collection, Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.callers import STATIC, Caller, Callers, address
from api.errors import OVERLOADED, RETRY_AFTER_S, problem_response
from api.headers import HEADERS, STRICT_TRANSPORT_SECURITY
from api.places import Overloaded, Places, TooManyAtOnce, Window
from api.web.errors import API_PREFIXES
from core.errors import NotSignedIn
from core.policy.access import BODY_S, CLASS_LIMITS, CallerClass
from core.security.crypto import Keyring
from core.settings import Mode, Settings

WAIT_S = 5.0
KERNELS_WAIT_S = 20.0  # reading the kernels from their cache takes a second; compiling, minutes
STARTING_RETRY_S = 10
MINUTE_S = 60
SECOND_S = 1
POLL_S = 0.05
MAX_HEADERS = 16 * 1024  # bytes of all header fields; also the limit of unfinished ones


@dataclasses.dataclass(frozen=True, slots=True)
class AdmissionRefusal:
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


BUSY = AdmissionRefusal(
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
STARTING = AdmissionRefusal(
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


LONG_HEADERS = AdmissionRefusal(
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


SLOW_BODY = AdmissionRefusal(
    "body_too_slow",
    f"The body did not arrive within {BODY_S} seconds. Send the request again.",
    {
        "en": "The form arrived too slowly. Nothing was saved. Go back and try again.",
        "fr": "Le formulaire est arrivé trop lentement. Rien n’a été enregistré. Revenez en arrière"
        " et réessayez.",
        "it": "Il modulo è arrivato troppo lentamente. Non è stato salvato nulla. Torna indietro e"
        " riprova.",
    },
)
NOT_SIGNED_IN = AdmissionRefusal(NotSignedIn.code, "", {})


class NotAdmitted(Exception):
    """The request is refused with a status; without Retry-After if `retry_after_s` is 0."""

    def __init__(
        self, status: HTTPStatus, refusal: AdmissionRefusal, retry_after_s: int = 0
    ) -> None:
        super().__init__(refusal.code)
        self.status, self.refusal, self.retry_after_s = status, refusal, retry_after_s

    def answer(self, scope: Scope) -> Response:
        """Return the answer: a page if one was asked for, else a problem.

        A page that needs a session leads to the sign-in.
        """
        answer: Response
        is_api = scope["path"].startswith(API_PREFIXES)
        if self.status is HTTPStatus.UNAUTHORIZED and not is_api:
            answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            answer = HTMLResponse(self.refusal.page, self.status)
        else:
            answer = problem_response(self.status, self.refusal.code, detail=self.refusal.detail)
        if self.retry_after_s:
            answer.headers["Retry-After"] = str(self.retry_after_s)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer


class NotStarted(Exception):
    """The kernels are not compiled, and will not be soon."""


class Admission:
    """Give each request a place of its class (`core.policy.access`), or refuse it at once.

    Without a free place the answer is 503. A caller with too many requests gets 429. A made-up
    token gets 401 before it costs a place or a connection to the database.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        keys: Keyring,
        public: Collection[tuple[str, str]] = frozenset(),
    ) -> None:
        self._app, self._callers = app, Callers(settings, keys, public)
        self._is_production = settings.mode is Mode.PRODUCTION
        self._sessions = Window(settings.requests_per_token, MINUTE_S)
        self._others = Window(settings.requests_per_address, SECOND_S)
        self._places = {kind: Places(limit, WAIT_S) for kind, limit in CLASS_LIMITS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a place and pass the request on, or answer with the refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._admit(scope, receive, send)
        except NotAdmitted as refused:
            answer = refused.answer(scope)
            if self._is_production:
                answer.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
            await answer(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in a place of its class; raise `Refused` without one.

        A short body is read first, so that a slow sender holds no place.
        """
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
            raise NotAdmitted(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, LONG_HEADERS)
        caller = self._find(scope)
        places = self._places[caller.kind]
        try:
            with places.counted(caller.key):
                if not caller.is_upload:
                    receive = _replayed(await _short_body(receive), receive)
                async with places.taken(caller.key):
                    await _wait_for_kernels(scope)
                    await self._app(scope, receive, send)
        except TooManyAtOnce:
            raise NotAdmitted(HTTPStatus.TOO_MANY_REQUESTS, BUSY, RETRY_AFTER_S) from None
        except Overloaded:
            raise NotAdmitted(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, RETRY_AFTER_S) from None
        except NotStarted:
            raise NotAdmitted(HTTPStatus.SERVICE_UNAVAILABLE, STARTING, STARTING_RETRY_S) from None

    def _find(self, scope: Scope) -> Caller:
        """Return the caller and count the request.

        Raise `Refused` for a made-up token, and for a caller over its limit. Made-up tokens are
        counted under their address.
        """
        try:
            caller = self._callers.find(scope)
        except NotSignedIn:
            self._count(self._others, address(scope))
            raise NotAdmitted(HTTPStatus.UNAUTHORIZED, NOT_SIGNED_IN) from None
        is_session = caller.kind in {CallerClass.SESSION, CallerClass.UPLOAD}
        self._count(self._sessions if is_session else self._others, caller.key)
        return caller

    @staticmethod
    def _count(window: Window, key: str) -> None:
        if wait_s := window.wait_s(key):
            raise NotAdmitted(HTTPStatus.TOO_MANY_REQUESTS, BUSY, wait_s)


async def _wait_for_kernels(scope: Scope) -> None:
    """Wait until the process has its kernels; raises NotStarted after `KERNELS_WAIT_S`.

    An earlier request would compile them in its transaction, which the database ends after two
    minutes.
    """
    app = scope.get("app")
    has_kernels = None if app is None else app.state.has_kernels
    if has_kernels is None or scope["path"].startswith(STATIC):
        return
    deadline = time.monotonic() + KERNELS_WAIT_S
    while not has_kernels.is_set():
        if time.monotonic() >= deadline:
            raise NotStarted
        await asyncio.sleep(POLL_S)


async def _short_body(receive: Receive) -> list[Message]:
    """Return the messages of a short body; raise `Refused` after `BODY_S`."""
    try:
        async with asyncio.timeout(BODY_S):
            return await _messages(receive)
    except TimeoutError:
        raise NotAdmitted(HTTPStatus.REQUEST_TIMEOUT, SLOW_BODY) from None


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

"""Requirements of every answer and unsafe request: headers, same origin, cookies, body size."""

from __future__ import annotations

import dataclasses
import re
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

from api.errors import problem_response
from api.headers import HEADERS, STRICT_TRANSPORT_SECURITY
from core.policy.access import DEVICE_DAYS
from core.policy.exchange import MAX_FILE_BYTES
from core.policy.records.photos import MAX_BYTES as MAX_PHOTO_BYTES
from core.settings import LOOPBACK_HOSTS, Mode, Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1024 * 1024
CONTENT_LENGTH = re.compile("[0-9]{1,20}")
FORM_BYTES = 64 * 1024  # the part of a form without its file
_ID = "[0-9a-fA-F-]{36}"
# Requests that may exceed MAX_BODY: method, path, bytes.
LARGER_BODIES = (
    ("POST", re.compile("/v1/imports"), MAX_FILE_BYTES),
    ("POST", re.compile("/imports"), MAX_FILE_BYTES + FORM_BYTES),
    ("PUT", re.compile(f"/v1/records/{_ID}/photo"), MAX_PHOTO_BYTES),
    ("POST", re.compile(f"/records/{_ID}/photo"), MAX_PHOTO_BYTES + FORM_BYTES),
    ("POST", re.compile("/records/new/[a-z]+"), MAX_PHOTO_BYTES + FORM_BYTES),
    ("POST", re.compile(f"/records/{_ID}/consents/new"), MAX_PHOTO_BYTES + FORM_BYTES),
)

UNKNOWN_HOST = (
    "This installation does not have this host name. The administrator sets its names in"
    " HOMEWARD_ORIGINS."
)
CROSS_SITE = (
    "The request came from a page of another site. Open Homeward itself and send it from there."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that scripts cannot read and that requests from other sites do not carry.

    `ending` ends its name. The name begins with `__Host-` if the cookie is Secure; on loopback http
    it is plain. If `max_age_s` is None, the cookie ends with the session of the browser.
    """

    ending: str = ""
    max_age_s: int | None = None

    def name(self, settings: Settings) -> str:
        """Return the name of the cookie in an installation."""
        prefix = "__Host-" if settings.mode is Mode.PRODUCTION else ""
        return f"{prefix}homeward{self.ending}"

    def read(self, request: Request, settings: Settings) -> str:
        """Return the value that the browser sent, "" without one."""
        return request.cookies.get(self.name(settings), "")

    def set(self, response: Response, settings: Settings, value: str) -> None:
        """Keep a value in the browser."""
        response.set_cookie(
            self.name(settings),
            value,
            max_age=self.max_age_s,
            httponly=True,
            secure=settings.mode is Mode.PRODUCTION,
            samesite="strict",
            path="/",
        )

    def clear(self, response: Response, settings: Settings) -> None:
        """Delete the cookie."""
        response.delete_cookie(
            self.name(settings),
            httponly=True,
            secure=settings.mode is Mode.PRODUCTION,
            samesite="strict",
            path="/",
        )


SESSION_COOKIE = Cookie()
# the secret of a sign-in that is in progress at the identity provider
FLOW_COOKIE = Cookie("-flow", max_age_s=600)
# the token of a known device (`services.agencies.devices`)
DEVICE_COOKIE = Cookie("-device", max_age_s=DEVICE_DAYS * 24 * 3600)


class RequestGuard(BaseHTTPMiddleware):
    """Refuses foreign host names, cross-site unsafe requests and large bodies before reading them.

    It also adds the headers. In production, browsers use only HTTPS for this host from then on.
    """

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Check, pass on, add headers."""
        refusal = self._refusal(request)
        response = refusal if refusal is not None else await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.app.state.context.settings.mode is Mode.PRODUCTION:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
        return response

    def _refusal(self, request: Request) -> Response | None:
        if "\x00" in request.url.path or b"%00" in request.scope["query_string"]:
            # PostgreSQL allows no NUL in a text
            return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "not_text")
        settings: Settings = request.app.state.context.settings
        if not _is_own_host(request, settings):
            return problem_response(
                HTTPStatus.MISDIRECTED_REQUEST, "unknown_host", detail=UNKNOWN_HOST
            )
        if request.method in SAFE_METHODS:
            return None
        if _is_cross_site(request, settings):
            return problem_response(HTTPStatus.FORBIDDEN, "cross_site", detail=CROSS_SITE)
        length = request.headers.get("content-length", "")
        is_number = CONTENT_LENGTH.fullmatch(length) is not None
        if not is_number and "transfer-encoding" in request.headers:
            return problem_response(HTTPStatus.LENGTH_REQUIRED, "length_needed")
        if is_number and int(length) > _longest_body(request.method, request.url.path):
            return problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large")
        return None


def _longest_body(method: str, path: str) -> int:
    """Return the most bytes that a request may send."""
    longer = (
        limit for verb, route, limit in LARGER_BODIES if verb == method and route.fullmatch(path)
    )
    return next(longer, MAX_BODY)


def _is_own_host(request: Request, settings: Settings) -> bool:
    """Return whether a request uses a host name of this installation.

    A foreign name with our address (DNS rebinding) would give its pages the origin of our cookies.
    """
    return _host(f"//{request.headers.get('host', '')}") in settings.own_hosts


def _is_cross_site(request: Request, settings: Settings) -> bool:
    """Return whether a page of another site sends this request with the browser's cookies.

    Requests with a token carry no authority of a browser, and pages of other sites cannot send one.
    Clients other than browsers send neither header. `Origin: null` may be our own page:
    Sec-Fetch-Site decides.
    """
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return False
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "same-origin", "none"}:
        return True
    if origin in {None, "null"}:
        return origin is not None and site is None
    return not _is_own_origin(
        str(origin).lower(), request.headers.get("host", "").lower(), settings
    )


def _is_own_origin(origin: str, host: str, settings: Settings) -> bool:
    """Return whether an origin is configured, or equals the loopback address of the request."""
    return origin in settings.own_origins or (
        origin == f"http://{host}" and _host(origin) in LOOPBACK_HOSTS
    )


def _host(address: str) -> str:
    """Return the host name of an address without the port, "" if it has no readable one."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""

"""What every answer and every unsafe request must carry: headers, same-origin, cookies, body size."""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi import Request, Response
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

from api.errors import problem
from api.headers import HEADERS
from core.policy_exchange import FILE_BYTES
from core.settings import Mode, Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1024 * 1024
LENGTH = re.compile("[0-9]{1,20}")
# the form around a file takes some bytes of its own
LARGER_BODIES = {("POST", "/v1/imports"): FILE_BYTES, ("POST", "/imports"): FILE_BYTES + 64 * 1024}


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name: `__Host-` where it is Secure, a plain one on loopback http."""
    return "__Host-homeward" if settings.mode is Mode.PRODUCTION else "homeward"


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Set the session cookie."""
    response.set_cookie(
        cookie_name(settings),
        token,
        httponly=True,
        secure=settings.mode is Mode.PRODUCTION,
        samesite="strict",
        path="/",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the session cookie back."""
    response.delete_cookie(
        cookie_name(settings), httponly=True, secure=settings.mode is Mode.PRODUCTION, samesite="strict", path="/"
    )


def flow_name(settings: Settings) -> str:
    """Return the name of the cookie of a sign-in on its way to the identity provider."""
    return f"{cookie_name(settings)}-flow"


def set_flow(response: Response, settings: Settings, secret: str) -> None:
    """Keep a sign-in's secret with the browser that began it."""
    response.set_cookie(
        flow_name(settings),
        secret,
        max_age=600,
        httponly=True,
        secure=settings.mode is Mode.PRODUCTION,
        samesite="strict",
        path="/",
    )


def clear_flow(response: Response, settings: Settings) -> None:
    """Take it back."""
    response.delete_cookie(
        flow_name(settings), httponly=True, secure=settings.mode is Mode.PRODUCTION, samesite="strict", path="/"
    )


class Guard(BaseHTTPMiddleware):
    """Refuses cross-site unsafe requests and large bodies before anything is read; adds the headers to every answer."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Check, pass on, add headers."""
        refusal = self._refusal(request)
        response = refusal if refusal is not None else await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _refusal(self, request: Request) -> Response | None:
        if "\x00" in request.url.path or b"%00" in request.scope["query_string"]:
            return problem(HTTPStatus.BAD_REQUEST, "not_text")  # PostgreSQL takes no NUL in a text
        if request.method in SAFE_METHODS:
            return None
        # Browsers send Sec-Fetch-Site with every request; software that sends none carries no cookie of a browser.
        if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return problem(HTTPStatus.FORBIDDEN, "cross_site")
        length = request.headers.get("content-length", "")
        is_number = LENGTH.fullmatch(length) is not None
        if not is_number and "transfer-encoding" in request.headers:
            return problem(HTTPStatus.LENGTH_REQUIRED, "length_needed")
        if is_number and int(length) > LARGER_BODIES.get((request.method, request.url.path), MAX_BODY):
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large")
        return None

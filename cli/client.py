"""A small HTTP client for the commands that act as a signed-in person: JSON in, JSON out, one
cookie.
"""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.request
from typing import Any


class Client:
    """One person's session with an installation on loopback."""

    def __init__(self, address: str, *, cookie: str = "") -> None:
        self._address = address
        self._cookie = {"Cookie": cookie} if cookie else {}
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def sign_in(self, login: str, password: str) -> None:
        """Open a session; the password travels in the body."""
        status, _ = self.call("POST", "/v1/session", {"login": login, "password": password})
        if status != 201:
            raise ConnectionError(f"sign-in answered {status}")

    def call(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request; return status and decoded body (None when it is empty), also for
        errors.
        """
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is our own
            self._address + path,
            data=data,
            method=method,
            headers={"Content-Type": "application/json", **self._cookie, **(headers or {})},
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, _decoded(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _decoded(error.read())


def _decoded(body: bytes) -> Any:
    return json.loads(body) if body else None

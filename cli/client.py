"""A small HTTP client for commands that act as a signed-in person: JSON and one cookie."""

from __future__ import annotations

from typing import Any

import httpx

TIMEOUT_S = 60


class Client:
    """A session of one person with an installation on loopback."""

    def __init__(self, address: str, *, cookie: str = "") -> None:
        self._http = httpx.Client(
            base_url=address,
            headers={"Cookie": cookie} if cookie else {},
            timeout=TIMEOUT_S,
            limits=httpx.Limits(max_keepalive_connections=0),  # a server may restart in between
        )

    def sign_in(self, login: str, password: str) -> None:
        """Open a session. The password is sent in the body."""
        status, answer = self.call("POST", "/v1/session", {"login": login, "password": password})
        if status != 201:
            raise ConnectionError(f"sign-in answered {status} {(answer or {}).get('code', '')}")

    def call(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request; return the status and the decoded body (None if empty), also for HTTP
        errors.

        Raise ConnectionError if there is no answer.
        """
        try:
            answer = self._http.request(
                method,
                path,
                json=body,
                headers={"Content-Type": "application/json", **(headers or {})},
            )
        except httpx.TransportError as error:
            raise ConnectionError(str(error)) from error
        return answer.status_code, answer.json() if answer.content else None

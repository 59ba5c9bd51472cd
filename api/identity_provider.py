"""HTTP client of the identity provider: its metadata, its keys, the code exchange. No cache."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from core.errors import NotSignedIn
from core.security.secret_files import read_secret
from core.settings import Settings, is_encrypted_or_local

TIMEOUT_S = 5
MAX_BYTES = 256 * 1024


class HttpProvider:
    """One provider, identified by its issuer."""

    def __init__(self, *, issuer: str, client_id: str, secret: str, redirect: str) -> None:
        self.issuer, self.client_id = issuer, client_id
        self._secret, self._redirect = secret, redirect
        self._tls = ssl.create_default_context()

    def address(self, *, state: str, nonce: str, challenge: str) -> str:
        """Return the address for the browser's sign-in."""
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self._redirect,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._described()['authorization_endpoint']}?{urlencode(parameters)}"

    def exchange(self, code: str, *, verifier: str) -> str:
        """Return the ID token for a code, authenticated by the client secret (RFC 6749, 2.3.1).

        Raise `NotSignedIn` if the provider's answer is not valid.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        match = f"{quote(self.client_id, safe='')}:{quote(self._secret, safe='')}"
        headers = {
            "Authorization": f"Basic {base64.b64encode(match.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self._fetch(
            str(self._described()["token_endpoint"]), urlencode(form).encode(), headers
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotSignedIn("provider: no id_token")
        return token

    def keys(self) -> Sequence[Mapping[str, Any]]:
        """Return the provider's current keys; each call fetches them, so renewal is immediate.

        Raise `NotSignedIn` if the provider's answer is not valid.
        """
        keys = self._fetch(str(self._described()["jwks_uri"])).get("keys")
        if not isinstance(keys, list):
            raise NotSignedIn("provider: no keys")
        return [key for key in keys if isinstance(key, dict)]

    def _described(self) -> Mapping[str, Any]:
        """Return the provider's metadata; its issuer must be the configured one."""
        configuration = self._fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if configuration.get("issuer") != self.issuer or not all(
            is_encrypted_or_local(str(configuration.get(name, ""))) for name in needed
        ):
            raise NotSignedIn("provider: description")
        return configuration

    def _fetch(
        self, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return a 2xx answer that is a JSON object; redirects are not followed.

        The request forbids compression, so `MAX_BYTES` limits the memory.
        """
        try:
            with httpx.stream(
                "GET" if body is None else "POST",
                address,
                content=body,
                headers={"Accept-Encoding": "identity", **(headers or {})},
                timeout=TIMEOUT_S,
                verify=self._tls,
            ) as answer:
                answer.raise_for_status()
                decoded = json.loads(_read(answer))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            raise NotSignedIn("provider: no answer") from None
        if not isinstance(decoded, dict):
            raise NotSignedIn("provider: answer")
        return decoded


def _read(answer: httpx.Response) -> bytes:
    """Return the body; raises ValueError if it is compressed or larger than `MAX_BYTES`."""
    if "content-encoding" in answer.headers:
        raise ValueError("a compressed body was not asked for")
    body = bytearray()
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("the body is too large")
    return bytes(body)


def make_provider(settings: Settings) -> HttpProvider | None:
    """Return the provider of the settings, None if none is configured."""
    if not settings.oidc_issuer or settings.oidc_secret_file is None:
        return None
    secret = read_secret(
        settings.oidc_secret_file.expanduser(), setting="HOMEWARD_OIDC_SECRET_FILE"
    )
    return HttpProvider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=secret,
        redirect=settings.oidc_redirect,
    )

"""The class and the key of a request's caller, without a database."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
from collections.abc import Collection

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from api.security import CONTENT_LENGTH, DEVICE_COOKIE, MAX_BODY, SESSION_COOKIE
from core.errors import NotSignedIn
from core.policy.access import IPV6_PREFIX, CallerClass
from core.security.crypto import Keyring
from core.security.tokens import TokenKind, is_own_token
from core.settings import Settings

STATIC = "/static/"
KNOWN_ADDRESSES = 4_096  # kept in memory


@dataclasses.dataclass(frozen=True, slots=True)
class Caller:
    """The class of a request, and the text under which its requests are counted.

    The text is a token, a cookie or an address. `is_upload`: its body is long, or of unknown
    length.
    """

    kind: CallerClass
    key: str
    is_upload: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Callers:
    """Tell the callers of an installation apart.

    `public` are the routes (method, path) that need no session.
    """

    settings: Settings
    keys: Keyring
    public: Collection[tuple[str, str]]

    def find(self, scope: Scope) -> Caller:
        """Return the caller of a request.

        Routes that need no session ignore a made-up token. For other routes, raise `NotSignedIn`
        for a made-up token, and for a long body without a session.
        """
        token, kind = self._token(scope)
        is_upload = _is_upload(scope)
        if token and is_own_token(self.keys, kind, token):
            caller_class = CallerClass.UPLOAD if is_upload else CallerClass.SESSION
            return Caller(caller_class, token, is_upload)
        if (token or is_upload) and not self._is_public(scope):
            raise NotSignedIn("made-up token, or a long body without a session")
        device = DEVICE_COOKIE.read(Request(scope), self.settings)
        if device and is_own_token(self.keys, TokenKind.DEVICE, device):
            return Caller(CallerClass.DEVICE, device, is_upload)
        return Caller(CallerClass.STRANGER, address(scope), is_upload)

    def _token(self, scope: Scope) -> tuple[str, TokenKind]:
        """Return the token of a request and its kind; "" without one.

        A bearer token takes precedence over a cookie, as in `api.deps.get_actor`.
        """
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token.strip(), TokenKind.SOFTWARE
        return SESSION_COOKIE.read(Request(scope), self.settings), TokenKind.SESSION

    def _is_public(self, scope: Scope) -> bool:
        path = scope["path"]
        return path.startswith(STATIC) or (scope["method"], path) in self.public


def address(scope: Scope) -> str:
    """Return the address of a request's client as counted; "" if it has none."""
    return network(str(scope["client"][0])) if scope.get("client") else ""


@functools.lru_cache(KNOWN_ADDRESSES)
def network(host: str) -> str:
    """Return an IPv4 address, or the network of an IPv6 address; other texts unchanged."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(ip, ipaddress.IPv4Address):
        return host
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False))


def _is_upload(scope: Scope) -> bool:
    """Return whether a body is long or of unknown length."""
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    if not CONTENT_LENGTH.fullmatch(length):
        return "transfer-encoding" in headers or bool(length)
    return int(length) > MAX_BODY

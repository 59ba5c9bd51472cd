"""A small identity provider on loopback: discovery, codes, checks of PKCE and client, ID tokens.

`twist` changes the next token or breaks another rule, so that each refusal can be tested.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "homeward", "a secret of more than twenty letters"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def number(value: int) -> str:
    return text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def public_keys() -> list[dict[str, Any]]:
    rsa_numbers = RSA_KEY.public_key().public_numbers()
    ec_numbers = EC_KEY.public_key().public_numbers()
    return [
        {
            "kty": "RSA",
            "kid": "r",
            "use": "sig",
            "n": number(rsa_numbers.n),
            "e": number(rsa_numbers.e),
        },
        {
            "kty": "EC",
            "kid": "e",
            "crv": "P-256",
            "x": text(ec_numbers.x.to_bytes(32, "big")),
            "y": text(ec_numbers.y.to_bytes(32, "big")),
        },
    ]


def sign(
    claims: Mapping[str, Any],
    *,
    algorithm: str = "RS256",
    kid: str = "r",
    key: Any = None,
    **more: Any,
) -> str:
    """Return a signed token, with `more` in its header.

    For an unknown algorithm the signature is empty.
    """
    header = {"alg": algorithm, "kid": kid, "typ": "JWT", **more}
    message = ".".join(text(json.dumps(part).encode()) for part in (header, claims))
    if algorithm == "RS256":
        signature = (key or RSA_KEY).sign(message.encode(), padding.PKCS1v15(), SHA256())
    elif algorithm == "ES256":
        r, s = decode_dss_signature((key or EC_KEY).sign(message.encode(), ec.ECDSA(SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        signature = b""
    return f"{message}.{text(signature)}"


class FakeProvider:
    """The provider: the requests it received, and its answers."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now, self.subject, self.methods = now, "subject-1", ["mfa"]
        self.twist: Callable[[dict[str, Any]], Any] = lambda claims: None
        self.signing: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.exchanged: list[str] = []
        self.issuer = ""

    def authorise(self, address: str) -> tuple[str, str]:
        """Act as a person at the provider.

        Return code and state as the browser would bring them back.
        """
        request = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (request["response_type"], request["client_id"]) == ("code", CLIENT)
        assert (request["code_challenge_method"], request["scope"]) == ("S256", "openid")
        code = secrets.token_urlsafe(8)
        self.codes[code] = request
        return code, request["state"]

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.description,
        }

    def token(self, form: Mapping[str, str], authorization: str) -> dict[str, Any] | None:
        request = self.codes.pop(form.get("code", ""), None)
        challenge = text(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        client = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if (
            request is None
            or challenge != request["code_challenge"]
            or request["redirect_uri"] != form["redirect_uri"]
        ):
            return None
        if client != f"{CLIENT}:{SECRET.replace(' ', '%20')}":
            return None
        self.exchanged.append(form["code"])
        now = int(self.now())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "exp": now + 300,
            "iat": now,
            "nonce": request["nonce"],
            "amr": self.methods,
        }
        self.twist(claims)
        return {
            "id_token": sign(claims, **self.signing),
            "access_token": "x",
            "token_type": "Bearer",
        }


@contextmanager
def serving(now: Callable[[], float]) -> Iterator[FakeProvider]:
    """Yield a provider that answers on a free local port."""
    provider = FakeProvider(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {
                "/.well-known/openid-configuration": provider.describe(),
                "/keys": {"keys": public_keys()},
            }
            self._answer(known.get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, body: dict[str, Any] | None) -> None:
            data = json.dumps(body or {"error": "invalid_grant"}).encode()
            self.send_response(200 if body else 400)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Which answers of an identity provider are accepted.

They must have status 2xx, contain a JSON object, and be uncompressed and small enough.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from api.identity_provider import MAX_BYTES, HttpProvider
from core.errors import NotSignedIn

KEYS = json.dumps({"keys": [{"kid": "one"}]}).encode()


@contextmanager
def answering(status: int, headers: dict[str, str], body: bytes) -> Iterator[HttpProvider]:
    """Give a provider whose key set answers with these values.

    `{issuer}` in a header is replaced by the address of the provider.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            described = {"issuer": issuer, **dict.fromkeys(names, f"{issuer}/keys")}
            is_keys = self.path == "/keys"
            data = body if is_keys else json.dumps(described).encode()
            if self.path == "/elsewhere":
                data = KEYS
            self.send_response(status if is_keys else 200)
            for name, value in headers.items() if is_keys else ():
                self.send_header(name, value.format(issuer=issuer))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield HttpProvider(
            issuer=f"http://127.0.0.1:{server.server_port}",
            client_id="homeward",
            secret="secret",
            redirect="https://homeward.example/",
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_keys_are_read() -> None:
    with answering(200, {}, KEYS) as provider:
        assert provider.keys() == [{"kid": "one"}]


def _filled(size: int) -> bytes:
    return KEYS[:-1] + b" " * (size - len(KEYS)) + b"}"


def test_an_answer_of_the_largest_size_is_read() -> None:
    with answering(200, {}, _filled(MAX_BYTES)) as provider:
        assert provider.keys() == [{"kid": "one"}]


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (302, {"Location": "{issuer}/elsewhere"}, lambda: b""),
        (404, {}, lambda: KEYS),
        (500, {}, lambda: KEYS),
        (200, {}, lambda: _filled(MAX_BYTES + 1)),
        (200, {"Content-Encoding": "gzip"}, lambda: gzip.compress(KEYS)),
        (200, {}, lambda: b"not JSON"),
        (200, {}, lambda: b"[1]"),
        (200, {}, lambda: b'{"keys": 1}'),
    ],
    ids="redirect missing broken large compressed text list number".split(),
)
def test_another_answer_is_refused(
    status: int, headers: dict[str, str], body: Callable[[], bytes]
) -> None:
    with answering(status, headers, body()) as provider, pytest.raises(NotSignedIn):
        provider.keys()

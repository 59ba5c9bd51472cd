"""Targets for checkpoints outside this machine: a file, a syslog server, an HTTP endpoint.

Each sends one line at a time and raises `OSError` if it was not accepted; the line may then be sent
again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from core.settings import Settings

TIMEOUT_S = 5.0
CLOSE_S = 2.0
# RFC 5424, 6.2.1: facility 13 (log audit) * 8 + severity 5 (notification).
PRIORITY = 13 * 8 + 5


class LineRefused(OSError):
    """The endpoint answered, and did not accept the line."""


class FileEmptied(OSError):
    """The file is missing or empty although lines were written to it; its mount may be missing."""


class AnchorChannel(Protocol):
    """An open connection to an anchor."""

    def send(self, line: str) -> None:
        """Send one line without line break; raise `OSError` if it is not accepted."""
        ...


class AnchorTarget(Protocol):
    """An anchor; `kind` is `file`, `syslog` or `http`.

    `confirms_each`: a line that was sent has been accepted. Otherwise lines are accepted if the
    connection closes without an error.
    """

    kind: str
    address: str
    confirms_each: bool

    def open_channel(self, *, is_first: bool) -> contextlib.AbstractContextManager[AnchorChannel]:
        """Open a connection, closed at the end; raise `OSError` on failure.

        `is_first`: no line was sent before.
        """
        ...


def target_key(target: AnchorTarget) -> str:
    """Return the key of an anchor in the state file.

    Another address is another anchor, which gets every line.
    """
    return f"{target.kind}-{hashlib.sha256(target.address.encode()).hexdigest()[:16]}"


def configured_targets(settings: Settings) -> list[AnchorTarget]:
    """Return the configured anchors; raise `SettingsError` if the token file cannot be read."""
    targets: list[AnchorTarget] = []
    if settings.anchor_file is not None:
        targets.append(FileTarget(settings.anchor_file.expanduser()))
    if settings.anchor_syslog:
        targets.append(SyslogTarget(settings.anchor_syslog))
    if settings.anchor_url:
        targets.append(HttpTarget(settings.anchor_url, settings.anchor_token))
    return targets


class FileTarget:
    """A file on another mount, to which lines are only ever appended."""

    kind = "file"
    confirms_each = False

    def __init__(self, path: Path) -> None:
        self.address, self._path = str(path), path
        self._handle = -1

    @contextlib.contextmanager
    def open_channel(self, *, is_first: bool) -> Iterator[FileTarget]:
        """Open the file and sync it at the end; create it only if `is_first`."""
        flags = os.O_WRONLY | os.O_APPEND | (os.O_CREAT if is_first else 0)
        try:
            self._handle = os.open(self._path, flags, 0o644)
        except FileNotFoundError as error:
            raise (error if is_first else FileEmptied("the file is gone")) from error
        try:
            self._start(is_first=is_first)
            yield self
            os.fsync(self._handle)
        finally:
            os.close(self._handle)

    def _start(self, *, is_first: bool) -> None:
        size = os.fstat(self._handle).st_size
        if not size and not is_first:
            raise FileEmptied("the file is empty")
        with self._path.open("rb") as file:
            file.seek(max(size - 1, 0))
            if size and file.read(1) != b"\n":
                os.write(self._handle, b"\n")  # after a partial line, which is written again

    def send(self, line: str) -> None:
        """Append one line; raise `OSError` if it was not written whole."""
        data = line.encode("ascii") + b"\n"
        if os.write(self._handle, data) != len(data):
            raise OSError("the line was not written whole")


class SyslogTarget:
    """A syslog server (RFC 5424) at a UNIX socket, by UDP (RFC 5426) or TCP (RFC 6587).

    TCP uses octet counting.
    """

    kind = "syslog"
    confirms_each = False

    def __init__(self, address: str) -> None:
        self.address, self._parts = address, urlsplit(address)
        self._socket: socket.socket

    @contextlib.contextmanager
    def open_channel(self, *, is_first: bool) -> Iterator[SyslogTarget]:
        """Connect; with TCP, lines not accepted before the end raise an error."""
        with self._connected() as self._socket:
            yield self
            if self._parts.scheme == "tcp":
                self._finish()

    def _connected(self) -> socket.socket:
        if self._parts.scheme == "tcp":
            return socket.create_connection(
                (self._parts.hostname or "", self._parts.port or 0), TIMEOUT_S
            )
        if self._parts.scheme == "unix":
            family, address = socket.AF_UNIX, self._parts.path
            return _connect(socket.socket(family, socket.SOCK_DGRAM), address)
        addresses = socket.getaddrinfo(
            self._parts.hostname, self._parts.port, type=socket.SOCK_DGRAM
        )[0]
        return _connect(socket.socket(*addresses[:3]), addresses[4])

    def _finish(self) -> None:
        """End the stream and wait for the server to close; a reset means that lines were lost."""
        self._socket.shutdown(socket.SHUT_WR)
        self._socket.settimeout(CLOSE_S)
        with contextlib.suppress(TimeoutError):
            while self._socket.recv(4096):
                pass

    def send(self, line: str) -> None:
        """Send one message; its time is that of the checkpoint."""
        message = f"<{PRIORITY}>1 {_time_of(line)} - homeward - checkpoint - {line}".encode("ascii")
        if self._parts.scheme == "tcp":
            message = str(len(message)).encode() + b" " + message
        self._socket.sendall(message)


def _time_of(line: str) -> str:
    """Return the time of a checkpoint for RFC 5424, `-` for an altered line without one."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return datetime.fromisoformat(json.loads(line)["at"]).isoformat()
    return "-"


def _connect(connection: socket.socket, address: Any) -> socket.socket:
    connection.settimeout(TIMEOUT_S)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


class HttpTarget:
    """An HTTP endpoint for one checkpoint per POST, as JSON; 2xx confirms that it was stored."""

    kind = "http"
    confirms_each = True

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._tls = ssl.create_default_context()

    @contextlib.contextmanager
    def open_channel(self, *, is_first: bool) -> Iterator[HttpTarget]:
        """Return the endpoint itself: each line is a separate request."""
        yield self

    def send(self, line: str) -> None:
        """Post one line; `LineRefused` for any answer but 2xx. Redirects are not followed."""
        try:
            with httpx.stream(
                "POST",
                self.address,
                content=line.encode("ascii"),
                headers=self._headers,
                timeout=TIMEOUT_S,
                verify=self._tls,
            ) as answer:
                if not answer.is_success:
                    raise LineRefused(f"status {answer.status_code}")
        except httpx.RemoteProtocolError as error:
            raise LineRefused("not an answer of HTTP") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ConnectionError(str(error)) from error

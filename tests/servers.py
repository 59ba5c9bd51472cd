"""Servers of the tests, each in a temporary directory on a free port.

A Redis and a PostgreSQL that tests kill, and the PostgreSQL of all other tests. The first two write
to disk before they answer, so acknowledged data is still there after `kill()` and `start()`.
"""

from __future__ import annotations

import abc
import contextlib
import dataclasses
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from tests.postgres import is_required
from tests.processes import descendants

PATIENCE_S = 30.0
ACCOUNT = "postgres"  # PostgreSQL refuses to run as root


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclasses.dataclass(slots=True)
class Server(abc.ABC):
    """A server process that keeps its directory and port after it was killed."""

    folder: Path
    port: int = dataclasses.field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    @abc.abstractmethod
    def url(self) -> str: ...

    @abc.abstractmethod
    def command(self) -> list[str]: ...

    @abc.abstractmethod
    def answers(self) -> bool: ...

    @property
    def account(self) -> str | None:
        """The account that runs the server; None for the account of this process."""
        return None

    @property
    def stop_signal(self) -> signal.Signals:
        return signal.SIGTERM

    def start(self) -> None:
        """Start the server and wait until it answers."""
        assert self.process is None
        # beside the folder, because the folder belongs to the server's account
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                user=self.account,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self.answers():
            log_end = self.folder.with_suffix(".log").read_text()[-1500:]
            assert self.process.poll() is None, log_end
            assert time.monotonic() < deadline, log_end
            time.sleep(0.02)

    def kill(self) -> None:
        """Send SIGKILL to the server and its children, like a power cut."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server regularly."""
        self._end(self.stop_signal)

    def freeze(self) -> None:
        """Suspend the server at any point; its connections remain open."""
        self._send_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a suspended server continue."""
        self._send_all(signal.SIGCONT)

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if number == signal.SIGKILL:
            self.freeze()  # so that none is forked while they are counted
            self._send_all(signal.SIGKILL)
        else:
            self.process.send_signal(number)
        self.process.wait(PATIENCE_S)
        self.process = None

    def _send_all(self, number: signal.Signals) -> None:
        """Send a signal to the server and to each child by its process id.

        PostgreSQL's children leave the session of their parent.
        """
        if self.process is not None:
            for pid in (self.process.pid, *descendants(self.process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)


@dataclasses.dataclass(slots=True)
class RedisServer(Server):
    """Redis as required in production: AOF on, no eviction."""

    options: tuple[str, ...] = (
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
        "--maxmemory-policy",
        "noeviction",
    )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        own = [
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--dir",
            str(self.folder),
            "--save",
            "",
        ]
        config = self.folder / "redis.conf"  # written by CONFIG REWRITE
        config.touch()
        return [_binary("redis-server"), str(config), *own, *self.options]

    def answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except redis.exceptions.ConnectionError:
            return False

    def ask(self, *command: str) -> object:
        """Send one command on a new connection."""
        with redis.Redis(port=self.port, socket_timeout=PATIENCE_S) as client:
            return client.execute_command(*command)


@dataclasses.dataclass(slots=True)
class PostgresServer(Server):
    """A PostgreSQL cluster with fsync, reachable by TCP on loopback, with `trust` sign-in."""

    options: tuple[str, ...] = (
        "fsync=on",
        "synchronous_commit=on",
        "max_connections=200",
        "shared_buffers=32MB",
    )

    @property
    def account(self) -> str | None:
        return ACCOUNT if os.geteuid() == 0 else None

    @property
    def stop_signal(self) -> signal.Signals:
        return signal.SIGINT  # "fast": open sessions are ended

    @property
    def url(self) -> str:
        return f"postgresql://{ACCOUNT}@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        settings = (
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            *self.options,
        )
        return [
            _postgres("postgres"),
            "-D",
            str(self.folder),
            *(word for one in settings for word in ("-c", one)),
        ]

    def make(self) -> None:
        """Create the cluster."""
        if self.account is not None:
            shutil.chown(self.folder, self.account)
        self._run(
            "initdb",
            *("-D", str(self.folder), "-U", ACCOUNT, "--auth=trust", "-E", "UTF8", "--locale=C"),
        )

    def copy_from(self, other: PostgresServer, *, is_standby: bool) -> None:
        """Make this cluster a base backup of another one, which runs; it is not started."""
        if self.account is not None:
            shutil.chown(self.folder, self.account)
        self._run(
            "pg_basebackup",
            *("-D", str(self.folder), "-d", other.url, "-c", "fast", "-X", "stream"),
            *(["--write-recovery-conf"] if is_standby else []),
        )

    def promote(self) -> None:
        """Make a standby a server that takes writes, and wait until it does."""
        self._run("pg_ctl", "promote", "-D", str(self.folder))

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement as the superuser; return its rows, [] for a statement without rows."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            answer = connection.execute(statement)  # type: ignore[arg-type]
            return answer.fetchall() if answer.description else []

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [_postgres(name), *arguments],
            check=True,
            cwd=self.folder,
            user=self.account,
            stdout=subprocess.DEVNULL,
        )

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextlib.contextmanager
def running_redis(*options: str) -> Iterator[RedisServer]:
    """Run a Redis; `options` override its own."""
    _binary("redis-server")
    with _folder() as folder:
        server = RedisServer(folder)
        server.options += options
        with _running(server):
            yield server


# Options without durability, because no data of the tests outlives them. With fsync, copying a
# database took most of a second, half of the time of the suite.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400")
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 * 2**30


@contextlib.contextmanager
def running_postgres(*options: str, parent: Path | None = None) -> Iterator[PostgresServer]:
    """Create and run a PostgreSQL in a new folder below `parent`; `options` override its own."""
    _postgres("initdb")
    with _folder(parent) as folder:
        server = PostgresServer(folder)
        server.options += options
        server.make()
        with _running(server):
            yield server


@contextlib.contextmanager
def copied_postgres(other: PostgresServer, *, is_standby: bool) -> Iterator[PostgresServer]:
    """Copy a cluster that runs to a new folder; the caller starts the copy. It ends at the end."""
    with _folder() as folder:
        server = PostgresServer(folder)
        server.copy_from(other, is_standby=is_standby)
        try:
            yield server
        finally:
            server.kill()


@contextlib.contextmanager
def _running(server: Server) -> Iterator[None]:
    try:
        server.start()
        yield
    finally:
        server.kill()


@contextlib.contextmanager
def forgetful_postgres() -> Iterator[PostgresServer]:
    """Create and run the PostgreSQL of a whole test run, without durable writes.

    Its files are in memory if there is enough room.
    """
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    with running_postgres(*FORGETFUL, parent=MEMORY if has_room else None) as server:
        yield server
        server.stop()  # a killed server would leave its shared memory behind


def can_make_postgres() -> bool:
    """Return whether a PostgreSQL server is installed.

    If this process is root, an account for the server must exist, too.
    """
    with contextlib.suppress(KeyError):
        return _found("initdb") is not None and bool(os.geteuid() or pwd.getpwnam(ACCOUNT))
    return False


@contextlib.contextmanager
def _folder(parent: Path | None = None) -> Iterator[Path]:
    """Create a folder that other accounts can enter, unlike pytest's own folders."""
    with tempfile.TemporaryDirectory(
        prefix="homeward-", dir=parent, ignore_cleanup_errors=True
    ) as made:
        Path(made).chmod(0o711)
        folder = Path(made) / "server"
        folder.mkdir(mode=0o700)
        yield folder


def _binary(name: str) -> str:
    return shutil.which(name) or _missing(name)


def _postgres(name: str) -> str:
    return _found(name) or _missing(name)


def _found(name: str) -> str | None:
    """Return the path of a server binary, which Debian does not put on PATH, or None."""
    folders = [
        str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    ]
    if shutil.which("pg_config"):
        answer = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True
        )
        folders.insert(0, answer.stdout.strip())
    return shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))


def _missing(name: str) -> str:
    message = f"{name} is not installed"
    if is_required():
        pytest.fail(message)
    pytest.skip(message)

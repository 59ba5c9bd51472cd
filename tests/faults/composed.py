"""The services of docker-compose.yml without a container engine.

Their commands, environment and secrets are used with servers of the test.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from cli.commands.secrets import PRIVATE, write_secrets
from tests.servers import PostgresServer, Server, free_port, running_postgres
from tests.unit.house import plain_yaml

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = plain_yaml.read((PROJECT / "docker-compose.yml").read_text("utf-8"))
PYTHON = "/opt/homeward/venv/bin/python"


@dataclasses.dataclass(slots=True)
class Composed:
    """Servers, secrets and folders for the environment of each service."""

    folder: Path
    postgres: PostgresServer
    redis_port: int = dataclasses.field(default_factory=free_port)
    port: int = dataclasses.field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.chmod(0o700)
        write_secrets(self.folder / "secrets", mode=PRIVATE)
        for name in ("state", "signs", "redis", "memory"):
            (self.folder / name).mkdir()

    def secret(self, name: str) -> str:
        """Return the content of a secret's file."""
        return (self.folder / "secrets" / name).read_text().strip()

    def here(self, text: str) -> str:
        """Return a value of the compose file with this machine's paths."""
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text.replace("$$", "$"))
        for theirs, ours in {
            "/run/secrets/keys": f"{self.folder}/secrets/keys.json",
            "/run/secrets/": f"{self.folder}/secrets/",
            "/run/redis/": f"{self.folder}/memory/",
            "/var/lib/homeward": f"{self.folder}/state",
            "--dir /data": f"--dir {self.folder}/redis",
            "@db:5432": f"@127.0.0.1:{self.postgres.port}",
            "redis:6379": f"127.0.0.1:{self.redis_port}",
            PYTHON: sys.executable,
        }.items():
            text = text.replace(theirs, ours)
        return text

    def environment(self, role: str) -> dict[str, str]:
        """Return the service's environment, plus only the variables that any program needs."""
        values = {
            name: self.here(value)
            for name, value in COMPOSE["services"][role]["environment"].items()
        }
        ours = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "NUMBA_CACHE_DIR")
            if name in os.environ
        }
        values["HOMEWARD_ORIGINS"] = (
            "https://homeward.example.org"  # the installing person sets the address of the site
        )
        values |= {
            "HOMEWARD_RUN_DIR": str(self.folder / "signs" / role),
            "PYTHONPATH": str(PROJECT),
        }
        if role == "api":
            values |= {
                "HOMEWARD_HOST": "127.0.0.1",
                "HOMEWARD_PORT": str(self.port),
                "HOMEWARD_PROBE_PORT": str(self.port + 1),
            }
        return ours | values

    def call(self, role: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end in a service's environment."""
        command = [sys.executable, "-P", "-m", "cli", *arguments]
        return subprocess.run(
            command, env=self.environment(role), capture_output=True, text=True, timeout=120
        )

    def start(self, role: str) -> subprocess.Popen[bytes]:
        """Start a service by the command in the compose file."""
        command = [sys.executable, "-P", "-m", "cli", *COMPOSE["services"][role]["command"]]
        return self._begin(role, command, self.environment(role))

    def start_redis(self) -> None:
        """Start Redis by the command in the compose file, on our port."""
        shell, option, script = (
            self.here(word) for word in COMPOSE["services"]["redis"]["command"]
        )
        command = [shell, option, f"{script} --port {self.redis_port} --bind 127.0.0.1"]
        self._begin("redis", command, {"PATH": os.environ["PATH"]})

    def _begin(
        self, name: str, command: list[str], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=dict(environment), stdout=log, stderr=log, start_new_session=True
            )
        return self.running[name]

    def is_healthy(self, service: str) -> bool:
        """Run the service's health check of the compose file."""
        kind, *words = (
            self.here(word) for word in COMPOSE["services"][service]["healthcheck"]["test"]
        )
        command = ["sh", "-c", words[0]] if kind == "CMD-SHELL" else words
        environment = (
            self.environment(service) if service != "redis" else {"PATH": os.environ["PATH"]}
        )
        if service == "redis":
            command[-1] = command[-1].replace("redis-cli", f"redis-cli -p {self.redis_port}")
        return (
            subprocess.run(command, env=environment, capture_output=True, timeout=60).returncode
            == 0
        )

    def log(self) -> str:
        """Return the output of all processes."""
        return "".join(path.read_text("utf-8", "replace") for path in self.folder.glob("*.log"))

    def end(self) -> None:
        """Kill all processes, also after a failure."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def composed(folder: Path) -> Iterator[Composed]:
    """Yield a PostgreSQL that requires passwords, like the image's, and the other services."""
    with running_postgres() as server:
        made = Composed(folder, server)
        try:
            _ask_for_passwords(made, server)
            yield made
        finally:
            made.end()


def _ask_for_passwords(made: Composed, server: Server) -> None:
    database = COMPOSE["services"]["db"]["environment"]
    owner, name = sql.Identifier(database["POSTGRES_USER"]), sql.Identifier(database["POSTGRES_DB"])
    (server.folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    with psycopg.connect(server.url, autocommit=True) as connection:
        password = sql.Literal(made.secret("owner_password"))
        connection.execute(
            sql.SQL("CREATE ROLE {} SUPERUSER LOGIN PASSWORD {}").format(owner, password)
        )
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
        connection.execute("SELECT pg_reload_conf()")

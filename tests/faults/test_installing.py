"""The commands of the page on operations and of its tutorial, word by word, on new servers.

Also their error messages.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import functools
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from core.security.crypto import make_keyring, save_keyring
from tests.faults.serving import wait_for
from tests.integration.command_line import environment_in, homeward
from tests.one_time_codes import code_at
from tests.servers import PostgresServer, RedisServer, forgetful_postgres, free_port, running_redis

pytestmark = pytest.mark.late

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorials" / "production.md").read_text("utf-8")
SECTION = TEXT.split("\n### By hand")[1].split("\n## ")[0]
(SETTINGS,) = re.findall(r"```ini\n(.*?)```", SECTION, re.DOTALL)
(COMMANDS,) = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
PASSWORD = "grey heron over the weir 41"
PATIENCE_S = 400.0  # on a busy machine; otherwise about 15 s
SEARCH = {"purpose": "locate_missing", "legal_basis": "gdpr_6_1_e_9_2_g"}


@dataclass
class Place:
    """A machine for one installation: folders, addresses, and the environment of its commands."""

    folder: Path
    postgres: PostgresServer
    redis: RedisServer
    port: int

    def localised(self, text: str) -> str:
        """Return a text of the document with this machine's folders and ports."""
        for documented, here in {
            "/etc/homeward": str(self.folder / "etc"),
            "/var/lib/homeward": str(self.folder / "state"),
            "127.0.0.1:5432": f"127.0.0.1:{self.postgres.port}",
            "127.0.0.1:6379": f"127.0.0.1:{self.redis.port}",
            "HOMEWARD_PORT=8000": f"HOMEWARD_PORT={self.port}",
        }.items():
            assert documented in SETTINGS + COMMANDS, documented
            text = text.replace(documented, here)
        return text

    def environment(self) -> dict[str, str]:
        """Return the environment that the written settings give."""
        lines = self.localised(SETTINGS).splitlines()
        return environment_in(self.folder / "state") | dict(line.split("=", 1) for line in lines)

    def owner(self, role: str = "homeward_owner", database: str = "homeward") -> dict[str, str]:
        """Return the environment of `homeward migrate`, as an owner of tables."""
        url = f"postgresql://{role}@127.0.0.1:{self.postgres.port}/{database}"
        password_file = str(self.folder / "etc" / "secrets" / "owner_password")
        more = {"HOMEWARD_OWNER_URL": url, "HOMEWARD_OWNER_PASSWORD_FILE": password_file}
        return self.environment() | more


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A machine with default PostgreSQL and Redis servers; PostgreSQL requires passwords."""
    folder = tmp_path_factory.mktemp("installing")
    with forgetful_postgres() as postgres, running_redis("--appendonly", "no") as redis:
        (postgres.folder / "pg_hba.conf").write_text(
            "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
        for name in ("etc", "state"):
            (folder / name).mkdir(mode=0o700)
        yield Place(folder, postgres, redis, free_port())


@pytest.fixture(scope="module")
def output(place: Place) -> Iterator[str]:
    """The output of the document's commands on that machine. Their processes end with the tests."""
    (place.folder / "etc" / "homeward.env").write_text(place.localised(SETTINGS))
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")
    }
    environment = variables | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(place.postgres.port),
        "PGUSER": "postgres",
    }
    out, err = place.folder / "out", place.folder / "err"
    with out.open("wb") as out_file, err.open("wb") as err_file:
        shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", place.localised(COMMANDS)],
            cwd=place.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out_file,
            stderr=err_file,
            start_new_session=True,
        )
    try:
        assert shell.wait(PATIENCE_S) == 0, err.read_text()
        yield out.read_text()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGTERM)
        shell.wait()
        wait_for(lambda: not _group_lives(shell.pid))


def _group_lives(group: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def test_there_are_ten_commands_at_most() -> None:
    script = re.sub(r"<<(\w+)\n.*?\n\1$", "", COMMANDS, flags=re.DOTALL | re.MULTILINE)
    assert len(script.replace("\\\n", "").splitlines()) <= 10


def test_a_stranger_installs_imports_matches_and_backs_up(place: Place, output: str) -> None:
    environment = place.environment()
    for role in ("api", "worker", "scheduler"):
        wait_for(functools.partial(_is_alive, environment, role), PATIENCE_S)
    looked = homeward(environment, "doctor")
    assert looked.returncode == 0, looked.stdout
    with httpx.Client(base_url=f"http://127.0.0.1:{place.port}", timeout=PATIENCE_S) as client:
        _enrol(client, _token(output))  # the first administrator
        work = place.folder / "lesson"
        (work / "away").mkdir(parents=True)
        recovery: dict[str, str] = {}
        with contextlib.chdir(work):
            for arguments in _lesson():
                done = homeward(place.owner(), *arguments)
                assert done.returncode == 0, (arguments, done.stdout, done.stderr)
                if arguments[:2] == ["user", "invite"]:
                    recovery[arguments[2]] = _enrol(client, _token(done.stdout))
            facts = _facts_of_first_row(work / "world" / "records.csv")
        boris = _sign_in(client, "boris", recovery["boris"])
        wait_for(
            lambda: bool(client.get("/v1/matches", headers=boris).json()["matches"]), PATIENCE_S
        )
        body = SEARCH | {"facts": facts, "case_number": "DE-2026-000001"}
        anna = _sign_in(client, "anna", recovery["anna"])
        found = client.post("/v1/searches", json=body, headers=anna)
        assert found.status_code == 201, found.text
        assert found.json()["found"]


def _lesson() -> list[list[str]]:
    """Return the arguments of each `homeward` command of the tutorial, in order."""
    blocks = "".join(re.findall(r"```console\n(.*?)```", TUTORIAL, re.DOTALL))
    return [shlex.split(line) for line in re.findall(r"^\$ homeward (.+)$", blocks, re.MULTILINE)]


def _sign_in(client: httpx.Client, login: str, recovery: str) -> dict[str, str]:
    """Sign in; return the header with the cookie: a Secure cookie is not sent back over HTTP."""
    body = {"login": login, "password": PASSWORD, "code": recovery}
    signed_in = client.post("/v1/session", json=body)
    assert signed_in.status_code == 201, signed_in.text
    return {"Cookie": signed_in.headers["set-cookie"].split(";")[0]}


def _is_alive(environment: dict[str, str], role: str) -> bool:
    return homeward(environment, "health", role).returncode == 0


def _token(output: str) -> str:
    return re.findall(r"UTC: (\S+)", output.replace("\n", " "))[-1]


def _enrol(client: httpx.Client, token: str) -> str:
    """Enrol as the page does; return a recovery code."""
    started = client.post("/v1/enrolment/start", json={"token": token})
    assert started.status_code == 200, started.text
    secret = base64.b32decode(started.json()["secret"])
    code = code_at(secret, datetime.now(UTC))
    body = {"token": token, "password": PASSWORD, "code": code}
    finished = client.post("/v1/enrolment/finish", json=body)
    assert finished.status_code == 201, finished.text
    return str(finished.json()["recovery_codes"][0])


def _facts_of_first_row(path: Path) -> dict[str, str]:
    """Return two facts of the first imported row that states a whole birth date."""
    with path.open(encoding="utf-8", newline="") as file:
        row = next(
            row
            for row in csv.DictReader(file)
            if row["full_name"] and len(row["birth_date"]) == len("2010-02-03")
        )
    return {name: row[name] for name in ("full_name", "birth_date", "birth_calendar") if row[name]}


def _error_line(answer: subprocess.CompletedProcess[str]) -> str:
    (line,) = answer.stderr.splitlines()
    return line


def test_a_missing_right_of_the_owner_is_reported_with_the_sql_to_grant_it(
    place: Place, output: str
) -> None:
    password = (place.folder / "etc" / "secrets" / "owner_password").read_text().strip()
    with psycopg.connect(place.postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE poor LOGIN PASSWORD '{password}'")
        connection.execute("CREATE DATABASE other")
        for remedies in (["ALTER ROLE poor CREATEROLE", "ALTER DATABASE other OWNER TO poor"], []):
            answer = homeward(place.owner("poor", "other"), "migrate")
            assert answer.returncode == (3 if remedies else 0), answer.stderr
            for remedy in remedies:
                assert remedy in _error_line(answer)
                connection.execute(remedy)


def test_a_wrong_password_is_one_line_that_names_the_settings(place: Place, output: str) -> None:
    wrong = place.folder / "etc" / "secrets" / "database_password"
    answer = homeward(place.owner() | {"HOMEWARD_OWNER_PASSWORD_FILE": str(wrong)}, "migrate")
    assert answer.returncode == 69
    assert "refuses the sign-in" in _error_line(answer)
    assert "HOMEWARD_OWNER_URL" in _error_line(answer)


def test_a_missing_database_server_is_one_line_too(place: Place, output: str) -> None:
    url = f"postgresql://homeward_owner@127.0.0.1:{free_port()}/homeward"
    answer = homeward(place.owner() | {"HOMEWARD_OWNER_URL": url}, "migrate")
    assert answer.returncode == 69
    assert "does not answer; check that it runs" in _error_line(answer)


def test_a_missing_redis_is_a_line_of_doctor(place: Place, output: str) -> None:
    url = f"redis://127.0.0.1:{free_port()}/0"
    answer = homeward(place.environment() | {"HOMEWARD_BROKER_URL": url}, "doctor")
    assert answer.returncode == 1
    (line,) = (line for line in answer.stdout.splitlines() if line.startswith("bad"))
    assert line.split()[1] == "broker"
    assert "start it" in line


def test_a_taken_port_is_one_line_with_the_setting(place: Place, output: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = place.environment() | {"HOMEWARD_PORT": str(taken.getsockname()[1])}
        answer = subprocess.run(
            [sys.executable, "-m", "cli", "api"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert answer.returncode == 3
    assert "choose another port" in _error_line(answer)
    assert "HOMEWARD_PORT" in _error_line(answer)


ROLES = ("api", "worker", "scheduler")
# Wrong setting -> the roles that exit because of it, and the line that each prints.
REFUSALS = {
    "database password": (ROLES, "the database refuses the sign-in"),
    "database name": (ROLES, "does not exist on the server; create it"),
    "broker password": (("worker", "scheduler"), "Redis refuses the sign-in"),
    "key file": (ROLES, "put this installation's key file in place"),
}


def test_a_process_that_is_refused_ends_with_one_line(place: Place, output: str) -> None:
    wrong_password = str(place.folder / "etc" / "secrets" / "owner_password")
    save_keyring(make_keyring(), place.folder / "etc" / "other-keys.json")
    wrong = {
        "database password": {"HOMEWARD_DATABASE_PASSWORD_FILE": wrong_password},
        "database name": {
            "HOMEWARD_DATABASE_URL": (
                f"postgresql://homeward_app@127.0.0.1:{place.postgres.port}/nowhere"
            )
        },
        "broker password": {"HOMEWARD_BROKER_PASSWORD_FILE": wrong_password},
        "key file": {"HOMEWARD_KEY_FILE": str(place.folder / "etc" / "other-keys.json")},
    }
    cases = [(what, role) for what, (roles, _) in REFUSALS.items() for role in roles]
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(_process(place, role, wrong[what], place.folder / f"run{number}"))
            for number, (what, role) in enumerate(cases)
        ]
        for (what, role), process in zip(cases, running, strict=True):
            _, stderr = process.communicate(timeout=PATIENCE_S)
            assert process.returncode == 3, (what, role, stderr)
            (line,) = (one for one in stderr.splitlines() if one.startswith("homeward: "))
            assert REFUSALS[what][1] in line, (what, role)


@pytest.mark.parametrize(
    ("role", "event", "url"),
    [
        ("worker", "database.unreachable", "HOMEWARD_DATABASE_URL"),
        ("scheduler", "database.unreachable", "HOMEWARD_DATABASE_URL"),
        ("worker", "broker.unreachable", "HOMEWARD_BROKER_URL"),
        ("scheduler", "broker.unreachable", "HOMEWARD_BROKER_URL"),
    ],
)
def test_a_waiting_process_logs_what_it_waits_for(
    place: Place, output: str, role: str, event: str, url: str
) -> None:
    address = {
        "HOMEWARD_DATABASE_URL": f"postgresql://homeward_app@127.0.0.1:{free_port()}/homeward",
        "HOMEWARD_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0",
    }[url]
    run = place.folder / f"waits-{role}-{event}"
    with _process(place, role, {url: address}, run) as process:
        assert process.stderr is not None
        line = next(json.loads(one) for one in process.stderr if f'"{event}"' in one)
        assert process.poll() is None
        process.terminate()
        process.communicate(timeout=PATIENCE_S)
    assert (line["role"], line["level"]) == (role, "warning")
    assert url in line["remedy"]


@contextlib.contextmanager
def _process(
    place: Place, role: str, wrong: Mapping[str, str], run: Path
) -> Iterator[subprocess.Popen[str]]:
    """Start a process of the installation with other settings, and kill it at the end."""
    more = {**wrong, "HOMEWARD_RUN_DIR": str(run), "HOMEWARD_PORT": str(free_port())}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", role],
        env=place.environment() | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()

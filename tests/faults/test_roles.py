"""Each process by its container command: alive, unhealthy when it hangs, stopped cleanly by
SIGTERM.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.installation import prepare_installation, settings_environment
from core.process.heartbeat import LOOPS, MAX_AGE_S
from core.settings import Settings
from services.foundation.checkpoints import CHECKPOINTS
from tests.faults.serving import wait_for
from tests.integration.test_commands import AGENCY
from tests.processes import descendants
from tests.servers import free_port

pytestmark = pytest.mark.late

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", port=free_port(), probe_port=free_port())
    prepare_installation(made)
    return made


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Iterator[Start]:
    """Start a role by its command, and kill it at the end of the test."""
    running: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "role.log").open("wb")

    def begin(*command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *command],
            env=settings_environment(settings),
            stderr=log,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    log.close()


def _is_alive(settings: Settings, role: str) -> bool:
    command = [sys.executable, "-m", "cli.health", role]
    answer = subprocess.run(
        command, env=settings_environment(settings), capture_output=True, text=True, timeout=60
    )
    assert answer.returncode in (0, 1), answer.stderr
    return answer.returncode == 0


@pytest.mark.parametrize(
    "role",
    [
        "worker",
        pytest.param("api", marks=pytest.mark.slow),
        pytest.param("scheduler", marks=pytest.mark.slow),
    ],
)
def test_a_role_is_alive_and_ends_with_zero_on_sigterm(
    settings: Settings, start: Start, role: str, tmp_path: Path
) -> None:
    assert not _is_alive(settings, role)
    process = start(role)
    wait_for(lambda: _is_alive(settings, role))
    everybody = descendants(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    wait_for(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in everybody))
    if role == "api":
        assert not _is_alive(settings, role)
    lines = [json.loads(line) for line in (tmp_path / "role.log").read_text().splitlines()]
    assert {line["role"] for line in lines} == {role}
    events = [line["event"] for line in lines]
    assert (events[0], events[-1]) == ("process.started", "process.stopped")


@pytest.mark.slow
def test_a_stopped_scheduler_anchors_earlier_rows_first(settings: Settings, tmp_path: Path) -> None:
    anchored = settings.model_copy(update={"anchor_file": tmp_path / "anchor.jsonl"})
    added = subprocess.run(
        [sys.executable, "-m", "cli", *AGENCY],
        env=settings_environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert added.returncode == 0, added.stderr
    command = [sys.executable, "-m", "cli", "scheduler"]
    with subprocess.Popen(
        command, env=settings_environment(anchored), stderr=subprocess.DEVNULL
    ) as process:
        wait_for(lambda: _is_alive(settings, "scheduler"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    checkpoints = (settings.root / CHECKPOINTS).read_text()
    assert checkpoints.count("\n") >= 1
    assert (tmp_path / "anchor.jsonl").read_text() == checkpoints


@pytest.mark.slow
@pytest.mark.parametrize("role", ["worker", "scheduler"])
def test_a_hanging_process_is_unhealthy_until_it_continues(
    settings: Settings, start: Start, role: str
) -> None:
    process = start(role)
    wait_for(lambda: _is_alive(settings, role))
    os.kill(process.pid, signal.SIGSTOP)
    sign = settings.runtime / f"{role}.{LOOPS[role][0]}"
    # simulates that this time has passed, which a stopped process does not notice
    long_ago = sign.stat().st_mtime - 2 * MAX_AGE_S
    os.utime(sign, (long_ago, long_ago))
    assert not _is_alive(settings, role)
    os.kill(process.pid, signal.SIGCONT)
    wait_for(lambda: _is_alive(settings, role))


@pytest.mark.slow
def test_a_request_in_flight_is_answered_before_the_api_stops(
    settings: Settings, start: Start
) -> None:
    process = start("api")
    wait_for(lambda: _is_alive(settings, "api"))
    body = b'{"login": "nobody", "password": "not a password"}'
    with socket.create_connection(("127.0.0.1", settings.port), timeout=30) as connection:
        head = (
            "POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type:"
            f" application/json\r\nContent-Length: {len(body)}\r\n"
        )
        connection.sendall(head.encode() + b"Expect: 100-continue\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 100")  # the server is reading the request
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: not _accepts(settings.port))
        connection.sendall(body)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 401")
    assert process.wait(60) == 0


def _accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.mark.parametrize(
    ("lack", "role"),
    [
        ("keys", "api"),
        ("tables", "worker"),
        *(pytest.param("keys", role, marks=pytest.mark.slow) for role in ("worker", "scheduler")),
        *(pytest.param("tables", role, marks=pytest.mark.slow) for role in ("api", "scheduler")),
    ],
)
def test_a_role_without_keys_or_tables_says_so_in_one_line_and_does_not_start(
    settings: Settings, lack: str, role: str
) -> None:
    if lack == "keys":
        settings.keys.unlink()
    else:
        (settings.root / "homeward.sqlite3").unlink()
    command = [sys.executable, "-m", "cli", role]
    answer = subprocess.run(
        command, env=settings_environment(settings), capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 3
    assert len(answer.stderr.splitlines()) == 1
    assert "Traceback" not in answer.stderr


def test_a_port_that_is_taken_is_one_line(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", settings.port)):
        command = [sys.executable, "-m", "cli", "api"]
        answer = subprocess.run(
            command, env=settings_environment(settings), capture_output=True, text=True, timeout=60
        )
    assert (answer.returncode, len(answer.stderr.splitlines())) == (3, 1)
    assert "HOMEWARD_PORT" in answer.stderr

"""One address with many sockets: others sign in and work, and readiness stays true."""

from __future__ import annotations

import collections
import contextlib
import http.client
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.health import probe_address
from core.policy.roles import Role
from tests.factories import PASSWORD, login
from tests.faults import crowd
from tests.faults.serving import Served, wait_for

pytestmark = pytest.mark.slow

WATCHED_S = 15.0
PAUSE_S = 0.25
BOGUS = 500
IDLE = 1_200
MOST_LINES = 60
ATTACKER = "127.0.0.9"
OTHERS = ("127.0.0.2", "127.0.0.3")


@contextlib.contextmanager
def attacking(served: Served, sockets: int, token: str) -> Iterator[None]:
    """Open sockets of one address in another process during the block."""
    arguments = [str(served.settings.port), str(sockets), ATTACKER, token]
    process = subprocess.Popen([sys.executable, crowd.__file__, *arguments])
    try:
        time.sleep(2)
        yield
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def ask(
    port: int, address: str, method: str, path: str, *, body: object = None, cookie: str = ""
) -> tuple[int, str]:
    """Return status and session cookie of the answer to a request from a loopback address."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=30, source_address=(address, 0)
    )
    headers = {"Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        cookies = answer.headers.get_all("Set-Cookie") or [""]
        return answer.status, cookies[0].partition(";")[0]
    except OSError:
        return 0, ""
    finally:
        connection.close()


def watched(question: Callable[[], int]) -> tuple[collections.Counter[int], float]:
    """Ask for `WATCHED_S`. Return the statuses and the 95th percentile of the time in seconds."""
    statuses, times = collections.Counter[int](), []
    end = time.monotonic() + WATCHED_S
    while time.monotonic() < end:
        started = time.monotonic()
        statuses[question()] += 1
        times.append(time.monotonic() - started)
        time.sleep(PAUSE_S)
    return statuses, sorted(times)[math.ceil(len(times) * 0.95) - 1]


def watched_at_once(
    questions: Mapping[str, tuple[int, Callable[[], int]]],
) -> dict[str, tuple[collections.Counter[int], float]]:
    """Ask all questions at once; return what `watched` returns for each."""
    with ThreadPoolExecutor(len(questions)) as pool:
        found = pool.map(lambda question: watched(question[1]), questions.values())
        return dict(zip(questions, found, strict=True))


def sign_in(served: Served, role: Role = Role.CASEWORKER) -> tuple[int, str]:
    """Sign in from another address; return the status and the session cookie."""
    form = {"login": login(role, "DE-JUG"), "password": PASSWORD}
    return ask(served.settings.port, OTHERS[0], "POST", "/v1/session", body=form)


def test_made_up_tokens_of_one_address_delay_no_other_and_no_probe(
    served: Served, report_figures: Callable[..., None]
) -> None:
    port = served.settings.port
    probes = int(probe_address(served.settings).rpartition(":")[2])
    wait_for(lambda: ask(probes, OTHERS[0], "GET", "/health/ready")[0] == 200)
    status, cookie = sign_in(served, Role.SUPERVISOR)
    assert status == 201
    questions: dict[str, tuple[int, Callable[[], int]]] = {
        "page": (200, lambda: ask(port, OTHERS[0], "GET", "/sign-in")[0]),
        "sign_in": (201, lambda: sign_in(served)[0]),
        "session": (
            200,
            lambda: ask(port, OTHERS[1], "GET", "/v1/notifications", cookie=cookie)[0],
        ),
        "ready": (200, lambda: ask(probes, OTHERS[1], "GET", "/health/ready")[0]),
    }
    quiet = watched_at_once(questions)
    with attacking(served, BOGUS, "made-up"):
        found = watched_at_once(questions)
    for name, (statuses, p95) in found.items():
        report_figures(
            "made-up tokens", question=name, quiet_p95_s=f"{quiet[name][1]:.2f}", p95_s=f"{p95:.2f}"
        )
        assert set(statuses) == {questions[name][0]}, (name, statuses)


def test_idle_sockets_of_one_address_leave_room_for_others(served: Served) -> None:
    port = served.settings.port
    api = served.children()["api"]
    lines = served.log.read_text().count("\n")
    with attacking(served, IDLE, ""):
        for _ in range(10):
            assert sign_in(served)[0] == 201
            time.sleep(1)
        assert len(list(Path(f"/proc/{api}/fd").iterdir())) < IDLE / 2
        assert ask(port, OTHERS[1], "GET", "/sign-in")[0] == 200
    assert served.children()["api"] == api
    assert served.log.read_text().count("\n") - lines < MOST_LINES

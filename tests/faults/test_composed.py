"""The services of docker-compose.yml with their own environments, from empty servers to a match."""

from __future__ import annotations

import json
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.commands.secrets import PASSWORDS
from tests.faults.composed import COMPOSE, Composed, composed
from tests.faults.serving import wait_for
from tests.processes import descendants

AGENCY = (
    "agency add GR-CPA --name Fictional --kind protection --state GR --desk-phone +302105550100 "
    r"--case-number-pattern GR-\d{4} --supervisory-authority DPA --data-protection-contact dpo"
).split()
MISSING = {
    "record_ref": "Decoy-1",
    "kind": "missing",
    "full_name": "Markername Markerfamily",
    "birth_date": "2009-07-10",
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "reporter_check": "checked",
    "reporter": {
        "name": "Markerparent Markerfamily",
        "identity_how": "passport",
        "relation_proof": "register",
    },
}
SERVING = ("worker", "scheduler", "api")

PROBES = ("/health/", "/metrics")  # on the port after that of the API


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Composed]:
    (tmp_path / "house").mkdir()
    with composed(tmp_path / "house") as made:
        yield made


def _get(house: Composed, path: str, token: str = "") -> tuple[int, str]:
    return _send(house, "GET", path, token)


def _send(house: Composed, method: str, path: str, token: str, body: Any = None) -> tuple[int, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{house.port + path.startswith(PROBES)}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {token}"} if token else {}),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.slow
def test_the_file_starts_a_working_installation_and_stops_it(house: Composed) -> None:
    house.start_redis()
    wait_for(lambda: house.is_healthy("redis"))
    for _ in range(2):  # migrate runs at every start
        migrated = house.call("migrate", *COMPOSE["services"]["migrate"]["command"])
        assert migrated.returncode == 0, migrated.stderr
    for role in SERVING:
        assert not house.is_healthy(role)
        house.start(role)
    for role in SERVING:
        wait_for(lambda role=role: house.is_healthy(role))  # type: ignore[misc]
    wait_for(lambda: _get(house, "/health/ready") == (200, '{"status":"ready"}'))

    token = _token(house)
    status, answer = _send(house, "POST", "/v1/records", token, MISSING)
    assert status == 201, answer
    metrics = house.secret("metrics_token")
    assert _get(house, "/metrics")[0] == 401
    wait_for(
        lambda: (
            'homeward_jobs{kind="match",state="done"} 1.0' in _get(house, "/metrics", metrics)[1]
        )
    )

    _assert_no_secret_shows(house)
    _assert_a_lost_broker_shows_only_at_the_worker(house)
    for role in SERVING[::-1]:
        house.running[role].send_signal(signal.SIGTERM)
        assert house.running[role].wait(60) == 0, role
    assert "Marker" not in house.log()
    with psycopg.connect(_owner(house)) as connection:
        mighty = (
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname ="
            " 'homeward_app'"
        )
        assert connection.execute(mighty).fetchone() == (False,)


def _token(house: Composed) -> str:
    """Return a token that the server asked for and issued; the approval is written by the owner."""
    for command in (AGENCY, ["token", "ask", "GR-CPA", "--label", "test"]):
        asked = house.call("scheduler", *command)
        assert asked.returncode == 0, asked.stderr
    with psycopg.connect(_owner(house)) as connection:
        connection.execute("UPDATE approval SET state = 'approved'")
    issued = house.call("scheduler", "token", "issue", asked.stdout.split()[-1])
    assert issued.returncode == 0, issued.stderr
    return issued.stdout.split()[-1]


def _assert_a_lost_broker_shows_only_at_the_worker(house: Composed) -> None:
    def is_alive(role: str, max_age: int) -> bool:
        return house.call(role, "health", role, "--max-age", str(max_age)).returncode == 0

    house.running["redis"].kill()
    house.running["redis"].wait()
    wait_for(lambda: not is_alive("worker", 8))
    assert is_alive("scheduler", 90)
    assert _get(house, "/health/ready")[0] == 200
    house.start_redis()
    wait_for(lambda: is_alive("worker", 8))


def _owner(house: Composed) -> str:
    return f"postgresql://homeward_owner:{house.secret('owner_password')}@127.0.0.1:{house.postgres.port}/homeward"


def _assert_no_secret_shows(house: Composed) -> None:
    """Assert that no secret is in a command line, an environment or a log of any process."""
    secrets = [house.secret(name).encode() for name in PASSWORDS]
    for process in house.running.values():
        for pid in [process.pid, *descendants(process.pid)]:
            for file in ("cmdline", "environ"):
                shown = Path(f"/proc/{pid}/{file}").read_bytes()
                assert not any(secret in shown for secret in secrets)
    assert not any(secret.decode() in house.log() for secret in secrets)


@pytest.mark.late
def test_a_wrong_password_is_one_line_that_does_not_repeat_it(house: Composed) -> None:
    path = house.folder / "secrets" / "owner_password"
    path.write_text("another-Password_0123456789\n")
    done = house.call("migrate", "migrate")
    assert (done.returncode, len(done.stderr.splitlines())) == (69, 1)
    assert "another-Password" not in done.stdout + done.stderr

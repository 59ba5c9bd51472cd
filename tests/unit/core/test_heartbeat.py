from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cli import health
from core.process.heartbeat import LOOPS, Heartbeat, silent_loops
from core.settings import Settings
from workers.periodic_threads import PeriodicThreads


@pytest.mark.parametrize("role", LOOPS)
def test_a_role_is_alive_when_every_loop_of_it_is(tmp_path: Path, role: str) -> None:
    heartbeat = Heartbeat(tmp_path / "run", role)
    assert silent_loops(tmp_path / "run", role) == list(LOOPS[role])
    for loop in LOOPS[role]:
        heartbeat.mark(loop)
    assert silent_loops(tmp_path / "run", role) == []


@pytest.mark.parametrize("hung", LOOPS["scheduler"])
def test_one_loop_that_fell_silent_turns_the_role_red_and_is_named(
    tmp_path: Path, hung: str
) -> None:
    heartbeat = Heartbeat(tmp_path, "scheduler")
    for loop in LOOPS["scheduler"]:
        heartbeat.mark(loop)
    long_ago = time.time() - 1000
    os.utime(tmp_path / f"scheduler.{hung}", (long_ago, long_ago))
    assert silent_loops(tmp_path, "scheduler") == [hung]
    assert silent_loops(tmp_path, "scheduler", max_age_s=2000) == []
    heartbeat.mark(hung)
    assert silent_loops(tmp_path, "scheduler") == []


def test_signs_of_the_process_before_do_not_count(tmp_path: Path) -> None:
    heartbeat = Heartbeat(tmp_path, "worker")
    heartbeat.mark("consumer")
    heartbeat.clear()
    assert silent_loops(tmp_path, "worker") == ["consumer"]


def test_an_unwritable_folder_stops_no_process_and_looks_like_a_missing_heartbeat(
    tmp_path: Path,
) -> None:
    (tmp_path / "run").write_text("a file where the folder should be")
    Heartbeat(tmp_path / "run", "worker").mark("consumer")
    assert silent_loops(tmp_path / "run", "worker") == ["consumer"]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::", "http://[::1]:8001"),
        ("10.0.0.7", "http://10.0.0.7:8001"),
    ],
)
def test_the_api_of_this_machine_is_asked_where_it_listens(host: str, address: str) -> None:
    settings = Settings.model_construct(host=host, port=8000, probe_port=None)
    assert health.probe_address(settings) == address


@pytest.mark.parametrize("arguments", [[], ["supervisor"], ["worker", "api"]])
def test_an_unknown_role_is_a_usage_error(arguments: list[str]) -> None:
    assert health.main(arguments) == 2


def test_a_loop_is_alive_from_its_start_and_not_only_after_its_first_turn(tmp_path: Path) -> None:
    loops = PeriodicThreads(Heartbeat(tmp_path, "scheduler"))
    loops.repeat("checkpoint", 3600.0, lambda: None)
    deadline = time.monotonic() + 10
    while "checkpoint" in silent_loops(tmp_path, "scheduler") and time.monotonic() < deadline:
        time.sleep(0.01)
    loops._stop.set()
    assert loops.join(time.monotonic() + 10)
    assert silent_loops(tmp_path, "scheduler") == ["plan", "deadlines", "relay", "sweep", "anchor"]

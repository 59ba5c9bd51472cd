"""Several API processes at one address: killed, miscounted, abandoned, configured wrongly."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.client import Client
from cli.health import probe_address
from cli.installation import settings_environment
from core.settings import Settings
from tests.faults.serving import Served, serve, wait_for
from tests.processes import descendants, is_alive
from tests.servers import free_port

pytestmark = pytest.mark.late

COUNT = 3


@pytest.fixture
def several(tmp_path: Path) -> Iterator[Served]:
    """An embedded installation with several API processes."""
    settings = Settings(
        data_dir=tmp_path / "data", port=free_port(), probe_port=free_port(), api_processes=COUNT
    )
    with serve(settings, tmp_path / "serve.log") as running:
        wait_for(lambda: len(_answering(running)) == COUNT)
        yield running


def _answering(served: Served) -> list[int]:
    return descendants(served.children().get("api", 0), deep=False)


def _ask(served: Served, times: int) -> None:
    client = Client(f"http://127.0.0.1:{served.settings.port}")
    for _ in range(times):
        assert client.call("GET", "/v1/records")[0] == 401


def _counted(served: Served) -> int:
    with urllib.request.urlopen(f"{probe_address(served.settings)}/metrics") as answer:
        found = re.search(
            rb'^homeward_requests_total\{status="4xx"\} ([0-9.]+)$', answer.read(), re.MULTILINE
        )
    return 0 if found is None else int(float(found[1]))


@pytest.mark.slow
def test_a_killed_api_process_is_restarted_and_its_counters_are_kept(
    several: Served,
) -> None:
    before = _answering(several)
    _ask(several, 30)
    assert _counted(several) == 30
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: len(_answering(several)) == COUNT and before[0] not in _answering(several))
    _ask(several, 20)
    assert [_counted(several) for _ in range(3 * COUNT)] == [50] * (3 * COUNT)
    assert set(before[1:]) < set(_answering(several))


@pytest.mark.slow
def test_none_outlives_the_one_that_keeps_them_and_all_stop_when_asked_to(several: Served) -> None:
    keeper, before = several.children()["api"], _answering(several)
    os.kill(keeper, signal.SIGKILL)
    wait_for(lambda: not any(is_alive(pid) for pid in before))
    wait_for(lambda: len(_answering(several)) == COUNT)
    _ask(several, 1)
    everybody = descendants(several.process.pid)
    several.process.send_signal(signal.SIGTERM)
    assert several.process.wait(30) == 0
    assert [pid for pid in everybody if is_alive(pid)] == []


def test_a_wrong_setting_ends_all_processes_with_its_exit_code(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, port=free_port(), api_processes=COUNT, key_file=tmp_path / "none.json"
    )
    command = [sys.executable, "-m", "api"]
    ended = subprocess.run(
        command, env=settings_environment(settings), capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 3
    assert b"HOMEWARD_KEY_FILE" in ended.stderr or b"key" in ended.stderr

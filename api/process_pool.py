"""Several processes for one address. All accept from the same sockets; dead ones restart.

One process answers in threads, of which only one computes at a time, so more processes use more
cores. The counters of each process are in files of the run directory, so that any process can
report the sum on `/metrics`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from core.errors import SettingsError, exit_code
from core.logs import log_event
from core.process.stop_signals import stop_event
from core.settings import Settings

# prometheus_client reads it at its first import.
METRICS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
WATCH_S = 0.2
RESTART_DELAY_S = 1.0  # before a dead process is restarted
_SET_UP_WRONGLY = exit_code(SettingsError())


def run_processes(settings: Settings, listeners: Sequence[socket.socket], *, stop_s: float) -> int:
    """Run `settings.api_processes` processes until SIGTERM or SIGINT; return the exit code.

    On a signal they finish first. A process with wrong settings ends all of them with its code.
    """
    stop = stop_event()
    variables = os.environ | {METRICS_FOLDER_VARIABLE: str(_counts(settings.runtime))}
    children = [_start(listeners, variables) for _ in range(settings.api_processes)]
    code: int = 0
    while not code and not stop.wait(WATCH_S):
        for place, child in enumerate(children):
            if child.poll() is None:
                continue
            log_event("child.died", role="api", status=child.returncode)
            if child.returncode == _SET_UP_WRONGLY:
                code = int(child.returncode)
            elif not stop.wait(RESTART_DELAY_S):
                children[place] = _start(listeners, variables)
    _end(children, stop_s)
    return code


def _counts(runtime: Path) -> Path:
    """Return an empty directory for the counters; counters of earlier runs are deleted."""
    folder = runtime / "api-counts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _start(
    listeners: Sequence[socket.socket], variables: dict[str, str]
) -> subprocess.Popen[bytes]:
    numbers = tuple(listener.fileno() for listener in listeners)
    command = [sys.executable, "-P", "-m", "api", *map(str, numbers)]
    return subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, pass_fds=numbers)  # noqa: S603 - our own


def _end(children: Sequence[subprocess.Popen[bytes]], stop_s: float) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + stop_s
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

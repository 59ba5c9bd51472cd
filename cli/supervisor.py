"""Run api, worker and scheduler as child processes, restart a dead one, and stop all of them.

Children hold the read end of a pipe. If this process dies in any way, the pipe closes and they stop
too.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from cli.health import is_answering, probe_address
from cli.installation import settings_environment
from core.errors import HomewardError
from core.logs import log_event
from core.process.parent_watch import PIPE_VARIABLE
from core.settings import Settings

# Role -> arguments of Python. Stopped in this order: first no new requests, then no new messages,
# then the work. -P: a folder in the working directory with the name of one of our packages is not
# imported.
ROLES: dict[str, tuple[str, ...]] = {
    "api": ("-P", "-m", "api"),
    "scheduler": ("-P", "-m", "cli", "scheduler"),
    "worker": ("-P", "-m", "cli", "worker"),
}
STOP_S = 12.0
BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0)
STABLE_S = 30.0
WATCH_S = 0.1


class StartFailed(HomewardError):
    """The installation was not ready in time."""

    code = "start_failed"


@dataclasses.dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """Children of one installation. Use as a context manager."""

    def __init__(self, settings: Settings, *, log: Path | None = None) -> None:
        self._settings = settings
        self._log: IO[bytes] | None = log.open("ab") if log else None
        self._read_end, self._write_end = os.pipe()
        self._children: dict[str, _Child] = {}
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __enter__(self) -> Supervisor:
        """Start every child and the watcher."""
        for role in ROLES:
            self._children[role] = _Child(self._spawn(role), time.monotonic())
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop every child in order with SIGTERM, also after an error.

        A child that does not end in time is killed with its whole session (SIGKILL).
        """
        self._stopping.set()
        self._watcher.join()
        for child in self._children.values():
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_S
        for child in self._children.values():
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log_event("child.killed", pid=child.process.pid)
            # a killed worker, for example, may leave pool processes
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
        os.close(self._write_end)
        os.close(self._read_end)
        if self._log is not None:
            self._log.close()

    def _spawn(self, role: str) -> subprocess.Popen[bytes]:
        variables = settings_environment(self._settings) | {PIPE_VARIABLE: str(self._read_end)}
        return subprocess.Popen(  # noqa: S603 - our own modules, run by our own interpreter
            [sys.executable, *ROLES[role]],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=self._log
            or sys.stderr,  # standard output is the command's own, and one line long
            stderr=self._log,
            pass_fds=(self._read_end,),
            # Ctrl-C reaches only this process, which stops the children in order.
            start_new_session=True,
        )

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_S):
            for role, child in self._children.items():
                self._supervise(role, child)

    def _supervise(self, role: str, child: _Child) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            if child.process.poll() is None:
                return
            child.deaths = 1 if now - child.started > STABLE_S else child.deaths + 1
            child.restart_at = now + BACKOFF_S[min(child.deaths, len(BACKOFF_S)) - 1]
            log_event("child.died", role=role, status=child.process.returncode, deaths=child.deaths)
        if now >= child.restart_at and not self._stopping.is_set():
            child.process, child.started, child.restart_at = self._spawn(role), now, None

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until the API answers. Raise StartFailed after `timeout_s`.

        A backlog of jobs does not delay it.
        """
        address = probe_address(self._settings)
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if is_answering(address, timeout_s=2):
                return
            if self._children["api"].deaths >= len(BACKOFF_S):
                break
            time.sleep(0.05)
        raise StartFailed("the API did not become ready; its log has the reason")

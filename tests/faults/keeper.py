"""Keep processes running as an orchestrator would: restart each process that ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.processes import descendants

LOOK_S = 0.05
PAUSE_S = 0.5  # between the end of a process and its next start
STOP_S = 30.0


class Keeper:
    """Starts named commands, each with its own environment. All write to one log."""

    def __init__(self, log: Path) -> None:
        self.deaths = 0
        self._log = log.open("ab")
        self._commands: dict[str, tuple[list[str], dict[str, str]]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="keeper", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()
        everybody = [
            pid for one in self._running.values() for pid in (one.pid, *descendants(one.pid))
        ]
        for process in self._running.values():
            process.terminate()
        end = time.monotonic() + STOP_S
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, end - time.monotonic()))
        for pid in everybody:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self._running.values():
            process.wait()
        self._log.close()

    def keep(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a command and keep it running from now on."""
        with self._lock:
            self._commands[name] = command, dict(environment)
            self._start(name)

    def names(self) -> list[str]:
        """Return the names of the commands."""
        return list(self._commands)

    def pid(self, name: str) -> int:
        """Return the id of a command's process, which may just have ended."""
        return self._running[name].pid

    def _start(self, name: str) -> None:
        command, environment = self._commands[name]
        self._running[name] = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )

    def _look(self) -> None:
        ended_at: dict[str, float] = {}
        while not self._is_over.wait(LOOK_S):
            with self._lock:
                for name, process in self._running.items():
                    if process.poll() is not None and name not in ended_at:
                        ended_at[name] = time.monotonic()
                        self.deaths += 1
                for name in [
                    one for one, moment in ended_at.items() if time.monotonic() - moment >= PAUSE_S
                ]:
                    del ended_at[name]
                    self._start(name)

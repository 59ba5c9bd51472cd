"""Repeat steps in threads of one process until it is stopped."""

from __future__ import annotations

import functools
import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from core.errors import HomewardError
from core.logs import log_event
from core.process.heartbeat import Heartbeat
from workers.broker import BROKER_ERRORS

Step = Callable[[], object]
# logged, and the step is repeated at its next turn
TRANSIENT_ERRORS: tuple[type[Exception], ...] = (SQLAlchemyError, HomewardError, *BROKER_ERRORS)
POLL_S = 0.2


class PeriodicThreads:
    """Threads that end together: on a signal, or when one of them raises an unexpected error."""

    def __init__(self, heartbeat: Heartbeat) -> None:
        self.has_crashed = False
        self._heartbeat = heartbeat
        self._is_asked = False  # set by a signal handler, which must not take a lock
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def repeat(self, name: str, every_s: float, step: Step) -> None:
        """Run a step in a new thread every `every_s` seconds; return at once.

        The first run is after `every_s` seconds. A heartbeat is written at the start and after each
        run. A transient error is logged and the step runs again. Any other error ends all threads.
        """

        def run() -> None:
            self._heartbeat.mark(name)
            is_good = True
            while not self._stop.wait(every_s):
                was_good, is_good = is_good, _attempt(step, name, is_logged=not is_good)
                if is_good and not was_good:
                    log_event("scheduler.recovered", thread=name)
                self._heartbeat.mark(name)

        self.start(run)

    def once(self, step: Step) -> None:
        """Run a step once in a thread."""
        self.start(functools.partial(_attempt, step))

    def start(self, run: Step) -> None:
        """Run a function in a new thread."""

        def guarded() -> None:
            try:
                run()
            except Exception as error:  # noqa: BLE001 - otherwise the thread would end unnoticed
                log_event("scheduler.crashed", level=logging.CRITICAL, error=error)
                self.has_crashed = True
                self._stop.set()

        thread = threading.Thread(target=guarded, daemon=True)
        self._threads.append(thread)
        thread.start()

    def wait(self) -> None:
        """Return when SIGTERM or SIGINT arrives, or a thread has crashed.

        The threads end after that.
        """

        def ask(_number: int, _frame: FrameType | None) -> None:
            self._is_asked = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask)
        while not self._is_asked and not self._stop.wait(POLL_S):
            pass
        self._stop.set()

    def join(self, deadline: float) -> bool:
        """Wait for every thread until a time of the monotonic clock. Return False if one hangs."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)


def _attempt(step: Step, name: str | None = None, *, is_logged: bool = False) -> bool:
    """Run a step; return False if it fails with a transient error, such as a lost connection.

    The error is logged unless `is_logged`, which means that an earlier attempt logged it. Any other
    error is raised. `name` is the thread in the log.
    """
    try:
        step()
    except TRANSIENT_ERRORS as error:
        if not is_logged:
            log_event("scheduler.failed", level=logging.ERROR, error=error, thread=name)
        return False
    return True

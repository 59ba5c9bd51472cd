"""The state of a process as its probes tell it.

A thread renews the readiness each second over a connection of its own. So neither a full queue of
requests nor a busy pool of connections delays the answer to a probe.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from core.errors import HomewardError
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context
from services.operations import metrics, readiness
from services.operations.readiness import Readiness, Work

RENEW_S = 1.0
STALE_S = 5.0  # the database has not answered a renewal for so long
SILENT_S = 10.0  # the event loop that answers requests has not run for so long

Value = TypeVar("Value")


class Renewed(Generic[Value]):
    """A value that is computed when it is asked for, but at most once in `max_age_s`.

    Others wait for the one that computes it.
    """

    def __init__(self, compute: Callable[[], Value], max_age_s: float) -> None:
        self._compute, self._max_age_s = compute, max_age_s
        self._lock, self._found, self._found_at = threading.Lock(), list[Value](), -math.inf

    def get(self) -> Value:
        """Return the value, computed within the last `max_age_s` seconds."""
        with self._lock:
            if time.monotonic() - self._found_at >= self._max_age_s:
                self._found[:] = [self._compute()]
                self._found_at = time.monotonic()
            return self._found[0]


class ProbeState:
    """The state of the application `app`, read over `database`.

    `max_age_s` is the greatest age of work and metrics in seconds. Without `start`, each question
    renews the readiness.
    """

    def __init__(self, app: FastAPI, database: Database, *, max_age_s: float = RENEW_S) -> None:
        self._app, self._database = app, database
        self._readiness, self._renewed_at = Readiness.DATABASE_UNAVAILABLE, -math.inf
        self._is_started = False
        self.work: Renewed[Work] = Renewed(self._read_work, max_age_s)
        self.metrics: Renewed[metrics.Snapshot | None] = Renewed(self._read_metrics, max_age_s)

    def start(self) -> None:
        """Renew the readiness each second in a thread, which ends with the process."""
        self._is_started = True
        threading.Thread(target=self._repeat, name="probe-state", daemon=True).start()

    def _repeat(self) -> None:
        while True:
            self.renew()
            time.sleep(RENEW_S)

    def renew(self) -> None:
        """Read the readiness. After an error it stays as it is and becomes stale."""
        try:
            self._readiness = readiness.readiness(self._database, self._context)
            self._renewed_at = time.monotonic()
        except (SQLAlchemyError, HomewardError, OSError):
            return

    def is_answering(self) -> bool:
        """Return whether the event loop that answers requests runs."""
        beat_at: float | None = self._app.state.beat_at
        return beat_at is not None and time.monotonic() - beat_at < SILENT_S

    def readiness(self) -> Readiness:
        """Return the first reason why the process cannot serve, or `READY`."""
        if not self._is_started:
            self.renew()
        if not self.is_answering():
            return Readiness.NOT_ANSWERING
        if time.monotonic() - self._renewed_at >= STALE_S:
            return Readiness.DATABASE_UNAVAILABLE
        has_kernels: threading.Event | None = self._app.state.has_kernels
        if self._readiness is Readiness.READY and has_kernels and not has_kernels.is_set():
            return Readiness.WARMING_UP
        return self._readiness

    @property
    def _context(self) -> Context:
        context: Context = self._app.state.context
        return context

    def _read_work(self) -> Work:
        return readiness.work(self._database, self._context)

    def _read_metrics(self) -> metrics.Snapshot | None:
        """Return the metrics, None if the database does not answer."""
        try:
            with self._database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
                return metrics.take_snapshot(session, self._context)
        except SQLAlchemyError:
            return None

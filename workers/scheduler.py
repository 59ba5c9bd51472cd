"""The scheduler process: Celery beat, and threads that work on the database directly: relay, sweep, audit checkpoint.

Two of them at once are harmless: a job told twice is claimed once, a sweep is one statement, checkpoints only add.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

from celery import Celery
from celery.beat import Scheduler, Service
from kombu.exceptions import OperationalError
from sqlalchemy.exc import SQLAlchemyError

from core.errors import HomewardError
from core.logs import event
from core.settings import Settings
from services import audit, jobs, runs
from workers.app import RUN_JOBS, make_celery
from workers.runtime import Runtime

RELAY_S = 0.2
SWEEP_S = 2.0
CHECKPOINT_S = 30.0
RELAY_LIMIT = 200
IDS_A_MESSAGE = 5
EXPIRES_S = 60  # a message nobody took is told again anyway; a broker without worker must not fill up


class Relay:
    """Tells the broker of jobs: new ones, overdue ones, those of a dead worker."""

    def __init__(self, runtime: Runtime, app: Celery) -> None:
        self._runtime, self._app = runtime, app

    def step(self) -> None:
        """Publish what is to be published, then remember it: told twice rather than never."""
        with self._runtime.database.transaction(is_read_only=True) as session:
            job_ids = jobs.to_publish(session, self._runtime.context, limit=RELAY_LIMIT)
        for batch in _batches(job_ids):
            self._app.send_task(RUN_JOBS, args=[batch], retry=False, expires=EXPIRES_S)
            with self._runtime.database.transaction() as session:
                jobs.mark_published(session, self._runtime.context, batch)


def _batches(job_ids: list[int]) -> list[list[int]]:
    return [job_ids[start : start + IDS_A_MESSAGE] for start in range(0, len(job_ids), IDS_A_MESSAGE)]


class Sweep:
    """Quarantines jobs whose last attempt died with its worker."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def step(self) -> None:
        """Sweep once."""
        with self._runtime.database.transaction() as session:
            swept = jobs.sweep(session, self._runtime.context)
            for run_id in {run_id for run_id in swept if run_id is not None}:
                runs.fail(session, self._runtime.context, run_id)
        if swept:
            event("jobs.quarantined", level=logging.ERROR, count=len(swept))


class Checkpoint:
    """Signs the newest audit row outside the database."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime, self._after = runtime, 0

    def step(self) -> None:
        """Sign once, if there is anything new."""
        with self._runtime.database.transaction(is_read_only=True) as session:
            self._after = audit.checkpoint(session, self._runtime.context, after=self._after)


def _loop(stop: threading.Event, every_s: float, step: Callable[[], None]) -> None:
    while not stop.wait(every_s):
        try:
            step()
        except (SQLAlchemyError, OperationalError, HomewardError, OSError) as error:
            event("scheduler.failed", level=logging.ERROR, error=error)
        except Exception as error:  # noqa: BLE001 - a thread that dies alone would stop the work without a sign
            event("scheduler.crashed", level=logging.CRITICAL, error=error)
            os.kill(os.getpid(), signal.SIGTERM)
            return


def run_scheduler(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    app = make_celery(settings)
    runtime = Runtime(settings)
    stop = threading.Event()
    steps: tuple[tuple[float, Callable[[], None]], ...] = (
        (RELAY_S, Relay(runtime, app).step),
        (SWEEP_S, Sweep(runtime).step),
        (CHECKPOINT_S, Checkpoint(runtime).step),
    )
    threads = [threading.Thread(target=_loop, args=(stop, every_s, step), daemon=True) for every_s, step in steps]
    beat = Service(app, max_interval=1, scheduler_cls=Scheduler)

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        beat.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    for thread in threads:
        thread.start()
    beat.start()
    stop.set()
    for thread in threads:
        thread.join(timeout=5)
    Checkpoint(runtime).step()

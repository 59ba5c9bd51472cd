"""The processes: migrate, serve, worker, scheduler."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import typer

from cli.installation import prepare
from cli.supervisor import Supervisor
from core import lifeline, logs
from core.settings import Settings, load_settings

READY_S = 60.0


def migrate() -> None:
    """Bring the database to this version's tables; makes the key file of a new embedded installation."""
    prepare(load_settings())
    typer.echo("the database is at this version's tables")


def worker() -> None:
    """Run a worker until it is told to stop."""
    from workers.app import run_worker

    settings = _process()
    run_worker(settings)


def scheduler() -> None:
    """Run the scheduler until it is told to stop; a second one does no harm."""
    from workers.scheduler import run_scheduler

    settings = _process()
    run_scheduler(settings)


def _process() -> Settings:
    settings = load_settings()
    logs.configure(settings.log_level)
    lifeline.watch()
    return settings


def serve() -> None:
    """Run api, worker and scheduler together on this machine until Ctrl-C or SIGTERM."""
    settings = load_settings()
    logs.configure(settings.log_level)
    prepare(settings)
    stop = stop_event()
    with Supervisor(settings) as supervisor:
        supervisor.wait_ready(READY_S)
        typer.echo(f"Homeward serves on http://{settings.host}:{settings.port}  (Ctrl-C stops it)")
        stop.wait()


def stop_event() -> threading.Event:
    """Return an event that SIGTERM or Ctrl-C sets, in place of an exception at any line."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop

"""The processes: migrate, serve, api, worker, scheduler; and whether one is alive."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Annotated

import typer

from cli import health as signs
from cli.installation import prepare_installation, settings_environment
from cli.supervisor import ROLES, Supervisor
from core import logs
from core.clock import SystemClock
from core.process import parent_watch
from core.process.heartbeat import MAX_AGE_S, Heartbeat
from core.process.scheduling_priority import lower_priority
from core.security.crypto import load_keyring
from core.settings import Settings, load_settings
from models.session import Database
from services.foundation.context import load_engine
from services.operations import store_check

READY_TIMEOUT_S = 60.0


def migrate() -> None:
    """Bring the database to this version's tables; makes the key file of a new embedded
    installation.
    """
    prepare_installation(load_settings())
    typer.echo("the database is at this version's tables")


def api() -> None:
    """Serve the HTTP API until it is told to stop; requests in flight are finished."""
    settings = load_settings()
    logs.configure_logging(settings.log_level, role="api")
    _checked(settings, waits=False)  # it answers 503 meanwhile
    sys.stdout.flush()
    # the API is no part of the command: this process becomes it, with its signals and its exit code
    os.execve(sys.executable, [sys.executable, *ROLES["api"]], settings_environment(settings))  # noqa: S606 - our own module


def worker() -> None:
    """Run a worker until it is told to stop."""
    from workers.app import run_worker
    from workers.celery_heartbeat import install_heartbeat

    settings = _process("worker")
    lower_priority()
    install_heartbeat(Heartbeat(settings.runtime, "worker"))
    with logs.lifetime():
        run_worker(settings)


def scheduler() -> None:
    """Run the scheduler until it is told to stop; a second one does no harm."""
    from workers.scheduler import run_scheduler

    settings = _process("scheduler")
    with logs.lifetime():
        run_scheduler(settings)


def _process(role: str) -> Settings:
    settings = load_settings()
    logs.configure_logging(settings.log_level, role=role)
    parent_watch.watch_supervisor()
    return _checked(settings, waits=True)


def _checked(settings: Settings, *, waits: bool) -> Settings:
    """Return the settings if a process may start with them; `SettingsError` for keys, weights,
    tables or a clock that do not fit.

    A worker without the key would fail every job until it is quarantined. `waits`: return when the
    database answers.
    """
    keys = load_keyring(settings.keys)
    load_engine(settings)
    database = Database(settings.database)
    try:
        store_check.check_start(database, keys, SystemClock(), waits=waits)
    finally:
        database.dispose()
    return settings


def health(
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(signs.ROLES)}.")],
    max_age: Annotated[float, typer.Option(help="Seconds a loop may be silent.")] = MAX_AGE_S,
) -> None:
    """Tell whether the process of a role on this machine is alive; exit code 0 or 1."""
    if role not in signs.ROLES:
        raise typer.BadParameter(f"one of {', '.join(signs.ROLES)}")
    wrong = signs.find_problem(load_settings(), role, max_age_s=max_age)
    typer.echo(wrong or "alive")
    if wrong:
        raise typer.Exit(1)


def serve() -> None:
    """Run api, worker and scheduler together on this machine until Ctrl-C or SIGTERM."""
    settings = load_settings()
    logs.configure_logging(settings.log_level, role="supervisor")
    prepare_installation(settings)
    stop = stop_event()
    with Supervisor(settings) as supervisor:
        supervisor.wait_ready(READY_TIMEOUT_S)
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

"""Commands for the processes: migrate, serve, api, worker, scheduler and health."""

from __future__ import annotations

import os
import sys
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
from core.process.stop_signals import stop_event
from core.security.crypto import load_keyring
from core.settings import Settings, load_settings
from models.session import Database
from services.foundation.context import load_engine
from services.operations import store_check

READY_TIMEOUT_S = 60.0


def migrate() -> None:
    """Migrate the database to this version. A new embedded installation also gets its key file."""
    prepare_installation(load_settings())
    typer.echo("the database has the tables of this version")


def api() -> None:
    """Serve the HTTP API until it is stopped. Requests that are running are completed."""
    settings = load_settings()
    logs.configure_logging(settings.log_level, role="api")
    _checked(settings, waits=False)  # while the database is missing, the API answers 503
    sys.stdout.flush()
    # The CLI may not import the API. This process is replaced by it and keeps signals and exit
    # code.
    os.execve(sys.executable, [sys.executable, *ROLES["api"]], settings_environment(settings))  # noqa: S606 - our own module


def worker() -> None:
    """Run a worker until it is stopped."""
    from workers.app import run_worker
    from workers.celery_heartbeat import install_heartbeat

    settings = _process("worker")
    lower_priority()
    install_heartbeat(Heartbeat(settings.runtime, "worker"))
    with logs.lifetime():
        run_worker(settings)


def scheduler() -> None:
    """Run the scheduler until it is stopped. A second scheduler is harmless."""
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
    """Return the settings after checking keys, weights, tables and clock.

    Raise SettingsError if one of them does not fit. A worker without the key, for example, would
    fail every job until all are quarantined. `waits`: wait until the database answers.
    """
    keys = load_keyring(settings.keys)
    load_engine(settings)
    with Database(settings.database) as database:
        store_check.check_start(database, keys, SystemClock(), waits=waits)
    return settings


def health(
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(signs.ROLES)}.")],
    max_age: Annotated[float, typer.Option(help="Seconds that a loop may be silent.")] = MAX_AGE_S,
) -> None:
    """Check the process of one role on this machine. Exit code 0 if it is alive, else 1."""
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

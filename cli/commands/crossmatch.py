"""`homeward crossmatch`: starts a many-against-many run and shows how far it is; the workers do it."""

from __future__ import annotations

import time

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.installation import open_installation
from core.settings import load_settings
from models.session import Database
from models.wall import Door
from services import runs, schedule
from services.context import Context
from services.runs import ACTIVE

POLL_S = 0.2


def crossmatch() -> None:
    """Compare everybody with everybody; needs a running worker and scheduler. Ctrl-C leaves the run going."""
    with open_installation(load_settings()) as (context, database):
        done = run_to_end(context, database)
        typer.echo(
            f"run {done.state}: {done.records} records, {done.pairs_scored} pairs compared, {done.pairs_kept} kept"
        )
        if done.state != "done":
            raise typer.Exit(1)


def run_to_end(context: Context, database: Database) -> runs.Progress:
    """Start a run and watch it to its end, with a progress bar."""
    with database.transaction(door=Door.OFFICE) as session:
        run_id = runs.start(session, context, schedule.SCHEDULER)
    with bar("cross-matching") as progress:
        while True:
            with database.transaction(is_read_only=True, door=Door.OFFICE) as session:
                state = runs.progress(session, schedule.SCHEDULER, run_id)
            progress.update(progress.task_ids[0], total=state.shards or None, completed=state.shards_done)
            if state.state not in ACTIVE:
                return state
            time.sleep(POLL_S)


def bar(title: str, total: int | None = None, *, is_hidden: bool = False) -> Progress:
    """Return a progress bar with one task."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, disable=is_hidden)
    progress.add_task(title, total=total)
    return progress

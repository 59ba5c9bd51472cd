"""`homeward crossmatch`: start, watch or cancel a run. The workers do the comparison."""

from __future__ import annotations

import time
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from cli.installation import open_installation, sign_audit_log
from core.codes.operations import MatchingRunKind, MatchingRunState
from core.settings import load_settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context
from services.matching_runs import runs
from services.matching_runs.runs import ACTIVE_STATES
from services.operations import schedule

POLL_S = 0.2


def crossmatch(
    *,
    is_delta: Annotated[
        bool,
        typer.Option(
            "--delta", help="Only records that changed, or were matched by an older engine."
        ),
    ] = False,
    is_watching: Annotated[
        bool, typer.Option("--watch", help="Watch the active run instead of starting one.")
    ] = False,
    is_cancelling: Annotated[
        bool, typer.Option("--cancel", help="Cancel the active run; its pairs are kept.")
    ] = False,
) -> None:
    """Compare all records with each other. Needs a running worker and scheduler.

    Ctrl-C does not stop the run.
    """
    with open_installation(load_settings()) as (context, database):
        if is_cancelling:
            typer.echo(f"run {cancel_active(context, database)} cancelled")
            sign_audit_log(context, database)
            return
        kind = MatchingRunKind.DELTA if is_delta else MatchingRunKind.CROSSMATCH
        done = (
            watch_run(context, database, active_id(context, database))
            if is_watching
            else run_to_end(context, database, kind=kind)
        )
        typer.echo(
            f"run {done.state}: {done.records} records, {done.pairs_scored} pairs compared,"
            f" {done.pairs_kept} kept"
        )
        if done.state != MatchingRunState.DONE:
            raise typer.Exit(1)


def active_id(context: Context, database: Database) -> UUID:
    """Return the id of the active run. Raise NotFound if there is none."""
    with database.transaction(is_read_only=True, door=DatabaseRole.OFFICE) as session:
        return runs.active_run(session, context, schedule.SCHEDULER).id


def cancel_active(context: Context, database: Database) -> UUID:
    """Cancel the active run and return its id. Raise NotFound if there is none."""
    with database.transaction(door=DatabaseRole.OFFICE) as session:
        matching_run_id = runs.active_run(session, context, schedule.SCHEDULER).id
        runs.cancel_matching_run(session, context, schedule.SCHEDULER, matching_run_id)
        return matching_run_id


def run_to_end(
    context: Context, database: Database, *, kind: str = MatchingRunKind.CROSSMATCH
) -> runs.MatchingRunProgress:
    """Start a run and show a progress bar until it ends.

    Raise Conflict if another run is active.
    """
    with database.transaction(door=DatabaseRole.OFFICE) as session:
        matching_run_id = runs.start_matching_run(session, context, schedule.SCHEDULER, kind=kind)
    return watch_run(context, database, matching_run_id)


def watch_run(
    context: Context, database: Database, matching_run_id: UUID
) -> runs.MatchingRunProgress:
    """Show a progress bar until a run ends; return its final state."""
    with progress_bar("cross-matching") as progress:
        while True:
            with database.transaction(is_read_only=True, door=DatabaseRole.OFFICE) as session:
                state = runs.matching_run_progress(
                    session, context, schedule.SCHEDULER, matching_run_id
                )
            progress.update(
                progress.task_ids[0], total=state.shards or None, completed=state.shards_done
            )
            if state.state not in ACTIVE_STATES:
                return state
            time.sleep(POLL_S)


def progress_bar(title: str, total: int | None = None, *, is_hidden: bool = False) -> Progress:
    """Return a progress bar with one task."""
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, disable=is_hidden)
    progress.add_task(title, total=total)
    return progress

"""`homeward quarantine`: list jobs that failed in every attempt, and retry them."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from cli.installation import open_installation, sign_audit_log
from core.errors import NotFound
from core.settings import load_settings
from models.row_security.database_roles import DatabaseRole
from services.operations import failed_jobs, schedule

app = typer.Typer(help="Jobs that failed in every attempt.", no_args_is_help=True)


@app.command("list")
def show(
    as_json: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--json", help="One JSON array on standard output.")
    ] = False,
) -> None:
    """List quarantined jobs, oldest first. See the log entry `job.failed` with the same number for
    details.
    """
    with open_installation(load_settings()) as (_, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.OFFICE) as session:
            jobs = failed_jobs.list_failed_jobs(session, schedule.SCHEDULER)
        if as_json:
            typer.echo(json.dumps([dataclasses.asdict(job) for job in jobs], default=str))
            return
        for failed_job in jobs:
            typer.echo(
                f"job {failed_job.job}, {failed_job.kind}: {failed_job.error}, of"
                f" {failed_job.created_at:%Y-%m-%d %H:%M}"
            )
        typer.echo(f"{len(jobs)} jobs in quarantine")


@app.command("retry")
def retry(
    jobs: Annotated[
        list[int] | None, typer.Argument(help="Numbers of jobs; without numbers, all.")
    ] = None,
) -> None:
    """Retry quarantined jobs. A run that failed because of them continues."""
    with open_installation(load_settings()) as (context, database):
        with database.transaction(door=DatabaseRole.OFFICE) as session:
            count = failed_jobs.retry_jobs(session, context, schedule.SCHEDULER, jobs or ())
        if jobs and not count:
            raise NotFound("no such job in quarantine")
        sign_audit_log(context, database)
        typer.echo(f"{count} jobs are tried again")

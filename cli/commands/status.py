"""`homeward status`: what goes on now, how far it is, and what waits."""

from __future__ import annotations

import dataclasses
import json
import math
from datetime import datetime
from typing import Annotated

import typer

from cli.installation import open_installation
from core.settings import load_settings
from models.row_security.database_roles import DatabaseRole
from services.operations import schedule, system_status
from services.operations.system_status import WorkProgress


def status(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
) -> None:
    """Show the matching run, the imports and the jobs of this installation. Read only."""
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            work = system_status.active_work(session, context, schedule.SCHEDULER)
            queues = system_status.read_queues(session, schedule.SCHEDULER)
        if as_json:
            values = {
                "work": [dataclasses.asdict(one) for one in work],
                "jobs": [dataclasses.asdict(one) for one in queues],
            }
            typer.echo(json.dumps(values, default=str))
            return
        for one in work:
            typer.echo(_line(one, context.clock.now()))
        if not work:
            typer.echo("no run and no import goes on")
        for queue in queues:
            typer.echo(
                f"jobs: {queue.kind} {queue.state}, {queue.jobs}, oldest of"
                f" {queue.since:%Y-%m-%d %H:%M}"
            )


def _line(one: WorkProgress, now: datetime) -> str:
    done = f"{one.work}: {one.done} of {one.total or 'an unknown number of'} {one.unit}"
    if one.expected_end is None:
        return done
    minutes = math.ceil((one.expected_end - now).total_seconds() / 60)
    return f"{done}, about {minutes} min left"

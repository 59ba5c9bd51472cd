"""The installation of the demo, without its processes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from cli import demo_world
from cli.commands.demo import TUTORIAL_AGENCY, tutorial_variables
from cli.installation import open_installation, prepare_installation
from core.settings import Settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import jobs
from services.foundation.context import Context
from workers.execution import run_jobs
from workers.runtime import Runtime

Demo = tuple[Context, Database, dict[str, str]]


def work(context: Context, database: Database) -> None:
    """Do the jobs that wait, and those that they add."""
    runtime = Runtime(context.settings)
    runtime.__dict__.update(
        context=context, database=Database(database.url, door=DatabaseRole.WORKER)
    )
    while True:
        with runtime.database.transaction(is_read_only=True) as session:
            job_ids = jobs.unpublished_jobs(session, context, limit=200)
        if not job_ids:
            runtime.database.dispose()
            return
        assert run_jobs(runtime, job_ids) >= len(job_ids)  # and the jobs that are batched with them


@contextlib.contextmanager
def open_demo(folder: Path) -> Iterator[Demo]:
    """Yield the demo with its accounts and no records, and the variables that it prints."""
    settings = Settings(data_dir=folder, demo=True)
    prepare_installation(settings)
    with open_installation(settings) as (context, database):
        made = demo_world.make_accounts(context, database)
        token = demo_world.issue_token(context, database, TUTORIAL_AGENCY)
        yield context, database, tutorial_variables(settings, made, token)

"""`homeward upgrade`: migrate the tables, then pack each record for this version.

It may be interrupted and repeated.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Annotated
from uuid import UUID

import typer

from cli import repack_pool
from cli.commands.crossmatch import progress_bar
from cli.installation import (
    open_installation,
    prepare_installation,
    refuse_mixed_data,
    sign_audit_log,
)
from core.errors import Conflict
from core.settings import Settings, load_settings
from models import migrate
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import store_versions
from services.foundation.context import Context
from services.matching_runs import stale_features


def upgrade(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
) -> None:
    """Upgrade this installation to this version while its processes run. May be interrupted and
    repeated.

    The command migrates the tables, then packs each record for this version. It exits with 1 if a
    record could not be packed.
    """
    settings = load_settings()
    with exclusive_upgrade(settings):
        prepare_installation(settings)
        with open_installation(settings) as (context, database):
            packed, given_up = pack_all(context, database, is_hidden=as_json)
            older_s = store_versions.older_engine_s(database, context.clock)
            if older_s:
                time.sleep(older_s)
                late, given_up = pack_all(context, database, is_hidden=as_json)
                packed += late
            sign_audit_log(context, database)
    if as_json:
        tables, named = migrate.newest_revision(), [str(public_id) for public_id in given_up]
        typer.echo(
            json.dumps(
                {"tables": tables, "packed": packed, "given_up": named, "is_run_due": packed > 0}
            )
        )
    else:
        _print_result(packed, given_up)
    if given_up:
        raise typer.Exit(1)


@contextlib.contextmanager
def exclusive_upgrade(settings: Settings) -> Iterator[None]:
    """Hold the lock for operations on a whole installation.

    Raise Conflict if another process holds it.
    """
    refuse_mixed_data(settings)
    settings.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        Database(settings.owner_database) as database,
        locks.exclusive_lock(database.engine, Lock.UPGRADE) as is_locked,
    ):
        if not is_locked:
            raise Conflict("another upgrade of this installation is running")
        yield


def pack_all(context: Context, database: Database, *, is_hidden: bool) -> tuple[int, list[UUID]]:
    """Pack every record of another version again, chunk by chunk, with a progress bar.

    Return the number of packed records, and the public ids of the records that could not be packed.
    """
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        waiting = stale_features.count_stale_features(session)
    with progress_bar(
        "packing records again", waiting.due + waiting.given_up, is_hidden=is_hidden
    ) as progress:
        return repack_pool.pack_all(
            context, database, report_progress=partial(progress.advance, progress.task_ids[0])
        )


def _print_result(packed: int, given_up: list[UUID]) -> None:
    typer.echo(f"the database has the tables of this version; {packed} records were packed again")
    if packed:
        typer.echo("a full cross-match is due; worker and scheduler start it automatically")
    for public_id in given_up:
        typer.echo(
            f"record {public_id} could not be packed again and is not matched:"
            " docs/operations.md, Upgrade"
        )

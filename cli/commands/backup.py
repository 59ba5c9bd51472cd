"""`homeward backup`, `restore` and `restore-keys`: write two sealed archives, restore from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.commands import archives
from cli.commands.rotate import rekey_all, retire_match_key
from cli.commands.upgrade import exclusive_upgrade
from cli.installation import open_installation, sign_audit_log
from core.settings import load_settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation.checkpoints import CHECKPOINTS
from services.foundation.context import Context
from services.operations import backup, match_key_rotation
from services.oversight import audit_verification

BROKEN_CHAIN_REASONS = frozenset({"chain_broken", "row_altered", "index_differs"})


def back_up(
    keys: Annotated[
        list[Path],
        typer.Option(help="The key archive; an older one is replaced. Repeat it for each place."),
    ],
    data: Annotated[
        Path | None, typer.Option(help="A new data archive; without it, only the keys are saved.")
    ] = None,
) -> None:
    """Back up an installation into two encrypted archives, data and keys, while it runs."""
    settings = load_settings()
    with (
        open_installation(settings) as (context, database),
        Database(settings.owner_database) as owner,
    ):
        if data is not None:
            archives.save_data(context, owner, data)
        for place in keys:
            archives.save_keys(context, owner, place)
            if data is not None:
                archives.prove_backup(context, owner, data, place)
        sign_audit_log(context, database)
    typer.echo("backed up; keep the two archives and the key file in three places")


def restore(
    data: Annotated[Path, typer.Argument(help="Any data archive.")],
    keys: Annotated[Path, typer.Argument(help="The newest key archive.")],
) -> None:
    """Restore a data archive and the newest key archive into a new, empty database.

    Stop all processes first. People erased after the backup are erased again. Exit with 1 if a
    record cannot be opened, or if the audit log was altered.
    """
    _restore(lambda context, owner: archives.restore_archives(context, owner, data, keys))


def restore_keys(keys: Annotated[Path, typer.Argument(help="The newest key archive.")]) -> None:
    """Give a restored copy of the database the keys of the newest key archive.

    For a copy that PostgreSQL's own tools made: a base backup, a point in time or a standby. Stop
    all processes first. People erased after the copy are erased again. Exit with 1 as `restore`.
    """
    _restore(lambda context, owner: archives.replace_keys(context, owner, keys))


def _restore(restore_with: Callable[[Context, Database], backup.RestoreResult]) -> None:
    settings = load_settings()
    with (
        exclusive_upgrade(settings),
        open_installation(settings, are_keys_stored=False) as (context, database),
        Database(settings.owner_database) as owner,
    ):
        restored = restore_with(context, owner)
        given_up = rekey_restored(context, owner)
        sign_audit_log(context, database)
        with database.transaction(is_read_only=True, door=DatabaseRole.AUDITOR) as session:
            path = context.settings.root / CHECKPOINTS
            count, findings = audit_verification.walk_rows(
                session, context.keys, path, now=context.clock.now()
            )
    broken = [finding for finding in findings if finding.reason in BROKEN_CHAIN_REASONS]
    typer.echo(
        f"{sum(restored.rows.values())} rows restored, {restored.erased_again} people erased"
        f" again, {count} audit rows"
    )
    for public_id in given_up:
        typer.echo(f"record {public_id} cannot be opened and is not matched", err=True)
    for public_id in restored.unreadable:
        typer.echo(f"record {public_id} cannot be opened: no archive has its key", err=True)
    for problem in broken:
        typer.echo(f"audit row {problem.audit_id}: {problem.reason}", err=True)
    if restored.unreadable or given_up or broken:
        raise typer.Exit(1)


def rekey_restored(context: Context, owner: Database) -> tuple[UUID, ...]:
    """Compute rows again that were archived under an old match key.

    Return the ids of records for which this was not possible.
    """
    with owner.transaction() as session:
        if not match_key_rotation.count_old_key_rows(session, context, INSTALLER):
            return ()
    rekeyed = rekey_all(context, owner)
    if len(context.keys.key_versions("match")) == 1:
        retire_match_key(context, owner)
    return rekeyed.given_up

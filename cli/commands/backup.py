"""`homeward backup` and `homeward restore`: write two sealed archives, and restore from them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from cli.commands.rotate import rekey_all, retire_match_key
from cli.commands.upgrade import exclusive_upgrade
from cli.installation import open_installation, sign_audit_log
from core.errors import SealBroken, SettingsError
from core.security import sealed_archives
from core.security.sealed_archives import ArchiveHeader
from core.settings import load_settings
from models import migrate
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation import store_versions
from services.foundation.checkpoints import CHECKPOINTS
from services.foundation.context import Context
from services.operations import backup, match_key_rotation
from services.oversight import audit_verification

DATA_ARCHIVE, KEY_ARCHIVE = "data", "keys"
BROKEN_CHAIN_REASONS = frozenset({"chain_broken", "row_altered", "index_differs"})


def back_up(
    keys: Annotated[Path, typer.Option(help="The key archive; an older one is replaced.")],
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
            save_data(context, owner, data)
        save_keys(context, owner, keys)
        sign_audit_log(context, database)
    typer.echo("backed up; keep the two archives and the key file in three places")


def save_data(context: Context, owner: Database, path: Path) -> UUID:
    """Write a data archive, encrypted with a new data key. Return the id of the archive.

    The new key is stored in the database, so only a key archive written afterwards contains it.
    Raise `SettingsError` if the file exists or cannot be written. Audited.
    """
    header = _header(context, owner, DATA_ARCHIVE)
    with owner.transaction() as session:
        key = backup.make_archive_key(session, context, INSTALLER, header.id)
    with owner.transaction(is_read_only=True) as session:
        sealed_archives.write_archive(
            path, header, key, backup.data_lines(session, INSTALLER), is_replacing=False
        )
    return header.id


def save_keys(context: Context, owner: Database, path: Path) -> None:
    """Write the key archive, replacing the one before."""
    header = _header(context, owner, KEY_ARCHIVE)
    key = backup.key_archive_key(context.keys, header.id, header.key_version)
    with owner.transaction(is_read_only=True) as session:
        sealed_archives.write_archive(
            path, header, key, backup.key_lines(session, INSTALLER), is_replacing=True
        )


def _header(context: Context, owner: Database, kind: str) -> ArchiveHeader:
    version, _ = context.keys.current("wrapping")
    made_at = context.clock.now().isoformat(timespec="seconds")
    return ArchiveHeader(kind, uuid4(), migrate.current_revision(owner) or "", made_at, version)


def restore(
    data: Annotated[Path, typer.Argument(help="Any data archive.")],
    keys: Annotated[Path, typer.Argument(help="The newest key archive.")],
) -> None:
    """Restore a data archive and the newest key archive into a new, empty database.

    Stop all processes first. People erased after the backup are erased again. Exit with 1 if a
    record cannot be opened, or if the audit log was altered.
    """
    settings = load_settings()
    with (
        exclusive_upgrade(settings),
        open_installation(settings, are_keys_stored=False) as (context, database),
        Database(settings.owner_database) as owner,
    ):
        restored = restore_archives(context, owner, data, keys)
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


def restore_archives(
    context: Context, owner: Database, data: Path, keys: Path
) -> backup.RestoreResult:
    """Read both archives and fill the database in one transaction.

    Raise SettingsError if the archive is of another revision, SealBroken if it is of the wrong
    kind.
    """
    key_archive = backup.read_keys(
        sealed_archives.read_archive(keys, functools.partial(_key_of_keys, context))
    )
    header = sealed_archives.read_header(data)
    if header.revision < migrate.first_revision():
        raise SettingsError(f"the archive {store_versions.BEFORE_FIRST_VERSION}")
    if header.revision != migrate.current_revision(owner):
        raise SettingsError(
            f"the archive is of tables of version {header.revision}; restore it with that version"
        )

    def key_of(found: ArchiveHeader) -> bytes:
        if found.kind != DATA_ARCHIVE:
            raise SealBroken("this is not a data archive")
        return key_archive.open_key(context.keys, found.id)

    with owner.transaction() as session:
        return backup.restore_database(
            session, context, INSTALLER, sealed_archives.read_archive(data, key_of), key_archive
        )


def _key_of_keys(context: Context, header: ArchiveHeader) -> bytes:
    if header.kind != KEY_ARCHIVE:
        raise SealBroken("this is not a key archive")
    return backup.key_archive_key(context.keys, header.id, header.key_version)

"""The two archives of a backup as files: write, prove and read them."""

from __future__ import annotations

import functools
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from core.codes.operations import BackupKind
from core.errors import SealBroken, SettingsError
from core.security import sealed_archives
from core.security.sealed_archives import ArchiveHeader
from models import migrate
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation import store_versions
from services.foundation.context import Context
from services.operations import backup

DATA_ARCHIVE, KEY_ARCHIVE = "data", "keys"


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
    _note(context, owner, BackupKind.DATA)
    return header.id


def save_keys(context: Context, owner: Database, path: Path) -> None:
    """Write the key archive, replacing the one before."""
    header = _header(context, owner, KEY_ARCHIVE)
    key = backup.key_archive_key(context.keys, header.id, header.key_version)
    with owner.transaction(is_read_only=True) as session:
        sealed_archives.write_archive(
            path, header, key, backup.key_lines(session, INSTALLER), is_replacing=True
        )
    _note(context, owner, BackupKind.KEYS)


def prove_backup(context: Context, owner: Database, data: Path, keys: Path) -> None:
    """Read a record of a data archive with a key archive, both as they lie on the disk.

    Raise `SealBroken` if it does not open.
    """
    key_archive = _read_keys(context, keys)
    key_of = functools.partial(_key_of_data, context, key_archive)
    lines = sealed_archives.read_archive(data, key_of)
    backup.open_first_record(context.keys, key_archive, lines)
    _note(context, owner, BackupKind.PROOF)


def _note(context: Context, owner: Database, kind: BackupKind) -> None:
    with owner.transaction() as session:
        backup.note_backup(session, context, INSTALLER, kind)


def _header(context: Context, owner: Database, kind: str) -> ArchiveHeader:
    version, _ = context.keys.current("wrapping")
    made_at = context.clock.now().isoformat(timespec="seconds")
    return ArchiveHeader(kind, uuid4(), migrate.current_revision(owner) or "", made_at, version)


def restore_archives(
    context: Context, owner: Database, data: Path, keys: Path
) -> backup.RestoreResult:
    """Read both archives and fill the database in one transaction.

    Raise SettingsError if the archive is of another revision, SealBroken if it is of the wrong
    kind.
    """
    key_archive = _read_keys(context, keys)
    header = sealed_archives.read_header(data)
    if header.revision < migrate.first_revision():
        raise SettingsError(f"the archive {store_versions.BEFORE_FIRST_VERSION}")
    if header.revision != migrate.current_revision(owner):
        raise SettingsError(
            f"the archive is of tables of version {header.revision}; restore it with that version"
        )
    lines = sealed_archives.read_archive(
        data, functools.partial(_key_of_data, context, key_archive)
    )
    with owner.transaction() as session:
        return backup.restore_database(session, context, INSTALLER, lines, key_archive)


def replace_keys(context: Context, owner: Database, keys: Path) -> backup.RestoreResult:
    """Read the key archive and replace the data keys of the database, in one transaction."""
    key_archive = _read_keys(context, keys)
    with owner.transaction() as session:
        return backup.replace_keys(session, context, INSTALLER, key_archive)


def _read_keys(context: Context, path: Path) -> backup.KeyArchive:
    made_at = datetime.fromisoformat(sealed_archives.read_header(path).made_at)
    key_of = functools.partial(_key_of_keys, context)
    return backup.read_keys(made_at, sealed_archives.read_archive(path, key_of))


def _key_of_data(context: Context, key_archive: backup.KeyArchive, header: ArchiveHeader) -> bytes:
    if header.kind != DATA_ARCHIVE:
        raise SealBroken("this is not a data archive")
    return key_archive.open_key(context.keys, header.id)


def _key_of_keys(context: Context, header: ArchiveHeader) -> bytes:
    if header.kind != KEY_ARCHIVE:
        raise SealBroken("this is not a key archive")
    return backup.key_archive_key(context.keys, header.id, header.key_version)

"""Whether this program may work on a database: its tables and its engine must fit.

The table `store_version` has the lowest version of each part that may still work on the database.
Only `homeward migrate` and `homeward upgrade` write it. Every process reads it at its start and
while it runs, so a process of an older version continues for as long as the newer tables and the
newer engine permit it (docs/operations.md, Upgrade).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from core.clock import Clock
from core.errors import SettingsError
from matching import versions
from models import migrate
from models.operations.store_version import StoreVersion
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.session import Database

PACKED = "packed"
# Row name -> (label of the part, version of this program).
ENGINE_PARTS: Mapping[str, tuple[str, int]] = {
    PACKED: ("packed rows", versions.PACKED_VERSION),
    "engine": ("the engine", int(versions.ENGINE_VERSION)),
    "evidence": ("stored levels", versions.EVIDENCE_VERSION),
    "chance": ("stored counts", versions.CHANCE_VERSION),
}
# Processes read the versions every ten seconds; those of an older engine have ended by then.
OLDER_END = timedelta(seconds=15)
GOING_BACK = "docs/operations.md, Going back"
BEFORE_FIRST_VERSION = "was made before the first version; make a new one"


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """The reason, as a text, why this program may not work on a database.

    `can_migrate`: `homeward migrate` of this program can end the difference.
    """

    reason: str
    can_migrate: bool


def find_difference(database: Database, *, is_responsible: bool = False) -> Difference | None:
    """Return the first reason why this program may not work on the database, or None.

    Raise StoreUnreadable or an error of the database if a revision cannot be read: then nothing is
    known about the tables, and `homeward migrate` would not help.
    `is_responsible`: the connection is that of the owner of the tables, who may enter no other
    role.
    """
    revision, own = migrate.current_revision(database), migrate.newest_revision()
    if revision is not None and revision < migrate.first_revision():
        return Difference(f"the database {BEFORE_FIRST_VERSION}", can_migrate=False)
    if revision is None or revision < own:
        return Difference(
            f"the database has tables of version {revision or 'none'}, and this program needs"
            f" {own}; run `homeward migrate`",
            can_migrate=True,
        )
    stored = _stored_versions(database, is_responsible=is_responsible)
    oldest = stored.get(migrate.TABLES, int(revision))
    if own < revision and int(own) < oldest:
        return Difference(
            f"the database has tables of version {revision}, on which programs older than"
            f" {oldest:04} must not work (this one: {own}); start the newer version, or go back:"
            f" {GOING_BACK}",
            can_migrate=False,
        )
    for name, (what, version) in ENGINE_PARTS.items():
        if stored.get(name, 0) > version:
            return Difference(
                f"the database is used by a newer engine ({what}: version {stored[name]}, this"
                f" program has {version}); start the newer version, or go back: {GOING_BACK}",
                can_migrate=False,
            )
        if stored.get(name, 0) < version:
            return Difference(
                f"this program's engine is newer than the database's ({what}: version {version},"
                f" the database has {stored.get(name, 'none')}); run `homeward migrate`",
                can_migrate=True,
            )
    return None


def refuse_difference(database: Database, *, is_responsible: bool = False) -> None:
    """Raise `SettingsError` if this program may not work on the database.

    The causes are missing or older tables, tables that are too new, and another engine version
    (`find_difference`). `is_responsible`: the connection is that of the owner of the tables.
    """
    difference = find_difference(database, is_responsible=is_responsible)
    if difference is not None:
        raise SettingsError(difference.reason)


def older_engine_s(database: Database, clock: Clock) -> float:
    """Return for how many seconds a process of an older engine may still write packed rows."""
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        raised_at = session.scalar(select(StoreVersion.raised_at).filter_by(name=PACKED))
    if raised_at is None:
        return 0.0
    return max(0.0, (raised_at + OLDER_END - clock.now()).total_seconds())


def bring_up(database: Database) -> None:
    """Migrate the tables to this program's version, and write which programs may work on them.

    A newer database is not changed. Raise `SettingsError` if this program may not work on it.
    """
    stored, own = migrate.current_revision(database), migrate.newest_revision()
    if stored is not None and stored > own:
        refuse_difference(database, is_responsible=True)
        return
    difference = find_difference(database, is_responsible=True)
    if difference is not None and not difference.can_migrate:
        raise SettingsError(difference.reason)
    migrate.upgrade(
        database, versions={name: version for name, (_, version) in ENGINE_PARTS.items()}
    )


def _stored_versions(database: Database, *, is_responsible: bool) -> dict[str, int]:
    door = None if is_responsible else DatabaseRole.WORKER
    with database.transaction(is_read_only=True, door=door) as session:
        if is_responsible:
            database_roles.enter_as_maintenance(session)
        rows = session.execute(select(StoreVersion.name, StoreVersion.version)).all()
    return {row.name: row.version for row in rows}

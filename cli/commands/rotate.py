"""`homeward rotate-keys`: replace a key while all processes run.

After an interruption, run the command again.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.commands import archives
from cli.commands.upgrade import exclusive_upgrade
from cli.installation import open_installation, sign_audit_log
from core.errors import SettingsError
from core.security.keyring_file import add_version, keep_newest, replace_keyring
from core.settings import load_settings
from models.session import Database
from models.sql import locks
from services.agencies.accounts import INSTALLER
from services.foundation.context import Context
from services.matching_runs.warm_up import load_kernels
from services.operations import audit_key_rotation, match_key_rotation, wrapping_key_rotation

PLACES = 2  # of the key archive before the old wrapping key is destroyed


class RotatedKey(enum.StrEnum):
    """The keys that can be rotated."""

    WRAPPING = "wrapping"
    MATCH = "match"
    AUDIT_CHAIN = "audit_chain"


@dataclasses.dataclass(frozen=True, slots=True)
class KeyCopies:
    """The places of the key archive, and a data archive that proves that each can be used."""

    places: tuple[Path, ...]
    data: Path | None

    def check(self) -> None:
        """Raise `SettingsError` unless there are two places in two folders, and a data archive."""
        folders = {place.resolve().parent for place in self.places}
        if len(folders) < PLACES or self.data is None:
            raise SettingsError(
                "the old wrapping key is destroyed, so the new key archive must lie in two places;"
                " give --keys twice, in two folders, and --data with the newest data archive"
            )

    def renew(self, context: Context, owner: Database) -> None:
        """Write the key archive to each place, and open a record of the data archive with it.

        Raise `SettingsError` or `SealBroken` at the first place where this fails.
        """
        assert self.data is not None
        for place in self.places:
            archives.save_keys(context, owner, place)
            archives.prove_backup(context, owner, self.data, place)


def rotate_keys(
    which: Annotated[RotatedKey, typer.Argument(help="The key to replace.")],
    keys: Annotated[
        list[Path] | None,
        typer.Option(help="Of wrapping: the key archive. Give two places, in two folders."),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Of wrapping: the newest data archive.")] = None,
) -> None:
    """Replace a key of the installation while its processes run.

    Repeat the command after an interruption. The old wrapping key is destroyed only when the new
    key archive lies in two places and each copy has opened a record of the data archive.
    """
    settings = load_settings()
    with (
        exclusive_upgrade(settings),
        open_installation(settings) as (context, database),
        Database(settings.owner_database) as owner,
    ):
        try:
            copies = KeyCopies(tuple(keys or ()), data)
            given_up = _ROTATIONS[which](context, owner, copies)
        finally:
            sign_audit_log(context, database)
    for public_id in given_up:
        typer.echo(
            f"record {public_id} cannot be opened and is not matched: docs/operations.md, Rotating"
            " keys",
            err=True,
        )
    if given_up:
        raise typer.Exit(1)


def _rotate_wrapping(context: Context, owner: Database, copies: KeyCopies) -> tuple[UUID, ...]:
    copies.check()
    path, name = context.settings.keys, RotatedKey.WRAPPING.value
    if len(context.keys.key_versions(name)) == 1:
        replace_keyring(path, lambda ring: add_version(ring, name))
    done = rewrap_all(context, owner)
    copies.renew(context, owner)
    replace_keyring(path, lambda ring: keep_newest(ring, name))
    version, _ = context.keys.current(name)
    typer.echo(f"{done} data keys wrapped again; {name} key {version} is the only one")
    return ()


def rewrap_all(context: Context, owner: Database) -> int:
    """Wrap every data key with the newest wrapping key. Return how many were wrapped."""
    done = 0
    while True:
        with owner.transaction() as session:
            chunk = wrapping_key_rotation.rewrap_data_keys(session, context, INSTALLER)
        done += chunk
        if chunk == 0:
            with owner.transaction() as session:
                if wrapping_key_rotation.is_rewrapped(session, context, INSTALLER):
                    return done


@dataclasses.dataclass(frozen=True, slots=True)
class RekeyResult:
    """The result of a rotation of the match key.

    `rows` is the number of rows that were computed again. `given_up` are the records for which
    this was not possible. Some rows only expire. They need the old key until `needed_until`; None
    means that there are no such rows.
    """

    rows: int
    given_up: tuple[UUID, ...]
    needed_until: datetime | None


def _rotate_match(context: Context, owner: Database, _copies: KeyCopies) -> tuple[UUID, ...]:
    name = RotatedKey.MATCH.value
    with owner.transaction() as session:
        is_going_on = bool(match_key_rotation.count_old_key_rows(session, context, INSTALLER))
    if len(context.keys.key_versions(name)) == 1 and not is_going_on:
        replace_keyring(context.settings.keys, lambda ring: add_version(ring, name))
    rekeyed = rekey_all(context, owner)
    version, _ = context.keys.current(name)
    if rekeyed.needed_until is None:
        retire_match_key(context, owner)
        typer.echo(
            f"{rekeyed.rows} rows computed again; {name} key {version} is the only one. Copy the"
            " key file now"
        )
    else:
        typer.echo(
            f"{rekeyed.rows} rows computed again under {name} key {version}. Rows that cannot be"
            f" computed again need the old key until {rekeyed.needed_until:%Y-%m-%d %H:%M} UTC:"
            " copy the key file now, and run this command again after that time"
        )
    return rekeyed.given_up


def _rotate_audit_chain(context: Context, owner: Database, _copies: KeyCopies) -> tuple[UUID, ...]:
    name = RotatedKey.AUDIT_CHAIN.value
    replace_keyring(context.settings.keys, lambda ring: add_version(ring, name))
    with owner.transaction() as session:
        audit_key_rotation.record_rotation(session, context, INSTALLER)
    version, _ = context.keys.current(name)
    typer.echo(
        f"audit rows are made with {name} key {version}; the older keys stay, because older rows"
        " are verified with them. Copy the key file now"
    )
    return ()


_ROTATIONS: Mapping[RotatedKey, Callable[[Context, Database, KeyCopies], tuple[UUID, ...]]] = {
    RotatedKey.WRAPPING: _rotate_wrapping,
    RotatedKey.MATCH: _rotate_match,
    RotatedKey.AUDIT_CHAIN: _rotate_audit_chain,
}


def rekey_all(context: Context, owner: Database) -> RekeyResult:
    """Compute everything again that depends on an older match key.

    Each step is repeated until it finds no more rows.
    """
    load_kernels()
    rows, given_up = 0, list[UUID]()
    with owner.transaction() as session:
        match_key_rotation.record_begin(session, context, INSTALLER)
    # transactions that began before the new key may still write with the old one only
    locks.wait_for_transactions(owner.engine)
    for step in match_key_rotation.STEPS:
        while True:
            with owner.transaction() as session:
                done = step(session, context, INSTALLER)
            rows, given_up = rows + done.rows, [*given_up, *done.given_up]
            if not done.rows:
                break
    with owner.transaction() as session:
        needed_until = match_key_rotation.delete_unneeded(session, context, INSTALLER)
    return RekeyResult(rows, tuple(given_up), needed_until)


def retire_match_key(context: Context, owner: Database) -> None:
    """Remove the old match keys from the key file, and delete the rows under them.

    Raise `Conflict` if rows still need an old key.
    """
    with owner.transaction() as session:
        match_key_rotation.check_rekeyed(session, context, INSTALLER)
    # transactions with an older snapshot still search with the old key
    locks.wait_for_transactions(owner.engine)
    if len(context.keys.key_versions(RotatedKey.MATCH.value)) > 1:
        replace_keyring(
            context.settings.keys, lambda ring: keep_newest(ring, RotatedKey.MATCH.value)
        )
    with owner.transaction() as session:
        match_key_rotation.record_begin(session, context, INSTALLER)
    # transactions that began earlier still search, and write contact tags, with the old key too
    locks.wait_for_transactions(owner.engine)
    while True:
        with owner.transaction() as session:
            swept = match_key_rotation.sweep(session, context, INSTALLER)
        if not swept:
            break
    with owner.transaction() as session:
        match_key_rotation.record_retirement(session, context, INSTALLER)

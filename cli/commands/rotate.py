"""`homeward rotate-keys`: a new key in place of one in use, while everything serves; ended midway
it is begun again.
"""

from __future__ import annotations

import dataclasses
import enum
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from cli.commands.upgrade import exclusive_upgrade
from cli.installation import open_installation, open_owner_database, sign_audit_log
from core.security.keyring_file import add_version, keep_newest, replace_keyring
from core.settings import load_settings
from models.session import Database
from models.sql import locks
from services.agencies.accounts import INSTALLER
from services.foundation.context import Context
from services.matching_runs.warm_up import load_kernels
from services.operations import match_key_rotation, wrapping_key_rotation


class RotatedKey(enum.StrEnum):
    """Which key."""

    WRAPPING = "wrapping"
    MATCH = "match"


def rotate_keys(which: Annotated[RotatedKey, typer.Argument(help="Which key.")]) -> None:
    """Put a new key in place of one in use; harmless to end and to begin again, and beside running
    processes.
    """
    settings = load_settings()
    with (
        exclusive_upgrade(settings),
        open_installation(settings) as (context, database),
        open_owner_database(settings) as owner,
    ):
        try:
            given_up = (
                _rotate_wrapping(context, owner)
                if which is RotatedKey.WRAPPING
                else _rotate_match(context, owner)
            )
        finally:
            sign_audit_log(context, database)
    for public_id in given_up:
        typer.echo(
            f"nothing of {public_id} opens, and nobody finds it: docs/operations.md, Rotating keys",
            err=True,
        )
    if given_up:
        raise typer.Exit(1)


def _rotate_wrapping(context: Context, owner: Database) -> tuple[UUID, ...]:
    path, name = context.settings.keys, RotatedKey.WRAPPING.value
    if len(context.keys.key_versions(name)) == 1:
        replace_keyring(path, lambda ring: add_version(ring, name))
    done = rewrap_all(context, owner)
    replace_keyring(path, lambda ring: keep_newest(ring, name))
    version, _ = context.keys.current(name)
    typer.echo(
        f"{done} data keys wrapped anew; {name} key {version} is the only one. Make a new key"
        " archive now"
    )
    return ()


def rewrap_all(context: Context, owner: Database) -> int:
    """Wrap every data key under the newest key, until none stands under another; return how
    many.
    """
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
    """What going through everything did: rows made again, of whom nothing could be made, and until
    when the old key is needed for what cannot be made again (None: it is not).
    """

    rows: int
    given_up: tuple[UUID, ...]
    needed_until: datetime | None


def _rotate_match(context: Context, owner: Database) -> tuple[UUID, ...]:
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
            f"{rekeyed.rows} rows made again; {name} key {version} is the only one. Copy the key"
            " file now"
        )
    else:
        typer.echo(
            f"{rekeyed.rows} rows made again under {name} key {version}. The old key is needed"
            " until"
            f" {rekeyed.needed_until:%Y-%m-%d %H:%M} UTC by what cannot be: copy the key file"
            " now, and"
            " run this again then"
        )
    return rekeyed.given_up


def rekey_all(context: Context, owner: Database) -> RekeyResult:
    """Make everything that hangs on another match key than the newest again, as often as it
    takes.
    """
    load_kernels()
    rows, given_up = 0, list[UUID]()
    with owner.transaction() as session:
        match_key_rotation.record_begin(session, context, INSTALLER)
    locks.wait_for_transactions(
        owner.engine
    )  # whoever began before the new key came may write under the old one alone
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
    """Take the old match key out of the key file once nothing needs it, and away what it leaves
    behind.
    """
    with owner.transaction() as session:
        match_key_rotation.check_rekeyed(session, context, INSTALLER)
    locks.wait_for_transactions(
        owner.engine
    )  # who looks into an older state of the tables still looks under the old key
    if len(context.keys.key_versions(RotatedKey.MATCH.value)) > 1:
        replace_keyring(
            context.settings.keys, lambda ring: keep_newest(ring, RotatedKey.MATCH.value)
        )
    with owner.transaction() as session:
        match_key_rotation.record_begin(session, context, INSTALLER)
    locks.wait_for_transactions(
        owner.engine
    )  # who began before looks, and writes those around a child, under the old key too
    while True:
        with owner.transaction() as session:
            swept = match_key_rotation.sweep(session, context, INSTALLER)
        if not swept:
            break
    with owner.transaction() as session:
        match_key_rotation.record_retirement(session, context, INSTALLER)

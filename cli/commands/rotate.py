"""`homeward rotate-keys`: a new key in place of one in use, while everything serves; ended midway it is begun again."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from cli.commands.upgrade import alone
from cli.installation import open_installation, open_owner, sign_trail
from core.live_keys import add_version, keep_newest, replace_keyring
from core.settings import load_settings
from models.session import Database
from services import key_rotation
from services.accounts import INSTALLER
from services.context import Context


class Rotated(enum.StrEnum):
    """Which key."""

    WRAPPING = "wrapping"


def rotate_keys(which: Annotated[Rotated, typer.Argument(help="Which key.")]) -> None:
    """Put a new key in place of one in use; harmless to end and to begin again, and beside running processes."""
    settings = load_settings()
    with alone(settings), open_installation(settings) as (context, database), open_owner(settings) as owner:
        name = which.value
        if len(context.keys.versions[name]) == 1:
            replace_keyring(settings.keys, lambda ring: add_version(ring, name))
        done = rewrap_all(context, owner)
        replace_keyring(settings.keys, lambda ring: keep_newest(ring, name))
        sign_trail(context, database)
        version, _ = context.keys.current(name)
    typer.echo(f"{done} data keys wrapped anew; {name} key {version} is the only one. Make a new key archive now")


def rewrap_all(context: Context, owner: Database) -> int:
    """Wrap every data key under the newest key, until none stands under another; return how many."""
    done = 0
    while True:
        with owner.transaction() as session:
            chunk = key_rotation.rewrap(session, context, INSTALLER)
        done += chunk
        if chunk == 0:
            with owner.transaction() as session:
                if key_rotation.is_rewrapped(session, context, INSTALLER):
                    return done

"""`homeward init-secrets`: write key file, passwords and metrics token for production."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from core.errors import SettingsError
from core.security.crypto import make_keyring, save_keyring
from core.security.secret_files import OTHERS_MODE

KEY_FILE = "keys.json"
PASSWORDS = ("database_password", "owner_password", "broker_password", "metrics_token")
TOKEN_BYTES = 32
PRIVATE, MOUNTED = 0o600, 0o444


def init_secrets(
    folder: Annotated[
        Path, typer.Argument(help="A private folder; created if missing (mode 0700).")
    ],
    *,
    mounted: Annotated[
        bool,
        typer.Option(
            "--mounted",
            help=(
                "For containers: read-only files that any user of the container can read, in a"
                " folder that only you can enter."
            ),
        ),
    ] = False,
) -> None:
    """Write the key file and passwords of a new production installation.

    Existing files are never replaced, and no secret is printed.
    """
    written = write_secrets(folder, mode=MOUNTED if mounted else PRIVATE)
    for name in written:
        typer.echo(name)
    typer.echo(
        f"{len(written)} files written; keep a copy of {KEY_FILE} separate from the database"
        " backups",
        err=True,
    )


def write_secrets(folder: Path, *, mode: int) -> list[str]:
    """Write every secret into a folder and return the file names.

    Every file gets `mode`. A missing folder is made for its owner alone. The mode of an existing
    folder is not changed. Raise SettingsError if one of the files exists, or if the folder's mode
    permits its group or others anything.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & OTHERS_MODE:
        raise SettingsError("others may enter this folder; remedy: chmod 700, or another folder")
    names = [KEY_FILE, *PASSWORDS]
    if any((folder / name).exists() for name in names):
        raise SettingsError(
            "this folder already has secrets, and none is replaced; use another folder"
        )
    save_keyring(make_keyring(), folder / KEY_FILE)
    for name in PASSWORDS:
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(TOKEN_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
    for name in names:
        (folder / name).chmod(mode)
    return names

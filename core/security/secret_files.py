"""Secrets that lie in files: who else may read one, and what a password or token must be to count
as one.

A value read here goes straight to where it is used; nothing in this module puts it into a message.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from core.errors import SettingsError

OTHERS_MODE = stat.S_IRWXG | stat.S_IRWXO
MIN_LENGTH = (
    20  # 120 bits as URL-safe base64; `homeward init-secrets` writes 43 characters, 256 bits
)
MIN_DISTINCT = 8  # "xxxxxxxxxxxxxxxxxxxx" is long and no secret
MAX_BYTES = 4096


def is_private(path: Path) -> bool:
    """Tell whether nobody else may read or change a file: its mode says so, or it stands on a
    read-only mount.

    A container engine mounts a secret as one read-only file whose owner is somebody of the host, so
    that its mode says nothing about who sees it; who is let into the container does.
    """
    if not path.stat().st_mode & OTHERS_MODE:
        return True
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def read_secret(path: Path, *, setting: str) -> str:
    """Return the secret in a file, without the line's end; `SettingsError` naming the setting,
    never path or value.

    Refused: a file that is missing, not a regular one, readable by others, or whose content is
    empty or guessable.
    """
    try:
        if not path.is_file():
            raise SettingsError(f"{setting}: the secret's file is missing")
        if not is_private(path):
            raise SettingsError(
                f"{setting}: the secret's file is readable by others; remedy: chmod 600"
            )
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        value = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SettingsError(f"{setting}: the secret's file is not text") from None
    except OSError as error:
        raise SettingsError(
            f"{setting}: the secret's file cannot be read ({type(error).__name__})"
        ) from None
    if len(raw) > MAX_BYTES or any(
        character.isspace() or not character.isprintable() for character in value
    ):
        raise SettingsError(f"{setting}: the secret's file must hold one line and nothing else")
    if len(value) < MIN_LENGTH or len(set(value)) < MIN_DISTINCT:
        raise SettingsError(
            f"{setting}: the secret is empty, too short or guessable; `homeward init-secrets`"
            " makes one"
        )
    return value

"""Secrets in files: who else may read the file, and which passwords or tokens are accepted.

A value that is read here is returned to its user and never put into a message.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from core.errors import SettingsError

OTHERS_MODE = stat.S_IRWXG | stat.S_IRWXO
# 120 bits as URL-safe base64; `homeward init-secrets` writes 43 characters, 256 bits
MIN_LENGTH = 20
MIN_DISTINCT = 8  # "xxxxxxxxxxxxxxxxxxxx" is long but not a secret
MAX_BYTES = 4096


def is_private(path: Path) -> bool:
    """Return whether no other user may read or change a file.

    True if the file's mode excludes others, or if it is on a read-only mount. Container engines
    mount a secret as one read-only file that belongs to a user of the host. Its mode is then
    meaningless; access to the container decides.
    """
    if not path.stat().st_mode & OTHERS_MODE:
        return True
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def read_secret(path: Path, *, setting: str) -> str:
    """Return the secret in a file, without the line end.

    Raise SettingsError, with the name of the setting, for a file that is missing, not regular or
    readable by others. The same for a secret that is not one line of printable characters, empty,
    too short or guessable. The message contains neither path nor value.
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
        raise SettingsError(f"{setting}: the secret's file must contain exactly one line")
    if len(value) < MIN_LENGTH or len(set(value)) < MIN_DISTINCT:
        raise SettingsError(
            f"{setting}: the secret is empty, too short or guessable; `homeward init-secrets`"
            " makes one"
        )
    return value

"""A key ring that follows changes of its file, so that keys can be rotated at run time."""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Callable
from pathlib import Path

from core.errors import KeyFileError
from core.logs import log_event
from core.security.crypto import KEY_NAMES, Keyring, encode_keyring, load_keyring, new_key
from core.security.replaced_files import replaced_file

FileMark = tuple[int, int, int]


def _mark(path: Path) -> FileMark:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


@dataclasses.dataclass(frozen=True, slots=True)
class FollowedKeyring(Keyring):
    """The keys of a key file that may change while the process runs.

    `current` and `key_versions` check the file's inode, time and size at each call, and read the
    file again if they changed. `key_at` checks only for a version that is not in memory. While the
    file cannot be read, the keys in memory remain in use.
    """

    path: Path
    file_marks: list[FileMark] = dataclasses.field(repr=False)

    def current(self, name: str) -> tuple[int, bytes]:
        """Return (version, key) of the current key of this name; check the file first."""
        self._follow()
        return super(FollowedKeyring, self).current(name)

    def key_versions(self, name: str) -> tuple[tuple[int, bytes], ...]:
        """Return (version, key) of each key of this name, newest first; check the file first."""
        self._follow()
        return super(FollowedKeyring, self).key_versions(name)

    def key_at(self, name: str, version: int) -> bytes:
        """Return the key of this name and version.

        Check the file first if the keys in memory lack the version. Raise SealBroken if the file
        lacks the version, too. `name` is one of `KEY_NAMES`; another name raises KeyError.
        """
        if version not in self.versions[name]:
            self._follow()
        return super(FollowedKeyring, self).key_at(name, version)

    def _follow(self) -> None:
        try:
            mark = _mark(self.path)
            if mark == self.file_marks[0]:
                return
            fresh = load_keyring(self.path)
        except (OSError, KeyFileError) as error:
            log_event("keys.not_followed", level=logging.ERROR, error=error)
            return
        for name in KEY_NAMES:
            self.versions[name] = fresh.versions[name]
        self.file_marks[0] = mark


def open_keyring(path: Path) -> FollowedKeyring:
    """Read a key file and follow its changes. Raise KeyFileError as `load_keyring` does."""
    ring = load_keyring(path)
    return FollowedKeyring(ring.versions, path, [_mark(path)])


def add_version(ring: Keyring, name: str) -> Keyring:
    """Return the ring with one more key of this name, which becomes the current one."""
    newest = max(ring.versions[name])
    return Keyring({**ring.versions, name: {**ring.versions[name], newest + 1: new_key()}})


def keep_newest(ring: Keyring, name: str) -> Keyring:
    """Return the ring without the older keys of this name."""
    newest = max(ring.versions[name])
    return Keyring({**ring.versions, name: {newest: ring.versions[name][newest]}})


def replace_keyring(path: Path, change: Callable[[Keyring], Keyring]) -> Keyring:
    """Change a key file atomically.

    A reader sees the old or the new file, also after a power failure. Raise KeyFileError if it
    cannot be written, for example on a read-only mount.
    """
    ring = change(load_keyring(path))
    try:
        with replaced_file(path) as file:
            file.write(encode_keyring(ring).encode("ascii"))
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise KeyFileError(
            f"the key file cannot be written here ({type(error).__name__})"
        ) from None
    return ring

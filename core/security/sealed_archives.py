"""Sealed archives: a readable header, then frames of compressed lines.

Each frame is sealed with its position in the file. A frame that was altered, moved, left out or cut
off raises SealBroken before the end is accepted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any
from uuid import UUID

from core.errors import SealBroken, SettingsError
from core.security.crypto import SealPlace, seal, unseal
from core.security.replaced_files import replaced_file

MAGIC = b"HOMEWARD ARCHIVE 1\n"
FRAME_BYTES = 1024 * 1024  # of lines before compression
MAX_FRAME = 64 * 1024 * 1024
MAX_HEADER = 4096


@dataclasses.dataclass(frozen=True, slots=True)
class ArchiveHeader:
    """The header of an archive: kind, id, revision of the tables, time, and version of the wrapping
    key.
    """

    kind: str
    id: UUID
    revision: str
    made_at: str
    key_version: int

    def encode(self) -> bytes:
        """Return the header as one line."""
        body = {**dataclasses.asdict(self), "id": self.id.hex}
        return json.dumps(body, sort_keys=True).encode() + b"\n"


def write_archive(
    path: Path, header: ArchiveHeader, key: bytes, lines: Iterable[Any], *, is_replacing: bool
) -> None:
    """Write an archive of JSON lines with mode 0600, completely or not at all.

    `is_replacing`: replace an existing archive. Otherwise raise SettingsError if the file exists.
    Raise SettingsError too if it cannot be written.
    """
    try:
        if not is_replacing and path.exists():
            raise SettingsError("the archive already exists and is not replaced; use another name")
        with replaced_file(path) as file:
            file.write(MAGIC + header.encode())
            for frame in _frames(header, key, lines):
                file.write(struct.pack(">I", len(frame)) + frame)
    except OSError as error:
        raise SettingsError(f"the archive cannot be written ({type(error).__name__})") from None


def _frames(header: ArchiveHeader, key: bytes, lines: Iterable[Any]) -> Iterator[bytes]:
    pending = bytearray()
    number = 0
    for line in lines:
        pending += json.dumps(line, separators=(",", ":")).encode() + b"\n"
        if len(pending) >= FRAME_BYTES:
            yield seal(key, zlib.compress(bytes(pending)), _place(header, number, is_last=False))
            pending.clear()
            number += 1
    yield seal(key, zlib.compress(bytes(pending)), _place(header, number, is_last=True))


def _place(header: ArchiveHeader, number: int, *, is_last: bool) -> SealPlace:
    digest = hashlib.sha256(header.encode()).hexdigest()
    return SealPlace("archive", header.id, f"{digest}|{'last' if is_last else 'more'}", number)


def read_header(path: Path) -> ArchiveHeader:
    """Return the header of an archive. Raise SettingsError for any other file."""
    with _opened(path) as file:
        return _header(file)


def read_archive(path: Path, key_of: Callable[[ArchiveHeader], bytes]) -> Iterator[Any]:
    """Yield the JSON values of an archive in order, one per line.

    `key_of` returns the key for the header. Raise SettingsError for a file that cannot be read or
    is no archive of this version. Raise SealBroken when a frame cannot be opened or the end is
    missing.
    """
    with _opened(path) as file:
        header = _header(file)
        key, number, is_ended = key_of(header), 0, False
        while size := file.read(4):
            frame = file.read(_length(size))
            is_ended = not file.peek(1)
            opened = unseal(key, frame, _place(header, number, is_last=is_ended))
            yield from (json.loads(line) for line in zlib.decompress(opened).splitlines())
            number += 1
        if not is_ended:
            raise SealBroken("the archive has no end")


def _length(size: bytes) -> int:
    if len(size) != 4 or struct.unpack(">I", size)[0] > MAX_FRAME:
        raise SealBroken("the archive is cut off or altered")
    return int(struct.unpack(">I", size)[0])


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise SettingsError(f"the archive cannot be read ({type(error).__name__})") from None
    with file:
        yield file


def _header(file: BufferedReader) -> ArchiveHeader:
    if file.read(len(MAGIC)) != MAGIC:
        raise SettingsError("this is not an archive of this version")
    try:
        body = json.loads(file.readline(MAX_HEADER))
        return ArchiveHeader(
            str(body["kind"]),
            UUID(body["id"]),
            str(body["revision"]),
            str(body["made_at"]),
            int(body["key_version"]),
        )
    except (ValueError, KeyError, TypeError):
        raise SettingsError("the archive's header cannot be read") from None

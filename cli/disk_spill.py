"""Sorted keys put aside on disk while files are linked: sealed under a key that only this process's
memory ever has.

The file has no name where the system can do that, and is gone with the process, however that ends;
what a disk may still hold of it nobody can open.
"""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from types import TracebackType

from core.security.crypto import SealPlace, new_key, seal, unseal


class SpillFailed(Exception):
    """Keys could not be put aside or got back; says why and what helps."""


class Spill:
    """Blocks of bytes by number, in a file of its own in a folder. Use as a context manager; not
    shared by threads.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._key, self._subject = folder, new_key(), uuid.uuid4()
        self._blocks: list[tuple[int, int]] = []  # where each begins, and its sealed length

    def __enter__(self) -> Spill:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._blocks:
            self._file.close()

    def write(self, block: bytes) -> int:
        """Put a block aside and return its number; raises SpillFailed, on a full disk for one."""
        number = len(self._blocks)
        sealed = seal(self._key, block, self._place(number))
        try:
            if number == 0:
                self._file = tempfile.TemporaryFile(dir=self._folder, prefix=".spill-")  # noqa: SIM115
            self._file.seek(0, 2)
            self._blocks.append((self._file.tell(), len(sealed)))
            self._file.write(sealed)
            self._file.flush()
        except OSError as error:
            raise SpillFailed(self._error_text(error, "put aside in")) from error
        return number

    def read(self, number: int) -> bytes:
        """Return a block; raises SpillFailed where the file cannot be read, SealBroken where it was
        altered.
        """
        begin, length = self._blocks[number]
        try:
            self._file.seek(begin)
            sealed = self._file.read(length)
        except OSError as error:
            raise SpillFailed(self._error_text(error, "read back from")) from error
        return unseal(self._key, sealed, self._place(number))

    def _place(self, number: int) -> SealPlace:
        return SealPlace("spill", self._subject, "keys", number)

    def _error_text(self, error: OSError, done: str) -> str:
        reason = error.strerror or "unknown reason"
        return (
            f"keys cannot be {done} {self._folder}: {reason}; free space there, or give more"
            " --memory"
        )

"""A temporary file for sorted keys while files are linked.

Its blocks are sealed with a key that exists only in this process. Where the system allows it, the
file has no name and disappears with the process. Blocks that remain on the disk cannot be opened.
"""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from types import TracebackType

from core.security.crypto import SealPlace, new_key, seal, unseal


class SpillFailed(Exception):
    """Keys could not be written or read. The message has the reason and a remedy."""


class Spill:
    """Sealed blocks of bytes by number, in a temporary file in `folder`.

    Use as a context manager. Not safe for use by several threads.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._key, self._subject = folder, new_key(), uuid.uuid4()
        self._blocks: list[tuple[int, int]] = []  # offset and sealed length of each

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
        """Write a block and return its number. Raise SpillFailed, for example on a full disk."""
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
            raise SpillFailed(self._error_text(error, "written to")) from error
        return number

    def read(self, number: int) -> bytes:
        """Return a block. Raise SpillFailed if it cannot be read, SealBroken if it was altered."""
        begin, length = self._blocks[number]
        try:
            self._file.seek(begin)
            sealed = self._file.read(length)
        except OSError as error:
            raise SpillFailed(self._error_text(error, "read from")) from error
        return unseal(self._key, sealed, self._place(number))

    def _place(self, number: int) -> SealPlace:
        return SealPlace("spill", self._subject, "keys", number)

    def _error_text(self, error: OSError, done: str) -> str:
        reason = error.strerror or "unknown reason"
        return (
            f"keys cannot be {done} {self._folder}: {reason}; free space there, or use more"
            " --memory"
        )

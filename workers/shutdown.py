"""The word to stop, from a worker's main process to its pool: the moment it was given, in memory
that all of them see.

A job has FINISH_S to end; after that its lease is given back, and the whole worker is gone within
STOP_S, whatever hangs. Both are below the ten seconds that container engines wait, and the
supervisor's twelve.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time

FINISH_S = 6.0
STOP_S = 8.0
POLL_S = 0.25
_MOMENT = struct.Struct("d")


class Shutdown:
    """Made before the pool is forked. Takes no lock, so that a signal handler may call `begin`."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _MOMENT.size)

    def begin(self) -> None:
        """Let no job begin any more, in every process of this worker."""
        _MOMENT.pack_into(self._memory, 0, time.monotonic())

    @property
    def has_begun(self) -> bool:
        """Whether this worker is to stop."""
        return self._begun_at() > 0

    def has_lasted(self, seconds: float) -> bool:
        """Tell whether it is so long ago that stopping began."""
        return self.has_begun and time.monotonic() - self._begun_at() >= seconds

    def _begun_at(self) -> float:
        return float(_MOMENT.unpack_from(self._memory)[0])

    def watch(self) -> None:
        """End this process STOP_S after stopping began, if it is still there: a broker that hangs
        holds nobody.
        """
        threading.Thread(target=self._end, name="stopping", daemon=True).start()

    def _end(self) -> None:
        while not self.has_lasted(STOP_S):
            time.sleep(POLL_S)
        os._exit(0)

"""The shutdown flag of a worker: the time at which stopping began, in memory that its pool shares.

A running job has FINISH_S to end. Then its lease is released, and the whole worker ends within
STOP_S even if a thread hangs. Both are below the ten seconds that container engines wait, and the
twelve of our supervisor.
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
    """Made before the pool is forked. Takes no lock, so a signal handler may call `begin`."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _MOMENT.size)

    def begin(self) -> None:
        """Prevent the start of further jobs in every process of this worker."""
        _MOMENT.pack_into(self._memory, 0, time.monotonic())

    @property
    def has_begun(self) -> bool:
        """Whether this worker is stopping."""
        return self._begun_at() > 0

    def has_lasted(self, seconds: float) -> bool:
        """Return whether stopping began at least this many seconds ago."""
        return self.has_begun and time.monotonic() - self._begun_at() >= seconds

    def _begun_at(self) -> float:
        return float(_MOMENT.unpack_from(self._memory)[0])

    def watch(self) -> None:
        """End this process STOP_S after stopping began, even if the broker hangs."""
        threading.Thread(target=self._end, name="stopping", daemon=True).start()

    def _end(self) -> None:
        while not self.has_lasted(STOP_S):
            time.sleep(POLL_S)
        os._exit(0)

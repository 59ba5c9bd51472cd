"""Heartbeats: each loop of a process touches its own file, and checks read the age of the files.

The files are empty. A folder belongs to one process of each role. In a container it is in memory.
"""

from __future__ import annotations

import contextlib
import logging
import time
from pathlib import Path

from core.logs import log_event

# role -> its loops; one hanging loop makes its role unhealthy although the others run
LOOPS: dict[str, tuple[str, ...]] = {
    "worker": ("consumer",),
    "scheduler": ("plan", "deadlines", "relay", "sweep", "checkpoint", "anchor"),
}
INTERVAL_S = 2.0
# The checkpoint loop runs every 30 s. One run may wait 20 s for a lock and 5 s for a connection.
MAX_AGE_S = 90.0


class Heartbeat:
    """Writes the heartbeats of the loops of one role."""

    def __init__(self, folder: Path, role: str) -> None:
        self._folder, self._role = folder, role
        self._has_failed = False

    def mark(self, loop: str) -> None:
        """Write the heartbeat of a loop.

        If the folder cannot be written, log it once. The role then appears as not alive.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / f"{self._role}.{loop}").touch(mode=0o600)
        except OSError as error:
            if not self._has_failed:
                log_event("heartbeat.unwritable", level=logging.ERROR, error=error)
            self._has_failed = True

    def clear(self) -> None:
        """Delete the heartbeats of an earlier process."""
        for loop in LOOPS[self._role]:
            with contextlib.suppress(OSError):
                (self._folder / f"{self._role}.{loop}").unlink(missing_ok=True)


def silent_loops(folder: Path, role: str, *, max_age_s: float = MAX_AGE_S) -> list[str]:
    """Return the loops of a role without a heartbeat in the last `max_age_s` seconds."""
    now = time.time()
    return [loop for loop in LOOPS[role] if now - _marked_at(folder / f"{role}.{loop}") > max_age_s]


def silent_roles(folder: Path) -> dict[str, float]:
    """Return the seconds since the oldest heartbeat of each role that left one in the folder."""
    now = time.time()
    return {
        role: now - min(_marked_at(folder / f"{role}.{loop}") for loop in loops)
        for role, loops in LOOPS.items()
        if any(folder.glob(f"{role}.*"))
    }


def _marked_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

"""Signs of life: each loop of a process touches a file of its own, and whoever asks looks how old
the files are.

A file holds nothing. One folder belongs to one process of a role; in a container it is a folder in
memory.
"""

from __future__ import annotations

import contextlib
import logging
import time
from pathlib import Path

from core.logs import log_event

# role -> its loops; a loop that hangs turns its role red though the others go on
LOOPS: dict[str, tuple[str, ...]] = {
    "worker": ("consumer",),
    "scheduler": ("plan", "deadlines", "relay", "sweep", "checkpoint", "anchor"),
}
INTERVAL_S = 2.0
# The checkpoint loop turns every 30 s, and a turn may wait 20 s for a lock and 5 s for a
# connection.
MAX_AGE_S = 90.0


class Heartbeat:
    """Marks the loops of one role as alive."""

    def __init__(self, folder: Path, role: str) -> None:
        self._folder, self._role = folder, role
        self._has_failed = False

    def mark(self, loop: str) -> None:
        """Say that a loop turned; a folder that cannot be written is told once, and the role shows
        as not alive.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / f"{self._role}.{loop}").touch(mode=0o600)
        except OSError as error:
            if not self._has_failed:
                log_event("heartbeat.unwritable", level=logging.ERROR, error=error)
            self._has_failed = True

    def clear(self) -> None:
        """Forget the marks of a process that was here before."""
        for loop in LOOPS[self._role]:
            with contextlib.suppress(OSError):
                (self._folder / f"{self._role}.{loop}").unlink(missing_ok=True)


def silent_loops(folder: Path, role: str, *, max_age_s: float = MAX_AGE_S) -> list[str]:
    """Return the loops of a role that gave no sign of life for `max_age_s` seconds, or never."""
    now = time.time()
    return [loop for loop in LOOPS[role] if now - _marked_at(folder / f"{role}.{loop}") > max_age_s]


def _marked_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

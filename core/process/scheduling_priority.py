"""Who goes first: processes that answer people before those that nobody waits for by the tenth of a
second, and in a process whoever was answered before whoever computes.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

# of 19: a third of a core's time beside one that wants all of it, all of it beside one that wants
# nothing
NICENESS = 5
# Seconds after which a thread that computes hands the interpreter on. A search asks the database
# some two dozen times, and by Python's own 5 ms it waits as long after each answer while another
# thread computes.
SWITCH_INTERVAL_S = 0.0005
_GROUP = Path(
    "/proc/self/autogroup"
)  # Linux may share cores out among sessions first, and among processes then


def lower_priority() -> None:
    """Let processes of ordinary priority go first where they want the same core, for good; where
    the system knows no such thing nothing happens.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    if os.getsid(0) == os.getpid():  # else the session is somebody else's, too
        with contextlib.suppress(OSError):
            _GROUP.write_text(str(NICENESS), "ascii")


def shorten_switch_interval() -> None:
    """Have this process's threads hand the interpreter on after `SWITCH_INTERVAL_S`."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)

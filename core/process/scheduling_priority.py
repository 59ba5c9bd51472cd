"""Scheduling priorities of processes and threads.

Processes that answer people go before those whose results can wait. Within a process, threads that
wait for an answer of the database go before threads that compute.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

# of 19: a third of a core next to a process that uses it fully, and all of an idle core
NICENESS = 5
# of 19: below workers, so that a record that a person registered is matched before an import ends
IMPORT_NICENESS = 10
# Seconds after which a computing thread releases the interpreter. A search sends some two dozen
# queries. With Python's default of 5 ms, it waits 5 ms after each answer while another thread
# computes.
SWITCH_INTERVAL_S = 0.0005
# Linux may share cores among sessions first, and only then among processes
_GROUP = Path("/proc/self/autogroup")


def lower_priority(niceness: int = NICENESS) -> None:
    """Lower the priority of this process permanently.

    Processes of ordinary priority then go first on the same core. No effect where the system does
    not support it.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.nice(niceness)
    if os.getsid(0) == os.getpid():  # otherwise the session has other processes too
        with contextlib.suppress(OSError):
            _GROUP.write_text(str(niceness), "ascii")


def shorten_switch_interval() -> None:
    """Make threads of this process release the interpreter after `SWITCH_INTERVAL_S`."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)

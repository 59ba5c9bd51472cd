"""Stop a process when its parent is gone, however the parent ended."""

from __future__ import annotations

import os
import signal
import threading
import time

# number of an inherited file descriptor; the supervisor holds the other end open
PIPE_VARIABLE = "HOMEWARD_LIFELINE"
STOP_GRACE_S = 10.0
PARENT_POLL_S = 1.0


def watch_supervisor() -> None:
    """Start a thread that stops this process when the supervisor's end of the inherited pipe
    closes.

    The process gets SIGTERM and ends after at most `STOP_GRACE_S` seconds. No effect without such a
    pipe.
    """
    number = os.environ.get(PIPE_VARIABLE, "")
    if number.isdigit():
        threading.Thread(
            target=_wait_for_end, args=(int(number),), name="lifeline", daemon=True
        ).start()


def _wait_for_end(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_GRACE_S)
    os._exit(1)


def watch_parent() -> None:
    """Start a thread that stops this process at once when its parent dies.

    For pool processes, which inherit no pipe.
    """
    threading.Thread(
        target=_wait_for_parent, args=(os.getppid(),), name="lifeline", daemon=True
    ).start()


def _wait_for_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_S)
    os._exit(1)

"""`python -m tests.faults.bomb_eater NAME|PATH ...`: read each file in a child process with limits.

The kernel enforces the limits: 50 MiB of memory in addition to the child's memory before reading,
and one second of processor time. A child that needs more fails or is killed. One line of JSON per
file has the child's exit code (0 refused, 3 accepted, otherwise broken) and the reason.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from core.errors import InvalidInput
from services.exchange import csv_rows, files
from tests.faults.bombs import BOMBS

MEMORY = 50 * 1024 * 1024
PROCESSOR_S = 1.0
REFUSED, TAKEN, BROKEN = 0, 3, 4
EAGER = "all of it at once"  # this must be stopped by the limits

Reader = Callable[[], Iterable[object]]


def _reader(name: str) -> Reader:
    """Return the reader of a bomb. The bytes are created here, before the limits apply."""
    if name == EAGER:
        data = bytes(4 * 1024 * 1024)
        return lambda: [data * 40]
    if name not in BOMBS:
        return lambda: csv_rows.read_intake_file(Path(name))
    form, made = BOMBS[name]
    data, now = made(), datetime.now(UTC)
    return lambda: files.open_file(data, form, now=now).rows


def _used() -> int:
    (pages,) = Path("/proc/self/statm").read_text().split()[:1]
    return int(pages) * resource.getpagesize()


def _eat(read: Reader, out: int) -> int:
    gc.collect()
    limit = _used() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_S)
    try:
        for _ in read():
            pass
    except InvalidInput as refused:
        os.write(out, f"{refused.field} {refused.reason}".encode())
        return REFUSED
    except BaseException as error:  # noqa: BLE001 - the child must report every error
        os.write(out, type(error).__name__.encode())
        return BROKEN
    return TAKEN


def _in_a_child(name: str) -> dict[str, object]:
    read, (answer_fd, out) = _reader(name), os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_eat(read, out))
    os.close(out)
    _, status = os.waitpid(child, 0)
    with os.fdopen(answer_fd, "rb") as words:
        return {
            "name": name,
            "code": os.waitstatus_to_exitcode(status),
            "said": words.read().decode(),
        }


if __name__ == "__main__":
    for one in sys.argv[1:]:
        sys.stdout.write(json.dumps(_in_a_child(one)) + "\n")

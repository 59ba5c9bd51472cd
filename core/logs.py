"""Structured logs: one JSON object per line, with ids and codes only.

Other values are not written. People who read logs may not see records. The check is therefore done
here and not left to the callers.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import logging
import math
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from uuid import UUID

from core.codes.operations import JobKind

LOGGER = "homeward"
REPEAT_S = 30.0  # a record of another library is written once in this time
# The words that a field may contain besides numbers and ids. Codes are listed one by one, because a
# name in lower case resembles a code.
SAFE_WORDS = frozenset(
    "api worker scheduler supervisor refused not_found conflict limit_reached audit_unavailable"
    " seal_broken settings key_file job_lost error start_failed"
    " plan deadlines relay sweep checkpoint anchor"  # the scheduler's threads
    " hand_over retention links".split()  # recurring work that is no job
) | frozenset(JobKind)
# Event -> remedy, which is written into the log line.
REMEDIES = {
    "database.unreachable": (
        "check that PostgreSQL runs at the address of HOMEWARD_DATABASE_URL; this process waits for"
        " it"
    ),
    "broker.unreachable": (
        "check that Redis runs at the address of HOMEWARD_BROKER_URL; this process waits for it,"
        " and matching waits too"
    ),
    "broker.refuses": (
        "Redis answers but stores nothing: check its memory (maxmemory) and its disk; matching"
        " waits, and no work is lost"
    ),
}
# The request of this thread or task. A random id in the log and in the response header links an
# error in the log to its response.
REQUEST_CONTEXT: contextvars.ContextVar[UUID | None] = contextvars.ContextVar(
    "request", default=None
)

Field = int | float | bool | UUID | str | None


@contextlib.contextmanager
def within_request(request: UUID | None) -> Iterator[None]:
    """Let log lines and new jobs of a block have the id of a request; with None they have none."""
    token = REQUEST_CONTEXT.set(request)
    try:
        yield
    finally:
        REQUEST_CONTEXT.reset(token)


def safe_value(value: Field) -> int | float | bool | str | None:
    """Return a number, an id or one of `SAFE_WORDS` unchanged, else "withheld"."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    return value if value in SAFE_WORDS else "withheld"


def log_event(
    name: str, *, level: int = logging.INFO, error: BaseException | None = None, **fields: Field
) -> None:
    """Write one event with its fields.

    Names are constants of the code. Values pass through `safe_value`. An error is written as its
    class and place.
    """
    written = {key: safe_value(value) for key, value in fields.items()}
    if error is not None:
        written["error"] = describe_error(error)
    logging.getLogger(LOGGER).log(level, name, extra={"fields": written})


def describe_error(error: BaseException) -> str:
    """Return an exception's class and the place where it was raised.

    The message is left out, because it may contain a submitted value.
    """
    return f"{type(error).__name__} at {_place(error.__traceback__)}"


def _place(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (
        f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        if trace is not None
        else "?"
    )


class JsonFormatter(logging.Formatter):
    """Format one JSON object per line.

    Only our own events have text. For records of other libraries only the origin is written.
    Exceptions are described by class and place, because messages of drivers and parsers contain
    values.
    """

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a log record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if self._role:
            line["role"] = self._role
        request = REQUEST_CONTEXT.get()
        if request is not None:
            line["request"] = str(request)
        if record.name == LOGGER:
            line["event"] = record.getMessage()
            line.update(getattr(record, "fields", {}))
            if record.getMessage() in REMEDIES:
                line["remedy"] = REMEDIES[record.getMessage()]
        else:
            line["event"] = f"{record.module}.{record.funcName}:{record.lineno}"
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _place(record.exc_info[2])
        return json.dumps(line)


class RepeatFilter(logging.Filter):
    """Pass a record of another library once in `REPEAT_S` seconds for each place of its code.

    Without a free descriptor, the server's event loop reports thousands of failed connections a
    second. Our own events are always passed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._passed: dict[tuple[str, int], float] = {}  # (file, line) -> time of `monotonic`

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write a record."""
        if record.name == LOGGER:
            return True
        place, now = (record.pathname, record.lineno), time.monotonic()
        is_due = now - self._passed.get(place, -math.inf) >= REPEAT_S
        if is_due:
            self._passed[place] = now
        return is_due


@contextlib.contextmanager
def lifetime() -> Iterator[None]:
    """Log the start of this process and, unless it is killed, its end."""
    log_event("process.started", pid=os.getpid())
    try:
        yield
    finally:
        log_event("process.stopped", pid=os.getpid())


def configure_logging(level: str = "INFO", *, role: str = "") -> None:
    """Send all loggers of this process to standard error through `JsonFormatter`, with its role."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(role))
    handler.addFilter(RepeatFilter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.getLogger(LOGGER).setLevel(level)

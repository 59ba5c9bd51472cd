"""Structured logs, a JSON object a line, with ids and codes only: what does not look like one is
not written.

A log is read by people who may not see a record, so the guard is here and not in the callers' care.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from uuid import UUID

from core.codes.operations import JobKind

LOGGER = "homeward"
# The words a field may hold beside numbers and ids: a name in lower case looks like a code, so
# codes are listed.
SAFE_WORDS = frozenset(
    "api worker scheduler supervisor refused not_found conflict limit_reached audit_unavailable"
    " seal_broken settings key_file job_lost error start_failed"
    " plan deadlines relay sweep checkpoint anchor"  # the scheduler's threads
    " hand_over countersign retention links".split()  # recurring work that is no job
) | frozenset(JobKind)
# Event -> what somebody should do about it, written into its line.
REMEDIES = {
    "database.unreachable": (
        "see that PostgreSQL runs at the address of HOMEWARD_DATABASE_URL; this process waits for"
        " it"
    ),
    "broker.unreachable": (
        "see that Redis runs at the address of HOMEWARD_BROKER_URL; this process waits for it, and"
        " matching waits too"
    ),
}
# The request this thread or task works for: a random id, so that an error in the log and the
# answer's header meet.
REQUEST_CONTEXT: contextvars.ContextVar[UUID | None] = contextvars.ContextVar(
    "request", default=None
)

Field = int | float | bool | UUID | str | None


def safe_value(value: Field) -> int | float | bool | str | None:
    """Return the value if it is a number, an id or one of `SAFE_WORDS`, else the word
    `withheld`.
    """
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    return value if value in SAFE_WORDS else "withheld"


def log_event(
    name: str, *, level: int = logging.INFO, error: BaseException | None = None, **fields: Field
) -> None:
    """Write one event with its fields; names are code, values pass through `safe_value`, an error
    is class and place.
    """
    written = {key: safe_value(value) for key, value in fields.items()}
    if error is not None:
        written["error"] = describe_error(error)
    logging.getLogger(LOGGER).log(level, name, extra={"fields": written})


def describe_error(error: BaseException) -> str:
    """Return an exception's class and the place it was raised at; never its message, which may
    repeat a value.
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
    """One JSON object a line. Only our own events carry text; of another library's record its
    origin alone is kept.

    Exceptions are told by class and place, never by message: messages of drivers and parsers repeat
    values.
    """

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a record."""
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


@contextlib.contextmanager
def lifetime() -> Iterator[None]:
    """Write that this process starts and, unless it is killed, that it stopped."""
    log_event("process.started", pid=os.getpid())
    try:
        yield
    finally:
        log_event("process.stopped", pid=os.getpid())


def configure_logging(level: str = "INFO", *, role: str = "") -> None:
    """Send every logger of this process to standard error through `JsonFormatter`, its role in each
    line.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(role))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.getLogger(LOGGER).setLevel(level)

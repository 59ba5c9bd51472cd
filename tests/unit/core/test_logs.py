from __future__ import annotations

import json
import logging
import sys
import time
from uuid import UUID

import pytest

from core.logs import (
    LOGGER,
    REPEAT_S,
    REQUEST_CONTEXT,
    JsonFormatter,
    RepeatFilter,
    lifetime,
    safe_value,
)

MARKER = "Shekiba Rahimzadah"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7, 7),
        (0.5, 0.5),
        (None, None),
        (True, True),
        ("match", "match"),
        ("rahimzadah", "withheld"),
        (UUID(int=1), str(UUID(int=1))),
        (MARKER, "withheld"),
        ("Zahra", "withheld"),
        ("+30 21 0555", "withheld"),
        ("a" * 49, "withheld"),
        ("", "withheld"),
    ],
)
def test_only_numbers_ids_and_codes_are_written(value: object, written: object) -> None:
    assert safe_value(value) == written  # type: ignore[arg-type]


def _line(name: str, message: str, **extra: object) -> dict[str, object]:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, (), None)
    record.__dict__.update(extra)
    parsed = json.loads(JsonFormatter().format(record))
    assert isinstance(parsed, dict)
    return parsed


def test_our_events_carry_name_and_fields() -> None:
    line = _line(LOGGER, "job.done", fields={"job": 3})
    assert line["event"] == "job.done"
    assert line["job"] == 3


def test_another_librarys_message_is_never_written() -> None:
    assert MARKER not in json.dumps(_line("sqlalchemy.engine", f"parameters {MARKER}"))


def test_a_line_of_another_library_is_written_once_in_a_while_and_our_own_always(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    repeats = RepeatFilter()

    def written(name: str, line: int) -> bool:
        return repeats.filter(logging.LogRecord(name, logging.ERROR, "x.py", line, "", (), None))

    assert [written("asyncio", 1) for _ in range(3)] == [True, False, False]
    assert written("asyncio", 2)
    assert [written(LOGGER, 1) for _ in range(2)] == [True, True]
    now += REPEAT_S
    assert [written("asyncio", 1) for _ in range(2)] == [True, False]


def test_an_exceptions_message_is_never_written_but_its_class_and_place_are() -> None:
    try:
        raise ValueError(MARKER)
    except ValueError:
        line = _line(LOGGER, "job.failed", exc_info=sys.exc_info())
    assert MARKER not in json.dumps(line)
    assert line["error"] == "ValueError"
    assert str(line["where"]).rpartition(":")[2].isdigit()


def test_a_line_says_which_process_and_which_request_it_is_of() -> None:
    record = logging.LogRecord(LOGGER, logging.ERROR, __file__, 1, "request.failed", (), None)
    token = REQUEST_CONTEXT.set(UUID(int=9))
    try:
        line = json.loads(JsonFormatter("api").format(record))
    finally:
        REQUEST_CONTEXT.reset(token)
    assert (line["role"], line["request"]) == ("api", str(UUID(int=9)))
    plain = json.loads(JsonFormatter().format(record))
    assert not {"role", "request"} & plain.keys()


def test_a_process_writes_that_it_starts_and_that_it_stopped_whatever_happens(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    with pytest.raises(RuntimeError), lifetime():
        raise RuntimeError
    assert [record.getMessage() for record in caplog.records] == [
        "process.started",
        "process.stopped",
    ]

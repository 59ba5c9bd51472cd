"""Each time of an answer has a second field in the zone of the agency."""

from __future__ import annotations

import contextvars
import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from api.app import ROUTERS
from api.openapi import make_document
from api.schemas import local_times
from api.schemas.common import PlainAnswer
from core.settings import Settings

SUMMER = datetime(2026, 7, 2, 7, 30, tzinfo=UTC)
WINTER = datetime(2026, 12, 2, 7, 30, tzinfo=UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    at: datetime


class MeetingOut(PlainAnswer):
    due_at: datetime
    ended_at: datetime | None
    meetings: list[Meeting]


def _answer(moment: datetime, zone: str) -> dict[str, Any]:
    """Return an answer of a request of an agency in a zone; "" for one without an actor."""

    def answer() -> dict[str, Any]:
        local_times.start_request()
        if zone:  # a dependency runs in a copy of the context
            contextvars.copy_context().run(local_times.set_zone, zone)
        made = MeetingOut(due_at=moment, ended_at=None, meetings=[Meeting(moment)])
        parsed: dict[str, Any] = json.loads(made.model_dump_json())
        return parsed

    return contextvars.copy_context().run(answer)


@pytest.mark.parametrize(
    ("moment", "zone", "local"),
    [
        (SUMMER, "Europe/Athens", "2026-07-02T10:30:00+03:00"),
        (WINTER, "Europe/Athens", "2026-12-02T09:30:00+02:00"),
        (SUMMER, "Atlantic/Reykjavik", "2026-07-02T07:30:00Z"),
        (SUMMER, "", "2026-07-02T07:30:00Z"),
    ],
)
def test_a_time_has_its_local_time_with_the_offset(moment: datetime, zone: str, local: str) -> None:
    found = _answer(moment, zone)
    utc = moment.isoformat().replace("+00:00", "Z")
    assert (found["due_at"], found["due_at_local"]) == (utc, local)
    assert (found["ended_at"], found["ended_at_local"]) == (None, None)
    assert found["meetings"] == [{"at": utc, "at_local": local}]


def _answered(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schemas that answers consist of, with their properties."""
    schemas, seen = document["components"]["schemas"], set[str]()
    waiting: list[Any] = [
        operation["responses"] for path in document["paths"].values() for operation in path.values()
    ]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()
            _, is_schema, name = str(part.get("$ref", "")).partition("#/components/schemas/")
            if is_schema and name not in seen:
                seen.add(name)
                waiting.append(schemas[name])
                yield name, schemas[name].get("properties", {})


def test_every_time_of_every_answer_has_its_local_time() -> None:
    times = [
        (schema, name, f"{name}{local_times.SUFFIX}" in properties)
        for schema, properties in _answered(make_document(Settings(), ROUTERS))
        for name, kind in properties.items()
        if "'date-time'" in str(kind) and not name.endswith(local_times.SUFFIX)
    ]
    assert len(times) > 50
    assert [(schema, name) for schema, name, is_local in times if not is_local] == []

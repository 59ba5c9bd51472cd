"""Local times in answers: each UTC time has a second field in the zone of the agency.

The zone is that of the signed-in actor's agency, or UTC for a request without an actor.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from types import ModuleType
from typing import Any

from pydantic import computed_field

from core.policy.time_zones import DEFAULT_TIME_ZONE, utc_to_local

SUFFIX = "_local"
_NAMES = re.compile(r"[A-Za-z_][\w.]*")
_ANSWERS: set[type] = set()  # those that have their fields
_TIMES: dict[str, Any] = {"datetime": datetime, "datetime | None": datetime | None}


@dataclasses.dataclass(slots=True)
class _RequestZone:
    name: str = DEFAULT_TIME_ZONE


_zone: ContextVar[_RequestZone | None] = ContextVar("request_zone", default=None)


def start_request() -> None:
    """Begin a request, in UTC until `set_zone`."""
    _zone.set(_RequestZone())


def set_zone(name: str) -> None:
    """Set the IANA time zone of the current request.

    Dependencies run in threads with a copy of the context. So the shared object is changed.
    """
    current = _zone.get()
    if current is not None:
        current.name = name


def add_local_times(answer: type) -> None:
    """Add a computed field `NAME_local` for each field of an answer that is a time.

    Values of the services inside it get the fields too: pydantic reads them like schemas.
    """
    if answer in _ANSWERS:
        return
    _ANSWERS.add(answer)
    for name, annotation in inspect.get_annotations(answer).items():
        if annotation in _TIMES:
            setattr(answer, f"{name}{SUFFIX}", _local_field(name, _TIMES[annotation]))
        else:
            for value in _values_in(annotation, sys.modules[answer.__module__]):
                add_local_times(value)


def _values_in(annotation: object, module: ModuleType) -> Iterator[type]:
    """Yield the dataclasses that an annotation of a module names."""
    for path in _NAMES.findall(str(annotation)):
        found: object = module
        for name in path.split("."):
            found = getattr(found, name, None)
        if isinstance(found, type) and dataclasses.is_dataclass(found):
            yield found


def _local_field(name: str, kind: Any) -> Any:
    def read(answer: object) -> datetime | None:
        moment: datetime | None = getattr(answer, name)
        current = _zone.get()
        if moment is None or current is None:
            return moment
        return utc_to_local(moment, current.name)

    described = computed_field(
        return_type=kind,
        description=f"`{name}` in the time zone of your agency, with its offset from UTC.",
    )
    return described(property(read))

"""Timeline and map of two records, made only from the facts that the reader may see.

The gazetteer resolves places. A place that it does not know, or that is a whole country, appears
only in the list.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from api.schemas.records.register import RecordOut
from api.web import language
from matching.places.gazetteer import read_place

LAND_FILE = Path(__file__).parent / "data" / "land.json"
# units of the outline: 7 a degree east, 10 a degree north (a degree of longitude is shorter; 7/10
# holds at 45 degrees)
EAST, NORTH = 7, -10
# area of the outline: left, top, width, height
BOX = (
    25 * -EAST,
    72 * NORTH,
    120 * EAST,
    77 * -NORTH,
)
MIN_WIDTH = 140  # the smallest window, 14 degrees high: the outline is too coarse for a smaller one
SIDES = ("own", "other")


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A place in units of the outline."""

    x: float
    y: float


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One event: `day` as written ("" if unknown), `where` in words, and the record's side.

    `point` is the place on the map. It is None for the entry of the record, and for a place that is
    not known or is outside the map.
    """

    day: str
    what: str
    where: str
    side: str
    point: Point | None


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A point of the map with the numbers of one side's events there."""

    point: Point
    side: str
    numbers: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Map:
    """A window onto the outline with its marks and connecting lines; `step` is a line's height."""

    left: float
    top: float
    width: float
    height: float
    step: float
    marks: tuple[Mark, ...]
    ways: tuple[tuple[str, str], ...]


@functools.cache
def land_outline() -> str:
    """Return the land's outline as an SVG path."""
    path = json.loads(LAND_FILE.read_text(encoding="utf-8"))["path"]
    assert isinstance(path, str)
    return path


def case_events(own: RecordOut, other: RecordOut) -> list[Event]:
    """Return the events of both records, oldest first, those without a day last."""
    events = [*_events(own, "own"), *_events(other, "other")]
    return sorted(events, key=lambda event: (not event.day, event.day, SIDES.index(event.side)))


def _events(record: RecordOut, side: str) -> Iterator[Event]:
    def values(field: str) -> list[str]:
        return [statement.value for statement in record.facts.get(field, [])]

    def first(field: str) -> str:
        return next(iter(values(field)), "")

    births = record.facts.get("birth_date", [])
    # in Gregorian days, so that the order does not depend on a birth's calendar
    born = [fact.days.first.isoformat() if fact.days else fact.value for fact in births]
    for day in born or ([""] if values("birth_place") else []):
        yield _event(day, "born", first("birth_place"), "", side)
    days = values("event_date") or (
        [""] if values("event_country") or values("event_place") else []
    )
    for day in days:
        yield _event(day, record.kind, first("event_place"), first("event_country"), side)
    for passed in values("route"):
        country, place, day = (part.strip() for part in (*passed.split(":"), "", "")[:3])
        yield _event(day, "route", place, country, side)
    yield Event(
        record.entered_on.isoformat(), "entered", language.country(record.state), side, None
    )


def _event(day: str, kind: str, place: str, country: str, side: str) -> Event:
    place_text = ", ".join(
        part for part in (place, language.country(country) if country else "") if part
    )
    spot = (
        next((spot for spot in read_place(place, country).spots if spot.has_point), None)
        if place
        else None
    )
    return Event(
        day,
        kind,
        place_text,
        side,
        None if spot is None else _on_outline(spot.east / 100, spot.north / 100),
    )


def _on_outline(east: float, north: float) -> Point | None:
    point = Point(round(east * EAST, 1), round(north * NORTH, 1))
    left, top, width, height = BOX
    is_inside = left <= point.x <= left + width and top <= point.y <= top + height
    return point if is_inside else None


def event_map(events: list[Event]) -> Map | None:
    """Return the map of the events with a point, None if there is none.

    Events are numbered from 1 in their order.
    """
    placed = [
        (number, event, event.point)
        for number, event in enumerate(events, start=1)
        if event.point is not None
    ]
    if not placed:
        return None
    numbers: dict[tuple[Point, str], list[int]] = {}
    for number, placed_event, point in placed:
        numbers.setdefault((point, placed_event.side), []).append(number)
    left, top, width, height = _window([point for _, _, point in placed])
    marks = tuple(
        Mark(point, side, tuple(event_numbers)) for (point, side), event_numbers in numbers.items()
    )
    paths = (
        (side, _way(point for _, event, point in placed if event.side == side)) for side in SIDES
    )
    return Map(
        left=left,
        top=top,
        width=width,
        height=height,
        step=height / 22,
        marks=marks,
        ways=tuple(path for path in paths if " " in path[1]),
    )


def _way(points: Iterable[Point]) -> str:
    return " ".join(dict.fromkeys(f"{point.x},{point.y}" for point in points))


def _window(points: list[Point]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a 3:2 window around the points, with margins."""
    xs, ys = [point.x for point in points], [point.y for point in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    height = max(MIN_WIDTH, high * 1.4, wide * 1.4 / 1.5)
    width = height * 1.5
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return (
        round(middle_x - width / 2, 1),
        round(middle_y - height / 2, 1),
        round(width, 1),
        round(height, 1),
    )


def parse_day(text: str) -> date | None:
    """Return a day written in full; None for a year, a month or other text."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.schemas.records.register import FactOut, RecordOut
from api.web import timeline
from api.web.timeline import BOX, Event, Point


def _record(kind: str, **facts: list[str]) -> RecordOut:
    record_facts = {
        field: [
            FactOut(value=value, source="police", stated_on=date(2026, 3, 2), quality="")
            for value in values
        ]
        for field, values in facts.items()
    }
    return RecordOut(
        id=UUID(int=1),
        kind=kind,
        status="open",
        state="DE",
        desk="",
        entered_on=date(2026, 3, 2),
        view="full",
        is_responsible=True,
        version=1,
        sharing="",
        no_family_contact=False,
        action="",
        instructions=[],
        same_child_records=[],
        open_questions=[],
        readers=[],
        unshared=[],
        facts=record_facts,
    )


FOUND = _record(
    "found",
    birth_date=["2009"],
    event_date=["2024-02-03"],
    event_place=["Hamburg"],
    event_country=["DE"],
)
MISSING = _record(
    "missing",
    birth_date=["2009-07-10"],
    event_date=["2023-09-14"],
    event_place=["Lesvos"],
    event_country=["GR"],
    route=["BA:Bihać:2023-11", "IT"],
)


def test_events_of_both_records_are_in_one_order_and_undated_ones_last() -> None:
    events = timeline.case_events(FOUND, MISSING)
    assert [(one.side, one.what, one.day) for one in events] == [
        ("own", "born", "2009"),
        ("other", "born", "2009-07-10"),
        ("other", "missing", "2023-09-14"),
        ("other", "route", "2023-11"),
        ("own", "found", "2024-02-03"),
        ("own", "entered", "2026-03-02"),
        ("other", "entered", "2026-03-02"),
        ("other", "route", ""),
    ]
    assert [one.where for one in events if one.what == "route"] == [
        "Bihać, Bosnia & Herzegovina",
        "Italy",
    ]


def test_places_lie_where_they_are_and_a_whole_country_is_not_drawn() -> None:
    events = timeline.case_events(FOUND, MISSING)
    drawn = timeline.event_map(events)
    assert drawn is not None
    places = {mark.numbers: mark.point for mark in drawn.marks}
    assert sorted(places) == [(3,), (4,), (5,)]
    hamburg, bihac, lesvos = places[5,], places[4,], places[3,]
    assert hamburg.x < bihac.x < lesvos.x  # from west to east
    assert hamburg.y < bihac.y < lesvos.y  # from north to south, downwards
    assert [side for side, _ in drawn.ways] == ["other"]


def test_without_a_known_place_there_is_no_map() -> None:
    nowhere = _record("found", event_place=["behind the old mill"])
    assert timeline.event_map(timeline.case_events(nowhere, nowhere)) is None
    assert timeline.case_events(_record("found"), _record("missing"))[0].what == "entered"


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6))
def test_every_mark_lies_inside_the_window(shares: list[tuple[float, float]]) -> None:
    left, top, width, height = BOX
    points = [Point(left + across * width, top + down * height) for across, down in shares]
    drawn = timeline.event_map([Event("", "route", "", "own", point) for point in points])
    assert drawn is not None
    for mark in drawn.marks:
        assert drawn.left <= mark.point.x <= drawn.left + drawn.width
        assert drawn.top <= mark.point.y <= drawn.top + drawn.height
    assert sorted(number for mark in drawn.marks for number in mark.numbers) == list(
        range(1, len(points) + 1)
    )


def test_a_whole_day_is_a_day_and_nothing_else() -> None:
    assert timeline.parse_day("2024-02-03") == date(2024, 2, 3)
    assert [
        timeline.parse_day(text) for text in ("2024", "2024-02", "2024-02-31", "in spring")
    ] == [None] * 4

"""Sources that contradict each other: all statements are kept, the most reliable is compared."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import DateOutOfRange, InvalidInput
from core.intake import INTAKE_FIELDS, Kind
from core.policy.records.provenance import INFORMATION_GRADES, SOURCE_GRADES, unreliability
from matching import Person
from services.foundation.facts import date_ranges, person_view
from services.foundation.facts.age_range import age_range_of
from services.foundation.facts.intake_row import ONE_VALUED_COLUMNS, IntakeRow, Row
from services.records.intake import preparation
from services.records.intake.preparation import ReadRow

TODAY = date(2026, 3, 2)
BASE = {"record_ref": "A-1", "kind": "missing", "full_name": "Zahra Hosseini"}


def _read(row: Row) -> ReadRow:
    return preparation.read_row({**BASE, **row}, source="hotline", today=TODAY)


def _person(row: Row) -> Person:
    read = _read(row)
    person = person_view.person_of(read.statements, ref="A-1", kind="missing")
    assert read.person in (None, person)
    return person


def test_what_a_person_has_one_of_may_be_contradicted_but_no_long_text() -> None:
    single_columns = {
        one.name for one in INTAKE_FIELDS if one.field_class is not None and not one.is_list
    }
    long = {one.name for one in INTAKE_FIELDS if one.kind is Kind.LONG_TEXT}
    assert set(ONE_VALUED_COLUMNS) == single_columns - long - {"record_ref"}
    assert {"sex", "height_cm", "sis_category", "full_name"} <= set(ONE_VALUED_COLUMNS)


@pytest.mark.parametrize("cell", ["F|M", ["F", "M"], " F | M |"])
def test_both_statements_are_kept_with_their_provenance_and_warned_of(cell: str) -> None:
    row = {"sex": cell, "sex@source": "relative|professional", "sex@quality": "|B2"}
    read = _read(row)
    statements = [one for one in read.statements if one.field == "sex"]
    assert [(one.value, one.source, one.quality) for one in statements] == [
        ("F", "relative", "X4H0"),
        ("M", "professional", "B2H0"),
    ]
    assert [(one.column, one.reason) for one in read.warnings] == [
        ("sex", "sources contradict each other")
    ]


def test_sources_that_agree_contradict_nothing() -> None:
    read = _read({"sex": "F|f", "hair": ["black"]})
    assert read.warnings == ()
    assert _person({"sex": "F|f", "hair": ["black"]}).sex == "F"


def test_a_value_that_cannot_be_read_costs_only_itself() -> None:
    read = _read({"height_cm": "150|tall"})
    assert [(one.field, one.value) for one in read.statements if one.field != "full_name"][1:] == [
        ("height_cm", "150"),
        ("unread", "height_cm: tall"),
    ]
    assert "not a height" in [one.reason for one in read.warnings]


RELIABLE: dict[str, tuple[Row, str]] = {
    "a better source": ({"sex@quality": "C2|B3"}, "M"),
    "better information": ({"sex@quality": "B2|B3"}, "F"),
    "not assessed before unreliable": ({"sex@quality": "C1|X4"}, "M"),
    "verified by an authority": (
        {"sex@quality": "A1|A1", "sex@source": "relative|authority"},
        "M",
    ),
    "equally reliable": ({"sex@quality": "B2|B2"}, ""),
    "not assessed": ({}, ""),
    "said by an exploiter": ({"sex@source": "relative|exploiter"}, "F"),
    "not passed on": ({"sex@quality": "C3|A1H2"}, "F"),
}


@pytest.mark.parametrize("case", RELIABLE)
def test_the_most_reliable_statement_is_compared_and_none_of_equal_ones(case: str) -> None:
    stated, sex = RELIABLE[case]
    assert _person({"sex": "F|M", **stated}).sex == sex


@pytest.mark.parametrize(
    ("column", "values", "attribute"),
    [("height_cm", "150|171", "height_cm"), ("eyes", "brown|blue", "eyes")],
)
def test_looks_that_contradict_each_other_are_not_compared(
    column: str, values: str, attribute: str
) -> None:
    assert not getattr(_person({column: values}), attribute)
    assert getattr(_person({column: values, f"{column}@quality": "B2|C2"}), attribute)


def test_every_name_is_compared() -> None:
    named = {name.text for name in _person({"full_name": "Zahra Hosseini|Sara Husaini"}).names}
    assert named == {"Zahra Hosseini", "Sara Husaini"}
    parts = _person({"full_name": "", "given_names": "Zahra", "family_names": "Hosseini|Husaini"})
    assert {name.text for name in parts.names} == {"Zahra Hosseini", "Zahra Husaini"}


@pytest.mark.parametrize(
    "row",
    [
        {"age": "17|20", "age_on": "2026-02-01"},
        {"age": "17", "age_on": "2026-02-01|2022-02-01"},
        {"age": "17", "event_date": "2026-02-01|2022-02-01"},
        {"age": "17|20", "age_on": "2026-02-01", "age@quality": "C4|A1"},
    ],
)
def test_in_doubt_between_two_ages_the_person_is_a_child_who_may_be_of_age(row: Row) -> None:
    person = _person(row)
    ages = age_range_of(person, ())
    assert len(person.births) == 2
    assert ages.is_child(TODAY)
    assert ages.may_be_of_age(TODAY)


def test_a_day_of_the_event_in_doubt_dates_no_place() -> None:
    cells = {"event_date": "2026-02-01|2022-02-01", "event_country": "GR"}
    assert [place.on for place in _person(cells).places] == [None]


def test_the_protecting_category_counts_and_the_earliest_review() -> None:
    row = {
        **BASE,
        "sis_category": "32(1)(b)|32(1)(a)(i)",
        "sis_category@stated_on": "2026-02-01|2025-02-01",
    }
    read = preparation.read_new_row(row, source="police", today=TODAY)
    (ready,) = preparation._completed(
        preparation.PreparationContext(preparation.Declaration(), "police", "DE", {}, TODAY), [read]
    )
    assert ready.hit_action == "protect"
    derived = {one.field: one.value for statements in ready.facts.values() for one in statements}
    assert derived["sis_review_on"] == "2030-02-01"


def test_too_many_values_refuse_the_row() -> None:
    with pytest.raises(InvalidInput) as refused:
        _read({"hair": "|".join(f"shade {number}" for number in range(9))})
    assert (refused.value.field, refused.value.reason) == ("hair", "too_many_values")


def test_each_of_several_days_must_lie_in_its_range() -> None:
    with pytest.raises(DateOutOfRange, match="event_date"):
        date_ranges.check_row_dates(
            IntakeRow.read({**BASE, "event_date": "2026-02-01|2031-02-01"}), today=TODAY
        )


def test_every_grade_has_a_place_in_the_order() -> None:
    grades = {
        unreliability("witness", f"{one}{other}H0")
        for one in SOURCE_GRADES
        for other in INFORMATION_GRADES
    }
    assert len(grades) == len(SOURCE_GRADES) * len(INFORMATION_GRADES)
    assert max(grades) == unreliability("witness", "C4H0")

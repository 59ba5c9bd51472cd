from __future__ import annotations

import json
from datetime import date

import pytest

from matching import Document, Name, Person, Phone, Relative, parse_row, row_problems

BASE: dict[str, object] = {
    "record_ref": "GR-POL-000001",
    "kind": "missing",
    "full_name": "Example Person",
}


def person(**cells: object) -> Person:
    return Person.from_row(BASE | cells)


def columns_warned(**cells: object) -> list[str]:
    return [warning.column for warning in parse_row(BASE | cells).warnings]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"record_ref": ""}, "record_ref"),
        ({"record_ref": "n/a"}, "record_ref"),
        ({"kind": "lost"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "   "}, "full_name"),
    ],
)
def test_only_reference_kind_and_name_reject_a_row(change: dict[str, object], column: str) -> None:
    problems = row_problems(BASE | change)
    assert [problem.column for problem in problems] == [column]
    assert parse_row(BASE | change).problems == problems


@pytest.mark.parametrize(
    "column", ["full_name", "given_names", "family_names", "name_native", "aliases"]
)
def test_a_name_in_any_name_column_is_enough(column: str) -> None:
    assert row_problems({"record_ref": "A", "kind": "found", column: "Example"}) == ()


@pytest.mark.parametrize("kind", ["missing", "found", "tracing", "preventive", "Missing"])
def test_the_three_kinds_are_known(kind: str) -> None:
    assert row_problems(BASE | {"kind": kind}) == ()


def test_a_row_whose_name_is_not_known_is_taken_in() -> None:
    assert row_problems(BASE | {"full_name": "Unknown"}) == ()


# Column -> values that cannot be parsed. Each must cause one warning, leave the column unknown and
# never appear in the warning.
UNREADABLE = {
    "birth_date": [
        "yesterdayish",
        "12/05/2010",
        "1388-04-19",
        "2010-02-30",
        "1899-01-01",
        "1900-01-01",
        "0000-00-00",
    ],
    "age": ["teenager", "-3", "500"],
    "sex": ["perhaps-female"],
    "nationalities": ["Syria", "QQQ"],
    "languages": ["Arabic", "a1"],
    "event_country": ["Italy"],
    "event_date": ["last spring", "2024-13-01"],
    "phones": ["call me", "12"],
    "documents": ["passport", "passport:SY", "passport:Syria:N123456", "a:b:c:d"],
    "relatives": ["Fatima", "wizard:Fatima", "mother:"],
    "height_cm": ["tall", "15", "900", "1.5m"],
    "eyes": ["sparkling"],
    "hair": ["long-and-wavy"],
    "marks": ["scar", "scar:soul", "scar:hand:up", "blot:hand:left"],
    "birth_known": ["rumoured"],
    "birth_calendar": ["julian"],
    "route": [
        "Greece:Athens",
        "GR:Athens:spring",
        "GR:Athens:2024-05-06:more",
        "::",
        "::2024-05-06",
        "12:Athens",
    ],
}
CASES = [(column, value) for column, values in UNREADABLE.items() for value in values]


@pytest.mark.parametrize(
    ("column", "value"), CASES, ids=[f"{column}-{value}" for column, value in CASES]
)
def test_an_unreadable_value_warns_once_is_unknown_and_is_not_repeated(
    column: str, value: str
) -> None:
    extra = {"age_on": "2024-01-01"} if column == "age" else {}
    parsed = parse_row(BASE | extra | {column: value})
    assert [warning.column for warning in parsed.warnings] == [column]
    assert parsed.person == person(**extra)
    message = " ".join((parsed.warnings[0].reason, parsed.warnings[0].suggestion))
    assert value not in message or value in ("scar", "passport")  # words of the format itself
    assert parsed.warnings[0].suggestion


@pytest.mark.parametrize(
    "word", ["", "unknown", "N/A", "?", "not_asked", "refused", " Unbekannt ", "مجهول", "未知"]
)
def test_a_word_for_unknown_is_unknown_without_a_warning(word: str) -> None:
    for column in (
        *UNREADABLE,
        "birth_place",
        "event_place",
        "aliases",
        "ethnicity",
        "home_address",
    ):
        parsed = parse_row(BASE | {column: word})
        assert parsed.warnings == (), column
        assert parsed.person == person(), column


def test_one_unreadable_item_leaves_the_others() -> None:
    parsed = parse_row(BASE | {"marks": "scar:hand:left|blot|burn:knee"})
    assert [mark.kind for mark in parsed.person.marks] == ["scar", "burn"]
    assert len(parsed.warnings) == 1


@pytest.mark.parametrize(
    "value",
    [
        "mother:Amal|father:Omar",
        ["mother:Amal", "father:Omar"],
        json.dumps(["mother:Amal", "father:Omar"]),
    ],
)
def test_a_list_may_be_bars_or_json(value: object) -> None:
    assert person(relatives=value).relatives == (
        Relative("mother", "Amal"),
        Relative("father", "Omar"),
    )


def test_numbers_of_a_json_row_are_read_like_text() -> None:
    assert person(height_cm=151, age=12, age_on="2024-01-01") == person(
        height_cm="151", age="12", age_on="2024-01-01"
    )
    assert person(height_cm=151.0).height_cm == 151


@pytest.mark.parametrize(
    ("calendar", "written", "year"),
    [
        ("gregorian", "2010-01-01", date(2010, 1, 1)),
        ("solar_hijri", "1389-01-01", date(2010, 3, 21)),
        ("ethiopian", "2003-01-01", date(2010, 9, 11)),
        ("hijri", "1432-01-01", date(2010, 12, 7)),
    ],
)
def test_the_first_day_of_a_year_carries_only_the_year(
    calendar: str, written: str, year: date
) -> None:
    (birth,) = person(birth_date=written, birth_calendar=calendar).births
    assert birth.is_placeholder
    assert birth.first == year
    assert 353 <= (birth.last - birth.first).days <= 366
    assert birth.calendar == calendar


@pytest.mark.parametrize(
    ("known", "is_year"),
    [("assessed", True), ("claimed", False), ("documented", False), ("", False)],
)
def test_the_last_day_of_a_year_carries_only_the_year_where_an_age_was_assessed(
    known: str, is_year: bool
) -> None:
    (birth,) = person(birth_date="2005-12-31", birth_known=known).births
    assert birth.is_placeholder is is_year
    assert (
        birth.first == date(2005, 1, 1)
        if is_year
        else birth.first == birth.last == date(2005, 12, 31)
    )


def test_the_last_of_december_of_another_calendar_is_no_last_day_of_a_year() -> None:
    assert (
        person(birth_date="1384-12-31", birth_known="assessed", birth_calendar="solar_hijri").births
        == ()
    )


def test_the_second_day_of_a_year_is_a_day() -> None:
    (birth,) = person(birth_date="2010-01-02").births
    assert not birth.is_placeholder
    assert birth.first == birth.last == date(2010, 1, 2)


def test_several_birth_dates_are_several_births() -> None:
    assert [birth.first.year for birth in person(birth_date="2010-05-06|2011-05-06").births] == [
        2010,
        2011,
    ]


@pytest.mark.parametrize(
    ("known", "years"), [("claimed", 3), ("documented", 3), ("", 3), ("assessed", 5)]
)
def test_an_age_is_believed_to_a_year_an_assessed_one_to_two(known: str, years: int) -> None:
    (birth,) = person(age="14", age_on="2024-06-01", birth_known=known).births
    assert round((birth.last - birth.first).days / 365.25) == years


def test_an_age_counts_from_the_event_when_its_own_day_is_missing() -> None:
    assert (
        person(age="14", event_date="2024-06-01").births
        == person(age="14", age_on="2024-06-01").births
    )
    assert columns_warned(age="14") == ["age"]


def test_a_birth_date_takes_precedence_over_an_age() -> None:
    assert len(person(birth_date="2010-05-06", age="3", age_on="2024-06-01").births) == 1


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("+39 06 1234 5678", Phone("390612345678", "own", is_full=True)),
        ("0039 06 1234 5678", Phone("390612345678", "own", is_full=True)),
        ("٠٦ ١٢٣٤ ٥٦٧٨", Phone("390612345678", "own", is_full=True)),
        ("relative:06 1234 5678", Phone("390612345678", "relative", is_full=True)),
        ("exploiter:+963 11 223 4567", Phone("963112234567", "exploiter", is_full=True)),
    ],
)
def test_phones_are_read_with_owner_and_the_country_of_the_event(cell: str, phone: Phone) -> None:
    assert person(phones=cell, event_country="IT").phones == (phone,)


def test_two_zeros_stand_for_the_plus_also_where_no_country_is_known() -> None:
    assert person(phones="0039 06 1234 5678").phones == (
        Phone("390612345678", "own", is_full=True),
    )


def test_a_phone_without_any_country_keeps_its_digits() -> None:
    assert person(phones="0944 123 456").phones == (Phone("0944123456", "own", is_full=False),)


def test_a_document_may_lack_its_country() -> None:
    assert person(documents="passport::n 0012-345").documents == (
        Document("passport", "", "N0012345"),
    )
    assert person(documents="tazkira:AF:12345").documents == (Document("id_card", "AF", "12345"),)


@pytest.mark.parametrize("prefix", ["nickname", "patronymic", "exploiter", "alias"])
def test_an_alias_may_state_its_kind(prefix: str) -> None:
    assert Name("Lulu", prefix) in person(aliases=f"{prefix}:Lulu").names


def test_an_alias_without_prefix_is_an_alias() -> None:
    assert person(aliases="Lulu").names[-1] == Name("Lulu", "alias")


def test_given_and_family_make_one_name_and_a_placeholder_part_is_left_out() -> None:
    row = {"record_ref": "A", "kind": "found", "given_names": "Lea", "family_names": "Muster"}
    assert Person.from_row(row).names == (Name("Lea Muster", "full"),)
    assert Person.from_row(row | {"family_names": "N/A"}).names == (Name("Lea", "given"),)


@pytest.mark.parametrize(
    ("kind", "role"), [("missing", "last_seen"), ("tracing", "last_seen"), ("found", "found")]
)
def test_the_event_is_where_one_was_last_seen_or_found(kind: str, role: str) -> None:
    (place,) = person(
        kind=kind, event_country="IT", event_place="Roma", event_date="2024-05-06"
    ).places
    assert (place.role, place.country, place.name, place.on) == (
        role,
        "IT",
        "Roma",
        date(2024, 5, 6),
    )


def test_the_height_is_dated_by_the_event() -> None:
    assert person(height_cm="150", event_date="2024-05-06").height_on == date(2024, 5, 6)


def test_members_of_a_macrolanguage_are_one_language() -> None:
    assert person(languages="prs").languages == person(languages="pes").languages == ("fas",)


def test_huge_cells_and_lists_are_cut_with_a_warning() -> None:
    parsed = parse_row(
        BASE | {"relatives": "|".join(["mother:Amal"] * 500), "full_name": "x" * 1_000_000}
    )
    assert [warning.column for warning in parsed.warnings] == ["relatives"]
    assert len(parsed.person.names[0].text) <= 4000


@pytest.mark.parametrize(
    "value", [None, True, {"a": 1}, [], [None], object(), float("nan"), "[" * 5000, "\ud800"]
)
def test_no_value_makes_a_row_raise(value: object) -> None:
    for column in ("full_name", *UNREADABLE):
        parse_row(BASE | {column: value})
        row_problems(BASE | {column: value})

from __future__ import annotations

from datetime import date

import pytest

from matching import Birth, Document, Name, Person, parse_row
from matching.codes.code_lists import FAILS, FITS
from matching.reading.mrz import check_digit
from matching.reading.national_ids import SCHEMES, read_national_number

BASE: dict[str, object] = {
    "record_ref": "GR-POL-000001",
    "kind": "missing",
    "full_name": "Example Person",
}


def passport(
    number: str = "P01234567",
    *,
    names: str = "KARIMI<<MARYAM",
    birth: str = "090305",
    wrong: int = 0,
) -> str:
    """Return an Afghan passport; `wrong` is added to the number's check digit."""
    optional = "<" * 14 + "0"
    birth, expiry = birth + str(check_digit(birth)), "290101" + str(check_digit("290101"))
    number += str((check_digit(number) + wrong) % 10)
    whole = check_digit(number + birth + expiry + optional)
    return f"P<AFG{names}".ljust(44, "<")[:44] + f"\n{number}AFG{birth}F{expiry}{optional}{whole}"


def person(**cells: object) -> Person:
    return Person.from_row(BASE | cells)


BORN = Birth(date(2009, 3, 5), date(2009, 3, 5), "documented")


def test_a_zone_gives_the_document_and_fills_in_where_the_row_is_silent() -> None:
    parsed = parse_row(BASE | {"documents": passport()})
    assert parsed.warnings == ()
    assert parsed.person.documents == (Document("passport", "AF", "P01234567", FITS),)
    assert parsed.person.births == (BORN,)
    assert (parsed.person.sex, parsed.person.nationalities) == ("F", ("AF",))
    assert parsed.person.names == (Name("Example Person"), Name("MARYAM KARIMI", "full"))


def test_columns_of_the_row_take_precedence_over_the_zone() -> None:
    read = person(documents=passport(), birth_date="2010-04-06", sex="M", nationalities="IR")
    assert [birth.first for birth in read.births] == [date(2010, 4, 6)]
    assert (read.sex, read.nationalities) == ("M", ("IR",))


def test_an_age_is_kept_with_the_birth_date_of_a_zone() -> None:
    read = person(documents=passport(), age="14", age_on="2024-01-01", birth_known="assessed")
    assert [birth.known for birth in read.births] == ["documented", "assessed"]


def test_a_name_cut_by_its_field_is_a_variant() -> None:
    name = "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    assert person(documents=passport(names=name)).names[-1] == Name(
        "CHAYAPA DEJTHAMRONG K NILAVADHANANANDA", "alias"
    )


def test_the_first_of_january_of_a_zone_carries_the_year_only() -> None:
    assert person(documents=passport(birth="090101")).births == (
        Birth(date(2009, 1, 1), date(2009, 12, 31), "documented", is_placeholder=True),
    )


def test_a_repaired_number_is_given_and_not_called_checked() -> None:
    parsed = parse_row(BASE | {"documents": passport().replace("P0", "PO")})
    assert parsed.person.documents == (Document("passport", "AF", "P01234567"),)
    assert parsed.warnings == ()


def test_a_number_whose_digit_does_not_fit_is_kept_and_warned_of() -> None:
    parsed = parse_row(BASE | {"documents": passport("P41234967", wrong=3)})
    assert parsed.person.documents == (Document("passport", "AF", "P41234967", FAILS),)
    (warning,) = parsed.warnings
    assert warning.column == "documents"
    assert warning.is_read
    assert "P41234967" not in warning.reason + warning.suggestion


@pytest.mark.parametrize("prefix", ["passport:", "passport:AF:", "passport::"])
def test_a_zone_may_stand_where_a_number_is_expected(prefix: str) -> None:
    assert person(documents=prefix + passport()).documents == person(documents=passport()).documents


def test_a_zone_cut_short_is_warned_of_and_not_taken_for_a_number() -> None:
    parsed = parse_row(BASE | {"documents": passport()[:-3]})
    assert parsed.person.documents == ()
    assert [(one.column, one.is_read) for one in parsed.warnings] == [("documents", False)]


def test_zones_of_two_people_say_no_sex() -> None:
    assert person(documents=[passport(), passport("P76543210").replace("F29", "M29")]).sex == ""


def test_a_exploiters_document_gives_no_facts_about_the_person() -> None:
    read = person(documents="exploiter:" + passport())
    assert read.documents == (Document("passport", "AF", "P01234567", FITS, "exploiter"),)
    assert (read.births, read.sex, read.nationalities, read.names) == (
        (),
        "",
        (),
        (Name("Example Person"),),
    )
    (document,) = person(documents="exploiter:passport:AF:P0123").documents
    assert document == Document("passport", "AF", "P0123", "", "exploiter")


def test_three_letters_of_a_country_are_two() -> None:
    assert person(documents="passport:AFG:P0123456").documents == (
        Document("passport", "AF", "P0123456"),
    )


# Example numbers from the documentation of python-stdnum (of no person), and their facts.
NUMBERS = [
    ("RO", "1630615123457", date(1963, 6, 15), ""),
    ("BG", "7523169263", date(1875, 3, 16), ""),
    ("PL", "44051401359", date(1944, 5, 14), "M"),
    ("EE", "37605030299", date(1976, 5, 3), "M"),
    ("LT", "33309240064", date(1933, 9, 24), ""),
    ("SI", "0101006500006", date(2006, 1, 1), "M"),
    ("NO", "151086 95088", date(1986, 10, 15), "F"),
    ("CZ", "710319/2745", date(1971, 3, 19), ""),
    ("SK", "710319/2745", date(1971, 3, 19), ""),
    ("CN", "360426199101010071", date(1991, 1, 1), ""),
    ("TR", "17291716060", None, ""),
    ("UA", "1759013776", None, ""),
    ("IR", "0790419904", None, ""),  # the worked example in descriptions of the code
    ("FI", "131052-308T", None, ""),
    ("HR", "33392005961", None, ""),
    ("NL", "111222333", None, ""),
    ("ES", "54362315K", None, ""),
    ("ES", "X2482300W", None, ""),
    ("IT", "RCCMNL83S18D969H", None, "M"),
    ("PT", "000000000ZZ4", None, ""),
    ("IE", "6433435F", None, ""),
    ("FR", "2 95 10 99 126 111 93", None, ""),
    ("BE", "85073003328", None, "M"),
    ("SE", "880320-0016", None, "M"),
    ("GR", "01013099997", None, "M"),
    ("LV", "32867300679", None, ""),
    ("IN", "234123412346", None, ""),
]


@pytest.mark.parametrize(
    ("country", "number", "birth", "sex"),
    NUMBERS,
    ids=[f"{case[0]}-{i}" for i, case in enumerate(NUMBERS)],
)
def test_national_numbers_are_known_by_their_check_digit(
    country: str, number: str, birth: date | None, sex: str
) -> None:
    read = read_national_number(country, number)
    assert read is not None
    assert (read.check, read.birth, read.sex) == (FITS, birth, sex)


def test_every_scheme_of_the_table_is_loaded_by_a_case() -> None:
    assert {*SCHEMES, "IR"} == {case[0] for case in NUMBERS}


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("RO", "1630615123458"),
        ("PL", "44051401358"),
        ("TR", "17291716061"),
        ("IR", "0790419905"),
        ("NL", "111222334"),
    ],
)
def test_a_national_number_whose_digit_fails_is_kept_and_warned_of(
    country: str, number: str
) -> None:
    parsed = parse_row(BASE | {"documents": f"national_id:{country}:{number}"})
    assert parsed.person.documents == (Document("national_number", country, number, FAILS),)
    assert [(one.column, one.is_read) for one in parsed.warnings] == [("documents", True)]
    assert number not in parsed.warnings[0].reason + parsed.warnings[0].suggestion
    assert parsed.person.births == ()


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("id_card:RO:RX123456", "id_card"),
        ("id_card:AF:1630615123457", "id_card"),
        ("passport:RO:1630615123457", "passport"),
        ("other:RO:1630615123458", "other"),
        ("other:RO:1630615123457", "national_number"),
        ("cnp:RO:1630615123457", "national_number"),
        ("id_card:RO:9999999999999", "id_card"),
        ("id_card:IR:1111111111", "id_card"),
    ],
)
def test_only_text_in_the_format_of_a_national_number_is_checked_as_one(
    cell: str, kind: str
) -> None:
    parsed = parse_row(BASE | {"documents": cell})
    assert parsed.warnings == ()
    assert [one.type for one in parsed.person.documents] == [kind]


def test_birth_and_sex_of_a_national_number_count_only_where_the_row_has_none() -> None:
    number = "pesel:PL:44051401359"
    silent = person(documents=number)
    assert silent.births == (Birth(date(1944, 5, 14), date(1944, 5, 14), "documented"),)
    assert silent.sex == "M"
    stated_person = person(documents=number, age="14", age_on="2024-01-01", sex="F")
    assert [birth.known for birth in stated_person.births] == ["claimed"]
    assert stated_person.sex == "F"
    assert person(documents=[number, passport()]).births == (BORN,)


def test_a_birth_of_another_century_in_a_number_is_not_believed() -> None:
    assert person(documents="egn:BG:7523169263").births == ()


def test_a_national_number_in_a_zone_is_a_document_of_its_own() -> None:
    number, birth, expiry, personal = "P01234567", "630615", "290101", "1630615123457<"
    lines = [part + str(check_digit(part)) for part in (number, birth, expiry, personal)]
    zone = (
        "P<ROUPOPESCU<<ION".ljust(44, "<")
        + f"{lines[0]}ROU{lines[1]}M{lines[2]}{lines[3]}{check_digit(''.join(lines))}"
    )
    assert [(one.type, one.number) for one in person(documents=zone).documents] == [
        ("passport", "P01234567"), ("national_number", "1630615123457"),
    ]  # fmt: skip

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from matching.codes.code_lists import FAILS, FITS
from matching.reading.mrz import (
    REPAIRED,
    MrzReading,
    check_digit,
    joined_lines,
    read_zone,
)

# Specimens of ICAO Doc 9303, eighth edition: part 4 appendix B, part 6 appendix B, part 5 appendix
# B (the second with a number longer than its field), part 7 appendices A and B. Utopia is not a
# country, so it has no code here.
PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
LONG = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
VISA_A = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
)
VISA_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")

SPECIMENS = [
    ("TD3", PASSPORT, "passport", "L898902C3", date(1974, 8, 12), "F", "ERIKSSON", "ANNA MARIA"),
    ("TD2", TD2, "id_card", "D23145890", date(1974, 8, 12), "F", "ERIKSSON", "ANNA MARIA"),
    ("TD1", TD1, "id_card", "D23145890", date(1974, 8, 12), "F", "ERIKSSON", "ANNA MARIA"),
    (
        "TD1, long number",
        LONG,
        "id_card",
        "D23145890734",
        date(1934, 7, 12),
        "M",
        "STEVENSON",
        "PETER JOHN",
    ),
    ("MRV-A", VISA_A, "other", "L8988901C", date(1940, 9, 7), "F", "ERIKSSON", "ANNA MARIA"),
    ("MRV-B", VISA_B, "other", "L8988901C", date(1940, 9, 7), "F", "ERIKSSON", "ANNA MARIA"),
]


def read(*lines: str) -> MrzReading:
    zone = read_zone("".join(lines))
    assert zone is not None
    return zone


@pytest.mark.parametrize(
    "between", ["\n", "\r\n", " ", "", "\n\n "], ids=["newline", "crlf", "space", "none", "many"]
)
@pytest.mark.parametrize("case", SPECIMENS, ids=[case[0] for case in SPECIMENS])
def test_the_specimens_of_the_standard_are_read_however_the_lines_are_joined(
    case: tuple, between: str
) -> None:
    _, lines, kind, number, birth, sex, primary, secondary = case
    zone = read(between.join(lines).lower())
    assert (zone.kind, zone.number, zone.birth, zone.sex) == (kind, number, (birth, birth), sex)
    assert (zone.primary, zone.secondary, zone.is_cut) == (primary, secondary, False)
    assert zone.check == FITS
    assert zone.all_fit


def test_the_check_digit_of_the_standards_worked_examples() -> None:
    # Doc 9303 part 3, 4.9: AB2134 -> 5 with fillers; date of birth and number of part 4.
    assert check_digit("AB2134<<<") == 5
    assert check_digit("520727") == 3
    assert check_digit("L898902C3") == 6


def test_the_optional_field_is_returned_separately_from_the_number() -> None:
    assert read(*PASSPORT).optional.split()[0] == "ZE184226B"
    assert read(*LONG).optional == ""


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("AFG", "AF"),
        ("D<<", "DE"),
        ("GBD", "GB"),
        ("RKS", "XK"),
        ("XXA", "XXA"),
        ("XXB", ""),
        ("UTO", ""),
    ],
)
def test_states_are_given_as_two_letters(code: str, country: str) -> None:
    zone = read(PASSPORT[0].replace("UTO", code), PASSPORT[1].replace("UTO", code))
    assert (zone.country, zone.nationality) == (country, country)
    assert zone.check == FITS  # no check digit covers them


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("P<", "passport"),
        ("PD", "passport"),
        ("PR", "travel_document"),
        ("I<", "id_card"),
        ("AC", "other"),
        ("AR", "residence_permit"),
        ("IR", "residence_permit"),
        ("C<", "id_card"),
        ("V<", "other"),
    ],
)
def test_the_first_letters_name_the_kind_of_document(first: str, kind: str) -> None:
    assert read(first + TD2[0][2:], TD2[1]).kind == kind


def with_number(number: str, digit: str = "", *, kind: str = "P<") -> MrzReading:
    """Return the reading of a passport with this number.

    The check digits are computed for `digit` if it is given, otherwise for the number.
    """
    true = digit or number
    tail = "UTO"
    birth, expiry, optional = (
        part + str(check_digit(part)) for part in ("090305", "290101", "<" * 14)
    )
    covered = f"{true}{check_digit(true)}{birth}{expiry}{optional}"
    line = f"{number}{check_digit(true)}{tail}{birth}F{expiry}{optional}{check_digit(covered)}"
    return read(f"{kind}UTOKARIMI<<MARYAM".ljust(44, "<"), line)


def test_the_number_made_by_hand_fits() -> None:
    zone = with_number("P01234567")
    assert zone.all_fit
    assert zone.birth == (date(2009, 3, 5), date(2009, 3, 5))


@pytest.mark.parametrize(
    ("written", "true"),
    [
        ("PO1234567", "P01234567"),
        ("P9A94369Z", "P9A943692"),
        ("PA1B34567", "PA1834567"),
        ("PACAS4667", "PACA54667"),
        ("OA1134967", "0A1134967"),
        ("POO2O4967", "P00204967"),
    ],
)
def test_a_confused_sign_is_set_right_where_one_repair_makes_all_digits_fit(
    written: str, true: str
) -> None:
    zone = with_number(written, true)
    assert (zone.number, zone.check, zone.all_fit) == (true, REPAIRED, True)


def test_a_number_that_two_repairs_would_mend_is_left_as_it_is_and_unchecked() -> None:
    # O at the first and at the fourth place has the same weight, so either place could be wrong.
    zone = with_number("OAAOAAAAA", "0AAOAAAAA")
    assert (zone.number, zone.check, zone.all_fit) == ("OAAOAAAAA", FAILS, False)


def test_a_number_that_no_confusion_explains_is_left_as_it_is_and_unchecked() -> None:
    zone = with_number("P41234967", "P41234977")
    assert (zone.number, zone.check) == ("P41234967", FAILS)


def test_letters_are_read_as_digits_in_numeric_fields_and_digits_as_letters_elsewhere() -> None:
    first, second = PASSPORT
    zone = read(
        first.replace("UTO", "UT0").replace("ERIKSSON", "ER1K5SON"),
        second.replace("7408122", "74O8IZ2"),
    )
    assert zone.all_fit
    assert (zone.primary, zone.birth) == ("ERIKSSON", (date(1974, 8, 12),) * 2)


@pytest.mark.parametrize("place", [*range(10), *range(13, 20), *range(21, 28), *range(28, 44)])
def test_any_one_digit_misread_is_noticed(place: int) -> None:
    first, second = PASSPORT
    digit = "7" if second[place] != "7" else "4"
    zone = read(first, second[:place] + digit + second[place + 1 :])
    assert (zone.check == FITS) == (place > 9)
    assert place < 10 or not zone.all_fit


def test_a_birth_whose_digit_fails_is_left_out() -> None:
    assert read(PASSPORT[0], PASSPORT[1].replace("7408122", "7408132")).birth is None


@pytest.mark.parametrize(
    ("birth", "expiry", "days"),
    [
        ("090305", "290101", (date(2009, 3, 5), date(2009, 3, 5))),
        ("0903<<", "290101", (date(2009, 3, 1), date(2009, 3, 31))),
        ("0912<<", "290101", (date(2009, 12, 1), date(2009, 12, 31))),
        ("09<<<<", "290101", (date(2009, 1, 1), date(2009, 12, 31))),
        ("<<<<<<", "290101", None),
        ("090231", "290101", None),
        ("290305", "290101", (date(2029, 3, 5), date(2029, 3, 5))),
        ("300305", "290101", (date(1930, 3, 5), date(1930, 3, 5))),
        ("400907", "961210", (date(1940, 9, 7), date(1940, 9, 7))),
    ],
)
def test_births_may_lack_day_and_month_and_lie_before_the_end_of_the_document(
    birth: str, expiry: str, days: tuple[date, date] | None
) -> None:
    lines = VISA_A[1]
    line = lines[:13] + f"{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}" + lines[28:]
    assert read(VISA_A[0], line).birth == days


@pytest.mark.parametrize(("sign", "sex"), [("F", "F"), ("M", "M"), ("X", "X"), ("<", "")])
def test_sex_may_be_left_open(sign: str, sex: str) -> None:
    assert read(PASSPORT[0], PASSPORT[1].replace("2F1", f"2{sign}1")).sex == sex


@pytest.mark.parametrize(
    ("field", "primary", "secondary", "is_cut"),
    [
        ("ABDUL<RAHMAN<<SAYED<AHMAD".ljust(39, "<"), "ABDUL RAHMAN", "SAYED AHMAD", False),
        ("MARYAM".ljust(39, "<"), "MARYAM", "", False),
        (
            "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
            "NILAVADHANANANDA",
            "CHAYAPA DEJTHAMRONG K",
            True,
        ),
        ("<" * 39, "", "", False),
    ],
)
def test_names_have_two_parts_and_may_be_cut(
    field: str, primary: str, secondary: str, *, is_cut: bool
) -> None:
    zone = read("P<UTO" + field, PASSPORT[1])
    assert (zone.primary, zone.secondary, zone.is_cut) == (primary, secondary, is_cut)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P<",
        "P0123456",
        "passport",
        PASSPORT[0],
        PASSPORT[1] + "<",
        "".join(TD1)[:-1],
        "X" + "".join(PASSPORT)[1:],
        "P<" + "é" * 86,
        "\ud800" * 88,
        "<" * 88,
        "<" * 90,
        "V" * 88,
        "A" * 90,
        "P<" * 44,
        "V<" + "Z" * 70,
        "I<" + "9" * 88,
        "P<" + "O" * 86,
    ],
    ids=range(18),
)
def test_text_without_a_zone_gives_none_and_no_text_raises(text: str) -> None:
    zone = read_zone(text)
    assert zone is None or zone.check == FAILS or zone.number
    if len(joined_lines(text)) not in (72, 88, 90):
        assert zone is None


def test_guillemets_are_fillers() -> None:
    assert read("".join(PASSPORT).replace("<<", "«")) == read(*PASSPORT)


def test_a_zone_is_a_value() -> None:
    assert dataclasses.asdict(read(*TD1))["country"] == ""

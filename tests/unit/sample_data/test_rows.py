"""Every cell is one that an agency could send: codes, formats, scripts, unassigned numbers."""

from __future__ import annotations

import re
from datetime import date

import phonenumbers
import pytest

from sample_data.agencies import AGENCIES, BY_CODE, REGISTRATION_SHARES, STATES
from sample_data.profiles import PROFILES
from sample_data.rows import COLUMNS
from sample_data.world import SyntheticWorld
from tests.unit.sample_data.measures import BIRTH_PLACEHOLDERS, NAME_COLUMNS, stated_text

pytestmark = pytest.mark.late

RELATIONS = {"mother", "father", "sister", "brother"}
EYES = {"black", "blue", "brown", "green", "grey", "hazel", "maroon", "pink", "different_each"}
HAIR = {"bald", "black", "blond", "brown", "grey", "red", "sandy", "white", "dyed", "covered"}
MARKS = {"scar", "burn", "tattoo", "birthmark", "mole", "missing_part", "dental"}
PARTS = {
    *(
        "forehead",
        "eye",
        "ear",
        "tooth",
        "chin",
        "neck",
        "shoulder",
        "upper_arm",
        "forearm",
        "wrist",
        "hand",
        "finger3",
    ),
    *("chest", "back", "thigh", "knee", "lower_leg", "ankle", "foot"),
}
CARE = {
    *(
        "parents",
        "step_parent",
        "kinship",
        "adult_sibling",
        "foster",
        "residential",
        "kafala",
        "independent",
    ),
    *(
        "child_headed",
        "unrelated_adult",
        "none",
        "reception_centre",
        "detention",
        "hospital",
        "street",
        "missing_from_care",
    ),
    "other",
}
CATEGORIES = {
    *(
        "runaway_or_thrown_out",
        "parental_abduction",
        "missing_in_migration",
        "criminal_abduction",
        "lost_injured_other",
    ),
}
COUNTRY = r"[A-Z]{2}|XX[ABX]"
ITEMS = {
    "kind": "missing|found|tracing",
    "category": "|".join(CATEGORIES),
    "birth_date": r"\d{4}(-\d\d(-\d\d)?)?|" + "|".join(map(re.escape, BIRTH_PLACEHOLDERS)),
    "birth_known": "documented|claimed|assessed",
    "birth_calendar": "gregorian|solar_hijri|hijri|ethiopian",
    "age": r"\d{1,2}",
    "age_on": r"20\d\d-\d\d-\d\d",
    "sex": "M|F|U",
    "nationalities": COUNTRY,
    "languages": "[a-z]{3}",
    "event_date": r"20\d\d-\d\d-\d\d",
    "event_country": "[A-Z]{2}",
    "phones": r"(own|relative|exploiter):(\+|00)?\d[\d ]{7,}",
    "documents": rf"(passport|national_id|birth_certificate):({COUNTRY})?:ZX\d{{7}}",
    "relatives": rf"({'|'.join(RELATIONS)}):\S.*",
    "height_cm": r"\d{2,3}",
    "eyes": "|".join(EYES),
    "hair": "|".join(HAIR),
    "marks": rf"({'|'.join(MARKS)}):({'|'.join(PARTS)}):(left|right|middle)?",
    "care": "|".join(CARE),
    "sharing": "none|link|profile|identity",
    "recipients": "|".join(STATES),
}


@pytest.fixture(scope="module", params=PROFILES.values(), ids=PROFILES)
def rows(request):
    return [
        row for observed in SyntheticWorld(21, request.param).observe(6000) for row in observed.rows
    ]


@pytest.mark.parametrize("column", ITEMS)
def test_every_item_of_a_coded_column_is_in_its_list_or_format(rows, column):
    pattern = re.compile(ITEMS[column])
    items = [item for row in rows if row.get(column) for item in row[column].split("|")]
    assert items
    assert not {item for item in items if not pattern.fullmatch(item)}


def test_no_row_has_a_column_that_is_not_an_intake_column_and_none_is_without_a_name(rows):
    for row in rows:
        assert set(row) <= set(COLUMNS)
        assert any(stated_text(row, column) for column in NAME_COLUMNS)


def test_no_cell_has_a_line_break_a_stray_space_or_an_empty_list_item(rows):
    for row in rows:
        for column, text in row.items():
            assert text == text.strip(), column
            assert not re.search(r"[\r\n\t]|  |\|\||^\||\|$", text), column


def test_every_reference_names_an_agency_that_registers_such_records(rows):
    for row in rows:
        agency, number = row["record_ref"].rsplit("-", 1)
        assert re.fullmatch(r"\d{6}", number)
        assert agency in {code for code, _ in REGISTRATION_SHARES[row["kind"]]}


def test_the_agencies_are_of_six_states_and_three_kinds():
    assert len(AGENCIES) == 8
    assert len(STATES) == 6
    assert {agency.kind for agency in AGENCIES} == {"protection", "police", "hotline"}
    assert all("fictional" in agency.name for agency in AGENCIES)


def test_missing_reports_come_from_all_kinds_of_agency_and_found_minors_mostly_from_protection(
    rows,
):
    kinds = {
        kind: [BY_CODE[row["record_ref"][:6]].kind for row in rows if row["kind"] == kind]
        for kind in REGISTRATION_SHARES
    }
    assert set(kinds["missing"]) == {"protection", "police", "hotline"}
    assert kinds["found"].count("protection") > 0.8 * len(kinds["found"])


def test_only_found_records_have_care_and_only_shared_ones_recipients(rows):
    for row in rows:
        assert bool(row.get("care")) == (row["kind"] == "found")
        assert bool(row.get("recipients")) == (
            row.get("sharing") in ("link", "profile", "identity")
        )


def test_a_phone_number_has_the_right_length_but_cannot_be_assigned(rows):
    written = {
        "+" + item.split(":")[1].lstrip("+0").replace(" ", "")
        for row in rows
        for item in row.get("phones", "").split("|")
        if re.match(r"\w+:(\+|00)", item)
    }
    numbers = [phonenumbers.parse(text) for text in written]
    assert len(numbers) > 500
    for number in numbers:
        assert phonenumbers.is_possible_number(number)
        assert not phonenumbers.is_valid_number(number)


def test_stated_calendars_are_those_of_the_origin_and_give_years_of_that_calendar(rows):
    years = {"solar_hijri": (1360, 1404), "hijri": (1400, 1447), "ethiopian": (1980, 2018)}
    calendars = set()
    for row in rows:
        calendar = row.get("birth_calendar")
        if calendar in years:
            low, high = years[calendar]
            assert low <= int(row["birth_date"][:4]) <= high
            calendars.add(calendar)
    assert calendars == set(years)


def test_gregorian_birth_dates_exist_in_the_calendar(rows):
    dates = [
        row.get("birth_date", "")
        for row in rows
        if row.get("birth_calendar") in (None, "", "gregorian")
    ]
    full = [text for text in dates if len(text) == 10 and text not in BIRTH_PLACEHOLDERS]
    assert len(full) > 1000
    for text in full:
        assert 1980 < date.fromisoformat(text).year < 2026


def test_height_grows_between_two_dates_of_one_child():
    grown = []
    for observed in SyntheticWorld(8, PROFILES["report"]).observe(20_000):
        heights = sorted(
            (row["event_date"], int(row["height_cm"]))
            for row in observed.rows
            if row.get("height_cm")
        )
        if len(heights) > 1 and heights[0][0] and int(heights[-1][0][:4]) > int(heights[0][0][:4]):
            grown.append(heights[-1][1] - heights[0][1])
    assert len(grown) > 100
    assert sum(grown) / len(grown) > 1.5
    assert max(grown) < 45


def test_every_required_kind_of_name_noise_is_present(rows):
    text = "\n".join(row.get(column, "") for row in rows for column in NAME_COLUMNS)
    signs = (
        "nickname:",
        "patronymic:",
        "exploiter:",
        "unknown",
        "N/A",
        "Baby ",
        "عبد ",
        "Nguyễn",
        "Nguyen",
    )
    assert [sign for sign in signs if sign not in text] == []
    compounds = (
        r"Abd(ul|ur|el)? [A-Z]|Abd (al|el)-[A-Z]",
        r"Abd(ul|el|er|ur|ol)[a-z]{3}",
        r"عبد[ء-ي]",
    )
    spellings = (
        r"H[ou]ss?ei?y?ni|Hussaini",
        r"[A-Z]{5}",
        r"[Ss]zewczenko|Tkaczenko|Krawczenko|Savchenko",
        r"El [A-Z]",
    )
    assert [pattern for pattern in (*compounds, *spellings) if not re.search(pattern, text)] == []
    assert re.search(r"^[A-Z]\. \w+", text, re.MULTILINE)


def test_only_a_exploiters_phone_is_shared_by_different_people():
    holders = {"own": {}, "relative": {}, "exploiter": {}}
    for observed in SyntheticWorld(13, PROFILES["report"]).observe(12_000):
        family = min(observed.person, observed.near or observed.person)
        for row in observed.rows:
            for owner, number in (
                item.split(":") for item in row.get("phones", "").split("|") if item
            ):
                if number[:1] == "+":
                    holders[owner].setdefault(number.replace(" ", ""), set()).add(family)
    assert max(map(len, holders["exploiter"].values())) > 3
    assert sum(len(families) > 1 for families in holders["own"].values()) <= 2
    assert sum(len(families) > 1 for families in holders["relative"].values()) <= 2

"""The columnar reader gives the same result as reading single rows: packed bytes, problems,
warnings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Population, pack, parse_row, row_problems
from matching.errors import IntakeFileError
from matching.packing.column_groups import COLUMN_GROUPS, COLUMNS, WARNING_RANKS
from matching.packing.columnar_reader import read_block
from matching.packing.sections import choose_rows, join_sections, unpack
from matching.reading.csv_tokeniser import (
    Column,
    Table,
    read_header,
    read_table,
    whole_rows_length,
)
from tests.examples import examples

SHIPPED = Path("sample_data/shipped/records.csv")
settings.register_profile(
    "columnar",
    deadline=None,
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("columnar")

DAYS = (
    "",
    "2024-05-06",
    "2024-05-06T10:00",
    "6.5.2024",
    "05/06/2024",
    "yesterday",
    "٢٠٢٤-٠١-٠٢",
    "unknown",
)
PEOPLE = (
    "",
    "Maryam Karimi",
    "مریم کریمی",
    "unknown",
    "Unknown Karimi",
    "?",
    "Baby girl",
    "加藤",
    "Abd al-Rahman",
    "J.",
    "\u202e",
)
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
CELLS: Mapping[str, Sequence[str]] = {
    "record_ref": ("R-1", "R-2", "", "unknown", " R-3 "),
    "kind": ("missing", "FOUND", "tracing", "", "lost"),
    "full_name": PEOPLE,
    "given_names": PEOPLE,
    "family_names": PEOPLE,
    "name_native": PEOPLE,
    "aliases": (
        "",
        "Mimi|nickname:Mimi",
        "exploiter:Boss",
        "patronymic:Reza|X|Maryam Karimi",
        "|".join(f"a{n}" for n in range(70)),
        '["a|b", "c"]',
    ),
    "birth_date": (
        "",
        "2009",
        "2009-03-05",
        "1388-01-02",
        "1388",
        "1430-05-06",
        "12 Tir 1388",
        "3 Meskerem 2001",
        "2009-03-05|2010|x",
        "01/02/2009",
        "1900-01-01",
        "n/a",
    ),
    "birth_known": ("", "claimed", "assessed", "Documented", "rumoured"),
    "birth_calendar": ("", "solar_hijri", "hijri", "ethiopian", "gregorian", "maya"),
    "age": ("", "14", "١٤", "old", "500"),
    "age_on": DAYS,
    "sex": ("", "F", "male", "U", "q"),
    "nationalities": ("", "AF", "SY|IR", "ER", "XX", "Atlantis|AF", "tjk|TJ"),
    "languages": ("", "prs", "fas|ara", "pus", "english", "PES"),
    "ethnicity": ("", "kurd", "Kurdish|hazara", "something", "|".join(f"e{n}" for n in range(66))),
    "birth_place": ("", "Herat", "حلب", "Nowhere at all", "unknown"),
    "home_address": (
        "",
        "12 Main Street, Herat|Injil 5",
        "exploiter:Main 3",
        "هرات ۱۲",
        "unknown",
        "|".join(f"h{n}" for n in range(66)),
    ),
    "event_date": DAYS,
    "event_country": ("", "GR", "XX", "DE|GR", "Greece"),
    "event_place": ("", "Athens", "Paris, Texas", "unknown", "Roma"),
    "route": ("", "TR:Izmir:2024-03-01|GR", "::2024", "ZZ:Nowhere", "TR::|x:y:z:w", ":Izmir:"),
    "phones": (
        "",
        "+30 210 1234567",
        "relative:0701234567|own:0301234567",
        "exploiter:+4915112345678",
        "call me",
        "12345678",
    ),
    "documents": (
        "",
        "passport:AF:P123456",
        "id_card::998877",
        "id_card:PL:44051401359",
        "national_number:RO:1800101221144",
        "exploiter:passport:AF:P123456",
        ZONE,
        "my papers",
        "passport:AF:P1|passport:AF:P123457",
    ),
    "relatives": (
        "",
        "father:Reza",
        "mother:Zahra|father:Reza Karimi|sister:Leila",
        "smuggler:Boss",
        "Father: رضا",
        "uncle",
        "Sister:Leila Karimi",
        "half_brother:Omar Sorani|sister:Hana Karimi",
        '["father:Ali"]',
        "brother:fatherless",
    ),
    "height_cm": ("", "150", "150.5 cm", "١٥٠", "tall", "999"),
    "eyes": ("", "brown", "Dark Brown", "violet?"),
    "hair": ("", "black", "covered", "green!"),
    "marks": ("", "scar:hand:left", "tattoo:forearm::cross|mole:chin", "hook", "scar:hand:up"),
}
ANY_TEXT = st.text(st.sampled_from('abZ 1|:"[]\n\r,;-/\0é<م'), max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(st.sampled_from(cells), ANY_TEXT) for name, cells in CELLS.items()
        },
    ),
    max_size=6,
)


def table_of(rows: Sequence[Mapping[str, str]]) -> Table:
    columns = {}
    for name in COLUMNS:
        cells = [row.get(name, "") for row in rows]
        codes = {text: code for code, text in enumerate(dict.fromkeys(cells))}
        columns[name] = Column(np.array([codes[text] for text in cells], np.int32), tuple(codes))
    return Table(len(rows), columns)


def assert_reads_as_rows_do(rows: Sequence[Mapping[str, str]], table: Table) -> None:
    block = read_block(table)
    parsed = [parse_row(row) for row in rows]
    expected = unpack([pack(one.person) for one in parsed])
    assert block.sections.size == len(rows)
    for section in expected.letters:
        assert np.array_equal(block.sections.starts[section], expected.starts[section]), section
        assert np.array_equal(block.sections.letters[section], expected.letters[section]), section
    assert block.refs == tuple(one.person.ref for one in parsed)
    warned = [(row, warning) for row, one in enumerate(parsed) for warning in one.warnings]
    assert block.warnings.first(len(block.warnings)) == warned
    refused = [(row, problem) for row, one in enumerate(rows) for problem in row_problems(one)]
    assert block.problems.first(len(block.problems)) == refused


@given(ROWS)
def test_any_rows(rows: list[dict[str, str]]) -> None:
    assert_reads_as_rows_do(rows, table_of(rows))


@pytest.mark.parametrize("column", CELLS)
def test_every_cell_of_a_column_with_a_full_row(column: str) -> None:
    full = {name: cells[1] for name, cells in CELLS.items() if name != "documents"}
    rows = [{**full, column: cell} for cell in CELLS[column]]
    assert_reads_as_rows_do(rows, table_of(rows))


def test_the_shipped_world() -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    data = SHIPPED.read_bytes()
    first = data.index(b"\n") + 1
    table = read_table(np.frombuffer(data[first:], np.uint8), read_header(data[:first]), COLUMNS)
    assert_reads_as_rows_do(rows, table)
    made = Population(read_block(table).sections)
    expected = Population.from_people([parse_row(row).person for row in rows])
    columns = ([*one.side.columns, *one.side.names, *one.table] for one in (made, expected))
    for one, other in zip(*columns, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


def test_every_column_that_warns_has_its_place_in_the_order() -> None:
    assert set(WARNING_RANKS) == {name for part in COLUMN_GROUPS.values() for name in part.warns}


@given(ROWS, st.integers(0, 6))
def test_rows_of_blocks_are_the_rows_of_one(rows: list[dict[str, str]], cut: int) -> None:
    one = read_block(table_of(rows)).sections
    both = join_sections([read_block(table_of(part)).sections for part in (rows[:cut], rows[cut:])])
    again = choose_rows(one, np.arange(one.size))
    for section in one.letters:
        for other in (both, again):
            assert np.array_equal(one.letters[section], other.letters[section])
            assert np.array_equal(one.starts[section], other.starts[section])


TEXTS = st.text(st.sampled_from('ab ,"\n\r\0é'), max_size=6)


@given(st.text(st.sampled_from('ab,"\n\ré'), max_size=40))
def test_bytes_are_read_as_the_csv_module_reads_them(text: str) -> None:
    data = np.frombuffer(text.encode(), np.uint8)
    header = ("a", "b", "a")
    try:
        expected = list(
            csv.DictReader(
                io.StringIO(text, newline=""), header, restkey="", restval="", strict=True
            )
        )
    except csv.Error:
        with pytest.raises(IntakeFileError):
            read_table(data, header, ("a", "b", "c"))
        return
    table = read_table(data, header, ("a", "b", "c"))
    assert table.size == len(expected)
    for row, cells in enumerate(expected):
        for name in ("a", "b", "c"):
            assert table.columns[name].of(row) == cells.get(name, "")


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=3), max_size=5), st.integers(0, 60))
def test_a_file_may_be_cut_after_any_whole_row(rows: list[list[str]], cut: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    data = np.frombuffer(out.getvalue().encode(), np.uint8)
    end = whole_rows_length(data[:cut], data.size)
    assert end <= min(cut, data.size)
    halves = [
        read_table(part, ("a", "b", "c"), ("a", "b", "c")) for part in (data[:end], data[end:])
    ]
    cells = [
        [half.columns[name].of(row) for name in ("a", "b", "c")]
        for half in halves
        for row in range(half.size)
    ]
    expected = list(csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True))
    assert cells == [[*row, "", "", ""][:3] for row in expected if row]

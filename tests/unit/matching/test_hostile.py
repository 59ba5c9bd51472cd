"""Every column of an intake row with every kind of bad cell: nothing raises or matches strongly."""

from __future__ import annotations

import pytest

from matching import (
    BANDS,
    Engine,
    Person,
    Population,
    blocking_keys,
    explain,
    pack,
    parse_row,
    row_problems,
)
from matching.names import score_matrix

pytestmark = pytest.mark.late

ENGINE = Engine()
COLUMNS = (
    "record_ref",
    "kind",
    "full_name",
    "given_names",
    "family_names",
    "name_native",
    "aliases",
    "birth_date",
    "birth_known",
    "birth_calendar",
    "age",
    "age_on",
    "sex",
    "nationalities",
    "languages",
    "birth_place",
    "event_date",
    "event_country",
    "event_place",
    "phones",
    "documents",
    "relatives",
    "route",
    "ethnicity",
    "home_address",
    "height_cm",
    "eyes",
    "hair",
    "marks",
)
CELLS = {
    "empty": "",
    "space": " \t\u00a0\u2003",
    "one letter": "a",
    "one sign": "?",
    "500 tokens": " ".join(f"token{number}" for number in range(500)),
    "500 equal tokens": "ab " * 500,
    "500 items": "|".join(f"item{number}" for number in range(500)),
    "mixed scripts": "Маryam مریم Καρίμι 加藤 김 ሓጎስ",
    "1000 combining marks": "e" + "\u0301" * 1000,
    "marks alone": "\u0301\u0345\u064b" * 300,
    "right to left controls": "\u202e\u2066evil\u2069\u202c\u200f",
    "emoji": "👧🏽👩‍👧🏳️‍🌈",
    "digits": "1234567890",
    "digits of other scripts": "٠١٢٣۴۵६७",
    "signs that are numbers": "²³①Ⅷ½",
    "lone surrogates": "\ud800\udfff\udc00a",
    "NUL": "\x00Maryam\x00",
    "control letters": "".join(map(chr, range(32))),
    "very long": "x" * 1_000_000,
    "very long digits": "9" * 1_000_000,
    "brackets": "[" * 10_000,
    "broken JSON": '["mother:Amal", {"a": ',
    "JSON of lists": '[[["a"]], null, 1e999, true]',
    "colons": ":" * 500,
    "bars": "|" * 5000,
    "fillers": "<" * 88,
    "a zone of nothing": "P<" + "<" * 86,
    "a zone of look-alikes": "P<UTO" + "O0I1B8S5Z2" * 8 + "<<<",
    "a date in slashes": "5/4/2011",
    "a date of no calendar": "99 Hamal 9999",
    "formula": "=cmd|' /C calc'!A0",
    "statement": "'; DROP TABLE record; --",
    "private use": "\ue000\uf8ff\U000f0000",
    "unassigned": "\u0378\U000e0fff",
    "ligatures": "ﷺ ﬃ ǅ İı ß ŉ",
    "half and full width": "Ｍａｒｙａｍ ｶﾅ",
}


def row(column: str, cell: object) -> dict[str, object]:
    base = {"record_ref": "A-1", "kind": "missing", "full_name": "Example"}
    return base | {column: cell}


# These can be parsed, so two rows with them agree. Together with a bad name they still must not
# match strongly.
LISTS = {"500 relatives": "|".join(f"mother:Amal{number}" for number in range(500))}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_bad_cell_neither_raises_nor_matches_strongly(column: str) -> None:
    people = []
    for cell in (CELLS | LISTS).values():
        for value in (cell, [cell, cell]):
            row_problems(row(column, value))
            parsed = parse_row(row(column, value))
            assert all(
                cell not in one.reason + one.suggestion for one in parsed.warnings if len(cell) > 1
            )
            people.append(parsed.person)
    packed = [pack(person) for person in people]
    assert max(map(len, packed)) < 16_000
    for person in people:
        keys = blocking_keys(person, b"secret")
        assert len(keys) <= 32
        comparison = ENGINE.compare(person, person)
        assert comparison.band != "strong"
        explain(comparison.evidence, person, person)
    population = Population.from_packed(packed)
    for block in ENGINE.link(population, min_probability=0.0):
        assert "strong" not in {BANDS[band] for band in block.scores.band.tolist()}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_bad_cell_in_every_column_at_once_neither_raises_nor_matches_strongly(cell: str) -> None:
    person = Person.from_row(dict.fromkeys(COLUMNS, cell) | {"record_ref": "A", "kind": "found"})
    other = Person.from_row(dict.fromkeys(COLUMNS, cell) | {"record_ref": "B", "kind": "missing"})
    assert ENGINE.compare(person, other).band != "strong"
    blocking_keys(person, b"secret")


def test_a_matrix_of_bad_names_is_finite_and_says_little_of_any_two() -> None:
    texts = list(CELLS.values())
    matrix = score_matrix(texts, texts)
    assert abs(matrix).max() < 1000
    assert (matrix == matrix).all()

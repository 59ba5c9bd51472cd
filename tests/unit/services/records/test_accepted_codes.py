from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.web.labels.codes import WORDS
from api.web.labels.intake import INTAKE_CODES
from core.codes.trafficking import Exploitation, MeansOfControl, Recruiter
from core.counted_facts import COUNTED_FACTS
from core.errors import DateOutOfRange, InvalidInput
from core.intake import CATEGORIES, INTAKE_FIELDS, NOT_KNOWN
from core.intake_values import as_code
from core.policy.fields import VICTIM_CATEGORIES, VICTIM_COLUMNS, is_victim_fact
from matching import RowWarning
from services.foundation.facts import date_ranges
from services.foundation.facts.intake_row import IntakeRow
from services.records.intake.preparation import ReadRow, read_row
from services.statistics.record_codes import describe_record

TODAY = date(2026, 3, 2)
PARTS = tuple(part for field in INTAKE_FIELDS for part in field.parts)


def _read(category: str) -> ReadRow:
    row = {"record_ref": "A-1", "kind": "missing", "full_name": "Zahra", "category": category}
    return read_row(row, source="police", today=TODAY)


def _category_statements(read: ReadRow) -> list[tuple[str, str]]:
    return [
        (one.field, one.value)
        for one in read.statements
        if one.field == "unread" or one.field == "category"
    ]


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_code_of_the_list_is_kept_without_a_warning(code: str) -> None:
    read = _read(code)
    assert (read.warnings, _category_statements(read)) == ((), [("category", code)])


@pytest.mark.parametrize("value", ["Trafficking victim", "TRAFFICKING_VICTIM: by an uncle"])
def test_a_victim_stays_one_however_the_code_is_written(value: str) -> None:
    read = _read(value)
    assert (read.warnings, _category_statements(read)) == ((), [("category", value)])
    assert any(is_victim_fact(one.entry) for one in read.statements)


@pytest.mark.parametrize("value", ["", "unknown", "-", *NOT_KNOWN])
def test_no_category_is_no_warning(value: str) -> None:
    assert _read(value).warnings == ()


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("runaway", "perhaps runaway_or_thrown_out"),
        ("missing in the migration", "perhaps missing_in_migration"),
        ("went with a stranger", "write one of: " + ", ".join(CATEGORIES)),
    ],
)
def test_another_value_is_a_warning_with_a_suggestion_and_is_kept_unread(
    value: str, suggestion: str
) -> None:
    read = _read(value)
    assert read.warnings == (RowWarning("category", "not a code of the list", suggestion),)
    assert _category_statements(read) == [("unread", f"category: {value}")]


@pytest.mark.parametrize(
    ("value", "counted"),
    [
        ("runaway", "other"),
        ("", "not_said"),
        ("not_asked", "not_said"),
        ("Parental abduction", "parental_abduction"),
        ("parental_abduction: by the father", "parental_abduction"),
    ],
)
def test_an_unread_category_is_counted_as_another(value: str, counted: str) -> None:
    statements = _read(value).statements
    registered = datetime(2026, 3, 2, tzinfo=UTC)
    described = describe_record(statements, kind="missing", registered=registered, today=TODAY)
    (fact,) = (one for one in COUNTED_FACTS if one.cube == "categories")
    assert fact.cells_of(described.facts["categories"]) == [(counted,)]


HTCDS = [
    (column, code)
    for column, codes in (
        ("means_of_control", MeansOfControl),
        ("exploitation", Exploitation),
        ("recruiter", Recruiter),
    )
    for code in codes
]


@pytest.mark.parametrize(("name", "code"), HTCDS)
def test_the_spelling_of_htcds_is_a_code(name: str, code: str) -> None:
    written = "".join(word.capitalize() for word in code.split("_"))
    read = read_row(_row(**{name: written}), source="police", today=TODAY)
    assert read.warnings == ()
    (fact,) = (one for one in COUNTED_FACTS if one.field.name == name)
    assert fact.codes_of([one.entry for one in read.statements]) == {code}


def test_every_column_of_a_victim_has_its_spelling_tested() -> None:
    assert {name for name, _ in HTCDS} == VICTIM_COLUMNS


@pytest.mark.parametrize("text", ["DEBT BONDAGE", "Debt_Bondage", "debt  bondage", "DebtBondage"])
def test_words_of_a_code_are_separated_by_spaces_underscores_or_capitals(text: str) -> None:
    assert as_code(text) == "debt_bondage"


def test_the_basis_of_a_trafficking_status_is_counted() -> None:
    (fact,) = (one for one in COUNTED_FACTS if one.cube == "trafficking_bases")
    row = _row(trafficking_status="presumed:National referral mechanism:2026-03-01:KOK")
    statements = read_row(row, source="police", today=TODAY).statements
    assert fact.cells_of(fact.codes_of([one.entry for one in statements])) == [
        ("national_referral_mechanism",)
    ]


def test_the_form_offers_every_code_of_a_list_and_no_other() -> None:
    lists = {one.codes: one.accepted for one in (*INTAKE_FIELDS, *PARTS) if one.accepted}
    assert "" not in lists
    assert {name: set(INTAKE_CODES[name]) for name in lists} == {
        name: set(codes) for name, codes in lists.items()
    }
    assert INTAKE_CODES.keys() == lists.keys()
    assert all(WORDS[name].keys() == {*codes, *NOT_KNOWN} for name, codes in lists.items())
    assert not [name for name, codes in lists.items() if not {*NOT_KNOWN}.isdisjoint(codes)]


def test_the_categories_of_victims_are_in_the_list() -> None:
    assert set(CATEGORIES) >= VICTIM_CATEGORIES


def test_no_two_parts_have_one_name() -> None:
    names = [one.name for one in (*INTAKE_FIELDS, *PARTS)]
    assert len(names) == len(set(names))


def _row(**columns: str | list[str]) -> dict[str, str | list[str]]:
    return {"record_ref": "A-1", "kind": "found", "full_name": "Zahra", **columns}


def _warned(**columns: str | list[str]) -> list[tuple[str, str, bool]]:
    read = read_row(_row(**columns), source="police", today=TODAY)
    return [(one.column, one.suggestion, one.is_read) for one in read.warnings]


@pytest.mark.parametrize(
    ("column", "value", "suggestion", "is_read"),
    [
        ("protection_status", "unacompanied:2026-02-03", "perhaps unaccompanied", False),
        ("protection_status", "separated:3 March", "write YYYY-MM-DD", False),
        ("age_assessments", "minor:dental:17-15", "write 15 or 15-17", False),
        ("age_assessments", "minor:dentel", "perhaps dental", False),
        (
            "age_assessments",
            "minor:appearance",
            "it carries no weight; state the method of an assessment",
            True,
        ),
        ("care", "foster family", "perhaps foster", True),
        ("statelessness", "at risc", "perhaps at_risk", False),
    ],
)
def test_a_value_that_is_no_code_is_warned_of(
    column: str, value: str, suggestion: str, is_read: bool
) -> None:
    assert _warned(**{column: value}) == [(column, suggestion, is_read)]
    statements = read_row(_row(**{column: value}), source="police", today=TODAY).statements
    assert ((column, value) in [(one.field, one.value) for one in statements]) is is_read


@pytest.mark.parametrize(
    "columns",
    [
        {"protection_status": ["unaccompanied:2026-02-03:Youth office: Berlin", "married_minor"]},
        {"age_assessments": "inconclusive:dental:15-19:2026-02-03:contested:Health office"},
        {"circumstances": ["left_home", "collected_by_unknown_person"]},
        {"care": "Reception centre"},
        {"biometrics_held": "fingerprints:Federal police:FP-2214"},
        *({"separation_cause": code} for code in NOT_KNOWN),
    ],
)
def test_codes_days_and_ages_are_read_without_a_warning(
    columns: dict[str, str | list[str]],
) -> None:
    assert _warned(**columns) == []


SAMPLES = (
    "face_image::data:image/png;base64,iVBORw0KGgo",
    "fingerprints:police:/9j/4AAQSkZJRg",
    "fingerprints:police:Rk1SACAyMAAAAAEUAAA",
    "dna:laboratory:" + "0123456789abcdef" * 4,
    "iris:laboratory:" + "12 " * 90,
    "data:application/octet-stream;base64,AAAA",
)


@pytest.mark.parametrize("value", SAMPLES)
def test_a_sample_of_biometrics_rejects_the_row(value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_row(_row(biometrics_held=value), source="police", today=TODAY)
    assert (refused.value.field, refused.value.reason) == ("biometrics_held", "a_sample")


@pytest.mark.parametrize("column", ["protection_status", "age_assessments"])
def test_a_day_of_a_part_lies_in_its_range(column: str) -> None:
    value = {
        "protection_status": "separated:1800-01-01",
        "age_assessments": "minor:dental::9999-12-31",
    }
    with pytest.raises(DateOutOfRange):
        date_ranges.check_row_dates(IntakeRow.read(_row(**{column: value[column]})), today=TODAY)


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (
            ["unaccompanied:2026-02-03:x", "with_own_child"],
            {"unaccompanied": "yes", "with_own_child": "yes"},
        ),
        (["not_asked"], {}),
        ([], {}),
    ],
)
def test_a_person_of_several_codes_is_counted_under_each(
    values: list[str], cells: dict[str, str]
) -> None:
    (fact,) = (one for one in COUNTED_FACTS if one.cube == "protection_status")
    statements = read_row(_row(protection_status=values), source="police", today=TODAY).statements
    assert dict(fact.cells_of(fact.codes_of([one.entry for one in statements]))) == {  # type: ignore[arg-type]
        **dict.fromkeys(fact.codes, "no"),
        **cells,
    }

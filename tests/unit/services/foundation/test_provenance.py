"""Source, date and reliability of statements: read from rows, weighed, shown, kept by edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from core.errors import InvalidInput
from core.policy.fields import FieldClass
from core.policy.records import provenance as policy
from core.policy.sharing.views import View
from matching.codes.code_lists import BIRTH_KNOWN
from services.foundation.facts import person_view, provenance
from services.foundation.facts.intake_row import IntakeRow
from services.foundation.facts.statements import FACT_COLUMNS, Statement
from services.records.intake import preparation
from services.sharing.shown_provenance import shown_statement

TODAY = date(2026, 3, 2)
DAY = "2026-03-01"
# A specimen of ICAO 9303.
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
BASE = {"record_ref": "A-1", "kind": "missing", "full_name": "Zahra"}
Row = Mapping[str, str | Sequence[str]]


def _statements(row: Row) -> list[Statement]:
    return list(preparation.read_row({**BASE, **row}, source="hotline", today=TODAY).statements)


def _stated(row: Row, field: str) -> list[tuple[str, str, str]]:
    found = [one for one in _statements(row) if one.field == field]
    return [(one.source, str(one.stated_on), one.quality) for one in found]


def test_a_row_without_provenance_is_of_the_agency_today_and_not_assessed() -> None:
    assert {(one.source, one.stated_on, one.quality) for one in _statements({"sex": "F"})} == {
        ("hotline", TODAY, "X4H0")
    }


def test_a_column_has_its_own_provenance_and_otherwise_that_of_the_row() -> None:
    row = {
        "sex": "F",
        "birth_date": "2010",
        "all@source": "reporter",
        "all@stated_on": DAY,
        "birth_date@source": "Authority",
        "birth_date@quality": "a1",
    }
    assert _stated(row, "sex") == [("reporter", DAY, "X4H0")]
    assert _stated(row, "birth_date") == [("authority", DAY, "A1H0")]
    assert _stated(row, "record_ref") == [("hotline", str(TODAY), "X4H0")]


@pytest.mark.parametrize(
    "sources", ["authority|relative", ["authority", "relative"]], ids=["text", "list"]
)
def test_the_values_of_a_list_have_a_provenance_each(sources: str | list[str]) -> None:
    row = {"birth_date": "2010-03-01|2008", "birth_date@source": sources}
    assert [one[0] for one in _stated(row, "birth_date")] == ["authority", "relative"]
    one_for_all = {"birth_date": "2010-03-01|2008", "birth_date@source": "person"}
    assert [one[0] for one in _stated(one_for_all, "birth_date")] == ["person", "person"]
    second_only = {"birth_date": "2010-03-01|2008", "birth_date@source": "|person"}
    assert [one[0] for one in _stated(second_only, "birth_date")] == ["hotline", "person"]


REFUSED = {
    "source": ({"sex@source": "a neighbour"}, "sex@source", "unknown_code"),
    "quality": ({"sex@quality": "D1H0"}, "sex@quality", "unknown_code"),
    "handling": ({"sex@quality": "A1H4"}, "sex@quality", "unknown_code"),
    "day": ({"all@stated_on": "yesterday"}, "all@stated_on", "not_readable"),
    "future": ({"sex@stated_on": "2026-03-03"}, "sex@stated_on", "date_out_of_range"),
    "long ago": ({"sex@stated_on": "1899-12-31"}, "sex@stated_on", "date_out_of_range"),
    "column": ({"shoe_size@source": "person"}, "provenance", "unknown_column"),
    "part": ({"sex@by": "person"}, "provenance", "unknown_column"),
    "reference": ({"record_ref@source": "person"}, "provenance", "unknown_column"),
    "number": ({"aliases": "A|B", "aliases@source": "|person|"}, "aliases@source", "wrong_number"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_provenance_that_cannot_be_read_rejects_the_row(case: str) -> None:
    row, field, reason = REFUSED[case]
    with pytest.raises(InvalidInput) as refused:
        _statements({"sex": "F", **row})
    error = refused.value
    assert (error.field, error.reason) == (field, reason)
    assert error.suggestion or reason == "date_out_of_range"


VERIFIED = {"source": "authority", "quality": "A1H0"}
WEIGHS = {
    "nothing stated": ({}, "claimed"),
    "verified": (VERIFIED, "documented"),
    "verified by police": ({**VERIFIED, "source": "police"}, "documented"),
    "verified, not in court": ({**VERIFIED, "quality": "A1H1"}, "documented"),
    "seen by a relative": ({**VERIFIED, "source": "relative"}, "claimed"),
    "authority, not certain": ({**VERIFIED, "quality": "B1H0"}, "claimed"),
    "authority, hearsay": ({**VERIFIED, "quality": "A2H0"}, "claimed"),
    "authority, not assessed": ({"source": "authority"}, "claimed"),
}


@pytest.mark.parametrize("case", WEIGHS)
@pytest.mark.parametrize(
    ("column", "facts"),
    [
        ("birth_known", {"birth_date": "2010-03-01", "birth_known": "documented"}),
        ("birth_date", {"birth_date": "2010-03-01", "birth_known": "documented"}),
        ("birth_known", {"age": "14", "age_on": DAY, "birth_known": "documented"}),
        ("documents", {"documents": ZONE}),
        ("documents", {"documents": "national_id:RO:5100301123450"}),
    ],
    ids=["birth_known", "birth_date", "age", "zone", "number"],
)
def test_a_birth_is_documented_only_if_an_authority_verified_it(
    case: str, column: str, facts: Row
) -> None:
    stated, known = WEIGHS[case]
    row = {**BASE, **facts, **{f"{column}@{part}": one for part, one in stated.items()}}
    read = preparation.read_row(row, source="hotline", today=TODAY)
    person = person_view.person_of(read.statements, ref="A-1", kind="missing")
    assert [birth.known for birth in person.births] == [known]
    assert read.person in (None, person)


def test_the_other_ways_in_which_a_birth_is_known_are_not_touched() -> None:
    for known in BIRTH_KNOWN[1:]:
        person = person_view.person_of(
            _statements({"birth_date": "2010", "birth_known": known}), ref="", kind="missing"
        )
        assert [birth.known for birth in person.births] == [known]


def test_each_of_two_birth_dates_must_be_verified() -> None:
    facts = {"birth_date": "2010-03-01|2008-01-02", "birth_known": "documented"}
    for column, known in (("birth_known", "claimed"), ("birth_date", "documented")):
        row = {**facts, f"{column}@source": "authority", f"{column}@quality": "A1H0"}
        person = person_view.person_of(_statements(row), ref="", kind="missing")
        assert {birth.known for birth in person.births} == {known}


WITHHELD = [{"source": "exploiter"}, {"quality": "B2H2"}, {"quality": "B2H3"}]


@pytest.mark.parametrize("stated", WITHHELD, ids=["exploiter", "H2", "H3"])
@pytest.mark.parametrize("column", ["full_name", "documents", "phones", "sex", "birth_date"])
def test_statements_of_exploiters_or_not_to_be_passed_on_are_for_the_responsible_only(
    column: str, stated: Row
) -> None:
    facts = {
        "full_name": "Zahra",
        "documents": ZONE,
        "phones": "+306912345678",
        "sex": "F",
        "birth_date": "2010",
    }
    facts = {name: value for name, value in facts.items() if name in (column, "full_name")}
    row = {**facts, **{f"{column}@{part}": one for part, one in stated.items()}}
    statements = _statements(row)
    withheld = [one for one in statements if one.field == column]
    assert [one.class_of("missing") for one in withheld] == [FieldClass.F4B]
    without = [one for one in statements if one.field != column]
    persons = [person_view.person_of(one, ref="", kind="missing") for one in (statements, without)]
    assert persons[0] == persons[1]
    is_victim = stated.get("source") == "exploiter"
    assert [one.is_of_victim for one in withheld] == [is_victim]


def test_an_edit_keeps_the_provenance_of_unchanged_values() -> None:
    before = _statements(
        {"aliases": ["Sara", "Zari"], "aliases@source": ["person", "relative"], "sex": "F"}
    )
    row = {**BASE, "aliases": ["Zari", "Sahra"], "all@source": "witness", "aliases@quality": "B2"}
    known = provenance.known_values(before)
    after = provenance.split_row(
        IntakeRow.read(row), source="police", today=TODAY, known_statements=known
    )
    found = {one.value: (one.source, one.quality) for one in after if one.field == "aliases"}
    assert found == {"Zari": ("relative", "B2H0"), "Sahra": ("witness", "B2H0")}


def test_an_edit_of_only_a_provenance_states_the_values_again() -> None:
    statements = [
        *_statements({"aliases": "Sara|Zari", "sex": "F"}),
        Statement.read("unread", "eyes: teal", "", TODAY),
    ]
    changes = {"aliases@source": "person", "eyes@source": "person", "sex@quality": "B2"}
    filled = provenance.with_values(changes, statements)
    assert (filled["aliases"], filled["eyes"], filled["sex"]) == (["Sara", "Zari"], "teal", "F")
    with pytest.raises(InvalidInput, match="hair@source: nothing_said"):
        provenance.with_values({"hair@source": "person"}, statements)
    with pytest.raises(InvalidInput, match="provenance: unknown_column"):
        provenance.with_values({"Zahra Hosseini@source": "person"}, statements)


FLOWS = [
    ("missing", View.PROFILE, ("", None, "B2H0")),
    ("missing", View.IDENTITY, ("", TODAY, "B2H0")),
    ("missing", View.CONTACTS, ("", TODAY, "B2H0")),
    ("found", View.CONTACTS, ("", None, "B2H0")),
    ("found", View.FULL, ("relative", TODAY, "B2H0")),
]


@pytest.mark.parametrize(("kind", "view", "shown"), FLOWS)
def test_readers_see_the_quality_and_never_the_source(
    kind: str, view: View, shown: tuple[str, date | None, str]
) -> None:
    one = Statement.read("sex", "F", "relative", TODAY, "B2H0")
    shown_value = shown_statement(one, view, kind)
    assert (shown_value.source, shown_value.stated_on, shown_value.quality) == shown


@pytest.mark.parametrize("source", ["police", "authority"])
def test_readers_learn_that_an_authority_verified_a_value_and_not_which(source: str) -> None:
    shown_value = shown_statement(
        Statement.read("sex", "F", source, TODAY, "A1H0"), View.IDENTITY, "found"
    )
    assert (shown_value.source, shown_value.is_verified) == ("authority", True)
    unsure = shown_statement(
        Statement.read("sex", "F", source, TODAY, "A2H0"), View.IDENTITY, "found"
    )
    assert unsure.source == ""


def test_every_part_of_every_stated_column_has_its_rule() -> None:
    assert set(policy.PARTS) == policy.PROVENANCE_FLOWS.keys()
    assert set(policy.STATED_COLUMNS) == set(FACT_COLUMNS) - {"record_ref", "recipients"}

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import InvalidInput
from services.exchange import files, pfif
from tests.faults import bombs

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PERSON = """
  <pfif:person>
    <pfif:person_record_id>example.org/p1</pfif:person_record_id>
    <pfif:author_name>Somebody Else</pfif:author_name>
    <pfif:author_phone>+30 555 0100</pfif:author_phone>
    <pfif:source_date>2026-02-20T10:00:00Z</pfif:source_date>
    <pfif:full_name>شکیبا رحیم زاده</pfif:full_name>
    <pfif:given_name>Shekiba</pfif:given_name>
    <pfif:alternate_names>Sheki\nShakiba &amp; co</pfif:alternate_names>
    <pfif:sex>female</pfif:sex>
    <pfif:date_of_birth>2009-07</pfif:date_of_birth>
    <pfif:age>16</pfif:age>
    <pfif:home_city>Herat</pfif:home_city>
    <pfif:home_country>AF</pfif:home_country>
    <pfif:description><![CDATA[A <scar> on the left hand]]></pfif:description>
    <pfif:note>
      <pfif:source_date>2026-02-21T10:00:00Z</pfif:source_date>
      <pfif:status>believed_missing</pfif:status>
      <pfif:last_known_location>Lesvos</pfif:last_known_location>
      <pfif:text>Not seen since.</pfif:text>
    </pfif:note>
    <pfif:note>
      <pfif:source_date>2026-02-20T10:00:00Z</pfif:source_date>
      <pfif:status>believed_alive</pfif:status>
      <pfif:last_known_location>Izmir</pfif:last_known_location>
    </pfif:note>
  </pfif:person>"""


def _document(inside: str, version: str = "1.4") -> bytes:
    space = f"http://zesty.ca/pfif/{version}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<pfif:pfif'
        f' xmlns:pfif="{space}">{inside}</pfif:pfif>'.encode()
    )


def _rows(data: bytes) -> list[dict[str, str]]:
    table = files.open_file(data, "pfif", now=NOW)
    return [dict(zip(table.columns, cells, strict=True)) for _, cells in table.rows]


def test_a_person_and_the_newest_notes_make_an_intake_row() -> None:
    assert _rows(_document(PERSON)) == [
        {
            "record_ref": "example.org/p1",
            "kind": "missing",
            "full_name": "شکیبا رحیم زاده",
            "given_names": "Shekiba",
            "family_names": "",
            "aliases": "Sheki|Shakiba & co",
            "birth_date": "2009-07",
            "age": "16",
            "age_on": "2026-02-20",
            "sex": "F",
            "home_address": "Herat, AF",
            "event_place": "Lesvos",
            "description": (
                "A <scar> on the left hand\n2026-02-21 believed_missing: Not seen since."
            ),
        }
    ]


def test_the_author_of_a_pfif_record_is_not_imported() -> None:
    assert "Somebody Else" not in str(_rows(_document(PERSON)))
    assert "555" not in str(_rows(_document(PERSON)))


def test_a_note_outside_the_person_is_found_by_the_persons_id() -> None:
    person = "<pfif:person><pfif:person_record_id>e/1</pfif:person_record_id></pfif:person>"
    note = (
        "<pfif:note><pfif:person_record_id>e/1</pfif:person_record_id>"
        "<pfif:status>is_note_author</pfif:status></pfif:note>"
    )
    assert [row["kind"] for row in _rows(_document(note + person))] == ["found"]
    assert [row["kind"] for row in _rows(_document(person))] == [""]


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_older_versions_name_people_by_first_and_last_name(version: str) -> None:
    names = "<pfif:first_name>Zahra</pfif:first_name><pfif:last_name>Husaini</pfif:last_name>"
    (row,) = _rows(_document(f"<pfif:person>{names}</pfif:person>", version))
    assert (row["full_name"], row["given_names"], row["family_names"]) == (
        "Zahra Husaini",
        "Zahra",
        "Husaini",
    )


@pytest.mark.parametrize(
    ("expiry", "is_read"),
    [
        ("2026-03-02T09:30:00Z", False),
        ("2026-03-02", False),
        ("2026-03-02T09:30:01Z", True),
        ("", True),
        ("soon", True),
    ],
)
def test_a_record_past_its_expiry_date_is_not_read(expiry: str, is_read: bool) -> None:
    person = f"<pfif:person><pfif:expiry_date>{expiry}</pfif:expiry_date></pfif:person>"
    assert bool(_rows(_document(person))) == is_read


def test_exported_records_are_read_back_and_expire_with_the_export() -> None:
    facts = {
        "full_name": ["Zahra <Husaini> & co\x0b"],
        "aliases": ["Zari", "Zee"],
        "sex": ["F"],
        "birth_date": ["2011-02"],
        "event_place": ["Lesvos"],
    }
    mark = pfif.FileMark("00ff", NOW, NOW + timedelta(hours=24))
    days = (date(2011, 2, 1), date(2011, 2, 28))
    person = pfif.PfifPerson("7d2f", "missing", "2026-01-05", facts, days)
    text = pfif.write_document([person], mark)
    assert text.count("mark 00ff") == 2
    (row,) = _rows(text.encode())
    assert (row["full_name"], row["aliases"], row["sex"]) == (
        "Zahra <Husaini> & co",
        "Zari|Zee",
        "F",
    )
    assert (row["birth_date"], row["kind"], row["event_place"]) == ("2011-02", "missing", "Lesvos")
    assert row["record_ref"] == "homeward.invalid/7d2f"
    table = files.open_file(text.encode(), "pfif", now=NOW + timedelta(hours=24))
    assert list(table.rows) == []


@pytest.mark.parametrize(
    ("days", "written"),
    [
        ((date(2009, 7, 10), date(2009, 7, 10)), "2009-07-10"),
        ((date(2009, 7, 9), date(2009, 7, 11)), "2009-07"),
        ((date(2009, 1, 1), date(2009, 12, 31)), "2009"),
        ((date(2009, 3, 21), date(2010, 3, 20)), None),  # the year 1388 of the solar calendar
        (None, None),
    ],
)
def test_a_birth_is_written_in_gregorian_days(
    days: tuple[date, date] | None, written: str | None
) -> None:
    facts = {"full_name": ["Zahra"], "birth_date": ["1388-04-19"]}
    mark = pfif.FileMark("00ff", NOW, NOW + timedelta(hours=24))
    person = pfif.PfifPerson("7d2f", "missing", "2026-01-05", facts, days)
    text = pfif.write_document([person], mark)
    assert "1388" not in text
    assert ("date_of_birth" in text) == (written is not None)
    assert written is None or f"date_of_birth>{written}<" in text


REASONS = {
    "billion laughs": "doctype",
    "quadratic blow-up": "doctype",
    "external entity, file": "doctype",
    "external entity, http": "doctype",
    "parameter entity": "doctype",
    "document type fetched": "doctype",
    "inclusion": "another_format",
    "huge attribute": "markup_too_long",
    "huge attribute with brackets": "text_too_long",
    "deep nesting": "too_deep",
    "giant text": "text_too_long",
    "giant text in pieces": "text_too_long",
    "giant comment": "markup_too_long",
    "many attributes": "markup_too_long",
    "some attributes": "too_many_attributes",
    "many elements": "too_many_elements",
    "many names": "another_format",
    "UTF-16": "not_utf8",
    "UTF-7": "not_utf8",
    "another declared encoding": "not_utf8",
    "style sheet": "instruction",
    "instruction inside": "instruction",
    "gzip": "compressed",
    "another vocabulary": "another_format",
    "cut off": "not_xml",
}


def test_every_bomb_has_a_reason() -> None:
    assert REASONS.keys() == bombs.XML.keys()


@pytest.mark.parametrize("name", REASONS)
def test_a_bomb_is_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _rows(bombs.XML[name]())
    assert (refused.value.field, refused.value.reason) == ("file", REASONS[name])

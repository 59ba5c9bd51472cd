from __future__ import annotations

from typing import Any

import pytest

from matching import Person, pack
from matching.packing.fact_groups import FACT_GROUPS, group_bytes, identifying_groups
from matching.packing.features import SECTIONS

ROW: dict[str, Any] = {
    "record_ref": "A-1",
    "kind": "missing",
    "full_name": "Maryam Karimi",
    "birth_date": "2009-03-05",
    "sex": "F",
    "nationalities": "AF",
    "languages": "prs",
    "birth_place": "Herat",
    "home_address": "Ring 5, Jena",
    "event_date": "2024-01-10",
    "event_country": "GR",
    "event_place": "Athens",
    "route": "TR:Izmir",
    "phones": "+30 210 1234567",
    "documents": "passport:AF:P123456",
    "relatives": "mother:Zahra|father:Reza Karimi",
    "height_cm": "150",
    "eyes": "brown",
    "marks": "scar:hand:left",
}
# column -> another value, and the only group that it changes
CHANGES = {
    "full_name": ("Mariam Karimi", "name"),
    "relatives": ("mother:Zahra|father:Omid Karimi", "name"),
    "birth_date": ("2008", "birth"),
    "birth_place": ("Kabul", "place"),
    "home_address": ("Ring 5, Gera", "place"),
    "event_date": ("2024-01-11", "place"),
    "event_place": ("Patras", "place"),
    "route": ("TR:Bursa", "place"),
    "phones": ("+30 210 1234568", "phone"),
    "documents": ("passport:AF:P123457", "document"),
    "nationalities": ("IR", "origin"),
    "languages": ("pus", "origin"),
    "sex": ("", "body"),
    "height_cm": ("151", "body"),
    "eyes": ("blue", "body"),
    "marks": ("self_harm:forearm", "body"),
}


def _groups(**changes: str) -> dict[str, bytes]:
    return dict(
        zip(FACT_GROUPS, group_bytes(pack(Person.from_row({**ROW, **changes}))), strict=True)
    )


def test_each_section_of_a_packed_row_is_in_one_group() -> None:
    listed = [section for sections in FACT_GROUPS.values() for section in sections]
    assert sorted(listed) == sorted(SECTIONS)


def test_a_changed_column_changes_one_group() -> None:
    before = _groups()
    found = {
        column: [
            group for group, value in _groups(**{column: value}).items() if value != before[group]
        ]
        for column, (value, _) in CHANGES.items()
    }
    assert found == {column: [group] for column, (_, group) in CHANGES.items()}


def test_facts_given_by_an_exploiter_are_in_no_group() -> None:
    given = {
        "phones": "exploiter:+4915112345678",
        "documents": "exploiter:passport:AF:P1",
        "relatives": "",
    }
    groups = _groups(**given)
    assert (groups["phone"], groups["document"]) == (b"", b"")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"full_name": "Maryam Karimi"}, {"name"}),
        ({"full_name": "Unknown"}, set()),
        ({"full_name": "Unknown", "relatives": "mother:Zahra"}, {"name"}),
        ({"full_name": "Unknown", "birth_date": "2009-03"}, {"birth"}),
        ({"full_name": "Unknown", "birth_date": "2009", "sex": "F", "eyes": "brown"}, set()),
        ({"full_name": "Unknown", "phones": "+30 210 1234567"}, {"phone"}),
        ({"full_name": "Unknown", "documents": "passport:AF:P123456"}, {"document"}),
        ({"full_name": "Unknown", "marks": "scar:hand"}, {"body"}),
    ],
)
def test_a_name_a_month_of_birth_a_number_or_a_mark_identifies(
    row: dict[str, str], expected: set[str]
) -> None:
    packed = pack(Person.from_row({"record_ref": "A-1", "kind": "found", **row}))
    assert {list(FACT_GROUPS)[position] for position in identifying_groups(packed)} == expected

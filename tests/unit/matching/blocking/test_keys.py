from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching import KEY_KINDS, Person, Population, blocking_keys
from matching.blocking.keys import MAX_KEYS, key_table, population_keys, query_keys

SECRET = b"a secret of this test"


def row(**cells: str) -> Person:
    return Person.from_row({"record_ref": "A", "kind": "missing"} | cells)


def shares(one: Person, other: Person) -> bool:
    return bool(set(blocking_keys(one, SECRET)) & set(blocking_keys(other, SECRET)))


FULL = row(
    full_name="Maryam Noor Karimi",
    birth_date="2009-03-05",
    sex="F",
    nationalities="AF|IR",
    phones="+93701234567",
    documents="passport:AF:P123456",
    relatives="mother:Zahra|father:Reza|sister:Leila",
    marks="scar:hand:left",
    aliases="nickname:Mimi|Maria Karim",
)


def test_keys_are_distinct_sorted_signed_and_few() -> None:
    keys = blocking_keys(FULL, SECRET)
    assert list(keys) == sorted(set(keys))
    assert 0 < len(keys) <= MAX_KEYS == 32
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)
    assert min(keys) < 0 < max(keys)


def test_keys_depend_only_on_the_secret_and_the_person() -> None:
    assert blocking_keys(FULL, SECRET) == blocking_keys(FULL, SECRET)
    assert not set(blocking_keys(FULL, SECRET)) & set(blocking_keys(FULL, b"another secret"))


def test_an_unknown_person_has_no_keys() -> None:
    assert blocking_keys(row(full_name="unknown", sex="F"), SECRET) == ()


def test_keys_do_not_depend_on_who_else_is_in_the_population() -> None:
    others = [
        row(full_name=f"Other{letter} Person", birth_date="2001-05-06") for letter in "abcdefgh"
    ]
    together = population_keys(Population.from_people([*others, FULL, *others]), SECRET)
    assert together[8] == blocking_keys(FULL, SECRET)
    assert together[0] == together[9] == blocking_keys(others[0], SECRET)


MEETING = {
    "two scripts": (row(full_name="Maryam Karimi"), row(name_native="مریم کریمی")),
    "another habit and order": (row(full_name="Hosseini Qasem"), row(full_name="Ghasem Husseini")),
    "year two off": (
        row(full_name="Selam", birth_date="2009"),
        row(full_name="Salam", birth_date="2011-05-06"),
    ),
    "year two off at a window's edge": (
        row(full_name="Selam", birth_date="2010"),
        row(full_name="Selam", birth_date="2012"),
    ),
    "day and month swapped": (
        row(full_name="A Xy", birth_date="2009-03-05"),
        row(full_name="?", birth_date="2009-05-03"),
    ),
    "phone written otherwise": (
        row(full_name="?", phones="+93701234567"),
        row(full_name="?", phones="0701234567"),
    ),
    "document of unknown country": (
        row(full_name="?", documents="passport:AF:P123456"),
        row(full_name="?", documents="passport::P123456"),
    ),
    "relative and one name": (
        row(full_name="Selam Tesfay", relatives="mother:Khadija"),
        row(full_name="Selam", relatives="mother:Kadidja"),
    ),
    "nationality and one name": (
        row(full_name="Selam Tesfay", nationalities="ER"),
        row(full_name="Selam", nationalities="ER"),
    ),
    "n for m and a year": (
        row(full_name="Simret", birth_date="2009"),
        row(full_name="Sinret", birth_date="2010"),
    ),
    "n for m in two scripts and a year": (
        row(full_name="Simret", birth_date="2009"),
        row(name_native="سنرت", birth_date="2009"),
    ),
    "a name's end cut off and a year": (
        row(full_name="Bereketeab", birth_date="2009"),
        row(full_name="Bereket", birth_date="2009"),
    ),
}


@pytest.mark.parametrize(("one", "other"), MEETING.values(), ids=MEETING)
def test_records_of_one_person_meet(one: Person, other: Person) -> None:
    assert shares(one, other)


APART = {
    "other names and years": (
        row(full_name="Selam", birth_date="2001"),
        row(full_name="Igor", birth_date="2009"),
    ),
    "an exploiter's phone": (
        row(full_name="?", phones="exploiter:+93701234567"),
        row(full_name="?", phones="exploiter:+93701234567"),
    ),
    "placeholders": (row(full_name="Baby girl", sex="F"), row(full_name="Baby girl", sex="F")),
    "initials": (row(full_name="J"), row(full_name="J")),
    "initials and a year": (
        row(full_name="J", birth_date="2009"),
        row(full_name="J", birth_date="2009"),
    ),
    "one sound and no year": (row(full_name="Simret"), row(full_name="Sinret")),
    "one sound and other years": (
        row(full_name="Simret", birth_date="2001"),
        row(full_name="Sinret", birth_date="2009"),
    ),
    "digits in a name, which has no sound then": (
        row(full_name="Simret2", birth_date="2009"),
        row(full_name="Sinret2", birth_date="2009"),
    ),
}


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_records_without_anything_telling_in_common_do_not_meet(one: Person, other: Person) -> None:
    assert not shares(one, other)


def keys_of(kind: str, person: Person) -> set[int]:
    _, kinds, values = key_table(Population.from_people([person]))
    return set(values[kinds == KEY_KINDS.index(kind)].tolist())


def windows(birth_date: str) -> set[int]:
    """Return only the keys of a name's sound with a window of years.

    A rare name would share other keys without them.
    """
    return keys_of("sound_window", row(full_name="Selam", sex="F", birth_date=birth_date))


def test_every_birth_up_to_two_years_off_shares_a_window_and_four_off_does_not() -> None:
    for year, off in itertools.product(range(1995, 2020), range(3)):
        assert windows(str(year)) & windows(str(year + off))
        assert windows(f"{year}-05-06") & windows(str(year + off))
    assert not any(windows(str(year)) & windows(str(year + 4)) for year in range(1995, 2020))


PLACED = row(
    full_name="Selam", birth_date="2009", sex="F", nationalities="ER", birth_place="Asmara",
    event_date="2024-05-06", event_country="IT", route="SD::2023-11-20",
)  # fmt: skip
HURT = row(
    full_name="Selam", birth_date="2009", sex="F", nationalities="ER", marks="self_harm:wrist:left"
)


def test_every_kind_of_key_is_made() -> None:
    _, kinds, _ = key_table(Population.from_people([FULL, PLACED, HURT]))
    assert {KEY_KINDS[kind] for kind in kinds} == set(KEY_KINDS)


def test_the_kinds_that_say_most_are_never_pushed_out() -> None:
    _, kinds, _ = key_table(Population.from_people([FULL]))
    assert kinds.size == MAX_KEYS
    made = {KEY_KINDS[kind] for kind in kinds}
    assert made >= {
        "document",
        "phone",
        "birth_day",
        "two_names",
        "two_beginnings",
        "relative_name",
        "name_mark",
    }


SENSITIVE_KINDS = {"name_sensitive", "sensitive_nation", "sensitive_window"}


@pytest.mark.parametrize(
    "marks", ["self_harm:wrist:left", "scar:genital:", "self_harm:wrist|burn:genital"]
)
@pytest.mark.parametrize("person", [FULL, PLACED], ids=["many keys", "few keys"])
def test_sensitive_marks_add_keys_of_their_own_kinds_and_push_out_none(
    person: Person, marks: str
) -> None:
    more = replace(person, marks=(*row(full_name="?", marks=marks).marks, *person.marks))
    _, kinds, _ = key_table(Population.from_people([more]))
    before, after = (set(blocking_keys(one, SECRET)) for one in (person, more))
    assert before <= after
    assert len(after - before) == sum(KEY_KINDS[kind] in SENSITIVE_KINDS for kind in kinds)
    assert len(after) <= MAX_KEYS
    assert person is FULL or after > before


def test_a_sensitive_mark_and_an_ordinary_one_share_no_key() -> None:
    ordinary, sensitive = (
        row(full_name="?", sex="F", nationalities="ER", marks=mark)
        for mark in ("scar:hip", "scar:hip::genital")
    )
    assert blocking_keys(ordinary, SECRET)
    assert blocking_keys(sensitive, SECRET)
    assert not shares(ordinary, sensitive)


COMBINED = {
    "name_nation": {"full_name": "Selam", "nationalities": "ER"},
    "sound_window": {"full_name": "Selam", "birth_date": "2009"},
    "beginning_year": {"full_name": "Selam", "birth_date": "2009", "nationalities": "ER"},
    "mark_nation": {"full_name": "?", "marks": "scar:hand:left", "nationalities": "ER"},
    "mark_window": {"full_name": "?", "marks": "scar:hand:left", "birth_date": "2009"},
    "sensitive_nation": {"full_name": "?", "marks": "self_harm:wrist", "nationalities": "ER"},
    "sensitive_window": {"full_name": "?", "marks": "scar:genital", "birth_date": "2009"},
    "route": {
        "full_name": "?",
        "event_date": "2024-05-06",
        "event_country": "IT",
        "nationalities": "ER",
    },
}


@pytest.mark.parametrize(("kind", "cells"), COMBINED.items(), ids=COMBINED)
def test_keys_differ_by_sex_and_an_unknown_sex_matches_both(
    kind: str, cells: dict[str, str]
) -> None:
    girl, boy, unknown, other = (
        keys_of(kind, row(**cells, sex=sex)) for sex in ("F", "M", "", "X")
    )
    assert girl
    assert not girl & boy
    assert unknown == other == girl | boy


@pytest.mark.parametrize(
    ("days", "meets"),
    [(0, True), (120, True), (-120, True), (181, True), (-181, True), (364, False)],
)
def test_a_search_by_country_and_day_finds_records_within_half_a_year(
    days: int, meets: bool
) -> None:
    cells = {"full_name": "?", "nationalities": "ER", "sex": "F", "event_country": "IT"}
    event_day = date(2024, 5, 6)
    for shift in range(0, 182, 13):
        found = row(**cells, event_date=str(event_day + timedelta(shift)))
        query = row(**cells, event_date=str(event_day + timedelta(shift + days)))
        (asking,) = query_keys(Population.from_people([query]), SECRET)
        assert bool(set(asking) & set(blocking_keys(found, SECRET))) is meets
        assert set(asking) >= set(blocking_keys(query, SECRET))

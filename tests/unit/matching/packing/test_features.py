from __future__ import annotations

import numpy as np
import pytest

from matching import Engine, Mark, Name, PackedRowError, Person, Population, pack, rarity_tokens
from matching.codes import code_lists
from matching.names.text.scripts import encode
from matching.packing.features import letters_number

FULL = Person.from_row(
    {
        "record_ref": "A-1",
        "kind": "missing",
        "full_name": "Maryam Noor Karimi",
        "name_native": "مریم کریمی",
        "aliases": "nickname:Mimi|patronymic:Reza",
        "birth_date": "2009-03-05|2010",
        "sex": "F",
        "nationalities": "AF|IR",
        "languages": "prs|pus",
        "birth_place": "Herat",
        "event_date": "2024-01-10",
        "event_country": "GR",
        "event_place": "Athens",
        "phones": "+30 210 1234567|relative:0701234567",
        "documents": "passport:AF:P123456|id_card::998877",
        "relatives": "mother:Zahra|father:Reza Karimi|sister:Leila",
        "height_cm": "150",
        "eyes": "brown",
        "hair": "black",
        "marks": "scar:hand:left|mole:chin",
    }
)
PLAIN = Person.from_row({"record_ref": "A-2", "kind": "found", "full_name": "Unknown"})


def test_packing_is_deterministic_and_compact() -> None:
    assert pack(FULL) == pack(FULL)
    assert len(pack(FULL)) < 700
    assert len(pack(PLAIN)) < 70


def test_a_packed_row_does_not_carry_reference_or_kind() -> None:
    other = Person.from_row({"record_ref": "B-9", "kind": "found", "full_name": "Unknown"})
    assert pack(other) == pack(PLAIN)
    assert b"A-1" not in pack(FULL)


def test_a_sensitive_mark_takes_no_place_of_an_ordinary_one_and_leaves_its_bytes() -> None:
    ordinary = tuple(Mark("scar", part) for part in code_lists.MARK_PARTS[:20])
    sensitive = tuple(Mark("self_harm", part) for part in code_lists.MARK_PARTS[:20])
    ordinary_only, both = (
        Population.from_people([Person(marks=marks)]) for marks in (ordinary, sensitive + ordinary)
    )
    assert np.array_equal(ordinary_only.side.columns.marks, both.side.columns.marks)
    assert (
        ordinary_only.side.columns.marks.shape == both.side.columns.sensitive_marks.shape == (16, 3)
    )
    assert not ordinary_only.side.columns.sensitive_marks.size


def columns(population: Population) -> list[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    return [*population.side.columns, *population.side.names, *population.table]


@pytest.mark.parametrize(
    "people", [[], [PLAIN], [FULL], [FULL, PLAIN, FULL], [PLAIN] * 3 + [FULL] * 2]
)
def test_people_and_their_packed_rows_make_the_same_population(people: list[Person]) -> None:
    made = Population.from_people(people)
    read = Population.from_packed([pack(person) for person in people])
    assert len(made) == len(read) == len(people)
    for one, other in zip(columns(made), columns(read), strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row[:-1],
        lambda row: row + b"x",
        lambda row: b"\x63" + row[1:],
        lambda row: b"",
        lambda row: row[:10],
        lambda row: row[:1] + b"\x01\x00" + row[3:],
    ],
    ids=["cut", "longer", "version", "empty", "half a header", "odd section"],
)
def test_an_altered_row_is_refused(change: object) -> None:
    row = change(pack(FULL))  # type: ignore[operator]
    with pytest.raises(PackedRowError):
        Population.from_packed([pack(PLAIN), row])
    if row[:1] != b"\x01" or len(row) != len(pack(FULL)):
        with pytest.raises(PackedRowError):
            rarity_tokens(row)


def test_rarity_tokens_are_the_distinct_name_tokens_and_their_skeletons() -> None:
    tokens = rarity_tokens(pack(FULL))
    assert list(tokens) == sorted(set(tokens))
    assert {b"maryam", b"karimi", encode("مریم"), b"^MRM", b"mimi", b"reza"} <= set(tokens)
    assert b"zahra" not in tokens  # the name of a relative
    assert rarity_tokens(pack(PLAIN)) == ()


def test_one_name_written_twice_is_one_name() -> None:
    twice = Person(names=(Name("Ali Karimi"), Name("ALI  karimi", "alias")))
    assert pack(twice) == pack(Person(names=(Name("Ali Karimi"),)))


def test_country_codes_have_distinct_numbers() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = ["", *letters, *(a + b for a in letters for b in letters), "XXA", "ABC", "AAA", "ZZZ"]
    assert len({letters_number(code) for code in codes}) == len(codes)
    assert max(letters_number(code) for code in codes) < 1 << 16


def test_many_rows_are_read_back_in_order() -> None:
    people = [
        Person(names=(Name(f"Name{chr(97 + i % 26)}{chr(97 + i // 26)} Other"),), sex="FM"[i % 2])
        for i in range(300)
    ]
    matrix = Engine().score_matrix(people[:40], people)
    assert np.array_equal(matrix.argmax(axis=1), np.arange(40))

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from matching import Person, blocking_keys
from matching.errors import TrainingError
from matching.names import score_matrix
from matching.names.constants import SCALE, TWO_NAMES_BITS
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.name_variants import (
    DISTINCT,
    NameGroups,
    group_kind,
    groups_of_tokens,
    load_name_groups,
    shipped_name_groups,
)
from matching.names.tokens.token_similarity import token_bits, token_pairs
from matching.names.tokens.token_table import build_table, flatten
from matching.train.__main__ import main
from matching.train.nicknames import ENGLISH_FILE, MAX_GROUPS, OWN_FILE, build_groups

RARE = 0.001


def bits(one: str, other: str, share: float = RARE) -> float:
    """Return the bits of two written tokens, each carried by the same share of people."""
    table, ids = build_table(*flatten([*name_tokens(one), *name_tokens(other)]))
    entries = table.entries(np.full(table.skeleton.size, share, np.float32))
    both = token_pairs(entries, entries, 4)
    found = token_bits(both, int(ids[0]), int(ids[1]), False)
    assert found == token_bits(token_pairs(entries, entries, 4), int(ids[1]), int(ids[0]), False)
    return found / SCALE


RELATED = {
    "Russian": ("Sasha", "Aleksandr"),
    "Russian, a woman's": ("Sasha", "Aleksandra"),
    "Russian, both in Cyrillic": ("Саша", "Александр"),
    "Russian, in two scripts": ("Саша", "Aleksandr"),
    "Ukrainian": ("Sashko", "Oleksandr"),
    "Ukrainian, in Cyrillic": ("Коля", "Микола"),
    "Ukrainian, Zhenya": ("Zhenya", "Yevhen"),
    "Romanian": ("Nelu", "Ion"),
    "Albanian": ("Dulla", "Abdullah"),
    "Bulgarian": ("Gosho", "Georgi"),
    "Polish": ("Kuba", "Jakub"),
    "Turkish": ("Ibo", "Ibrahim"),
    "Arabic": ("Hamoudi", "Mohammad"),
    "Arabic, in its script": ("حمودي", "محمد"),
    "Arabic, in two scripts": ("Barhoum", "ابراهيم"),
    "Arabic, a woman's": ("Khadouj", "Khadija"),
    "Persian": ("Mamad", "Mohammad"),
    "Kurdish": ("Hama", "Mohammad"),
    "Tigrinya": ("Miki", "Michael"),
    "Tigrinya, in its script": ("ሳሚ", "ሳሙኤል"),
    "Amharic, in two scripts": ("Teddy", "ቴዎድሮስ"),
    "Somali": ("Cabdi", "Cabdiraxmaan"),
    "West African": ("Modou", "Mamadou"),
    "West African, as English and as French write it": ("Jallow", "Diallo"),
    "West African, a family name of seven letters and three": ("Ndiaye", "Njie"),
    "West African, with one consonant in common": ("Cherno", "Thierno"),
    "Ali in the Gambia": ("Alieu", "علي"),
    "Gabriel by Muslims": ("Gibril", "Cebrail"),
    "Somali, as Djibouti writes it": ("Djama", "Jaamac"),
    "Spanish": ("Pepe", "José"),
    "Spanish, no consonants in common but one": ("Paco", "Francisco"),
    "Portuguese": ("Zé", "José"),
    "Italian": ("Beppe", "Giuseppe"),
    "German": ("Sepp", "Josef"),
    "English": ("Bill", "William"),
    "two short forms of one name": ("Sanya", "Shura"),
    "John in two languages": ("Ivan", "Johannes"),
    "John and Yahya": ("يحيى", "Ioan"),
    "Solomon in two scripts": ("ሰለሞን", "سليمان"),
    "James and Yaqub": ("James", "Yaqub"),
}


@pytest.mark.late
@pytest.mark.parametrize(("one", "other"), RELATED.values(), ids=RELATED)
def test_related_names_speak_for_one_person(one: str, other: str) -> None:
    assert bits(one, other) > 1.0


UNRELATED = {
    "a short form of another name": ("Sasha", "Mykola"),
    "two names with one short form": ("Viktor", "Vitaliy"),
    "a kunya": ("Abu", "Mohammad"),
    "a head that only begins alike": ("Kuba", "Jakubowski"),
}


@pytest.mark.late
@pytest.mark.parametrize(("one", "other"), UNRELATED.values(), ids=UNRELATED)
def test_names_without_a_common_group_gain_no_bits(one: str, other: str) -> None:
    assert bits(one, other) < 1.0


def test_whole_names_gain_by_a_short_form_that_is_spelt_quite_otherwise() -> None:
    related, other = score_matrix(["Paco Silva", "Doro Silva"], ["Francisco Silva", "Ana Moreira"])[
        :, 0
    ]
    assert related > other + 4.0


@pytest.mark.late
def test_a_short_form_of_many_names_says_less_than_one_of_one() -> None:
    assert 0.0 < bits("Chris", "Krzysztof") < bits("Wojtek", "Wojciech") - 1.0


def test_a_short_form_of_a_common_name_says_less() -> None:
    assert bits("Wojtek", "Wojciech", 0.05) < bits("Wojtek", "Wojciech") - 1.0


def test_a_short_form_says_less_than_the_name_itself() -> None:
    assert bits("Wojtek", "Wojciech") < bits("Wojciech", "Wojciech")


def key(**cells: str) -> set[int]:
    return set(
        blocking_keys(Person.from_row({"record_ref": "A", "kind": "missing"} | cells), b"secret")
    )


MEETING = {
    "a short form alone": (key(full_name="Wojtek"), key(full_name="Wojciech Nowak")),
    "a short form with a birth": (
        key(full_name="Paco Salem", birth_date="2009"),
        key(full_name="Francisco Moreira", birth_date="2010"),
    ),
    "another language's form with a birth": (
        key(full_name="Ivan Petrov", birth_date="2009"),
        key(full_name="Ioan Popescu", birth_date="2009"),
    ),
}


@pytest.mark.parametrize(("one", "other"), MEETING.values(), ids=MEETING)
def test_a_short_form_meets_the_full_name(one: set[int], other: set[int]) -> None:
    assert one & other


def test_the_table_ships_with_source_and_licence() -> None:
    note = json.loads(
        (files("matching") / "data" / "nicknames" / "provenance.json").read_text("utf-8")
    )
    assert note["sources"].keys() == {OWN_FILE, ENGLISH_FILE}
    for entry in note["sources"].values():
        assert entry["source"]
        assert entry["licence"]
        assert entry["groups"]["nickname"] > 100
    assert note["sources"][ENGLISH_FILE]["licence"] == "Apache-2.0"
    assert "python -m matching.train nicknames" in note["command"]
    assert len(shipped_name_groups().heads) > 1000


HEAD = "kind,language,name,others\n"
ENGLISH_HEAD = "name1,relationship,name2\n"
HOSTILE = {
    "a formula": "nickname,xx,=cmd(),Bob\n",
    "a control letter": "nickname,xx,Bob\x07,Rob\n",
    "digits": "nickname,xx,Bob,R0b\n",
    "another kind": "alias,xx,Bob,Rob\n",
    "too few cells": "nickname,Bob,Rob\n",
    "an empty form": "nickname,xx,Bob,\n",
    "a form too long": f"nickname,xx,Bob,{'R' * 33}\n",
    "a row that relates the world": (
        f"nickname,xx,Bob,{'|'.join('R' + 'o' * n for n in range(99))}\n"
    ),
}


def lists(folder: Path, ours: str, english: str = "") -> Path:
    (folder / OWN_FILE).write_text(HEAD + ours, "utf-8")
    (folder / ENGLISH_FILE).write_text(ENGLISH_HEAD + english, "utf-8")
    return folder


@pytest.mark.parametrize("row", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_row_is_refused_by_its_line(row: str, tmp_path: Path) -> None:
    lists(tmp_path, "nickname,xx,Robert,Bob\n" + row)
    with pytest.raises(TrainingError, match=r"ours.csv line 3"):
        build_groups(tmp_path, tmp_path)
    assert not (tmp_path / "groups.tsv").exists()


def test_a_hostile_row_of_the_english_list_is_refused_too(tmp_path: Path) -> None:
    lists(tmp_path, "nickname,xx,Robert,Bob\n", "robert,is_everybody,bob\n")
    with pytest.raises(TrainingError, match=r"nicknames.csv line 2"):
        build_groups(tmp_path, tmp_path)


def test_a_name_listed_as_distinct_may_have_no_related_names(tmp_path: Path) -> None:
    lists(tmp_path, "apart,vi,Tran,\napart,vi,Trang,\n")
    build_groups(tmp_path, tmp_path)
    assert (tmp_path / "groups.tsv").read_text("ascii").split() == [
        "apart",
        "tran",
        "apart",
        "trang",
    ]


def test_a_form_of_too_many_names_is_refused(tmp_path: Path) -> None:
    names = [f"Na{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MAX_GROUPS + 1)]
    lists(tmp_path, "".join(f"nickname,xx,{name},Bob\n" for name in names))
    with pytest.raises(TrainingError, match="bob"):
        build_groups(tmp_path, tmp_path)


def test_a_table_is_read_as_it_was_built(tmp_path: Path) -> None:
    lists(
        tmp_path,
        "nickname,ar,محمد|Mohammad,Hamoudi\nequivalent,,John,Ivan|El|J.\n",
        "robert,has_nickname,bob\n",
    )
    assert main(["nicknames", "--names", str(tmp_path), "--out", str(tmp_path)]) == 0
    kin = load_name_groups(tmp_path)
    assert kin.heads == (b"robert", b"~mhmd", b"john")
    names = [
        kin.letters[a:b].tobytes() for a, b in zip(kin.starts[:-1], kin.starts[1:], strict=True)
    ]
    groups = [
        kin.groups[a:b].tolist() for a, b in zip(kin.firsts[:-1], kin.firsts[1:], strict=True)
    ]
    assert dict(zip(names, groups, strict=True)) == {
        b"robert": [0],
        b"bob": [0],
        b"~mhmd": [3],
        b"mohammad": [3],
        b"hamoudi": [3],
        b"john": [7],
        b"ivan": [7],
    }
    assert (
        json.loads((tmp_path / "provenance.json").read_text("utf-8"))["sources"][OWN_FILE][
            "left out"
        ]
        == 2
    )


def test_no_list_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nicknames", "--names", str(tmp_path), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("homeward: no list ours.csv")


@pytest.mark.late
def test_the_table_lowers_only_the_bits_of_names_that_it_lists_as_distinct(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kin = shipped_name_groups()
    known = [
        kin.letters[a:b].tobytes() for a, b in zip(kin.starts[:-1], kin.starts[1:], strict=True)
    ]
    is_distinct = [
        any(group_kind(group) == DISTINCT for group in _groups(kin, name)) for name in known
    ]
    names = (
        known[::31] + [name for name, is_one in zip(known, is_distinct, strict=True) if is_one][::9]
    )
    assert len(names) > 200
    with_table = _matrix(names)
    (tmp_path / "groups.tsv").write_text("nickname\tnobody neverheard\n", "ascii")
    monkeypatch.setattr(
        "matching.names.tokens.token_table.shipped_name_groups", lambda: load_name_groups(tmp_path)
    )
    without = _matrix(names)
    distinct_groups = [
        {group for group in _groups(kin, name) if group_kind(group) == DISTINCT} for name in names
    ]
    apart = np.array(
        [
            [bool(one and other and not one & other) for other in distinct_groups]
            for one in distinct_groups
        ]
    )
    assert (with_table >= without)[~apart].all()
    assert (with_table[apart] <= np.maximum(without[apart], TWO_NAMES_BITS * SCALE)).all()
    assert (with_table > without).any()
    assert (with_table < without).any()
    assert np.array_equal(with_table, with_table.T)


def _groups(kin: NameGroups, name: bytes) -> set[int]:
    starts, groups = groups_of_tokens(np.frombuffer(name, np.uint8), np.array([0, len(name)]), kin)
    return set(groups[starts[0] : starts[1]].tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ahmad", "Muhammad"),
        ("احمد", "محمد"),
        ("محمود", "محمد"),
        ("حسن", "حسین"),
        ("Hassan", "حسین"),
        ("Mehdi", "محمد"),
        ("Hekmatullah", "عصمت الله"),
        ("Rahimi", "Ebrahimi"),
    ],
)
def test_names_that_are_two_however_alike_they_are_spelt_do_not_speak_for_one_person(
    one: str, other: str
) -> None:
    assert bits(one, other) <= TWO_NAMES_BITS


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mohamed", "محمد"), ("Ahmet", "Axmed"), ("Muhammadi", "Mohammad"), ("Xuseen", "حسين")],
)
def test_spellings_of_one_of_them_still_do(one: str, other: str) -> None:
    assert bits(one, other) > 1.0


def _matrix(names: list[bytes]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    table, ids = build_table(*flatten(names))
    entries = table.entries(np.full(table.skeleton.size, RARE, np.float32))
    both = token_pairs(entries, entries, len(names) ** 2)
    return np.array([[token_bits(both, int(i), int(j), False) for j in ids] for i in ids], np.int64)

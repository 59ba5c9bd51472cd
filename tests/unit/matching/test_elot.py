"""Latin names transliterated from Greek: which are converted back, and what they match."""

from __future__ import annotations

import pytest

from matching import Engine, Name, Person, Population, Relative, explain
from matching.names.text.greek_transliteration import greek_spelling
from matching.names.text.scripts import GREEK, script_of
from matching.names.text.tokeniser import name_tokens
from matching.train.greek import romanise_greek

ENGINE = Engine()
# As written in a Greek register, its Greek spelling, and the spelling of another country.
NAMES = [
    ("Mochamant", "Μοχάμαντ", "Mohammad"),
    ("Achmant Machnti", "Άχμαντ Μάχντι", "Ahmad Mahdi"),
    ("Tzaouant Rachimi", "Τζαουάντ Ραχίμι", "Jawad Rahimi"),
    ("Ntaount", "Νταούντ", "Dawood"),
    ("Mochament", "Μοχάμεντ", "Mohammed"),
    ("Mpilal Ampntoullach", "Μπιλάλ Αμπντουλλάχ", "Bilal Abdullah"),
    ("Chantntant", "Χαντντάντ", "Haddad"),
    ("Samer Champimp", "Σάμερ Χαμπίμπ", "Samir Habib"),
    ("Ali Tzamper", "Αλί Τζάμπερ", "Ali Jaber"),
]


def bits(one: str, other: str) -> float:
    forth, back = (
        {item.attribute: item.bits for item in ENGINE.compare(*pair).evidence}["name"]
        for pair in (
            (Person(names=(Name(one),)), Person(names=(Name(other),))),
            (Person(names=(Name(other),)), Person(names=(Name(one),))),
        )
    )
    assert forth == back
    return forth


@pytest.mark.parametrize(("latin", "greek", "elsewhere"), NAMES, ids=[name[0] for name in NAMES])
def test_a_name_that_came_by_way_of_greek_is_read_in_greek_and_meets_other_spellings(
    latin: str, greek: str, elsewhere: str
) -> None:
    read = greek_spelling(name_tokens(latin))
    assert read == name_tokens(greek)
    assert all(script_of(token) == GREEK for token in read)
    assert bits(latin, elsewhere) > 4
    assert bits(latin, greek) > 4


@pytest.mark.parametrize(
    "name",
    [
        "Mohammad",
        "Vincent Laurent",
        "Bülent",
        "Conti",
        "Mpenza",
        "Ntumba",
        "Tzvi",
        "Mina Rostami",
        "Anton",
        "Ahmad Hamdi",
        "",
        "Τζαουάντ",
        "Mochamant Ραχίμι",
        "Tz",
    ],
)
def test_other_names_are_left_as_they_are(name: str) -> None:
    assert greek_spelling(name_tokens(name)) == ()


def test_a_form_in_greek_is_a_name_more_of_the_same_role_and_is_shown_as_it_is_written() -> None:
    one = Person(names=(Name("Tzaouant Rachimi", "alias"),))
    other = Person(names=(Name("Jawad Rahimi"),))
    roles = Population.from_people([one]).side.columns.name_roles
    assert len(set(roles.tolist())) == 1
    assert roles.size == 2
    explanation = "\n".join(explain(ENGINE.compare(one, other).evidence, one, other))
    assert "Tzaouant" in explanation
    assert "Rachimi" in explanation


def test_greek_letters_transliterated_in_passports_are_converted_back() -> None:
    for _, greek, _ in NAMES:
        for word in greek.split():
            plain = "".join(
                letter
                for letter in word.casefold().replace("ύ", "υ").replace("ά", "α").replace("ί", "ι")
            )
            assert greek_spelling((romanise_greek(plain).encode(), b"ntaount"))[:1] == name_tokens(
                plain
            )


def test_a_name_also_given_in_greek_is_shown_in_greek() -> None:
    one = Person(names=(Name("Ntaount"), Name("Νταούντ", "native")))
    other = Person(names=(Name("Νταουντ"),))
    assert "Νταούντ" in "\n".join(explain(ENGINE.compare(one, other).evidence, one, other))


def test_a_name_composed_with_the_fathers_uses_the_written_parts() -> None:
    one = Person(names=(Name("Ntaount Rachimi"),), relatives=(Relative("father", "Jawad Qaderi"),))
    other = Person(names=(Name("Ntaount Jawad Qaderi"),))
    explanation = "\n".join(explain(ENGINE.compare(one, other).evidence, one, other))
    assert "Ntaount" in explanation
    assert "daoud" not in explanation.casefold()

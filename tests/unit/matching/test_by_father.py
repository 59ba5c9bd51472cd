from __future__ import annotations

import pytest

from matching import Engine, Name, Person, Population, Relative
from matching.blocking.keys import key_table
from matching.codes import code_lists

ENGINE = Engine()


def person(name: str, *relatives: tuple[str, str], role: str = "full") -> Person:
    return Person(names=(Name(name, role),), relatives=tuple(Relative(*one) for one in relatives))


def made(one: Person) -> int:
    return int(
        (
            Population.from_people([one]).side.columns.name_roles == code_lists.COMPOSED_NAME_ROLE
        ).sum()
    )


def bits(attribute: str, one: Person, other: Person) -> float:
    forth, back = (
        {item.attribute: item.bits for item in ENGINE.compare(*pair).evidence}
        for pair in ((one, other), (other, one))
    )
    assert forth == back
    return forth[attribute]


def score(one: Person, other: Person) -> float:
    return ENGINE.compare(one, other).bits


def test_a_child_written_with_the_family_name_meets_one_written_with_the_fathers() -> None:
    family, patronymic = "فاتیمە تاڵەبانی", person("Fatma Yousef Ebrahim")
    known, unknown = person(family, ("father", "Yousif Talebani")), person(family)
    assert bits("name", known, patronymic) > bits("name", unknown, patronymic) + 2


@pytest.mark.parametrize(
    ("one", "count"),
    [
        (person("Fatma Talebani", ("father", "Yousif Talebani")), 1),
        (person("Fatma Yousif", ("father", "Yousif Talebani")), 1),
        (person("Fatma Yousif", ("father", "Yousif")), 0),
        (person("Fatma Yousif Talebani", ("father", "Yousif Talebani")), 0),
        (person("Yousif", ("father", "Yousif Talebani")), 0),
        (person("Fatma Talebani", ("mother", "Shilan")), 0),
        (person("Fatma Talebani", ("father", "unknown")), 0),
        (person("郭永辉", ("father", "Guo Minghui")), 0),
        (person("Fatu", ("father", "Yousif"), role="nickname"), 0),
        (person("Fatma Jousif", ("father", "Yousif")), 1),
        (person("شیلان سۆرانی", ("father", "Rizgar Sorani")), 1),
        (person("Ahmad", ("father", "Hamid")), 1),
        (person("Hassan", ("father", "Hussein")), 1),
        (person("Mohammad", ("father", "Mahmoud")), 1),
        (person("Mohamed", ("father", "Mohammad")), 0),
        (
            person(
                "Fatma",
                *(("brother", f"Omar {family}") for family in ("Talebani", "Karimi", "Sorani")),
            ),
            2,
        ),
        (person("Fatma", ("brother", "Omar Talebani")), 1),
        (person("Fatma", ("sister", "Omar Talebani"), ("half_brother", "Ali Telebani")), 1),
        (person("Fatma", ("sister", "Omar Talebani"), ("brother", "Ali Karimi")), 2),
        (person("Fatma Talebani", ("brother", "Omar Talebani")), 0),
        (person("Fatma", ("father", "Yousif Talebani"), ("brother", "Omar Talebani")), 1),
        (person("Fatma", ("brother", "Omar")), 0),
        (person("Fatma", ("cousin", "Omar Talebani")), 0),
        (person("郭永辉", ("sister", "Guo Minghui")), 0),
        (Person(names=(Name("Fatma Talebani"), Name("Yousif", "patronymic"))), 1),
    ],
    ids=[
        "a father",
        "what more he is called",
        "his name is there already",
        "all of it is",
        "nothing is the child's",
        "a mother",
        "a placeholder",
        "syllables",
        "a nickname alone",
        "another sound",
        "his name in another script, and more",
        "two names of the same consonants",
        "that begin alike",
        "that look alike",
        "one name, spelt otherwise",
        "as many families' as are made",
        "a brother's family name",
        "two that are one family's",
        "two families'",
        "the child's own",
        "the father's",
        "a brother's first name alone",
        "a cousin's",
        "a sister, and syllables",
        "a patronymic",
    ],
)
def test_when_a_name_by_the_father_is_made(one: Person, count: int) -> None:
    assert made(one) == count


@pytest.mark.parametrize("name", ["Fatma Yousif", "YOUSIF Fatma"])
def test_a_child_with_the_fathers_first_name_also_has_his_family_name(name: str) -> None:
    known, other = person(name, ("father", "Yousif Talebani")), person("Fatma Talebani")
    assert bits("name", known, other) > bits("name", person(name), other) + 2


@pytest.mark.parametrize("name", ["Fatma Talebani", "TALEBANI Fatma"])
def test_the_childs_own_name_comes_before_the_fathers_in_every_spelling(name: str) -> None:
    known = person(name, ("father", "Yousif Ebrahim Talebani"))
    other = person("Fatma Yousif Ebrahim")
    assert bits("name", known, other) > bits("name", person(name), other) + 2


def test_a_childs_name_without_the_familys_meets_it_with_a_brothers() -> None:
    known = person("Mahmoud Abdullah", ("sister", "Fatima Nawidyar"))
    other = person("Mahmood Nawidyar")
    assert bits("name", known, other) > bits("name", person("Mahmoud Abdullah"), other) + 2


def test_a_sister_who_agrees_is_not_counted_again_in_the_name() -> None:
    sister = ("sister", "Fatima Nawidyar")
    one, other = person("Mahmoud Abdullah", sister), person("Mahmood Nawidyar", sister)
    assert bits("name", one, other) > bits("name", person("Mahmoud Abdullah"), other) + 2
    assert bits("relative", one, other) == 0


def test_a_brothers_family_name_by_itself_makes_no_child_of_it() -> None:
    known = person("Moussa Barry", ("brother", "Ousmane Nawidyar"))
    other = person("Zarghuna Nawidyar")
    assert bits("name", known, other) == bits("name", person("Moussa Barry"), other)


def test_a_patronymic_is_the_fathers_name() -> None:
    other = person("Shilan Rizgar")
    known = Person(names=(Name("Shilan Sorani"), Name("Rizgar", "patronymic")))
    assert bits("name", known, other) > bits("name", person("Shilan Sorani"), other) + 2


def test_the_fathers_name_by_itself_makes_no_child_of_his() -> None:
    known, father = person("Moussa Barry", ("father", "Ousmane Barry")), person("Ousmane Barry")
    assert bits("name", known, father) == bits("name", person("Moussa Barry"), father)


def test_fathers_who_agree_as_relatives_are_not_counted_again_in_the_name() -> None:
    one = person("Fatma Talebani", ("father", "Yousif"))
    other = person("Fatma Yousef", ("father", "Yousef"))
    plain = person("Fatma Talebani")
    assert (bits("name", one, other) > bits("name", plain, other)) != (
        bits("relative", one, other) > 0
    )


def test_another_agreeing_relative_subtracts_no_bits() -> None:
    one, other = person("Maryam", ("father", "Ghulam Sakhi")), person("Maryam Ghulam Sakhi")
    brother = ("brother", "Bartholomew")
    more = (
        person("Maryam", ("father", "Ghulam Sakhi"), brother),
        person("Maryam Ghulam Sakhi", brother),
    )
    assert score(*more) > score(one, other)


def test_differing_fathers_still_lower_the_score() -> None:
    one = person("Fatma Talebani", ("father", "Yousif"))
    other = person("Fatma Yousef", ("father", "Bartholomew"))
    assert bits("relative", one, other) < 0


def test_a_name_by_the_father_is_no_key() -> None:
    with_father, without = (
        person("Fatma Talebani", *relatives) for relatives in ((("father", "Yousif"),), ())
    )
    kinds = [
        sorted(key_table(Population.from_people([one]))[1].tolist())
        for one in (with_father, without)
    ]
    relative_name = 5
    assert [kind for kind in kinds[0] if kind != relative_name] == kinds[1]

"""Corrections of spelling in several scripts, and changes that make the record another person's."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

from matching import Person
from services.foundation.context import Context
from services.records.identity_edits import is_correction, is_unchanged
from tests.factories import engine

SAME = [
    ("Shekiba Rahimzadah", "Shakiba Rahimzada"),
    ("Shekiba Rahimzadah", "شکیبا رحیم زاده"),
    ("Shekiba Rahimzadah", "Шекиба Рахимзада"),
    ("Dmytro Kovalchuk", "Дмитро Ковальчук"),
    ("Dmytro Kovalchuk", "Dmitri Kovaltchouk"),
    ("Mohammad Ahmadi", "محمد احمدی"),
    ("Omar Hassan", "عمر حسن"),
    ("Nguyen Van An", "Nguyễn Văn An"),
    ("Tesfaye Bekele", "ተስፋዬ በቀለ"),
    ("Giorgos Papadopoulos", "Γιώργος Παπαδόπουλος"),
    ("Wang Xiaoming", "王小明"),
]
ANOTHER = [
    ("Shekiba Rahimzadah", "Zahra Rahimzadah"),
    ("شکیبا رحیم زاده", "زهرا رحیم زاده"),
    ("Dmytro Kovalchuk", "Denys Kovalchuk"),
    ("Дмитро Ковальчук", "Денис Ковальчук"),
    ("Mohammad Ahmadi", "Mahmoud Ahmadi"),
    ("Hassan Ali", "Husein Ali"),
    ("Amina Hassan", "Halima Hassan"),
    ("Fatima Diallo", "Fatima Barry"),
    ("Abdul Karim Noori", "Abdul Rahim Noori"),
]


@dataclasses.dataclass
class _Engine:
    """The part of a context that a comparison needs."""

    engine: Any


CONTEXT = cast(Context, _Engine(engine()))


def _person(name: str, **row: str) -> Person:
    cells = {
        "record_ref": "X",
        "kind": "missing",
        "full_name": name,
        "birth_date": "2009-07-10",
        "sex": "F",
    }
    return Person.from_row({**cells, "nationalities": "AF", "relatives": "mother:Golchehra", **row})


def test_a_name_in_another_spelling_or_script_is_a_correction_and_a_siblings_is_not() -> None:
    wrong = [
        (before, after)
        for matches, expected in ((SAME, True), (ANOTHER, False))
        for before, after in (*matches, *((second, first) for first, second in matches))
        if is_correction(CONTEXT, _person(before), _person(after)) is not expected
    ]
    assert wrong == []


def test_changes_of_other_facts_are_no_corrections_except_birth_day_and_relative_spelling() -> None:
    before = _person("Shekiba Rahimzadah")
    changes = {
        "birth_date": ("2009-07-12", "2010-07-10"),
        "relatives": ("mother:گلچهره", "mother:Zahra"),
        "sex": ("F", "M"),
        "nationalities": ("AF", "IR"),
        "phones": ("", "own:+306912345678"),
        "documents": ("", "passport:AF:P1234567"),
    }
    for column, (same, another) in changes.items():
        assert is_correction(CONTEXT, before, _person("Shekiba Rahimzadah", **{column: same})), (
            column
        )
        assert not is_correction(
            CONTEXT, before, _person("Shekiba Rahimzadah", **{column: another})
        ), column


def test_changes_of_appearance_and_places_do_not_change_the_identity() -> None:
    before = _person("Shekiba Rahimzadah")
    after = _person(
        "Shekiba Rahimzadah", eyes="brown", event_place="Lesvos", marks="burn:forearm:left"
    )
    assert is_unchanged(before, after)
    assert not is_unchanged(before, _person("Shakiba Rahimzada"))


def test_two_names_are_one_person_only_if_each_agrees() -> None:
    both = _person("Shekiba Rahimzadah", aliases="Dmytro Kovalchuk")
    assert not is_correction(CONTEXT, _person("Shekiba Rahimzadah"), both)
    assert not is_correction(CONTEXT, both, _person("Shekiba Rahimzadah"))

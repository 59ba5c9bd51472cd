"""What answers the questions that open the record of a found child."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.entry_reader import read_entry
from core.intake import INTAKE_FIELDS
from core.policy.sharing import opening
from services.records.intake import preparation

TODAY = date(2026, 3, 2)
ANSWERS: dict[str, Any] = {
    "dangers": ["none"],
    "trafficking_status": "unknown",
    "nationality_known": "unknown",
}
BOTH = ("danger", "nationality")
# what a row states in place of these answers -> the questions that stay open
CASES: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({}, ()),
    ({"dangers": [], "trafficking_status": "", "nationality_known": ""}, (*BOTH, "trafficking")),
    ({"dangers": []}, ("danger",)),
    ({"trafficking_status": ""}, ("trafficking",)),
    ({"nationality_known": ""}, ("nationality",)),
    ({"dangers": ["not_asked"]}, ("danger",)),
    ({"trafficking_status": "not_asked"}, ("trafficking",)),
    ({"nationality_known": "not_asked"}, ("nationality",)),
    ({"nationality_known": "claimed"}, ("nationality",)),
    ({"nationality_known": "", "nationalities": ["not_asked"]}, ("nationality",)),
    # what cannot be read, or is no code of the list, answers nothing
    *(({"trafficking_status": word}, ("trafficking",)) for word in ("none", "n/a", "?", "maybe")),
    *(({"dangers": [word]}, ("danger",)) for word in ("n/a", "-")),
    *(
        ({"nationality_known": "", "nationalities": [word]}, ("nationality",))
        for word in ("??", "-", "n/a")
    ),
    ({"dangers": ["an uncle"]}, ("danger",)),
    ({"dangers": ["state:Narnia"]}, ("danger",)),
    ({"dangers": ["none", "state:Narnia"]}, ("danger",)),
    ({"nationalities": ["AF", "Narnia"]}, ("nationality",)),
    ({"nationality_known": "perhaps"}, ("nationality",)),
    # danger and nationality are both not known
    ({"dangers": ["unknown"]}, BOTH),
    ({"dangers": ["refused"]}, BOTH),
    ({"dangers": ["state"]}, BOTH),
    ({"dangers": ["unknown"], "nationality_known": "", "nationalities": ["unknown"]}, BOTH),
    *(({"dangers": ["unknown"], "nationalities": [code]}, BOTH) for code in ("XXA", "XXX")),
    # one of them is known
    ({"dangers": ["person"]}, ()),
    ({"dangers": ["Person::the uncle: he waits at the station"]}, ()),
    ({"dangers": ["state:tr"]}, ()),
    ({"dangers": ["unknown", "person:IT"]}, ()),
    ({"dangers": ["unknown"], "nationalities": ["AF"]}, ()),
    ({"dangers": ["refused"], "nationality_known": "", "nationalities": ["af"]}, ()),
    ({"trafficking_status": "no_indicators:frontline"}, ()),
    ({"trafficking_status": "refused"}, ()),
]


def _questions(**changes: Any) -> set[str]:
    row = {"record_ref": "F-1", "kind": "found", "full_name": "Somebody", **ANSWERS, **changes}
    read = preparation.read_row(row, source="protection", today=TODAY)
    return set(opening.open_questions(one.entry for one in read.statements))


@pytest.mark.parametrize(("changes", "expected"), CASES, ids=str)
def test_a_question_is_answered_by_a_person_who_knows_or_does_not_know(
    changes: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert _questions(**changes) == set(expected)


def test_the_questions_are_asked_in_columns_of_the_intake_row() -> None:
    assert {question.value: columns for question, columns in opening.QUESTION_COLUMNS.items()} == {
        "danger": ("dangers",),
        "trafficking": ("trafficking_status",),
        "nationality": ("nationalities", "nationality_known"),
    }
    assert {field.name for field in INTAKE_FIELDS} >= opening.ANSWER_COLUMNS


def test_states_that_are_named_as_danger_or_nationality_are_kept_out() -> None:
    dangers = ("state:gr", "person:FR:the uncle", "none", "person::CH")
    stated = [
        *(read_entry("dangers", text) for text in dangers),
        *(read_entry("nationalities", text) for text in ("af", "XXA", "ro")),
    ]
    assert opening.named_states(stated) == {"GR", "FR"}
    assert opening.stated_nationalities(stated) == {"AF", "RO"}

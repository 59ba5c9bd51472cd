"""The questions that a person answers before other agencies may see the record of a found child.

A legal basis permits silent matching. The record opens after a person answered which state or
person is a danger, whether there are signs of trafficking, and which nationality is claimed.
"Not known" is an answer. While danger and nationality are both not known, the record stays silent,
because nobody can say from which state it must be kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.codes.records import DangerKind
from core.codes.records import OpeningQuestion as Question
from core.intake import NOT_KNOWN
from core.intake_values import FIELDS, as_code, split_parts

# Columns with the answers to each question.
QUESTION_COLUMNS: dict[Question, tuple[str, ...]] = {
    Question.DANGER: ("dangers",),
    Question.TRAFFICKING: ("trafficking_status",),
    Question.NATIONALITY: ("nationalities", "nationality_known"),
}
ANSWER_COLUMNS = frozenset().union(*QUESTION_COLUMNS.values())
# Columns that software must not fill in: a person decides who learns of a child.
PEOPLE_ONLY_COLUMNS = frozenset({"dangers"})
NOT_ASKED = "not_asked"  # the only code that is no answer
_NOT_KNOWN_ANSWERS = frozenset(NOT_KNOWN) - {NOT_ASKED}
_COUNTRY_LETTERS = 2
# column -> the values that a record states in it
Stated = Mapping[str, Sequence[str]]


def open_questions(stated: Stated, unread: frozenset[str] = frozenset()) -> tuple[Question, ...]:
    """Return the questions that a person must still answer; empty if the record may open.

    `unread` are the columns with a value that could not be read: it answers no question. Danger and
    nationality are both returned if each has an answer and neither is known.
    """
    answered = {
        Question.DANGER: any(_danger_kind(value) for value in stated.get("dangers", ())),
        Question.TRAFFICKING: any(
            _code(value) != NOT_ASKED for value in stated.get("trafficking_status", ())
        ),
        Question.NATIONALITY: bool(_nationalities(stated))
        or any(_code(value) in _NOT_KNOWN_ANSWERS for value in stated.get("nationality_known", ())),
    }
    missing = tuple(
        question
        for question, columns in QUESTION_COLUMNS.items()
        if not answered[question] or not unread.isdisjoint(columns)
    )
    if missing or _is_danger_known(stated) or _is_nationality_known(stated):
        return missing
    return Question.DANGER, Question.NATIONALITY


def named_states(stated: Stated) -> frozenset[str]:
    """Return the states named as a danger, or as the place of a person who is one (two letters)."""
    return frozenset(
        state for value in stated.get("dangers", ()) if (state := _parts(value)["danger_state"])
    )


def stated_nationalities(stated: Stated) -> frozenset[str]:
    """Return the states of nationality (two letters), of every source."""
    return frozenset(code for code in _nationalities(stated) if len(code) == _COUNTRY_LETTERS)


def _nationalities(stated: Stated) -> list[str]:
    values = [value.strip() for value in stated.get("nationalities", ())]
    return [value.upper() for value in values if value and _code(value) != NOT_ASKED]


def _is_nationality_known(stated: Stated) -> bool:
    return bool(stated_nationalities(stated))


def _is_danger_known(stated: Stated) -> bool:
    for value in stated.get("dangers", ()):
        kind, state = _danger_kind(value), _parts(value)["danger_state"]
        if kind in {DangerKind.NONE, DangerKind.PERSON} or (kind == DangerKind.STATE and state):
            return True
    return False


def _danger_kind(value: str) -> str:
    """Return the code of an answer about danger; "" if it is none."""
    kind = _code(value)
    return "" if kind == NOT_ASKED else kind


def _code(value: str) -> str:
    return as_code(value.partition(":")[0])


def _parts(value: str) -> dict[str, str]:
    parts = split_parts(FIELDS["dangers"], value)
    return parts | {"danger_state": parts["danger_state"].upper()}

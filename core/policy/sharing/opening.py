"""The questions that a person answers before other agencies may see the record of a found child.

A legal basis permits silent matching. The record opens after a person answered which state or
person is a danger, whether there are signs of trafficking, and which nationality is claimed.
"Not known" is an answer, and so is each code of the column's list. No other text is one. While
danger and nationality are both not known, the record stays silent, because the state from which it
must be kept is not known.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.codes.records import DangerKind
from core.codes.records import OpeningQuestion as Question
from core.entry import UNREAD, Entry
from core.intake import NOT_KNOWN
from core.intake_values import FIELDS, as_code

# Columns with the answers to each question.
QUESTION_COLUMNS: dict[Question, tuple[str, ...]] = {
    Question.DANGER: ("dangers",),
    Question.TRAFFICKING: ("trafficking_status",),
    Question.NATIONALITY: ("nationalities", "nationality_known"),
}
ANSWER_COLUMNS = frozenset().union(*QUESTION_COLUMNS.values())
# Columns that software must not fill in: a person decides who learns of a child.
PEOPLE_ONLY_COLUMNS = frozenset({"dangers"})
NOT_ASKED = "not_asked"  # the only listed code that is no answer
_NOT_KNOWN_ANSWERS = frozenset(NOT_KNOWN) - {NOT_ASKED}
# The codes of each column of codes; the nationalities are codes of countries.
ACCEPTED_CODES: dict[str, tuple[str, ...]] = {
    column: (*(FIELDS[column].accepted or FIELDS[column].parts[0].accepted), *NOT_KNOWN)
    for column in ("dangers", "trafficking_status", "nationality_known")
}
_COUNTRY_LETTERS = 2
_NO_COUNTRIES = frozenset({"XXA", "XXB", "XXX"})  # stateless, a refugee, not stated


def open_questions(entries: Iterable[Entry]) -> tuple[Question, ...]:
    """Return the questions that a person must still answer; empty if the record may open.

    `entries` are the values of a record. A column with a value that could not be read answers no
    question. Danger and nationality are both returned if each has an answer and neither is known.
    """
    stated = [entry for entry in entries if entry.stated_column in ANSWER_COLUMNS]
    unread = {entry.stated_column for entry in stated if entry.column == UNREAD}
    answered = {
        Question.DANGER: any(_is_answer(entry) for entry in _of(stated, "dangers")),
        Question.TRAFFICKING: any(_is_answer(one) for one in _of(stated, "trafficking_status")),
        Question.NATIONALITY: bool(_nationalities(stated))
        or any(entry.code in _NOT_KNOWN_ANSWERS for entry in _of(stated, "nationality_known")),
    }
    missing = tuple(
        question
        for question, columns in QUESTION_COLUMNS.items()
        if not answered[question] or not unread.isdisjoint(columns)
    )
    if missing or _is_danger_known(stated) or stated_nationalities(stated):
        return missing
    return Question.DANGER, Question.NATIONALITY


def unknown_answer(entries: Iterable[Entry]) -> str | None:
    """Return the column of an answer whose code is not in the list of the column; None without one.

    `entries` are the values of a record. An empty value is no answer.
    """
    for entry in entries:
        column = entry.stated_column
        text = entry.rest if entry.column == UNREAD else entry.text
        code = as_code(text.partition(":")[0])
        if text.strip() and column in ACCEPTED_CODES and code not in ACCEPTED_CODES[column]:
            return column
    return None


def named_states(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the states named as a danger, or as the place of a person who is one (two letters)."""
    return frozenset(state for entry in _of(entries, "dangers") if (state := _danger_state(entry)))


def stated_nationalities(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the states of nationality (two letters), of every source."""
    return frozenset(code for code in _nationalities(entries) if len(code) == _COUNTRY_LETTERS)


def _of(entries: Iterable[Entry], column: str) -> list[Entry]:
    return [entry for entry in entries if entry.column == column]


def _nationalities(entries: Iterable[Entry]) -> list[str]:
    return [
        entry.text.strip().upper()
        for entry in _of(entries, "nationalities")
        if entry.code in _NOT_KNOWN_ANSWERS or _is_country(entry.text.strip().upper())
    ]


def _is_danger_known(entries: Iterable[Entry]) -> bool:
    return any(
        entry.code in {DangerKind.NONE, DangerKind.PERSON}
        or (entry.code == DangerKind.STATE and _danger_state(entry))
        for entry in _of(entries, "dangers")
    )


def _is_answer(entry: Entry) -> bool:
    return entry.code != NOT_ASKED and entry.code in ACCEPTED_CODES[entry.column]


def _is_country(code: str) -> bool:
    is_state = len(code) == _COUNTRY_LETTERS and code.isascii() and code.isalpha()
    return is_state or code in _NO_COUNTRIES


def _danger_state(entry: Entry) -> str:
    return entry.parts["danger_state"].text.upper()

"""Measure a generated world from its rows, without the generator."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

NAME_COLUMNS = ("full_name", "given_names", "family_names", "name_native", "aliases")
ALIAS_MARKS = ("nickname:", "patronymic:", "exploiter:", "alias:")
NAME_PLACEHOLDERS = {
    *("unknown", "N/A", "?", "unbekannt", "inconnu", "sconosciuto", "desconocido", "XXX", "-"),
    *("Baby girl", "Baby boy"),
}
BIRTH_PLACEHOLDERS = {"unknown", "N/A", "1900-01-01", "0000-00-00"}


def stated_text(row: dict[str, str], column: str) -> str:
    text = row.get(column, "")
    for mark in ALIAS_MARKS:
        text = text.replace(mark, "")
    return "" if text in NAME_PLACEHOLDERS else text


def scripts(text: str) -> set[str]:
    return {unicodedata.name(letter).split(" ")[0] for letter in text if letter.isalpha()}


def scripts_of(row: dict[str, str]) -> set[str]:
    return set().union(*(scripts(stated_text(row, column)) for column in NAME_COLUMNS))


def has_birth(row: dict[str, str]) -> bool:
    written = row.get("birth_date", "")
    return bool(row.get("age")) or bool(written and written not in BIRTH_PLACEHOLDERS)


def is_thin(row: dict[str, str]) -> bool:
    """Return whether a row has only a nickname or one word of name.

    Three or more Han letters in one word count as a full name, two as a given name.
    """
    words = [word for column in NAME_COLUMNS[:4] for word in stated_text(row, column).split()]
    if not words:
        # Only an alias is left: a nickname, or the name of a child under three.
        return True
    return len(words) == 1 and not (scripts(words[0]) == {"CJK"} and len(words[0]) > 2)


def share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)

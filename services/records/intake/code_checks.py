"""Checks the columns whose codes the engine does not read, by the table `core.intake`.

A warning names the column and what to write, never the value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from core.codes.records import RecordKind
from core.entry import Entry, EntryPart
from core.errors import InvalidInput, unknown_code
from core.hidden_characters import has_hidden_character
from core.intake import INTAKE_FIELDS, NOT_KNOWN, IntakeField, Kind, Part
from core.intake_values import FIELDS, as_code
from core.policy.sharing import opening
from matching import RowWarning
from matching.reading.cells import is_unknown
from services.foundation.facts.intake_row import IntakeRow, Row

MAX_REFERENCE_LENGTH = 200
COUNTRY_LETTERS = 2
MAX_WORD_LENGTH = 40  # a UUID has 36 letters; the smallest template has some hundreds
_LONG_WORD = re.compile(rf"[^\s:]{{{MAX_WORD_LENGTH + 1}}}")
# How encoded pictures and templates begin: data URLs, and base64 of JPEG, PNG, WSQ and FMR.
_DATA_BEGINNINGS = ("data:", "base64", "/9j/", "ivborw0kggo", "/6d/", "/6d+", "rk1sa")
# Columns with a closed list, as a whole or in a part, and those that begin with a day.
CHECKED = tuple(
    field.name
    for field in INTAKE_FIELDS
    if field.accepted
    or any(part.accepted for part in field.parts)
    or (field.parts and field.parts[0].kind is Kind.DATE)
)
# Columns of names and references.
NAMES = frozenset(
    {
        "record_ref",
        "full_name",
        "given_names",
        "family_names",
        "name_native",
        "aliases",
        "relatives",
        "documents",
    }
)
# (part, code) -> the warning and suggestion for a value that is stored with it.
DOUBTED: dict[tuple[str, str], tuple[str, str]] = {
    ("age_method", "appearance"): (
        "appearance is not an age assessment",
        "it carries no weight; state the method of an assessment",
    ),
}


def check_characters(row: Row) -> None:
    """Raise `InvalidInput` for a column with an invisible character, see `has_hidden_character`."""
    for column, value in row.items():
        is_name = column in NAMES
        for text in (value,) if isinstance(value, str) else value:
            if has_hidden_character(text, is_name=is_name):
                raise InvalidInput(column, "hidden_character")


def check_answers(kind: str, entries: Iterable[Entry]) -> None:
    """Raise `InvalidInput` for a record of a found person if an answer to one of its opening
    questions is not a code of the list. The error names the codes.
    """
    column = opening.unknown_answer(entries) if kind == RecordKind.FOUND else None
    if column is not None:
        raise unknown_code(column, opening.ACCEPTED_CODES[column])


def row_warnings(row: IntakeRow) -> list[RowWarning]:
    """Return the different warnings about the codes in the columns of `CHECKED`.

    Raise `InvalidInput` for a value that looks like a biometric sample in a reference column.
    """
    warnings = [
        warning
        for column in CHECKED
        for entry in row.of(column)
        for warning in value_warnings(entry)
    ]
    return list(dict.fromkeys(warnings))


def is_read(entry: Entry) -> bool:
    """Return whether a value of a checked column is kept as a fact."""
    return all(warning.is_read for warning in value_warnings(entry))


def value_warnings(entry: Entry) -> Iterator[RowWarning]:
    """Yield the warnings for one value of a checked column.

    Raise `InvalidInput` for a sample where the number of a file is expected.
    """
    field = FIELDS[entry.column]
    if not field.parts:
        # the text after the code is free
        if not _is_code(field.accepted, entry.pieces[0], entry.code):
            yield RowWarning(
                entry.column,
                "not a code of the list",
                _suggest(field.accepted, entry.text),
                is_read=field.is_text_accepted,
            )
        return
    if any(part.kind is Kind.REFERENCE for part in field.parts) and looks_like_data(entry):
        raise InvalidInput(
            entry.column, "a_sample", "give the number of the file, never the sample itself"
        )
    for part in field.parts:
        yield from _part_warnings(field, part, entry.parts[part.name])


def _part_warnings(field: IntakeField, part: Part, read: EntryPart) -> Iterator[RowWarning]:
    text = read.text
    is_first = part is field.parts[0]
    if not text and not is_first:
        return
    if part.accepted and not _is_code(part.accepted, text, read.code):
        yield RowWarning(field.name, "not a code of the list", _suggest(part.accepted, text))
    elif part.kind is Kind.DATE and read.day is None:
        yield RowWarning(field.name, "not a day", "write YYYY-MM-DD")
    elif part.kind is Kind.COUNTRY and not is_country(text):
        yield RowWarning(field.name, "not a country code", "write ISO 3166-1 alpha-2, such as SY")
    elif part.kind is Kind.YEARS and read.years is None:
        yield RowWarning(field.name, "not an age in whole years", "write 15 or 15-17")
    elif doubt := DOUBTED.get((part.name, read.code)):
        yield RowWarning(field.name, *doubt, is_read=True)


def is_country(text: str) -> bool:
    """Return whether a text has the form of a country code: two letters."""
    return len(text) == COUNTRY_LETTERS and text.isascii() and text.isalpha()


def _is_code(accepted: tuple[str, ...], text: str, code: str) -> bool:
    return is_unknown(text) or code in (*accepted, *NOT_KNOWN)


def _suggest(accepted: tuple[str, ...], text: str) -> str:
    """Return a hint that names the code nearest to a text, or all codes where none is near.

    The hint is a phrase: "perhaps ..." or "write one of: ...".
    """
    written = as_code(text[:40])
    begun = [
        code
        for code in accepted
        if (len(written) > 3 and code.startswith(written)) or written.startswith(f"{code}_")
    ]
    near = begun or difflib.get_close_matches(written, accepted, n=1, cutoff=0.7)
    return f"perhaps {near[0]}" if near else "write one of: " + ", ".join(accepted)


def looks_like_data(entry: Entry) -> bool:
    """Return whether a value holds a sample, or an encoding of one, rather than a reference."""
    return (
        _LONG_WORD.search(entry.text) is not None
        or len(entry.text) > MAX_REFERENCE_LENGTH
        or any(begins in entry.text.casefold() for begins in _DATA_BEGINNINGS)
    )

"""Contradicting sources: a further statement of a column of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web import language
from api.web.forms import SubmittedForm
from api.web.labels import display
from api.web.pages.records import intake_form
from core.errors import InvalidInput
from core.intake import Kind
from core.intake_values import FIELDS
from services.foundation.facts.intake_row import ONE_VALUED_COLUMNS

# Columns in which sources may contradict each other; the form has one field for births too.
COLUMNS = ("birth_date", *ONE_VALUED_COLUMNS)
GROUP = "other"  # the fields of the form: other_column, other_value, other@source and so on


@dataclass(frozen=True, slots=True)
class OtherStatement:
    """A value of a column, with the provenance that the form states for it."""

    column: str
    value: str
    stated: Mapping[str, str]

    def with_other_values(self, values: Sequence[str] | str) -> list[str]:
        """Return the values of the column followed by this one."""
        before = [values] if isinstance(values, str) else list(values)
        return [*(value for value in before if value), self.value]

    def provenance(self, count: int, before: Mapping[str, str] = {}) -> list[dict[str, str]]:
        """Return the provenance of `count` values, the last of which is this one.

        Every earlier value gets a copy of `before`; {} states nothing about it.
        """
        return [*(dict(before) for _ in range(count - 1)), dict(self.stated)]


def read_other(form: SubmittedForm) -> OtherStatement | None:
    """Return the statement that a form adds; None if all its fields are empty.

    Raise `InvalidInput` for a missing or unknown column, and for a missing value.
    """
    column, text = form.text("other_column"), form.text("other_value")
    stated = intake_form.provenance_of(form, GROUP)
    if not (column or text or stated):
        return None
    if column not in COLUMNS:
        raise InvalidInput("other_column", "needed" if not column else "unknown_code")
    if not text:
        raise InvalidInput("other_value", "needed")
    return OtherStatement(column, _value(column, text), stated)


def name_field(error: InvalidInput, form: SubmittedForm) -> None:
    """Name the field of the added statement in an error about the provenance of its column."""
    column, mark, part = error.field.partition("@")
    if mark and column == form.text("other_column"):
        error.field = f"{GROUP}@{part}"


def options() -> list[tuple[str, str]]:
    """Return the columns to choose from, with their names."""
    return [(column, display.label(column, "field")) for column in COLUMNS]


def _value(column: str, text: str) -> str:
    """Return the code of a word of the column's list, or of a country; any other text as typed."""
    field = FIELDS[column]
    if field.kind is Kind.COUNTRY:
        return language.country_code(text)
    if field.kind is not Kind.CODE:
        return text
    written = {words.casefold(): code for code, words in display.options(field.codes)}
    return written.get(text.casefold(), text)


def add_to_row(form: SubmittedForm, body: dict[str, Any], stated: dict[str, Any]) -> dict[str, Any]:
    """Return the provenance of a registration, with the added statement put into its row."""
    other = read_other(form)
    if other is None:
        return stated
    values = other.with_other_values(body.get(other.column, ""))
    body[other.column] = values
    return {
        **stated,
        other.column: other.provenance(len(values), stated.get(other.column, {})),
    }

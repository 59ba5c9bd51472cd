"""Fields of the registration form, made from two tables.

`core.intake` defines the columns; `api.web.labels.intake` has their words and places. The form asks
for source, time and reliability once per group of fields, and once more for single fields that
differ from their group.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from api.web.forms import SubmittedForm
from api.web.gettext_marker import N_
from api.web.labels import display
from api.web.labels.intake import GROUPS, INTAKE_LABELS, FieldLabel
from core.codes.records import RecordKind, StatementSource
from core.errors import InvalidInput
from core.intake import INTAKE_FIELDS, IntakeField, Kind, Part
from core.intake_values import FIELDS
from core.policy.records.provenance import STATED_COLUMNS, UNKNOWN_QUALITY
from services.records.intake.field_preview import CHECKED_COLUMNS

NEEDED = frozenset({"record_ref"})
CHOOSE = N_("Choose")  # a closed list has its own codes for unknown
COUNTRY_LIST = "countries"  # the datalist of countries
# The datalists of codes, by their id: columns that take several codes, which are typed.
DATALISTS = {
    field.name: field.codes
    for field in INTAKE_FIELDS
    if field.is_list and field.kind is Kind.CODE and not field.accepted
}


@dataclass(frozen=True, slots=True)
class FormCell:
    """One part of a value that has several."""

    part: Part
    label: str

    @property
    def choices(self) -> list[tuple[str, str]] | None:
        """Return the codes to choose from with their words, None for a cell that takes text."""
        return display.options(self.part.codes) if self.part.kind is Kind.CODE else None

    @property
    def is_left_to_right(self) -> bool:
        """Return whether the text runs from left to right in every language."""
        return self.part.kind in {Kind.DATE, Kind.YEARS, Kind.REFERENCE}

    @property
    def datalist(self) -> str:
        """Return the datalist of suggestions, "" for none."""
        return COUNTRY_LIST if self.part.kind is Kind.COUNTRY else ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form."""

    column: IntakeField
    words: FieldLabel

    @property
    def label(self) -> str:
        """Return the words of the question, before translation."""
        return self.words.question or self.words.name

    @property
    def choices(self) -> list[tuple[str, str]] | None:
        """Return the codes to choose from with their words, None for a field that takes text.

        The words are those of the language that the page is shown in.
        """
        if self.column.is_list:
            return None
        if self.column.kind is Kind.COUNTRY:
            return display.every_country()
        return display.options(self.column.codes) if self.column.kind is Kind.CODE else None

    @property
    def cells(self) -> list[FormCell]:
        """Return the cells of a value of several parts; none for any other value."""
        return [
            FormCell(part, label)
            for part, label in zip(self.column.parts, self.words.parts, strict=True)
        ]

    @property
    def boxes(self) -> list[tuple[str, str]]:
        """Return the codes of a closed list of which several may be ticked; none for any other."""
        is_closed = self.column.is_list and self.column.accepted
        return display.options(self.column.codes) if is_closed else []

    @property
    def empty(self) -> str:
        """Return the words for no choice, before translation."""
        return CHOOSE if self.column.accepted else self.words.empty

    @property
    def is_long(self) -> bool:
        """Return whether the text has several lines."""
        return self.column.kind is Kind.LONG_TEXT

    @property
    def is_number(self) -> bool:
        """Return whether a number is asked for."""
        return self.column.kind is Kind.NUMBER

    @property
    def is_needed(self) -> bool:
        """Return whether the form is refused without the field."""
        return self.column.name in NEEDED

    @property
    def is_left_to_right(self) -> bool:
        """Return whether the text runs from left to right in every language."""
        return self.is_number or self.words.is_left_to_right

    @property
    def datalist(self) -> str:
        """Return the datalist of suggestions, "" for none."""
        if self.column.kind is Kind.COUNTRY:
            return COUNTRY_LIST
        return self.column.name if self.column.name in DATALISTS else ""

    @property
    def css_class(self) -> str:
        """Return `read` for a field whose reading is shown while it is typed."""
        return "read" if self.column.name in CHECKED_COLUMNS else ""


def fields_of(kind: str) -> dict[str, list[FormField]]:
    """Return the fields of a form for a kind of record, by group."""
    columns = {field.name: field for field in INTAKE_FIELDS}
    return {
        group: [
            FormField(columns[name], words)
            for name, words in INTAKE_LABELS.items()
            if words.group == group and kind in words.kinds
        ]
        for group in GROUPS
    }


def field_of(name: str) -> FormField:
    """Return the field of one column."""
    return FormField(FIELDS[name], INTAKE_LABELS[name])


def question_fields() -> list[FormField]:
    """Return the fields that answer the questions about a found child, with the nationality."""
    fields = fields_of(RecordKind.FOUND)
    named = [one for one in fields["first"] if one.column.name == "nationalities"]
    return [*fields["questions"], *named]


# Columns that are in pieces of the template, by the group with their provenance.
_PIECES = {
    "age": "birth",
    "age_on": "birth",
    "phones": "phones",
    "documents": "documents",
    "relatives": "family",
    "marks": "looks",
    "route": "more",
}
# A long text has the provenance of its group.
_JOINED = {"long": "more"}
PROVENANCE_GROUPS: dict[str, str] = {
    name: _PIECES.get(name) or _JOINED.get(words.group, words.group)
    for name, words in INTAKE_LABELS.items()
    if name in STATED_COLUMNS and (words.group or name in _PIECES)
}
# The blocks of the form for a column with a provenance of its own.
OWN_BLOCKS = ("own1", "own2", "own3")
# The parts of a quality, each with its field of the form.
GRADES = ("source_grade", "information_grade", "handling")


def usual_source(kind: str) -> str:
    """Return the source that the form proposes; "" is the agency itself."""
    return "" if kind == RecordKind.FOUND else StatementSource.REPORTER.value


def provenance_of(form: SubmittedForm, group: str) -> dict[str, str]:
    """Return what a group of fields states of its provenance, in the parts of the interface."""
    stated = form.filled(f"{group}@source", f"{group}@stated_on")
    parts = {name.partition("@")[2]: value for name, value in stated.items()}
    grades = [form.text(f"{group}@{grade}") for grade in GRADES]
    if any(grades):
        source, information, handling = UNKNOWN_QUALITY[0], UNKNOWN_QUALITY[1], UNKNOWN_QUALITY[2:]
        usual = (source, information, handling)
        parts["quality"] = "".join(
            grade or unknown for grade, unknown in zip(grades, usual, strict=True)
        )
    return parts


def provenances(form: SubmittedForm, columns: Container[str]) -> dict[str, dict[str, str]]:
    """Return the provenance of each column: its own, else that of its group."""
    values = {
        column: provenance_of(form, group)
        for column, group in PROVENANCE_GROUPS.items()
        if column in columns
    }
    for block in OWN_BLOCKS:
        column, parts = form.text(f"{block}_for"), provenance_of(form, block)
        if not (column or parts):
            continue
        if column not in PROVENANCE_GROUPS:
            raise InvalidInput(f"{block}_for", "unknown_code" if column else "needed")
        if column not in columns:
            raise InvalidInput(f"{block}_for", "field_is_empty")
        values[column] = parts
    return {column: parts for column, parts in values.items() if parts}


def stated_columns(kind: str) -> list[tuple[str, str]]:
    """Return the columns of the form that can have a provenance of their own, with their names."""
    asked = {one.column.name for fields in fields_of(kind).values() for one in fields}
    return [
        (column, display.label(column, "field"))
        for column in PROVENANCE_GROUPS
        if column in asked or not INTAKE_LABELS[column].group
    ]


def name_field(error: InvalidInput, form: SubmittedForm) -> None:
    """Name the field of the form in an error that names the provenance of a column."""
    column, mark, part = error.field.partition("@")
    if mark:
        own = {form.text(f"{block}_for"): block for block in OWN_BLOCKS}
        error.field = f"{own.get(column) or PROVENANCE_GROUPS.get(column, column)}@{part}"

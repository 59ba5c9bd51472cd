"""Facts are statements with source, date and quality: splits an intake row into statements and
joins them again.

A statement holds one value of one intake column, in the text it came in, so that `Person.from_row`
stays the only parser: what a record means is read in one place, whether it comes from a file or
from the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from json.encoder import encode_basestring
from typing import NamedTuple
from uuid import UUID

from core.codes.records import StatementSource
from core.intake import INTAKE_FIELDS
from core.policy.fields import FieldClass, field_class, is_victim_fact
from core.policy.records import provenance
from core.policy.records.provenance import UNKNOWN_QUALITY
from core.security.crypto import SealPlace, seal_all
from models.records.facts import RecordFacts
from services.foundation.data_keys import unseal_json

# Intake columns that hold several values; in text they are separated by `|`.
LIST_COLUMNS = frozenset(field.name for field in INTAKE_FIELDS if field.is_list)
# Columns in which a row may state several values: lists, and columns of one value whose sources
# contradict each other (`services.foundation.contradictions`).
SEVERAL_COLUMNS = LIST_COLUMNS.union(field.name for field in INTAKE_FIELDS if field.may_contradict)
# stored in `record`, not among the facts
PLAIN_COLUMNS = frozenset(field.name for field in INTAKE_FIELDS if field.field_class is None)
FACT_COLUMNS = tuple(field.name for field in INTAKE_FIELDS if field.field_class is not None)
INTAKE_COLUMNS = (*FACT_COLUMNS, *sorted(PLAIN_COLUMNS))
MAX_PLAIN_LENGTH = 1000  # letters: far below where `matching.reading.cells` cuts a cell

Row = Mapping[str, str | Sequence[str]]


class Statement(
    NamedTuple
):  # not a dataclass: a record has twenty, and a frozen one takes twice as long to make
    """One value of one field: who said so, when, and its quality (source A B C X, information 1-4,
    handling H0-H3).

    What is hidden of it is "" or None (`services.sharing.shown_provenance`).
    """

    field: str
    value: str
    source: str
    stated_on: date | None
    quality: str = UNKNOWN_QUALITY

    @property
    def is_verified(self) -> bool:
        """Return whether an authority verified the statement."""
        return provenance.is_verified(self.source, self.quality)

    @property
    def is_withheld(self) -> bool:
        """Return whether the statement is for the owner alone, and is not compared."""
        return provenance.is_withheld(self.source, self.quality)

    @property
    def is_of_victim(self) -> bool:
        """Return whether the statement makes the person somebody's victim, perhaps."""
        return self.source == StatementSource.CONTROLLER or is_victim_fact(self.field, self.value)

    def class_of(self, kind: str) -> FieldClass:
        """Return the field class in the record of a kind; KeyError for a field without a class."""
        return FieldClass.F4B if self.is_withheld else field_class(self.field, kind, self.value)


def values_of(row: Row, column: str) -> list[str]:
    """Return the non-empty values of a column, trimmed; a text is split at `|` where the column may
    have several.
    """
    cell = row.get(column, "")
    if isinstance(cell, str):
        parts: Iterable[str] = cell.split("|") if column in SEVERAL_COLUMNS else [cell]
    else:
        parts = cell
    return [part.strip() for part in parts if part.strip()]


def is_plain(row: Row) -> bool:
    """Tell whether every cell is a text, none as long as what a reader cuts, no list written as
    JSON.

    Of such a row the statements say what the row says, so it need not be read again from them.
    """
    cells = [
        cell for cell in row.values() if cell != ""
    ]  # two cells in three of a row tell nothing
    are_plain = [
        isinstance(cell, str) and len(cell) <= MAX_PLAIN_LENGTH and "[" not in cell
        for cell in cells
    ]
    return all(are_plain)


def split_row(row: Row, *, source: str, stated_on: date) -> list[Statement]:
    """Return a statement for every value of the fact columns of a row, in the order of the
    columns. The provenance that the row states is not read here
    (`services.foundation.provenance`).
    """
    filled = [column for column in FACT_COLUMNS if row.get(column)]
    return [
        Statement(column, value, source, stated_on)
        for column in filled
        for value in values_of(row, column)
    ]


def join_statements(statements: Iterable[Statement], *, kind: str) -> dict[str, str | list[str]]:
    """Return the intake row that the statements say; fields that are no intake column are left
    out.

    A column of one value is a list where its statements contradict each other.
    """
    row: dict[str, str | list[str]] = {"kind": kind}
    for statement in statements:
        field, value = statement.field, statement.value
        if field in LIST_COLUMNS or (field in SEVERAL_COLUMNS and field in row):
            cell = row.setdefault(field, [])
            row[field] = [*cell, value] if isinstance(cell, list) else [cell, value]
        elif field in FACT_COLUMNS:
            row[field] = value
    return row


def group_by_class(
    statements: Iterable[Statement], *, kind: str
) -> dict[FieldClass, list[Statement]]:
    """Sort statements by their field class; KeyError for a field without a class."""
    sorted_: dict[FieldClass, list[Statement]] = {}
    for statement in statements:
        sorted_.setdefault(statement.class_of(kind), []).append(statement)
    return sorted_


def seal_facts(
    key: bytes, *, public_id: UUID, version: int, facts: Mapping[FieldClass, Sequence[Statement]]
) -> list[tuple[str, bytes]]:
    """Return the sealed documents of one version, one a class, each with its class."""
    names = [name.value for name in facts]
    documents = [
        ("[" + ",".join([_encode(statement) for statement in statements]) + "]").encode()
        for statements in facts.values()
    ]
    places = [SealPlace("record_facts", public_id, name, version) for name in names]
    return list(zip(names, seal_all(key, zip(documents, places, strict=True)), strict=True))


def open_facts(key: bytes, public_id: UUID, document: RecordFacts) -> list[Statement]:
    """Open one document; `SealBroken` when it does not open."""
    place = SealPlace(
        "record_facts", public_id, FieldClass(document.field_class).value, document.version
    )
    return [_decode(item) for item in unseal_json(key, document.sealed, place)]


def _encode(statement: Statement) -> str:
    """Return a statement as a JSON list: what `data_keys.seal_json` writes, which makes an encoder
    for each document.
    """
    field, value, source, stated_on, quality = statement
    assert stated_on is not None  # what is shown to others is not stored
    return (
        "["
        + ",".join(map(encode_basestring, (field, value, source, stated_on.isoformat(), quality)))
        + "]"
    )


def _decode(encoded: Sequence[str]) -> Statement:
    field, value, source, stated_on, quality = encoded
    return Statement(field, value, source, date.fromisoformat(stated_on), quality)

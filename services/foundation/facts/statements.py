"""Statements: one value with source, date and quality. Joins them to intake rows, opens and seals.

A statement holds one value of one intake column, in its original text. So `Person.from_row` is the
only parser of records, for files and for stored records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from json.encoder import encode_basestring
from typing import NamedTuple, TypeVar
from uuid import UUID

from core.codes.records import StatementSource
from core.entry import Entry
from core.entry_reader import read_entry
from core.intake import INTAKE_FIELDS
from core.policy.fields import FieldClass, class_of_entry, is_victim_fact
from core.policy.records import provenance
from core.policy.records.provenance import UNKNOWN_QUALITY
from core.security.crypto import SealPlace, seal_all
from models.records.facts import RecordFacts
from services.foundation.data_keys import unseal_json

# Intake columns with several values; in text they are separated by `|`.
LIST_COLUMNS = frozenset(field.name for field in INTAKE_FIELDS if field.is_list)
# Columns in which a row may state several values: lists, and single-valued columns whose sources
# contradict each other (`services.foundation.facts.contradictions`).
SEVERAL_COLUMNS = LIST_COLUMNS.union(field.name for field in INTAKE_FIELDS if field.may_contradict)
# stored in `record`, not among the facts
PLAIN_COLUMNS = frozenset(field.name for field in INTAKE_FIELDS if field.field_class is None)
FACT_COLUMNS = tuple(field.name for field in INTAKE_FIELDS if field.field_class is not None)
INTAKE_COLUMNS = (*FACT_COLUMNS, *sorted(PLAIN_COLUMNS))
Group = TypeVar("Group")


# not a dataclass: a record has twenty, and a frozen one takes twice as long to create
class Statement(NamedTuple):
    """One value of one field (`entry`), with its source, date and quality code.

    The quality code has the source grade (A B C X), information grade (1-4) and handling code
    (H0-H3). If a part is hidden (`services.sharing.shown_provenance`), `source` is "" or
    `authority` and `stated_on` is None.
    """

    entry: Entry
    source: str
    stated_on: date | None
    quality: str = UNKNOWN_QUALITY

    @classmethod
    def read(
        cls,
        field: str,
        value: str,
        source: str,
        stated_on: date | None,
        quality: str = UNKNOWN_QUALITY,
    ) -> Statement:
        """Return a statement of a text, which is split here and nowhere else."""
        return cls(read_entry(field, value), source, stated_on, quality)

    def with_value(self, value: str, *, field: str | None = None) -> Statement:
        """Return the statement with another text, and in another field if one is given."""
        return self._replace(entry=read_entry(field or self.field, value))

    @property
    def field(self) -> str:
        """Return the name of the field."""
        return self.entry.column

    @property
    def value(self) -> str:
        """Return the text as written."""
        return self.entry.text

    @property
    def is_verified(self) -> bool:
        """Return whether an authority verified the statement."""
        return provenance.is_verified(self.source, self.quality)

    @property
    def is_withheld(self) -> bool:
        """Return whether only the responsible agency may see the statement; it is not compared."""
        return provenance.is_withheld(self.source, self.quality)

    @property
    def is_of_victim(self) -> bool:
        """Return whether the statement may mean that the person is a victim."""
        return self.source == StatementSource.EXPLOITER or is_victim_fact(self.entry)

    def class_of(self, kind: str) -> FieldClass:
        """Return the field class in a record of this kind; raise KeyError if unclassified."""
        return FieldClass.F4B if self.is_withheld else class_of_entry(self.entry, kind)


def join_statements(statements: Iterable[Statement], *, kind: str) -> dict[str, str | list[str]]:
    """Return the intake row of the statements; fields that are no intake column are left out.

    A single-valued column is a list if its statements contradict each other.
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
    return group_by(statements, lambda statement: statement.class_of(kind))


def group_by(
    statements: Iterable[Statement], group_of: Callable[[Statement], Group]
) -> dict[Group, list[Statement]]:
    """Return the statements of each group, groups and statements in the order given."""
    groups: dict[Group, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(group_of(statement), []).append(statement)
    return groups


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
    """Open one document; raise `SealBroken` if it does not open."""
    place = SealPlace(
        "record_facts", public_id, FieldClass(document.field_class).value, document.version
    )
    return [_decode(item) for item in unseal_json(key, document.sealed, place)]


def _encode(statement: Statement) -> str:
    """Return a statement as a JSON list.

    Same output as `data_keys.seal_json`, which makes an encoder for each document.
    """
    entry, source, stated_on, quality = statement
    # stored statements always have a date; it is hidden only when shown to others
    assert stated_on is not None
    return (
        "["
        + ",".join(
            map(
                encode_basestring,
                (entry.column, entry.text, source, stated_on.isoformat(), quality),
            )
        )
        + "]"
    )


def _decode(encoded: Sequence[str]) -> Statement:
    field, value, source, stated_on, quality = encoded
    return Statement.read(field, value, source, date.fromisoformat(stated_on), quality)

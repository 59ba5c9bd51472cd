"""Mapping of file columns to intake columns: chosen by the importer, suggested from headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from core.errors import InvalidInput
from core.intake import INTAKE_FIELDS
from core.policy.records.provenance import PARTS, PROVENANCE_COLUMNS
from services.foundation.facts.statements import INTAKE_COLUMNS, LIST_COLUMNS

LIST_MARK = "|"
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
# every column that a file may have
FILE_COLUMNS = (*INTAKE_COLUMNS, *PROVENANCE_COLUMNS)
_PERMITTED = frozenset(FILE_COLUMNS)
_KNOWN = {heading: field.name for field in INTAKE_FIELDS for heading in field.headings.split()}


def suggest_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Return the probable intake columns of file columns, each used once, if known."""
    mapping: dict[str, str] = {}
    for name in columns:
        plain = _plain(name)
        stated = name.strip().casefold()
        column = plain if plain in INTAKE_COLUMNS else _KNOWN.get(plain, "")
        column = stated if stated in PROVENANCE_COLUMNS else column
        if column and column not in mapping.values():
            mapping[name] = column
    return mapping


def _plain(name: str) -> str:
    text = "".join(
        character
        for character in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(character)
    )
    return _NOT_LETTERS.sub("_", text.replace("ß", "ss")).strip("_")


def check_mapping(
    columns: Sequence[str], mapping: Mapping[str, str], *, needed: Iterable[str]
) -> None:
    """Raise `InvalidInput` (field `mapping`) if the mapping does not fit the file.

    The mapping leads from columns of the file to intake columns. Raise for a column that the file
    does not have or has twice, for an unknown target, and for a column of `needed` that is not a
    target. Several columns may be mapped to a list, only one to any other target.
    """
    if not mapping.keys() <= set(columns):
        raise InvalidInput("mapping", "no_such_column", "the file has no column of this name")
    if any(columns.count(name) > 1 for name in mapping):
        raise InvalidInput("mapping", "column_twice", "the file has two columns of this name")
    if not _PERMITTED.issuperset(mapping.values()):
        raise InvalidInput("mapping", "unknown_column")
    targets = list(mapping.values())
    if any(targets.count(column) > 1 for column in targets if column not in LIST_COLUMNS):
        raise InvalidInput(
            "mapping", "mapped_twice", "two columns are mapped to one that is no list"
        )
    for column in needed:
        if column not in targets:
            raise InvalidInput("mapping", "column_missing", f"no column is mapped to {column}")


def check_provenance_columns(columns: Iterable[str]) -> None:
    """Raise `InvalidInput` (field `file`) for a provenance column without its value column."""
    for name in columns:
        if name.endswith(tuple(f"@{part}" for part in PARTS)) and name not in _PERMITTED:
            raise InvalidInput(
                "file", "unknown_column", "write column@source, as birth_date@source or all@source"
            )


def map_row(
    columns: Sequence[str], mapping: Mapping[str, str], cells: Sequence[str]
) -> dict[str, str]:
    """Return the intake row of a row of cells under a mapping."""
    row: dict[str, str] = {}
    for name, column in mapping.items():
        cell = cells[columns.index(name)]
        row[column] = LIST_MARK.join(filter(None, (row.get(column, ""), cell)))
    return row

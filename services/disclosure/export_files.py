"""An export written down: CSV, JSON or PFIF, the reader's mark in every row and in the file's
name.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping

from services.disclosure.export_rows import Exported
from services.disclosure.exports import File
from services.exchange import csv_rows, pfif
from services.foundation.statements import FACT_COLUMNS

LIST_MARK = "|"
MARKS = ("purpose", "read_by", "read_at", "mark")
OF_RECORD = ("id", "kind", "status", "state", "desk", "entered_on")
DERIVED = ("age_band", "height_band", "region")


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A file to be sent: its name, type and text."""

    name: str
    media_type: str
    text: str


def write(file: File) -> Written:
    """Write an export in its format."""
    form = FORMATS[file.format]
    name = f"homeward-export-{file.mark}.{form.ending}"
    return Written(name, form.media_type, form.write(file))


def _marks(file: File) -> dict[str, str]:
    return {
        "purpose": file.purpose,
        "read_by": str(file.reader),
        "read_at": file.read_at.isoformat(timespec="seconds"),
        "mark": file.mark,
    }


def _facts(one: Exported) -> Mapping[str, list[str]]:
    facts: dict[str, list[str]] = {}
    for said in one.said:
        facts.setdefault(said.field, []).append(said.value)
    return facts


def _csv(file: File) -> str:
    marks = _marks(file)
    columns = (*DERIVED, *FACT_COLUMNS)
    lines = []
    for one in file.records:
        facts = _facts(one)
        cells = [LIST_MARK.join(facts.get(column, ())) for column in columns]
        lines.append([*(str(getattr(one, name)) for name in OF_RECORD), *cells, *marks.values()])
    return csv_rows.write((*OF_RECORD, *columns, *MARKS), lines)


def _json(file: File) -> str:
    marks = _marks(file)
    made = {
        **marks,
        "ends_at": file.ends_at.isoformat(timespec="seconds"),
        "records": [
            {**{name: str(getattr(one, name)) for name in OF_RECORD}, "facts": _facts(one), **marks}
            for one in file.records
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=2)


def _pfif(file: File) -> str:
    mark = pfif.Mark(file.mark, file.read_at, file.ends_at)
    persons = [
        pfif.Person(str(one.id), one.kind, one.entered_on, _facts(one)) for one in file.records
    ]
    return pfif.write(persons, mark)


@dataclasses.dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of exports: its media type, the ending of its names, what writes it."""

    media_type: str
    ending: str
    write: Callable[[File], str]


FORMATS = {
    "csv": ExportFormat("text/csv; charset=utf-8", "csv", _csv),
    "json": ExportFormat("application/json", "json", _json),
    "pfif": ExportFormat("application/xml", "xml", _pfif),
}

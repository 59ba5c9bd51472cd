"""Write an export as CSV, JSON or PFIF.

The reader's mark is in every row and in the file name.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping

from services.disclosure.export_rows import ExportedRecord
from services.disclosure.exports import ExportContent
from services.exchange import csv_rows, pfif
from services.foundation.statements import FACT_COLUMNS

LIST_MARK = "|"
MARK_COLUMNS = ("purpose", "read_by", "read_at", "mark")
RECORD_COLUMNS = ("id", "kind", "status", "state", "desk", "entered_on")
DERIVED_COLUMNS = ("age_band", "height_band", "region")


@dataclasses.dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to be sent: its name, type and text."""

    name: str
    media_type: str
    text: str


def write_export(file: ExportContent) -> ExportFile:
    """Return the file of an export, made in memory in the format of the export."""
    form = FORMATS[file.format]
    name = f"homeward-export-{file.mark}.{form.ending}"
    return ExportFile(name, form.media_type, form.write(file))


def _marks(file: ExportContent) -> dict[str, str]:
    return {
        "purpose": file.purpose,
        "read_by": str(file.reader),
        "read_at": file.read_at.isoformat(timespec="seconds"),
        "mark": file.mark,
    }


def _facts(exported: ExportedRecord) -> Mapping[str, list[str]]:
    facts: dict[str, list[str]] = {}
    for statement in exported.statements:
        facts.setdefault(statement.field, []).append(statement.value)
    return facts


def _csv(file: ExportContent) -> str:
    marks = _marks(file)
    columns = (*DERIVED_COLUMNS, *FACT_COLUMNS)
    lines = []
    for record in file.records:
        facts = _facts(record)
        cells = [LIST_MARK.join(facts.get(column, ())) for column in columns]
        lines.append(
            [*(str(getattr(record, name)) for name in RECORD_COLUMNS), *cells, *marks.values()]
        )
    return csv_rows.write_csv((*RECORD_COLUMNS, *columns, *MARK_COLUMNS), lines)


def _json(file: ExportContent) -> str:
    marks = _marks(file)
    document = {
        **marks,
        "ends_at": file.ends_at.isoformat(timespec="seconds"),
        "records": [
            {
                **{name: str(getattr(record, name)) for name in RECORD_COLUMNS},
                "facts": _facts(record),
                **marks,
            }
            for record in file.records
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _pfif(file: ExportContent) -> str:
    mark = pfif.FileMark(file.mark, file.read_at, file.ends_at)
    persons = [
        pfif.PfifPerson(str(record.id), record.kind, record.entered_on, _facts(record))
        for record in file.records
    ]
    return pfif.write_document(persons, mark)


@dataclasses.dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of exports: media type, file extension and writer."""

    media_type: str
    ending: str
    write: Callable[[ExportContent], str]


FORMATS = {
    "csv": ExportFormat("text/csv; charset=utf-8", "csv", _csv),
    "json": ExportFormat("application/json", "json", _json),
    "pfif": ExportFormat("application/xml", "xml", _pfif),
}

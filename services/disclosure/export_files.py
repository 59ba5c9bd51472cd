"""Write an export as CSV, JSON or PFIF.

The reader's mark is in every row and in the file name.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping

from services.disclosure.exports import ExportContent
from services.exchange import csv_rows, pfif
from services.foundation.facts.statements import FACT_COLUMNS
from services.records.intake.birth_days import birth_days
from services.records.register import RecordView

LIST_MARK = "|"
MARK_COLUMNS = ("purpose", "read_by", "read_at", "mark")
RECORD_COLUMNS = ("id", "kind", "status", "state", "desk", "entered_on")
DERIVED_COLUMNS = ("age_band", "height_band", "region")
# The Gregorian days of each value of `birth_date`, which may be stated in another calendar.
BIRTH_DAYS_COLUMN = "birth_days"


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


def _facts(exported: RecordView) -> Mapping[str, list[str]]:
    facts: dict[str, list[str]] = {}
    for statement in exported.statements:
        facts.setdefault(statement.field, []).append(statement.value)
    return facts


def _birth_days(exported: RecordView) -> dict[str, str]:
    """Return the Gregorian days of each birth as an ISO 8601 interval, by the text as stated."""
    days = birth_days(exported.statements)
    return {text: f"{first}/{last}" for text, (first, last) in days.items()}


def _csv(file: ExportContent) -> str:
    marks = _marks(file)
    columns = (*DERIVED_COLUMNS, *FACT_COLUMNS)
    lines = []
    for record in file.records:
        facts = _facts(record)
        days = _birth_days(record)
        cells = [LIST_MARK.join(facts.get(column, ())) for column in columns]
        cells.append(LIST_MARK.join(days.get(text, "") for text in facts.get("birth_date", ())))
        lines.append(
            [*(str(getattr(record, name)) for name in RECORD_COLUMNS), *cells, *marks.values()]
        )
    head = (*RECORD_COLUMNS, *columns, BIRTH_DAYS_COLUMN, *MARK_COLUMNS)
    return csv_rows.write_csv(head, lines)


def _json(file: ExportContent) -> str:
    marks = _marks(file)
    document = {
        **marks,
        "ends_at": file.ends_at.isoformat(timespec="seconds"),
        "records": [
            {
                **{name: str(getattr(record, name)) for name in RECORD_COLUMNS},
                "facts": _facts(record),
                BIRTH_DAYS_COLUMN: _birth_days(record),
                **marks,
            }
            for record in file.records
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _pfif(file: ExportContent) -> str:
    mark = pfif.FileMark(file.mark, file.read_at, file.ends_at)
    return pfif.write_document([_person(record) for record in file.records], mark)


def _person(record: RecordView) -> pfif.PfifPerson:
    facts = _facts(record)
    births = facts.get("birth_date", [])
    days = birth_days(record.statements).get(births[0]) if len(births) == 1 else None
    return pfif.PfifPerson(str(record.id), record.kind, record.entered_on, facts, days)


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
